/** A status is kept neutral, and told in the words of the version that is asked. */
import { expect, test } from 'vitest';
import { shownConsent } from '../../../src/tpp/consents/shape.ts';
import { isUsable, mayBeAuthorised, readStatus, statusWord } from '../../../src/tpp/workspace/consent-status.ts';
import { consentTold } from '../../support/consents.ts';

const consent = (status: string) => consentTold({ consentId: 'aac-1', status });

test('is given out as the bank’s word, and nothing with it that is ours', () => {
  const names: [string, string][] = [['1', 'Household']];
  const shown = shownConsent({
    ...consent('Authorised'),
    accountNames: names,
    ...readStatus(consent('Authorised'), 'Sleeping'),
  });
  expect(shown.status).toBe('Sleeping');
  expect(Object.keys(shown)).not.toEqual(expect.arrayContaining(['told']));
  expect(Object.keys(shown)).not.toEqual(expect.arrayContaining(['kind']));
  expect(Object.keys(shown)).not.toEqual(expect.arrayContaining(['accountNames']));
});

test.each([
  ['Authorised', 'AUTH'],
  ['AwaitingAuthorisation', 'AWAU'],
  ['Rejected', 'RJCT'],
  ['Revoked', 'CANC'],
])('%s of 3.1 is %s of 4.0, and each is given back as it came', (ofThree, ofFour) => {
  const [three, four] = [consent(ofThree), consent(ofFour)];
  expect(three.status).toBe(four.status);
  expect([statusWord(three), statusWord(four)]).toEqual([ofThree, ofFour]);
  expect([statusWord(three, '4.0'), statusWord(four, '3.1')]).toEqual([ofFour, ofThree]);
  expect([three.told, four.told]).toEqual([undefined, undefined]);
});

test.each([
  ['AUTH at a bank of 3.1', '3.1', 'AUTH', 'authorised', '4.0', 'AUTH'],
  ['a spelling of its own', '3.1', ' authorised', 'authorised', '4.0', 'AUTH'],
  ['Expired, which 3.1 never had', '3.1', 'Expired', 'expired', '4.0', 'EXPD'],
  ['EXPD, asked in words that have none for it', '4.0', 'EXPD', 'expired', '3.1', 'expired'],
  ['what no version has', '4.0', 'Sleeping', 'unknown', '3.1', 'Sleeping'],
])('%s is kept as it came', (_, version, word, status, other, inOther) => {
  const read = { kind: 'account-access', version, ...readStatus({ kind: 'account-access', version }, word) } as const;
  expect(read.status).toBe(status);
  expect(statusWord(read)).toBe(word);
  expect(statusWord(read, other)).toBe(inOther);
});

test('a word is of the kind: COND ends a payment, and account information never has it', () => {
  const of = { kind: 'domestic-payment', version: '4.0' } as const;
  expect(readStatus(of, 'COND')).toEqual({ status: 'consumed', told: undefined });
  expect(readStatus({ ...of, kind: 'account-access' }, 'COND')).toEqual({ status: 'consumed', told: 'COND' });
});

test.each([
  ['Authorised', true],
  ['AwaitingAuthorisation', true],
  ['AUTH', true],
  ['CANC', true],
  ['Sleeping', true],
  ['Rejected', false],
  ['Revoked', false],
  ['RJCT', false],
  ['EXPD', false],
])('of a consent that is %s, whether the customer may be asked is %s', (status, may) => {
  expect(mayBeAuthorised(consent(status))).toBe(may);
  expect(mayBeAuthorised({ ...consent(status), version: '3.1', told: status })).toBe(may);
});

test('a payment is authorised once, and only what is authorised may be used', () => {
  const of = { kind: 'domestic-payment', version: '4.0' } as const;
  expect(mayBeAuthorised({ ...of, ...readStatus(of, 'AWAU') })).toBe(true);
  for (const word of ['AUTH', 'COND', 'RJCT']) expect(mayBeAuthorised({ ...of, ...readStatus(of, word) })).toBe(false);
  expect(['AWAU', 'AUTH', 'COND'].map((word) => isUsable({ ...of, ...readStatus(of, word) }))).toEqual([
    false,
    true,
    false,
  ]);
});
