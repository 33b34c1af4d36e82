import { describe, expect, it } from 'vitest';
import { inspectToken } from '../../../src/tpp/inspect/inspect.ts';
import type { TokenOrigin } from '../../../src/tpp/inspect/inspection.ts';
import { changed, clientId, good, issuer, now, second, token } from '../tpp-jwt/tokens.ts';

const kindOf = (text: string, origin?: TokenOrigin) => inspectToken(text, { now, origin }).kind;
const kinds = Object.keys(good).filter((kind): kind is keyof typeof good => Object.hasOwn(good, kind));
const header = { alg: 'PS256', kid: 'k' };

describe('a right token', () => {
  it.each(kinds)('of the kind %s is recognised by itself, and nothing is wrong with it', (kind) => {
    const inspection = inspectToken(changed(kind), { now, permissive: false, version: 'v3.1.11' });
    expect(inspection.kind).toBe(kind);
    expect(inspection.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(inspection.members.filter(({ known }) => !known)).toEqual([]);
    expect(inspection.kindReason).toMatch(/^It.*\.$/);
  });
});

describe('what decides', () => {
  it.each<[string, string, string]>([
    [
      'typ at+jwt, whatever the claims',
      token({ ...header, typ: 'application/at+JWT' }, { nonce: 'n' }),
      'access-token',
    ],
    ['typ oauth-authz-req+jwt', token({ ...header, typ: 'oauth-authz-req+jwt' }, {}), 'request-object'],
    ['typ secevent+jwt', token({ ...header, typ: 'secevent+jwt' }, {}), 'security-event'],
    [
      'a software_statement that is none',
      changed('registration-request', { software_statement: 'x' }),
      'registration-request',
    ],
    [
      'metadata, where the statement is missing',
      changed('registration-request', { software_statement: undefined }),
      'registration-request',
    ],
    [
      's_hash, where c_hash is missing',
      changed('id-token-front-channel', { c_hash: undefined }),
      'id-token-front-channel',
    ],
    ['c_hash alone tells no channel', changed('id-token-front-channel', { s_hash: undefined }), 'id-token'],
    [
      'request parameters without a response_type',
      changed('request-object', { response_type: undefined }),
      'request-object',
    ],
    [
      'an error instead of a code',
      token(header, { iss: issuer, aud: clientId, error: 'access_denied', state: 's' }),
      'authorisation-response',
    ],
    [
      'the scope of a ForgeRock registration token',
      token(header, { scope: ['dynamic_client_registration'] }),
      'registration-token',
    ],
    ['an id_token that says so', token(header, { typ: 'ID', iss: issuer, azp: clientId, scope: 'openid' }), 'id-token'],
    [
      'a self-made statement without an id',
      token(header, { software_client_name: 'x', org_name: 'y', org_jwks_endpoint: 'z' }),
      'software-statement',
    ],
    ['a binding to a certificate', token(header, { iss: issuer, cnf: { 'x5t#S256': 'x' } }), 'access-token'],
    [
      'an access token that says Bearer',
      token(header, { typ: 'Bearer', nonce: 'n', iss: issuer, aud: 'x' }),
      'access-token',
    ],
    ['an unsecured request object', changed('request-object', { header: { alg: 'none' } }), 'request-object'],
    ['a JWE', `${token({ alg: 'RSA-OAEP', enc: 'A256GCM' }).split('.')[0]}.a.b.c.d`, 'encrypted'],
  ])('%s', (_, text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });
});

describe('nothing is guessed of', () => {
  it.each<[string, string]>([
    ['an empty payload', token(header, {})],
    ['the claims that every kind has', token(header, { iss: 'a', aud: 'b', iat: second, exp: second + 1, jti: 'j' })],
    ['a subject of another issuer', token(header, { iss: 'a', sub: 'b', aud: 'c', exp: second })],
    ['a detached signature that is not Open Banking’s', token(header)],
    ['a CIBA request', token(header, { iss: clientId, aud: issuer, scope: 'openid accounts', login_hint: 'x' })],
    ['names that JavaScript knows', token(header, { constructor: 1, toString: 2 })],
    ['text', 'hello'],
  ])('%s', (_, text) => {
    const inspection = inspectToken(text, { now });
    expect(inspection.kind).toBe('unknown');
    expect(inspection.kindTitle).toBe('token of unknown kind');
  });
});

describe('where it was found', () => {
  it.each<[string, string, TokenOrigin, string]>([
    ['tells the channel of an id_token', changed('id-token'), 'front-channel', 'id-token-front-channel'],
    ['tells it against at_hash', changed('id-token-token-endpoint'), 'front-channel', 'id-token-front-channel'],
    ['tells it against s_hash', changed('id-token-front-channel'), 'token-endpoint', 'id-token-token-endpoint'],
    ['names what nothing else does', token(header, { sub: 'x' }), 'access-token', 'access-token'],
    ['names a detached signature', token(header), 'message-signature', 'detached-signature'],
    ['does not count against what the token is', changed('software-statement'), 'front-channel', 'software-statement'],
    [
      'does not make a signed answer an id_token',
      changed('authorisation-response'),
      'front-channel',
      'authorisation-response',
    ],
    ['makes no message signature of a whole token', token(header, {}), 'message-signature', 'unknown'],
  ])('%s', (_, text, origin, kind) => {
    expect(kindOf(text, origin)).toBe(kind);
  });
});

describe('a request object that lacks what stands beside it', () => {
  const redirect_uri = 'https://app.example/cb';
  const claims = { id_token: { openbanking_intent_id: { value: 'aac-1', essential: true } } };
  it.each<[what: string, payload: Record<string, unknown>, missing: string[]]>([
    [
      'as the sandbox guide has it',
      { aud: issuer, claims, iss: clientId, redirect_uri, scope: 'openid accounts' },
      ['client_id', 'response_type'],
    ],
    ['claims and nothing else', { claims }, ['client_id', 'response_type', 'redirect_uri', 'scope']],
    ['a redirect, a state and a scope', { redirect_uri, state: 's', scope: 'openid' }, ['client_id', 'response_type']],
    ['no response_type', { ...good['request-object'].payload, response_type: undefined }, ['response_type']],
  ])('%s', (_, payload, missing) => {
    for (const alg of ['none', 'PS256']) {
      const inspection = inspectToken(token({ alg }, payload), { now });
      expect(inspection.kind).toBe('request-object');
      for (const name of missing) expect(inspection.kindReason).toContain(name);
      const found = inspection.findings.map(({ code }) => code);
      for (const name of missing) expect(found).toContain(`${name}_missing`);
    }
  });

  it('is not seen in an access token, a code or an answer', () => {
    const other: Record<string, unknown>[] = [
      { iss: issuer, client_id: clientId, scope: 'openid' },
      { iss: issuer, redirect_uri, client_id: clientId },
      { iss: issuer, aud: clientId, code: 'c', state: 's' },
      { iss: issuer, claims: { name: 'x' }, scope: 'openid' },
    ];
    for (const payload of other) expect(kindOf(token(header, payload))).not.toBe('request-object');
  });
});

describe('the form', () => {
  it.each<[string, string, string]>([
    ['signed', changed('id-token'), 'signed'],
    ['unsecured', changed('id-token', { header: { alg: 'none' } }), 'unsecured'],
    ['unsecured in another spelling', changed('id-token', { header: { alg: 'nOnE' } }), 'unsecured'],
    ['detached', changed('detached-signature'), 'detached'],
    ['encrypted', `${token({ alg: 'RSA-OAEP', enc: 'A256GCM' }).split('.')[0]}.a.b.c.d`, 'encrypted'],
    ['unreadable', 'a.b.c', 'unreadable'],
  ])('is %s', (_, text, form) => {
    expect(inspectToken(text, { now }).form).toBe(form);
  });
});

it.each([
  ['white space and line breaks', (text: string) => `\n ${text.replace(/.{30}/g, '$&\r\n')} `],
  ['quotes', (text: string) => `"${text}"`],
  ['the name of the scheme', (text: string) => `Bearer ${text}`],
  ['a whole header line', (text: string) => `Authorization: Bearer ${text}`],
])('%s around it are left out', (_, around) => {
  const text = changed('access-token');
  expect(inspectToken(around(text), { now })).toMatchObject({ compact: text, form: 'signed' });
});
