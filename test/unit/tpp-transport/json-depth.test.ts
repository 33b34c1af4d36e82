/** JSON of strangers that is nested deeper than anybody can walk: named as that, wherever it is read. */
import { expect, test } from 'vitest';
import { clientCredentialsToken } from '../../../src/tpp/client/client-token.ts';
import { keySet } from '../../../src/tpp/discovery/key-set.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import { parseJson, TooDeep } from '../../../src/tpp/json.ts';
import { isJsoncTooDeep } from '../../../src/tpp/jsonc.ts';
import { decodeJwt } from '../../../src/tpp/jwt/decode.ts';
import { readVerificationKeys } from '../../../src/tpp/keys/verification-keys.ts';
import { inspectWorkspaceFile } from '../../../src/tpp/workspace/inspect.ts';
import { parseWorkspace } from '../../../src/tpp/workspace/parse.ts';
import { discoveryDocument, issuer, now, stub } from '../tpp-journey/stub.ts';

const nested = (levels: number, inside = '1'): string =>
  `${'[{"a":'.repeat(levels / 2)}${inside}${'}]'.repeat(levels / 2)}`;
const abyss = nested(200_000);

test.each([
  ['200 levels', nested(200)],
  ['brackets in strings', JSON.stringify('[{'.repeat(500))],
  ['an escaped quote before brackets', `["\\"${'['.repeat(500)}"]`],
  ['a backslash at a string’s end', `["\\\\",${nested(198)}]`],
  ['many shallow ones', `[${Array(500).fill('[{}]').join(',')}]`],
])('JSON is read: %s', (_name, text) => {
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test.each([
  ['201 levels', nested(202)],
  ['levels behind a string with a quote', `["\\"",${nested(202)}]`],
  ['levels that never end', '['.repeat(300)],
  ['100,000 levels', abyss],
])('JSON is refused as nested too deeply: %s', (_name, text) => {
  expect(() => parseJson(text)).toThrow(TooDeep);
  expect(isJsoncTooDeep(text)).toBe(true);
});

test('brackets in comments and strings of openbanking.json are no levels', () => {
  expect(isJsoncTooDeep(`{ // don't ${'['.repeat(300)}\n "a": "${'{'.repeat(300)}" /* ${'['.repeat(300)} */ }`)).toBe(
    false,
  );
});

test('openbanking.json that is nested too deeply is a finding', async () => {
  const text = `{"banks": ${abyss}}`;
  expect(await inspectWorkspaceFile(text, '/nowhere', { now })).toMatchObject([
    { severity: 'error', code: 'workspace_invalid', message: expect.stringContaining('200 levels') },
  ]);
  expect(() => parseWorkspace(text, '/nowhere')).toThrow(expect.objectContaining({ code: 'workspace_invalid' }));
});

const deepBody = { body: abyss, headers: { 'content-type': 'application/json' } };
const jwt = `${Buffer.from('{"alg":"PS256"}').toString('base64url')}.${Buffer.from(`{"a":${abyss}}`).toString('base64url')}.AAAA`;
const readers: [string, () => unknown][] = [
  [
    'discovery',
    () => stub({ routes: { [`GET ${issuer}/.well-known/openid-configuration`]: () => deepBody } }).session.metadata(),
  ],
  [
    'a key set',
    async () => {
      const { session } = stub({ routes: { 'GET https://keys.example/jwks': () => deepBody } });
      return keySet(await session.transport(), 'https://keys.example/jwks', { delay: 1 }).find(undefined);
    },
  ],
  [
    'the token endpoint',
    () =>
      clientCredentialsToken(
        stub({ routes: { [`POST ${discoveryDocument.token_endpoint}`]: () => deepBody } }).session,
      ),
  ],
  ['a JWT', () => decodeJwt(jwt)],
  ['a JWK', () => readVerificationKeys(`{"kty":"RSA","n":${abyss}}`, 'key.json')],
];

test.each(readers)('a reader of foreign JSON says so with a code of its own: %s', async (_name, read) => {
  const problem = await Promise.resolve()
    .then(read)
    .then(() => undefined, problemOf);
  expect(problem).toBeDefined();
  expect(problem?.code).not.toBe('internal');
});
