/** Tokens in whatever text somebody copied. */
import { expect, test } from 'vitest';
import { cutTokensIn, tokenAt, tokensByLine, tokensIn } from '../../../src/extension/tokens/given-text.ts';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = part({ alg: 'PS256', kid: 'k' });
const payload = part({ iss: 'me', aud: 'you' });
const token = `${header}.${payload}.c2lnbmF0dXJl`;
const wrapped = token.match(/.{1,20}/g)?.join('\n') ?? '';

const cases: [name: string, text: string, expected: string[]][] = [
  ['the token alone', token, [token]],
  ['with white space around it', `\n  ${token}\n`, [token]],
  ['after Bearer', `Bearer ${token}`, [token]],
  ['in a header', `Authorization: Bearer ${token}\r\nAccept: */*`, [token]],
  ['in quotes', `"${token}",`, [token]],
  [
    'in a whole curl command',
    `curl -s 'https://bank.example/token' \\\n  -H 'content-type: application/jwt' \\\n  --data-raw '${token}' --compressed`,
    [token],
  ],
  ['in the fragment of a redirect', `https://app/cb#code=x&id_token=${token}&state=y`, [token]],
  ['wrapped over lines', wrapped, [token]],
  ['wrapped and indented', `  ${wrapped.replaceAll('\n', '\r\n    ')}\n`, [token]],
  ['several', `${token} and ${token}`, [token, token]],
  ['followed by words', `${token} is what I got`, [token]],
  ['a detached signature', `x-jws-signature: ${header}..c2ln`, [`${header}..c2ln`]],
  ['an unsecured one', `${part({ alg: 'none' })}.${payload}.`, [`${part({ alg: 'none' })}.${payload}.`]],
  [
    'an encrypted one alone',
    `${part({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`,
    [`${part({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`],
  ],
  [
    'an encrypted one in a line',
    `token ${part({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d end`,
    [`${part({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`],
  ],
  [
    'one in JSON form',
    JSON.stringify({ payload, protected: header, signature: 'c2ln' }, null, 1),
    [`${header}.${payload}.c2ln`],
  ],
  ['nothing', '', []],
  ['words', 'eyJust some words. And more.', []],
  ['one that lost its payload', `${header}.`, []],
];

test.each(cases)('%s', (_name, text, expected) => {
  expect(tokensIn(text).map((found) => found.token)).toEqual(expected);
});

test.each([
  ['wrapped over lines', wrapped],
  ['in JSON form', JSON.stringify({ payload, protected: header, signature: 'c2ln' }, null, 1)],
  ['padded', `${header}==.${payload}.c2lnbmF0dXJl`],
])('one %s is given on as it stands, so that the spelling can be spoken of', (_name, text) => {
  expect(tokensIn(` ${text}\n`).map(({ spelled }) => spelled)).toEqual([text]);
});

test('a token in JSON form is found in a text around it', () => {
  const json = JSON.stringify({ payload, protected: header, signature: 'c2ln' });
  const [found] = tokensIn(`log ${json} and ${token}`);
  expect(found).toEqual({ token: `${header}.${payload}.c2ln`, spelled: json, start: 4, end: 4 + json.length });
});

test('tokens of both forms in one text are found, each with its line and the character in it', () => {
  const json = JSON.stringify({ payload, protected: header, signature: 'c2ln' }, null, 1);
  const found = tokensByLine(`first\r\n ${token}\n\n${json} ${token}\n${token}`);
  expect(found.map(({ line, character }) => [line, character])).toEqual([
    [1, 1],
    [3, 0],
    [7, 2],
    [8, 0],
  ]);
});

test('a token is found from every place in it, and from none beside it', () => {
  const text = `a ${token} b`;
  const tokens = tokensIn(text);
  expect([2, 20, 2 + token.length].map((at) => tokenAt(tokens, at)?.start)).toEqual([2, 2, 2]);
  expect([0, 1, 4 + token.length].map((at) => tokenAt(tokens, at))).toEqual([undefined, undefined, undefined]);
});

test.each(['eyJ'.repeat(200_000), `${'eyJh.'.repeat(200_000)}`, `eyJ${' '.repeat(1_000_000)}x`])(
  'a hostile text of a megabyte is searched once',
  (text) => {
    expect(tokensIn(text)).toEqual([]);
  },
);

test.each<[name: string, text: string, expected: string[]]>([
  ['in its payload', `token: ${header}.${payload.slice(0, 9)}… (cut)`, [`${header}.${payload.slice(0, 9)}`]],
  ['behind its payload', `${header}.${payload}`, [`${header}.${payload}`]],
  ['behind its first dot', `${header}.`, [`${header}.`]],
  [
    'an encrypted one',
    `token ${part({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b`,
    [`${part({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b`],
  ],
  ['beside a whole one', `${token} ${header}.${payload.slice(0, 4)}`, [`${header}.${payload.slice(0, 4)}`]],
  ['a whole one is not cut', token, []],
  ['nor is a whole one in a line', `Bearer ${token}, and so on`, []],
  ['in its header, where nothing can be read', `${header.slice(0, 16)}.`, []],
  ['a word with a dot', 'eyebrow-raising-example.com', []],
])('a token that was cut off is found: %s', (_name, text, expected) => {
  const found = cutTokensIn(text, tokensIn(text));
  expect(found.map(({ spelled }) => spelled)).toEqual(expected);
  for (const { spelled, start, end } of found) expect(text.slice(start, end)).toBe(spelled);
});
