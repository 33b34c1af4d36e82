import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyExchange, copyFormats } from '../../../src/tpp/exchanges/copy/copy.ts';
import { curlCommand } from '../../../src/tpp/exchanges/copy/curl.ts';
import { type CopyFiles, templateOf } from '../../../src/tpp/exchanges/copy/template.ts';
import { often } from '../../support/chance.ts';
import { clockEnvironment } from '../../support/system-time.ts';
import { exchange } from './records.ts';

const run = promisify(execFile);
const files: CopyFiles = {
  clientCertificate: { certificate: 'keys/transport.pem', key: 'keys/transport.key', encrypted: false },
  ca: 'keys/ca.pem',
};
const secret = 'pl4nted-S3cret_value.Zz9-long-enough';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const withSecrets = exchange({
  method: 'POST',
  url: `https://as1.bank.test/token?code=${secret}&page=2`,
  requestHeaders: {
    ...form,
    authorization: `Basic ${secret}`,
    cookie: `a=${secret}`,
    'x-jws-signature': `${secret}..${secret}`,
    'x-fapi-interaction-id': 'i1',
    host: 'as1.bank.test',
    'content-length': '7',
  },
  requestBody: `grant_type=authorization_code&code=${secret}&client_secret=${secret}&scope=openid%20accounts`,
  body: `{"access_token":"${secret}"}`,
});

describe('a copy of an exchange', () => {
  it.each(copyFormats)('holds no secret (%s)', (format) => {
    const copy = copyExchange(withSecrets, format, files);
    expect(copy).not.toContain(secret);
    expect(copy).toContain('as1.bank.test/token');
  });

  it('has a variable wherever a secret stood, and the rest to the letter', () => {
    const { url, headers, body, variables } = templateOf(withSecrets, files);
    expect(url).toEqual(['https://as1.bank.test/token?code=', { variable: 'CODE' }, '&page=2']);
    expect(headers.map(({ name }) => name)).toEqual([
      'content-type',
      'authorization',
      'cookie',
      'x-jws-signature',
      'x-fapi-interaction-id',
    ]);
    expect(headers[1]?.value).toEqual(['Basic ', { variable: 'BASIC_CREDENTIALS' }]);
    expect(body).toEqual([
      'grant_type=authorization_code&code=',
      { variable: 'CODE' },
      '&client_secret=',
      { variable: 'CLIENT_SECRET' },
      '&scope=openid%20accounts',
    ]);
    expect(variables.map(({ name }) => name)).toEqual([
      'CODE',
      'BASIC_CREDENTIALS',
      'COOKIE',
      'X_JWS_SIGNATURE',
      'CLIENT_SECRET',
    ]);
  });

  it('takes the members of JSON one by one', () => {
    const record = exchange({
      requestHeaders: { 'content-type': 'application/json' },
      requestBody: `{"a":"etc…","password":"${secret}","n":[1]}`,
    });
    expect(templateOf(record, files).body).toEqual([
      '{"a":"etc…","password":"',
      { variable: 'PASSWORD' },
      '","n":[1]}',
    ]);
  });

  it('has a variable for a signed registration request', () => {
    const part = Buffer.from('{"alg":"PS256"}').toString('base64url');
    const record = exchange({
      requestHeaders: { 'content-type': 'application/jwt' },
      requestBody: `${part}.${part}.c2lnbmF0dXJl`,
    });
    expect(templateOf(record, files).body).toEqual([{ variable: 'REGISTRATION_REQUEST' }]);
  });

  it('names no certificate where none went, and no CA where the system’s roots do', () => {
    for (const format of ['curl', 'python', 'typescript', 'http'] as const) {
      const copy = copyExchange(exchange(), format, {});
      expect(copy).not.toMatch(/\.pem|\.key|cacert|verify/);
    }
  });

  it('gives the passphrase of an encrypted key by a variable', () => {
    const encrypted = { clientCertificate: { certificate: 'a:b.pem', key: 'b.key', encrypted: true } };
    expect(copyExchange(exchange(), 'curl', encrypted)).toContain(
      `--cert 'a\\:b.pem' --key 'b.key' \\\n  --pass "$OBW_TRANSPORT_PASSPHRASE"`,
    );
    expect(copyExchange(exchange(), 'typescript', encrypted)).toContain(
      'passphrase: process.env.OBW_TRANSPORT_PASSPHRASE',
    );
  });
});

/** What a shell makes of a command, with `curl` a function that prints its arguments. */
async function argumentsIn(script: string, environment: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const { stdout } = await run('/bin/bash', ['-c', `curl() { printf '%s\\0' "$@"; }\n${script}`], {
    env: { ...clockEnvironment, PATH: '/usr/bin:/bin', ...environment },
  });
  return stdout.split('\0').slice(0, -1);
}

describe('the cURL command, run by bash', () => {
  const hostile = [
    "it's",
    '$(touch /tmp/never)',
    '`id`',
    '"; echo hello; "',
    'a\\',
    "'\\''",
    'line one\nline two',
    '!!',
    '$HOME "$HOME" $((1+1))',
    '* ? [a-z] {a,b}',
    '@/etc/passwd',
    '-K /etc/passwd',
    'ünïcode 💷',
    '\u001b[31m',
  ];

  it.each(hostile)('gives a body of %j to the letter', async (text) => {
    const given = await argumentsIn(curlCommand(templateOf(exchange({ method: 'POST', requestBody: text }), files)));
    expect(given[given.indexOf('--data-raw') + 1]).toBe(text);
    expect(given[given.indexOf('--cert') + 1]).toBe('keys/transport.pem');
  });

  it('gives any header, address and body to the letter', { timeout: often(60_000) }, async () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 40 })
      .map((each) => each.replaceAll('\0', '').replaceAll('…', ''));
    await fc.assert(
      fc.asyncProperty(text, text, text, async (header, query, body) => {
        fc.pre([header, query, body].every((each) => each.isWellFormed()));
        const template = {
          ...templateOf(exchange(), files),
          url: [`https://a.test/?${query}`],
          headers: [{ name: 'x-a', value: [header] }],
          body: [body],
        };
        const given = await argumentsIn(curlCommand(template));
        expect(given[given.indexOf('--header') + 1]).toBe(header === '' ? 'x-a;' : `x-a: ${header}`);
        expect(given[given.indexOf('--data-raw') + 1]).toBe(body);
        expect(given.at(-1)).toBe(`https://a.test/?${query}`);
      }),
      { numRuns: often(60) },
    );
  });

  it('puts the variables in, whatever they hold, and a fresh interaction id', async () => {
    const given = await argumentsIn(curlCommand(templateOf(withSecrets, files)), {
      CODE: 'a b"c',
      CLIENT_SECRET: "it's $HOME",
      BASIC_CREDENTIALS: 'Zm9v',
      COOKIE: 'c',
    });
    expect(given[given.indexOf('--data-raw') + 1]).toBe(
      `grant_type=authorization_code&code=a b"c&client_secret=it's $HOME&scope=openid%20accounts`,
    );
    expect(given).toContain('authorization: Basic Zm9v');
    const id = given.find((each) => each.startsWith('x-fapi-interaction-id: '));
    expect(id).toMatch(/: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
    expect(id).not.toContain('i1');
  });
});

describe('the .http file', () => {
  it('keeps one request one request', () => {
    const record = exchange({ method: 'POST', requestBody: 'a\n### b\n###' });
    expect(copyExchange(record, 'http', {}).match(/^###/gm)).toHaveLength(1);
  });
});
