/** Secrets of every kind, planted in every place that a text from outside has: no output shows one. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { OpenBankingError, problemOf } from '../../../src/tpp/errors.ts';
import { copyExchange, copyFormats } from '../../../src/tpp/exchanges/copy/copy.ts';
import { bankReport } from '../../../src/tpp/exchanges/report.ts';
import { redactHeaders, redactText } from '../../../src/tpp/redaction/redact.ts';
import { obw } from '../cli/fake-terminal.ts';
import { exchange } from '../tpp-exchanges/records.ts';

const secret = 'pL4nted-7c9E_x1ZqW';
const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** Names that hold a secret, in each of the ways in which banks, gateways and tools spell them. */
const names = [
  ...['access_token', 'accessToken', 'access-token', 'Access-Token', 'refresh_token', 'refreshToken', 'id_token'],
  ...['registration_access_token', 'registrationAccessToken', 'client_secret', 'clientSecret', 'client-secret'],
  ...[
    'CLIENT_SECRET',
    'code_verifier',
    'codeVerifier',
    'code',
    'authorizationCode',
    'authorisation_code',
    'device_code',
  ],
  ...[
    'password',
    'psuPassword',
    'psu-password',
    'passphrase',
    'otp',
    'psuOtp',
    'pin',
    'apikey',
    'api_key',
    'apiKey',
    'x-api-key',
  ],
  ...['client_assertion', 'clientAssertion', 'assertion', 'request', 'software_statement', 'private_key', 'privateKey'],
  ...['token', 'bearer', 'basicToken', 'sessionToken', 'Authorization', 'cookie', 'Set-Cookie', 'proxy-authorization'],
  ...['scaAuthenticationData', 'secret_key', 'Ocp-Apim-Subscription-Key', 'signature'],
  ...['clientSecretValue', 'token_value', 'access_token_1', 'accessToken2', 'sig', 'X-Amz-Signature'],
];
const json = names.map((name) => [name, JSON.stringify({ a: 1, [name]: secret, b: 'x' })] as const);
const places: Record<string, (name: string) => string> = {
  'a body of JSON': (name) => JSON.stringify({ a: 1, [name]: secret, b: 'x' }),
  'a body of JSON, in lines': (name) => JSON.stringify({ x: [{ [name]: secret }] }, undefined, 2),
  'a body that is cut off': (name) => `{"a":"b","${name}":"${secret}`,
  'a body that lost its beginning': (name) => `b","${name}":"${secret}"},"c":[`,
  'JSON that is broken': (name) => `{"a":"b"c","${name}":"${secret}"}`,
  'a string of JSON': (name) => JSON.stringify({ body: JSON.stringify({ [name]: secret }) }),
  'a string in a string of JSON': (name) => JSON.stringify(JSON.stringify(JSON.stringify({ [name]: secret }))),
  'a form': (name) => `grant_type=x&${name}=${secret}&y=1`,
  'a query': (name) => `GET https://bank.test/x?a=1&${name}=${secret}#top HTTP/1.1`,
  'a fragment': (name) => `https://app.test/cb#${name}=${secret}&state=1`,
  'a query in a query': (name) => `redirect=https%3A%2F%2Fapp.test%3F${name}%3D${secret}%26state%3D1`,
  'a pair': (name) => JSON.stringify({ name, value: secret }),
  'a pair, value first': (name) => JSON.stringify([{ value: secret, enabled: true, key: name }]),
  'a pair with braces in its texts': (name) => JSON.stringify({ key: name, description: 'a } { b', value: secret }),
  'a pair in a line of a log': (name) => `12:00 sent {"key":"${name}","value":"${secret}"} to https://bank.test // x`,
  XML: (name) => `<a><${name}>${secret}</${name}></a>`,
  Python: (name) => `{'${name}': '${secret}'}`,
};

/** Kinds that are known by more than a name and its value. */
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = privateKey.export({ format: 'jwk' });
const oct = base64url('a shared secret of 32 characters');
const signature = `${base64url('\u00f8\u2603s!g'.repeat(80)).slice(0, 338)}9zQw`;
const header = base64url('{"alg":"PS256"}');
const payload = base64url('{"sub":"psu-1","iss":"https://bank.example"}');
const jwe = [
  base64url('{"alg":"RSA-OAEP","enc":"A256GCM"}'),
  signature,
  'aXZpdml2aXY',
  signature,
  'dGFnLXRhZy10YWctdGFn',
];
const jwts: Record<string, string> = {
  'a JWT': `${header}.${payload}.${signature}`,
  'a JWT whose header has a blank': `${base64url('{ "alg": "PS256" }')}.${payload}.${signature}`,
  'a JWT whose header has a line end': `${base64url('{\n "alg": "PS256"\n}')}.${payload}.${signature}`,
  'a JWT with padding': `${Buffer.from('{"alg":"PS256","kid":"1"}').toString('base64')}.${payload}.${signature}==`,
  'a JWT in base64': `${header}.${payload}.${signature.replaceAll('_', '/').replaceAll('-', '+')}`,
  'a JWE': jwe.join('.'),
  'a detached signature': `${header}..${signature}`,
  'a JWT whose dots are spelled out': `${header}\\u002e${payload}\\u002E${signature}`,
  'a JWT whose dots are entities': `${header}&#46;${payload}&#x2e;${signature}`,
  ...Object.fromEntries(
    ['{"\\u0061lg":"PS256"}', '{"a\\u006cg":"PS256"}', '{"kid":"1","al\\u0067":"PS256"}'].map((json) => [
      `a JWT whose header is ${json}`,
      `${base64url(json)}.${payload}.${signature}`,
    ]),
  ),
};
const around: Record<string, (token: string) => string> = {
  'in running text': (token) => `INFO upstream said: token ${token} expired`,
  'in an error': (token) => JSON.stringify({ Errors: [{ ErrorCode: 'U000', Message: `token ${token} expired` }] }),
  'under a name that nobody knows': (token) => JSON.stringify({ mystery: token, a: 1 }),
  'in a header': (token) => `HTTP/1.1 401\r\nWWW-Authenticate: Bearer error="invalid_token" x="${token}"\r\n`,
  'in a path': (token) => `GET /login/${token} HTTP/1.1`,
  'in a form': (token) => `a=1&mystery=${token}&b=2`,
};
const lines = (token: string, width: number, end: string) =>
  (token.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(end);

const others: [name: string, text: string, secrets?: string[]][] = [
  ...(['d', 'p', 'q', 'dp', 'dq', 'qi'] as const).map((member): [string, string, string[]] => [
    `member ${member} of a private JWK`,
    JSON.stringify({ keys: [{ kid: 'k', ...jwk }] }),
    [String(jwk[member])],
  ]),
  ['a private JWK that lost its kty', `"e":"AQAB","d":"${jwk.d}","p":"${jwk.p}"`, [String(jwk.d), String(jwk.p)]],
  ['a private JWK in a string', JSON.stringify({ key: JSON.stringify(jwk) }), [String(jwk.d)]],
  ['the k of a shared key', JSON.stringify({ kty: 'oct', k: oct.slice(0, 22) }), [oct.slice(0, 22)]],
  [
    'the oth of a JWK',
    JSON.stringify({ kty: 'RSA', oth: [{ r: 'r'.repeat(30), d: 'd'.repeat(30), t: 't'.repeat(30) }] }),
    ['r'.repeat(30), 'd'.repeat(30), 't'.repeat(30)],
  ],
  ['JWS in JSON form', JSON.stringify({ payload, protected: header, signature }), [signature]],
  [
    'JWS in general JSON form',
    JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
    [signature],
  ],
  [
    'JWE in JSON form',
    JSON.stringify({ protected: header, encrypted_key: signature, iv: 'aXY', ciphertext: signature, tag: 'x' }),
    [signature],
  ],
  [
    'JWS in JSON form, in a string',
    JSON.stringify({ log: JSON.stringify({ payload, protected: header, signature }) }),
    [signature],
  ],
  ...[40, 64, 76, 120].flatMap((width) =>
    [
      ...['\n', '\r\n', '\n    ', '\\n', '\\\n', '\\\n  ', '\n> ', '\r\n> > '],
      ...['" +\n  "', "'\n  + '", '"\n  "', '\\n" +\n"', "' \\\n '", '" .\r\n"', '" + "', '\\" +\\n \\"'],
    ].map((end): [string, string, string[]] => [
      `a JWT in lines of ${width}, ended with ${JSON.stringify(end)}`,
      `token ${lines(`${header}.${payload}.${signature}`, width, end)} expired`,
      [signature.slice(-20), signature.slice(0, 30), signature.slice(60, 90)],
    ]),
  ),
  ['a pair whose name was cut off', `{"values":[{"value":"${secret}","key":"client_sec`],
  ['a pair whose name is missing', `{"values":[{"value":"${secret}","ke`],
  ['a pair that was cut off within its value', `{"key":"client_secret","value":"${secret}`],
  ['a list under a name', JSON.stringify({ cookie: [secret, 'b'] })],
  ['an object under a name', JSON.stringify({ access_token: { value: secret } })],
  ['a name with escapes', `{"clie\\u006et_secret":"${secret}"}`],
  ['a number under a name', '{"otp":493817}', ['493817']],
  ['a secret with members of its own', JSON.stringify({ client_secret: { current: secret, previous: secret } })],
  ['a token with members of its own', JSON.stringify({ accessToken: { tokenValue: secret, tokenType: 'Bearer' } })],
  ['a secret far below its name', JSON.stringify({ clientSecret: { versions: [{ at: { v: [secret] } }] } })],
  ['a list under a plural', JSON.stringify({ refresh_tokens: [secret], client_secrets: [{ text: secret }] })],
  ['a secret that its description holds', JSON.stringify({ token: { description: `it is ${secret}` } })],
  ['a key under a name', JSON.stringify({ client_secret: { key: secret } })],
  ['members of a secret in single quotes', `{'client_secret': {'current': '${secret}'}, 'a': ['b']}`],
  ['a pair that Postman marks', JSON.stringify({ key: 'at', value: secret, type: 'secret' })],
  ['a pair that Postman marks, the mark first', JSON.stringify({ type: 'secret', value: secret, key: 'at' })],
  ['a pair with a current value', JSON.stringify({ key: 'token', currentValue: secret, initialValue: secret })],
  ['a pair of an id and a value', JSON.stringify({ id: 'client_secret', value: secret })],
  ['a pair of a field and a value', JSON.stringify({ value: secret, field: 'client_secret' })],
  ['a pair in single quotes', `sent [{'id': 'client_secret', 'value': '${secret}'}]`],
  ['a pair in single quotes that Postman marks', `{'key':'at','value':'${secret}','type':'secret'}`],
  ['a pair in single quotes in a string', JSON.stringify({ log: `{'name':'client_secret','value':'${secret}'}` })],
  ...[
    `-u user:${secret}`,
    `-uuser:${secret}`,
    `--user "user:${secret}"`,
    `--user=user:${secret}`,
    `--proxy-user user:${secret}`,
    `--cert client.pem:${secret}`,
    `-E client.pem:${secret}`,
    `--pass ${secret}`,
    `--password ${secret}`,
    `--password hunter`,
    `--client-secret '${secret}'`,
    `--client-secret \\\n  ${secret}`,
    `--oauth2-bearer ${secret}`,
    `-passin pass:${secret}`,
  ].map((words): [string, string, string[]] => [
    `a command with ${JSON.stringify(words)}`,
    `$ tool -v ${words} https://bank.test`,
    [words.includes('hunter') ? 'hunter' : secret],
  ]),
  ['a command as a list', JSON.stringify(['curl', '-u', `user:${secret}`, '--pass', secret])],
  ['a part of a form', `--b\r\nContent-Disposition: form-data; name="client_secret"\r\n\r\n${secret}\r\n--b--`],
  ['a block of YAML', `client:\n  client_secret: |\n    ${secret}\n    ${secret}\n  id: x`],
  [
    'a part of a form in a string',
    JSON.stringify({ body: `--b\r\nContent-Disposition: form-data; name="client_secret"\r\n\r\n${secret}\r\n--b--` }),
  ],
  [
    'a part of a form in a string, with headers of its own',
    JSON.stringify({
      body: `--b\r\nContent-Disposition: form-data; name="password"\r\nContent-Type: text/plain\r\n\r\n${secret}\r\n--b--`,
    }),
  ],
  ['a block of YAML in a string', JSON.stringify({ log: `client:\n  client_secret: |\n    ${secret}\n  id: x` })],
  ...[
    `<input type="hidden" name="client_secret" value="${secret}">`,
    `<input value='${secret}' type='hidden' name='client_secret'/>`,
    `<INPUT NAME=client_secret VALUE=${secret}>`,
    `<input id="password" value="${secret}`,
    `<add key="ClientSecret" value="${secret}" />`,
    `<meta name="csrf-token" content="${secret}">`,
    JSON.stringify({ html: `<input name="client_secret" value="${secret}">` }),
  ].map((text): [string, string] => [`a tag: ${text}`, text]),
  ['a signed URL', `GET https://files.bank.test/x?sv=2022&se=2026-01-31&sr=b&sp=r&sig=${secret}%3D HTTP/1.1`],
  ['a code that was used', `authorization failed: code ${secret} was already used`],
  ['a password of somebody', `the password for rora is ${secret}, said the log`],
  [
    'a private key that lost its beginning',
    privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().slice(200),
    [String(privateKey.export({ type: 'pkcs8', format: 'pem' })).slice(300, 320)],
  ],
  ['a URL with a password', `https://user:${secret}@proxy.bank.test:8080/x`],
  ['a URL with a password that holds an @', `https://user:a@${secret}@bank.test/x`],
  ['a URL with a token', `https://${secret}@bank.test/x`],
  ['a proxy', `HTTPS_PROXY=user:${secret}@proxy.test:3128`],
  ['a proxy in a sentence', `connect ECONNREFUSED via http://user:${secret}@proxy.test:3128, gave up`],
  ['a token in a sentence', `the access token ${secret} expired`],
  ['a token in a sentence, in quotes', `token "${secret}" is unknown`],
  ['a UUID for a token', 'access token 3fa85f64-5717-4562-b3fc-2c963f66afa6 is revoked', ['3fa85f64-5717']],
  ['a client secret in a sentence', `client secret ${secret} does not match`],
  ['a password in a sentence', `login with password: ${secret} failed`],
  ['an authorisation code in a sentence', `The authorization code ${secret} was used`],
  ['a one-time password in a sentence', 'OTP 493817 is wrong', ['493817']],
  ['Bearer in a sentence', `got "Bearer ${secret}".`],
  [
    'Basic in a command',
    `curl -H 'Authorization: Basic ${base64url(`id:${secret}`)}' https://bank.test`,
    [base64url(`id:${secret}`)],
  ],
  ['a header of a command', `curl -H 'Cookie: a=${secret}; b=c' -H "apikey: ${secret}"`],
  [
    'headers',
    `POST / HTTP/1.1\r\nAuthorization: Digest x ${secret}\r\nCookie: a=1; b=${secret}\r\napikey: ${secret}\r\n`,
  ],
  [
    'a private key',
    privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    [String(privateKey.export({ type: 'pkcs8', format: 'pem' })).slice(100, 140)],
  ],
];

const planted: [name: string, text: string, secrets: string[]][] = [
  ...Object.entries(places).flatMap(([place, text]) =>
    names.map((name): [string, string, string[]] => [`${name} in ${place}`, text(name), [secret]]),
  ),
  ...Object.entries(jwts).flatMap(([kind, token]) =>
    Object.entries(around).map(([place, text]): [string, string, string[]] => [
      `${kind} ${place}`,
      text(token),
      [
        token
          .split(/\.|;|\\u002E/)
          .at(-1)
          ?.replace(/=+$/, '') ?? '',
        ...(kind === 'a JWE' ? [signature] : []),
      ],
    ]),
  ),
  ...others.map(([name, text, secrets = [secret]]): [string, string, string[]] => [name, text, secrets]),
];

it('more than 241 secrets are planted', () => {
  expect(planted.length).toBeGreaterThan(241);
  for (const [name, text, secrets] of planted)
    for (const hidden of secrets) expect(text.replaceAll('\\"', '"'), name).toContain(hidden);
});

/** An exchange that has the text wherever one of a bank or of us may stand. */
const recordWith = (text: string) =>
  exchange({
    method: 'POST',
    url: `https://bank.test/x?a=1&said=${encodeURIComponent(text)}`,
    status: 400,
    requestHeaders: { 'content-type': 'application/json', location: text },
    requestBody: text,
    answerHeaders: { 'www-authenticate': text, 'x-fapi-interaction-id': text },
    body: text,
  });

describe('of every planted secret nothing is left in', () => {
  const none = (output: (text: string) => string): string[] =>
    planted.flatMap(([name, text, secrets]) => (secrets.some((hidden) => output(text).includes(hidden)) ? [name] : []));

  it('a text', () => {
    expect(none(redactText)).toEqual([]);
  });

  it('a text that was redacted before, which stays as it is', () => {
    expect(
      planted.filter(([, text]) => redactText(redactText(text)) !== redactText(text)).map(([name]) => name),
    ).toEqual([]);
  });

  it('an error: its message, the words of the bank, its body; one of ours or not', () => {
    const bank = (text: string) => ({ status: 400, error: text, description: text, codes: [text], body: text });
    const error = (text: string) =>
      new OpenBankingError({ code: 'api_refused', message: `The bank said: ${text}.`, try: '', bank: bank(text) });
    expect(none((text) => `${error(text).message} ${JSON.stringify(error(text).problem)}`)).toEqual([]);
    expect(none((text) => problemOf(new Error(text)).message)).toEqual([]);
  });

  it('a line of the file of exchanges', () => {
    expect(none((text) => JSON.stringify(recordWith(text)))).toEqual([]);
  });

  it('the report for the bank', () => {
    expect(none((text) => bankReport(recordWith(text)))).toEqual([]);
  });

  it.each(copyFormats)('a copy as %s', (format) => {
    expect(none((text) => copyExchange(recordWith(text), format, {}))).toEqual([]);
  });
});

it('of none of a kind of its own anything is left in what obw prints, with --json and without', async () => {
  const left: string[] = [];
  for (const [name, text, secrets] of planted.slice(Object.keys(places).length * names.length)) {
    const refused = () => {
      const bank = { status: 401, error: text, description: text, body: text };
      return Promise.reject(new OpenBankingError({ code: 'api_refused', message: `It said: ${text}.`, try: '', bank }));
    };
    for (const words of ['accounts', 'accounts --json']) {
      const { status, stdout, stderr } = await obw(words, { tpp: { openWorkspace: refused } });
      expect(status).not.toBe(0);
      if (secrets.some((hidden) => (stdout + stderr).includes(hidden))) left.push(`${name}: ${words}`);
    }
  }
  expect(left).toEqual([]);
});

describe('of a token broken over lines no line is left', () => {
  const signature = Buffer.from(Array.from({ length: 256 }, (_, index) => (index * 151) % 256)).toString('base64url');
  const token = [base64url('{"alg":"PS256","kid":"k1"}'), base64url('{"iss":"https://bank.example"}'), signature].join(
    '.',
  );
  const broken = (text: string, width: number, end: string) =>
    text.match(new RegExp(`.{1,${width}}`, 'g'))?.join(end) ?? '';
  it.each([
    ['alone', '', '\n'],
    ['behind a scheme', 'Authorization: Bearer ', '\n    '],
    ['behind a name', 'access_token=', '\r\n'],
    ['in a string of JSON', '{"access_token":"', '\\n'],
  ])('%s', (_, before, end) => {
    for (let width = 48; width < 140; width += 1) {
      const left = redactText(broken(before + token, width, end)).replace(/\\n|\s/g, '');
      const kept = Array.from({ length: 41 }, (_each, at) => signature.slice(8 * at, 8 * at + 12)).filter((each) =>
        left.includes(each),
      );
      expect({ width, kept }).toEqual({ width, kept: [] });
    }
  });
});

describe('a header is masked', () => {
  it.each(names)('whose name is %s', (name) => {
    expect(JSON.stringify(redactHeaders({ [name]: secret }))).not.toContain(secret);
  });
});

it('each name is masked in JSON and the rest of it stays', () => {
  for (const [name, text] of json) expect(JSON.parse(redactText(text)), name).toEqual({ a: 1, [name]: '…', b: 'x' });
});

describe('what is no secret stays', () => {
  it.each([
    ['the code of a fault', '{"fault":{"code":900901,"message":"Invalid Credentials","description":"Access failure"}}'],
    ['the code of an error in a list', '{"errors":[{"code":"R1","detail":"software_id and CN differ"}]}'],
    [
      'the code of a Berlin error',
      '{"tppMessages":[{"category":"ERROR","code":"PERIOD_INVALID","text":"dateFrom too old"}]}',
    ],
    ['the code of a gateway', '{"error":{"code":"steps.oauth.v2.InvalidClientIdentifier","message":"x"}}'],
    ['the code of a fault that is cut off', '{"errors":[{"code":"R1","det'],
    [
      'the codes of a transaction',
      '{"BankTransactionCode":{"Code":"ReceivedCreditTransfers","SubCode":"DomesticCreditTransfer"}}',
    ],
    [
      'an OBIE error',
      '{"Code":"400 BadRequest","Id":"7b","Message":"m","Errors":[{"ErrorCode":"UK.OBIE.Field.Missing"}]}',
    ],
    ['a status', 'Request failed with status code=400'],
    [
      'words about tokens',
      'The access token expired. invalid_token: the token is not active. Basic authentication failed',
    ],
    ['words about secrets', 'client_secret_basic is not registered; token endpoint auth method private_key_jwt'],
    ['grants and response types', 'grant_type=authorization_code&response_type=code id_token&scope=openid accounts'],
    ['a public JWK', '{"keys":[{"kty":"RSA","kid":"a","use":"sig","n":"vHhfr8e","e":"AQAB"}]}'],
    ['a pair of a name and a value', '[{"name":"content-type","value":"application/json"}]'],
    ['addresses', 'mail psu@bank.example, mailto:help@bank.example, http://127.0.0.1:8080/a@b'],
    [
      'hosts, hashes, versions, ids',
      'auth.bank.example v3.1.11 2c26b46b68ffc68ff99b453c1d30413413422d70 3fa85f64-5717-4562-b3fc-2c963f66afa6',
    ],
    ['a balance', '{"Data":{"Balance":[{"Amount":{"Amount":"1230.00","Currency":"GBP"},"Type":"ITAV"}]}}'],
    [
      'what a secret says of itself',
      '{"accessToken":{"tokenType":{"value":"Bearer"},"expiresAt":"2026-01-31T10:00:00Z","scopes":["accounts"]}}',
    ],
    ['an error under a token', '{"token":{"error":"invalid_grant","error_description":"The token has expired"}}'],
    ['the codes of errors under a token', '{"token":{"errors":[{"code":"R1","message":"software_id and CN differ"}]}}'],
    [
      'a schema',
      '{"properties":{"client_secret":{"type":"string","description":"Of the client","format":"password"}}}',
    ],
    ['a request and its response', '{"request":{"method":"GET","url":"https://a.test"},"response":{"status":"OK"}}'],
    [
      'options of a command',
      'curl --request POST --cert client.pem --key client.key -u "$USER" --pass "$PASS" https://a.test',
    ],
    ['words about options', 'The option --password is required, --client-secret must not be empty'],
    ['a pair in single quotes', "[{'name': 'content-type', 'value': 'application/json'}]"],
    [
      'names that only begin like a secret’s',
      '{"tokenType":"Bearer7x","token_endpoint":"https://a.test/t","codes":"R1x","secretary":"Ann9x","passage":"p4ss","signing_alg":"PS256"}',
    ],
    ['parameters of that kind', 'a=1&token_type=abc123&codes=a1b2&secretary=x9&signed=1&design=2b&pinned=1'],
    ['tags of a form', '<form><input name="username" value="rora"><input value="25" name="page"></form>'],
    ['text in strings', JSON.stringify({ log: 'a: |\n  text\n\nname="page"\r\n\r\n25\r\n', use: 'sig' })],
    ['strings of a program', '"eyJ is how a token begins" +\n "and this is no token"'],
    ['words about somebody', 'The password for rora is wrong. The code was already used. Error code 400 was returned'],
    ['parts and blocks', 'name="account"\r\n\r\n12345\r\n\ndescription: |\n  a text\n  of two lines\n'],
    ['apostrophes', "the bank's answer: 'no', the client's: 'yes'"],
    ['a reference to a variable', '{"client_secret":"{{secret}}","password":"{{pw}}"}'],
    [
      'the claims of a request',
      '{"claims":{"id_token":{"acr":{"essential":true,"value":"urn:openbanking:psd2:sca"}}}}',
    ],
  ])('%s', (_, text) => {
    expect(redactText(text)).toBe(text);
  });
});
