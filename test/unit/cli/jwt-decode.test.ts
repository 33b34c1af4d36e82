/** `obw jwt decode`: tokens that their makers spelled carelessly, or that cannot be read to the end, are shown with what is wrong. */
import { expect, it } from 'vitest';
import { obw } from './fake-terminal.ts';

const base64 = (text: string, encoding: BufferEncoding = 'base64url') => Buffer.from(text).toString(encoding);
const header = '{"alg":"PS256","kid":"k1"}';
const payload = base64('{"iss":"bank"}');
const signature = base64('s'.repeat(256));
const encryptedHeader = '{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"enc-1"}';

it.each<[name: string, token: string, shown: object, findings: RegExp]>([
  [
    'with padding',
    `token ${base64(header, 'base64')}.${payload}.${base64('s'.repeat(256), 'base64')} end`,
    { form: 'signed', header: { alg: 'PS256', kid: 'k1' }, payload: { iss: 'bank' } },
    /base64url/,
  ],
  [
    'with a blank in its header',
    `token ${base64('{ "alg": "PS256" }')}.${payload}.${signature} end`,
    { form: 'signed', header: { alg: 'PS256' }, payload: { iss: 'bank' } },
    /./,
  ],
  [
    'encrypted',
    `token ${base64(encryptedHeader)}.a2V5.aXY.Y2lwaGVy.dGFn end`,
    { form: 'encrypted', header: { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'enc-1' } },
    /./,
  ],
  [
    'in JSON form',
    JSON.stringify({ payload, protected: base64(header), signature }, undefined, 1),
    { form: 'signed', header: { alg: 'PS256', kid: 'k1' }, payload: { iss: 'bank' } },
    /./,
  ],
  [
    'broken over lines',
    `${base64(header)}.${payload}.${signature}`.match(/.{1,76}/g)?.join('\n') ?? '',
    { form: 'signed', header: { alg: 'PS256', kid: 'k1' }, payload: { iss: 'bank' } },
    /./,
  ],
])('a token %s is decoded', async (_, token, shown, findings) => {
  const { status, stdout, stderr } = await obw(['jwt', 'decode', '--json'], { stdin: token });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const result: { findings: unknown } = JSON.parse(stdout);
  expect(result).toMatchObject(shown);
  expect(JSON.stringify(result.findings)).toMatch(findings);
});
