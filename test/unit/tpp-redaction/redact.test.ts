import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { truncate } from '../../../src/standard/truncate.ts';
import { signJwt, unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { keySigner } from '../../../src/tpp/keys/signer.ts';
import { mask, redactedStart, redactHeaders, redactText } from '../../../src/tpp/redaction/redact.ts';
import { makeKeys } from '../../support/certificates.ts';

const secret = 'pl4nted-S3cret_value.Zz9';
const pair = makeKeys('ec');
const key = { kid: 'k', algorithm: 'ES256' as const, signer: keySigner(pair.privateKey) };
const ssa = await signJwt({ iss: 'OpenBanking Ltd', software_id: 'x' }, key);
const registration = await signJwt({ iss: 'x', software_statement: ssa }, key);
const signatureOf = (jwt: string) => jwt.slice(jwt.lastIndexOf('.') + 1);
const base64Secret = Buffer.from(`client:${secret}`).toString('base64');

const names = [
  'access_token',
  'refresh_token',
  'client_secret',
  'code',
  'password',
  'id_token',
  'assertion',
  'request',
];

describe('a planted secret never appears', () => {
  it.each(
    names.flatMap(
      (name) =>
        [
          [`JSON ${name}`, JSON.stringify({ a: 1, [name]: secret, b: 2 })],
          [`indented JSON ${name}`, JSON.stringify({ x: [{ [name]: secret }] }, null, 2)],
          [`form ${name}`, `grant_type=x&${name}=${secret}&y=1`],
          [`form beginning with ${name}`, `${name}=${secret}`],
          [`query ${name}`, `GET https://bank.test/x?a=1&${name}=${secret}#top`],
          [`fragment ${name}`, `https://app.test/cb#state=1&${name}=${secret}`],
          [
            `query inside a parameter ${name}`,
            `redirect=https%3A%2F%2Fapp.test%2Fcb%3F${name}%3D${secret}%26state%3D1`,
          ],
          [
            `JSON with an escaped name ${name}`,
            `{"\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}":"${secret}"}`,
          ],
          [`JSON with the member twice ${name}`, `{"${name}":"x","${name}":"${secret}"}`],
          [`JSON that is cut off before its end ${name}`, `{"${name}":"${secret}","b":`],
        ] as const,
    ),
  )('%s', (_, text) => {
    expect(redactText(text)).not.toContain(secret);
  });

  it.each<[string, string]>([
    ['cut off within the secret', `{"access_token":"${secret}`],
    ['JSON inside a string of JSON', JSON.stringify({ body: JSON.stringify({ access_token: secret }) })],
    ['JSON inside JSON inside JSON', JSON.stringify(JSON.stringify(JSON.stringify({ client_secret: secret })))],
    ['a bearer token', `Authorization: Bearer ${secret}`],
    ['a bearer token in a sentence', `the header was "Bearer ${secret}".`],
    ['basic credentials', `curl -H 'Authorization: Basic ${base64Secret}'`],
    ['a cookie', `Set-Cookie: session=${secret}; HttpOnly`],
    ['a sentence', `The client_secret: ${secret} is wrong`],
    [
      'an environment of Postman',
      JSON.stringify({ values: [{ enabled: true, key: 'basicToken', value: secret, type: 'text' }] }),
    ],
    [
      'an environment of Postman, value first',
      JSON.stringify([{ value: secret, key: 'token-from-auth-code-grant-accounts' }]),
    ],
    ["Ozone's bearer", JSON.stringify({ client_id: 'x', bearer: secret })],
    [
      'an access token that is a JWT',
      JSON.stringify({ access_token: `${unsecuredJwt({ a: 1 })}${secret.replaceAll('.', '')}` }),
    ],
    ['an array under a secret name', JSON.stringify({ cookie: [secret, 'b'] })],
    ['a number under a secret name', '{"password":1234567}'],
  ])('%s', (_, text) => {
    const redacted = redactText(text);
    for (const hidden of [secret, secret.replaceAll('.', ''), base64Secret, '1234567'])
      expect(redacted).not.toContain(hidden);
  });

  it.each([
    ['as it is', pair.key],
    ['in JSON', JSON.stringify({ pem: pair.key })],
    ['on one line', pair.key.replaceAll('\n', '')],
    ['cut off', pair.key.slice(0, 120)],
    ['after a certificate', `-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n${pair.key}`],
  ])('a PEM private key %s', (_, text) => {
    const body = pair.key.split('\n')[1] ?? '';
    expect(redactText(text)).not.toContain(body.slice(0, 40));
  });

  it.each<[string, (jwt: string) => string]>([
    ['alone', (jwt) => jwt],
    ['in a form', (jwt) => `request=${jwt}&a=1`],
    ['in JSON', (jwt) => JSON.stringify({ id_token: jwt })],
    ['under a name nobody knows', (jwt) => JSON.stringify({ mystery: jwt })],
    ['in a sentence', (jwt) => `I sent ${jwt} there`],
    ['in the payload of another', (jwt) => unsecuredJwt({ software_statement: jwt, a: 1 })],
  ])('the signature of a JWT %s', (_, wrap) => {
    for (const jwt of [ssa, registration]) {
      const redacted = redactText(wrap(jwt));
      expect(redacted).not.toContain(signatureOf(jwt));
      const inner = redacted.match(/eyJ[\w-]*\.([\w-]*)/)?.[1] ?? '';
      const payload = Buffer.from(inner, 'base64url').toString();
      expect(payload).not.toContain(signatureOf(ssa));
    }
  });

  it('in any of these shapes, whatever stands around it', () => {
    const shapes = names.flatMap((name) => [
      (value: string) => `{"${name}":"${value}"}`,
      (value: string) => `?${name}=${value}&`,
    ]);
    fc.assert(
      fc.property(
        fc.constantFrom(...shapes),
        fc.stringMatching(/^[A-Za-z0-9_-]{5,60}$/),
        fc.string(),
        (shape, value, around) => {
          const hidden = `Q${value}Q`;
          expect(redactText(around.replace(/["\\]/g, '') + shape(hidden))).not.toContain(hidden);
        },
      ),
    );
  });
});

describe('what is no secret stays', () => {
  it.each([
    [
      'the Authorisation of an OBIE payment',
      '{"Authorisation":{"AuthorisationType":"Any","CompletionDateTime":"2026-01-01T00:00:00+00:00"},"MultiAuthorisation":{"Status":"Authorised","NumberRequired":2}}',
    ],
    [
      'an OBIE error',
      '{"Code":"400 BadRequest","Errors":[{"ErrorCode":"UK.OBIE.Field.Missing","Message":"m","Path":"Data"}]}',
    ],
    ['an OAuth error', '{"error":"invalid_request","error_description":"code challenge missing"}'],
    ['a challenge', 'Bearer error="invalid_token", error_description="expired"'],
    ['accounts, to the last blank', '{ "Data" : { "Account" : [ { "AccountId" : "500004000000000000000002" } ] } }'],
    ['a URL', 'https://bank.test/open-banking/v3.1/aisp/accounts?page=2&fromBookingDateTime=2024-01-01'],
    [
      'metadata',
      '{"response_types":["code id_token"],"code_challenge_methods_supported":["S256"],"token_endpoint":"https://x/token"}',
    ],
    ['an empty secret', '{"client_secret":""}'],
    ['an unsecured JWT', unsecuredJwt({ iss: 'x' })],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'],
    ['JSON that is broken', '{"a":1,,}'],
    ['nothing', ''],
  ])('%s', (_, text) => {
    expect(redactText(text)).toBe(text);
  });

  it('header and payload of a JWT, so that it can be read', () => {
    expect(redactText(`x ${ssa} y`)).toBe(`x ${ssa.slice(0, ssa.lastIndexOf('.'))}.… y`);
  });
});

it('redacting twice changes nothing more', () => {
  for (const text of [
    ssa,
    registration,
    `access_token=${secret}&b=1`,
    `{"a":"${ssa}","code":"${secret}"}`,
    `Bearer ${secret}`,
    pair.key,
  ]) {
    const once = redactText(text);
    expect(redactText(once)).toBe(once);
  }
});

it('headers lose their credentials and keep the rest', () => {
  expect(
    redactHeaders({
      Authorization: `Bearer ${secret}`,
      'proxy-authorization': `Basic ${base64Secret}`,
      cookie: `a=${secret}`,
      'set-cookie': `a=${secret}; Path=/`,
      'x-api-key': secret,
      'x-idempotency-key': 'idem-1',
      'x-jws-signature': `${ssa.split('.')[0]}..${signatureOf(ssa)}`,
      location: `https://app.test/cb#code=${secret}&state=1`,
      'content-type': 'application/json',
    }),
  ).toEqual({
    Authorization: 'Bearer pl4n…',
    'proxy-authorization': `Basic ${base64Secret.slice(0, 4)}…`,
    cookie: 'a=pl…',
    'set-cookie': 'a=pl…',
    'x-api-key': 'pl4n…',
    'x-idempotency-key': 'idem-1',
    'x-jws-signature': `${ssa.split('.')[0]}..…`,
    location: 'https://app.test/cb#code=pl4n…&state=1',
    'content-type': 'application/json',
  });
});

it('a mask shows four characters of a long secret, none of a short one', () => {
  expect(mask('x'.repeat(24))).toBe('xxxx…');
  expect(mask('x'.repeat(23))).toBe('…');
  expect(mask('')).toBe('');
});

it('never throws and is fast on hostile texts', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof redactText(text) === 'string'));
  const started = performance.now();
  for (const piece of [
    'eyJh',
    'eyJhbGciOiJub25lIn0.',
    '{"a":',
    '[',
    'code=',
    'Bearer ',
    '"',
    '\\',
    '-----BEGIN ',
    '%26code%3D',
    'password:',
  ]) {
    redactText(piece.repeat(20_000 / piece.length));
  }
  expect(performance.now() - started).toBeLessThan(30_000);
});

describe('the beginning of a text', () => {
  const token = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
  const jwt = `eyJhbGciOiJub25lIn0.${Buffer.from('{"sub":"x"}').toString('base64url')}.${'s1gnature'.repeat(8)}`;

  it.each([
    ['a token', token],
    ['the signature of a JWT', jwt],
    ['a member', `"client_secret":"${token}"`],
  ])('has no half of a secret that it is cut in: %s', (_, secret) => {
    for (let cut = 1; cut < secret.length; cut += 1) {
      const text = `${'x '.repeat(50)}${secret} end`;
      const start = redactedStart(text, 100 + cut);
      expect(start).toBe(truncate(redactText(text), 100 + cut));
    }
  });

  it('has none either where all before it shrank to little', () => {
    const text = `{"access_token":"${'A1b2C3d4'.repeat(131_069)}","x":"${jwt}"}`;
    expect(redactedStart(text)).toBe(truncate(redactText(text), 4000));
    expect(redactedStart(text)).not.toContain('s1gnature');
  });
});

it('the name of a variable stays, where a command takes its password from one, and a password that begins so does not', () => {
  expect(redactText('["pkcs11-tool","--pin=env:HSM_PIN"]')).toBe('["pkcs11-tool","--pin=env:HSM_PIN"]');
  expect(redactText('["openssl","--passin","env:KEY_PASS"]')).toContain('env:KEY_PASS');
  expect(redactText('["pkcs11-tool","--pin=env:hunter-2"]')).not.toContain('hunter-2');
});
