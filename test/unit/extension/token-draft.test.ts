/** A token as an editable text, and back to the letter. */
import { expect, test } from 'vitest';
import { draftText, readDraft, renewedDraft } from '../../../src/extension/jwt/draft-text.ts';

const now = Date.UTC(2026, 10, 22);
const seconds = now / 1000;

test('header and payload come back as they were written', () => {
  const draft = { header: '{"alg":"PS256"}', payload: '{\n  "amount": 1.50,\n  "id": 12345678901234567890\n}' };
  const read = readDraft(draftText(draft));
  expect(read).toEqual({ header: draft.header, payload: draft.payload.replaceAll('\n', '\n  ') });
});

test.each([
  ['no JSON', '{"header": {', 'json_invalid', 'CloseBraceExpected'],
  ['no header', '{"payload": {}}', 'member_missing', 'header'],
  ['a payload that is a list', '{"header": {}, "payload": []}', 'member_missing', 'payload'],
  ['nothing', '', 'json_invalid', 'ValueExpected'],
])('%s is said where it is', (_name, text, code, about) => {
  const read = readDraft(text);
  expect('faults' in read && read.faults).toContainEqual(expect.objectContaining({ code, about }));
});

const renewed = (payload: object): unknown => {
  const text = renewedDraft(draftText({ header: '{}', payload: JSON.stringify(payload) }), now, 'fresh');
  const read = readDraft(text);
  return 'payload' in read && JSON.parse(read.payload);
};

test('a renewed draft lives as long as the token did, from now on', () => {
  expect(renewed({ iat: 1000, nbf: 990, exp: 1600, jti: 'old', iss: 'me' })).toEqual({
    iat: seconds,
    nbf: seconds - 10,
    exp: seconds + 600,
    jti: 'fresh',
    iss: 'me',
  });
});

test('members that a token does not have are not given to it, and a lifetime that makes no sense is five minutes', () => {
  expect(renewed({ iss: 'me' })).toEqual({ iss: 'me' });
  expect(renewed({ iat: 2000, exp: 1000 })).toEqual({ iat: seconds, exp: seconds + 300 });
});

test('a text that cannot be read stays as it is', () => {
  expect(renewedDraft('{', now, 'fresh')).toBe('{');
});
