import { describe, expect, it } from 'vitest';
import type { MemberRow, Table } from '../../../src/tpp/inspect/claims.ts';
import { payloadTables } from '../../../src/tpp/inspect/explain.ts';
import { inspectToken } from '../../../src/tpp/inspect/inspect.ts';
import { encryptionMembers, messageSignatureMembers } from '../../../src/tpp/inspect/members-header.ts';
import { changed, type good, now, second, token } from '../tpp-jwt/tokens.ts';

const memberOf = (text: string, pointer: string) =>
  inspectToken(text, { now }).members.find((member) => member.pointer === pointer);
const sentenceOf = (text: string, pointer: string) => memberOf(text, pointer)?.sentence;

it.each<[keyof typeof good, string, string, string]>([
  ['software-statement', 'iss', 'directory', 'Open Banking Directory API'],
  ['registration-request', 'iss', 'software_id', 'OBIE Dynamic Client Registration 3.3'],
  ['request-object', 'iss', 'client id', 'RFC 9101'],
  ['client-assertion', 'iss', 'proves itself', 'RFC 7523'],
  ['id-token-front-channel', 'iss', 'bank', 'OpenID Connect Core 1.0'],
  ['authorisation-response', 'iss', 'bank', 'JARM'],
  ['access-token', 'iss', 'bank', 'RFC 9068'],
  ['security-event', 'iss', 'Who tells', 'RFC 8417'],
])('iss means what it means in a %s', (kind, name, words, document) => {
  const member = memberOf(changed(kind), `/payload/${name}`);
  expect(member?.sentence).toContain(words);
  expect(member?.section?.document).toBe(document);
});

describe('members within members', () => {
  it.each<[keyof typeof good, string, string]>([
    ['request-object', '/payload/claims/id_token/openbanking_intent_id/value', 'must have'],
    ['request-object', '/payload/claims/id_token/acr/values', 'will do'],
    ['software-statement', '/payload/organisation_competent_authority_claims/authorisations/0/roles', 'authorised'],
    ['software-statement', '/payload/org_contacts/0/email', 'E-mail'],
    ['access-token', '/payload/cnf/x5t#S256', 'thumbprint'],
    [
      'security-event',
      '/payload/events/urn:uk:org:openbanking:events:resource-update/subject/http:~1~1openbanking.org.uk~1rlk/0/link',
      'Where',
    ],
    ['detached-signature', '/header/http:~1~1openbanking.org.uk~1tan', 'trust anchor'],
  ])('of a %s: %s', (kind, pointer, words) => {
    expect(sentenceOf(changed(kind), pointer)).toContain(words);
  });

  it('a claim that any client may ask for is explained', () => {
    const text = changed('request-object', { claims: { id_token: { email: { essential: true }, constructor: null } } });
    expect(memberOf(text, '/payload/claims/id_token/email')).toMatchObject({ known: true });
    expect(memberOf(text, '/payload/claims/id_token/email/essential')).toMatchObject({ known: true });
    expect(memberOf(text, '/payload/claims/id_token/constructor')).toMatchObject({ known: true });
  });
});

describe('what can be opened', () => {
  it.each<[string, string, string, string]>([
    [
      'the statement of a registration request',
      changed('registration-request'),
      '/payload/software_statement',
      'token',
    ],
    ['certificates in a header', changed('id-token', { header: { x5c: ['MII'] } }), '/header/x5c', 'certificates'],
    [
      'the thumbprint in a header',
      changed('id-token', { header: { 'x5t#S256': 'x' } }),
      '/header/x5t#S256',
      'thumbprint',
    ],
    ['the thumbprint in cnf', changed('access-token'), '/payload/cnf/x5t#S256', 'thumbprint'],
    [
      'the id_token of a signed answer',
      changed('authorisation-response', { id_token: 'x' }),
      '/payload/id_token',
      'token',
    ],
  ])('%s', (_, text, pointer, nested) => {
    expect(memberOf(text, pointer)?.nested).toBe(nested);
  });
});

describe('what the standard does not have', () => {
  it.each<[string, string, string, string]>([
    [
      'says so',
      changed('software-statement', { colour: 'red' }),
      '/payload/colour',
      'Not a claim of a software statement assertion.',
    ],
    [
      'names the kind it belongs to',
      changed('software-statement', { redirect_uris: [] }),
      '/payload/redirect_uris',
      'Not a claim of a software statement assertion. It belongs to a registration request.',
    ],
    [
      'in an id_token is with its article',
      changed('id-token', { colour: 1 }),
      '/payload/colour',
      'Not a claim of an id_token.',
    ],
    [
      'in a header',
      changed('id-token', { header: { colour: 1 } }),
      '/header/colour',
      'Not a header member of an id_token.',
    ],
    [
      'in an unknown kind',
      token({ alg: 'PS256' }, { colour: 1 }),
      '/payload/colour',
      'Nothing says what it means in a token of unknown kind.',
    ],
    [
      'but JavaScript does',
      changed('id-token', { constructor: 1 }),
      '/payload/constructor',
      'Not a claim of an id_token.',
    ],
  ])('%s', (_, text, pointer, sentence) => {
    expect(memberOf(text, pointer)).toMatchObject({ known: false, sentence });
  });

  it('is said of __proto__ too', () => {
    const text = `${token({ alg: 'PS256', kid: 'k' }).split('.')[0]}.${Buffer.from('{"__proto__":{"iss":"x"}}').toString('base64url')}.c2ln`;
    expect(memberOf(text, '/payload/__proto__')?.known).toBe(false);
    expect(inspectToken(text, { now }).kind).toBe('unknown');
  });

  it('what RFC 7519 registers keeps its meaning', () => {
    expect(sentenceOf(changed('authorisation-response', { jti: 'x' }), '/payload/jti')).toBe(
      'Not a claim of a signed authorisation response (JARM). In any token: Identifies this one token.',
    );
  });
});

describe('the value speaks too', () => {
  it.each([
    ['PS256', 'one of the two that FAPI takes'],
    ['RS256', 'FAPI forbids'],
    ['HS256', 'shared'],
    ['none', 'nobody signed it'],
    ['constructor', 'The algorithm of the signature.'],
  ])('alg %s', (alg, words) => {
    expect(sentenceOf(changed('id-token', { header: { alg } }), '/header/alg')).toContain(words);
  });
});

describe('a time', () => {
  it.each<[string, unknown, unknown]>([
    ['in seconds', second, { seconds: second, iso: '2026-11-22T12:00:00.000Z', unit: 'seconds' }],
    ['in milliseconds', now, { seconds: second, iso: '2026-11-22T12:00:00.000Z', unit: 'milliseconds' }],
    ['in a fraction', second + 0.5, { seconds: second + 0.5, iso: '2026-11-22T12:00:00.500Z', unit: 'seconds' }],
    ['as a text', String(second), { seconds: second, iso: '2026-11-22T12:00:00.000Z', unit: 'seconds' }],
    ['before 1970', -1, { seconds: -1, iso: '1969-12-31T23:59:59.000Z', unit: 'seconds' }],
    ['0, which is never', 0, undefined],
    ['beyond all dates', 1e300, undefined],
    ['that is none', { a: 1 }, undefined],
    ['in words', 'tomorrow', undefined],
  ])('%s', (_, exp, time) => {
    expect(memberOf(changed('id-token', { exp }), '/payload/exp')?.time).toEqual(time);
  });
});

it('members come in the order of the token, a member’s own after it', () => {
  const { members } = inspectToken(changed('access-token'), { now });
  const pointers = members.map(({ pointer }) => pointer);
  expect(pointers.slice(0, 4)).toEqual(['/header/alg', '/header/kid', '/header/typ', '/payload/iss']);
  expect(pointers.slice(-2)).toEqual(['/payload/cnf', '/payload/cnf/x5t#S256']);
});

it('too many members to read are counted', () => {
  const claims = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`claim${index}`, index]));
  const { members, unexplained } = inspectToken(token({ alg: 'PS256' }, claims), { now });
  expect([members.length, unexplained]).toEqual([2000, 1001]);
});

it('every sentence of every table is one, and has a section with a link', () => {
  const check = (table: Table): void => {
    for (const [name, row] of Object.entries(table)) checkRow(name, row);
  };
  const checkRow = (name: string, row: MemberRow): void => {
    const sentence = typeof row.sentence === 'string' ? row.sentence : row.sentence('PS256');
    expect(sentence, name).toMatch(/^[A-ZS0-9a-z].*\.$/);
    expect(row.section.document).not.toBe('');
    expect(row.section.section).toMatch(/^(§\d|[A-Z])/);
    expect(row.section.url).toMatch(/^https:/);
    if (row.members) check(row.members);
    if (row.any) checkRow(`any of ${name}`, row.any);
  };
  for (const table of [...Object.values(payloadTables), messageSignatureMembers, encryptionMembers]) check(table);
});
