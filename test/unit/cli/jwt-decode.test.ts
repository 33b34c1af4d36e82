/** `obw jwt decode` and `verify`: tokens that their makers spelled carelessly, or that cannot be read to the end, are shown with what is wrong. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { signJwt } from '../../../src/tpp/jwt/sign.ts';
import { readCertificate } from '../../../src/tpp/keys/certificate.ts';
import { clientName, makeRoot } from '../../support/certificates.ts';
import { ps256, rsa, signingKey, stranger } from '../tpp-jwt/signing-keys.ts';
import { errorIn, obw } from './fake-terminal.ts';

const base64 = (text: string, encoding: BufferEncoding = 'base64url') => Buffer.from(text).toString(encoding);
const header = '{"alg":"PS256","kid":"k1"}';
const payload = base64('{"iss":"bank"}');
const signature = base64('s'.repeat(256));
const encryptedHeader = '{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"enc-1"}';

/** A folder with `key.pem`, the public key of {@link ps256}. */
async function folderWithKey(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'obw-jwt-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'key.pem'), rsa.publicKey.export({ type: 'spki', format: 'pem' }));
  return folder;
}

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

it('findings have the worst last in a terminal, and first for a program', async () => {
  const jwt = `${base64('{"alg":"RS256"}')}.${base64('{"iss":"bank","exp":"soon","iat":1.5}')}.${signature}`;
  const { findings } = JSON.parse((await obw(['jwt', 'decode', jwt, '--json'])).stdout);
  const severities = findings.map(({ severity }: { severity: string }) => severity);
  expect(severities).toEqual(['error', 'info', 'info']);
  const { stdout } = await obw(['jwt', 'decode', jwt]);
  expect(stdout.split('\nFindings\n')[1]?.match(/^[✗!·](?= )/gm)).toEqual(['·', '·', '✗']);
});

it.each([
  ['a file', 'notes.txt', 'There is no JWT in notes.txt.'],
  ['standard input', '-', 'There is no JWT on standard input.'],
])('%s without a JWT is said to have none, whatever dots are in it', async (_, argument, message) => {
  const folder = await mkdtemp(join(tmpdir(), 'obw-jwt-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const text of ['nothing here. Or here.', 'a.b', '{"a":1}', 'https://bank.example/a.b.c']) {
    await writeFile(join(folder, 'notes.txt'), text);
    for (const verb of ['decode', 'verify']) {
      const { status, stderr } = await obw(['jwt', verb, argument], { folder, stdin: text });
      expect(status).toBe(1);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain('parts between');
    }
  }
});

it('the certificates that a token brings are shown, with whose key signed and what kid names', async () => {
  const root = await makeRoot();
  const leaf = await root.issue(clientName);
  const x5c = [leaf, root].map(({ certificate }) => certificate.replace(/-----[^-]+-----|\s/g, ''));
  const { publicKey } = readCertificate(leaf.certificate);
  const key = signingKey({ key: leaf.key, privateKey: leaf.privateKey, publicKey }, 'ES256');
  const jwt = await signJwt({ iss: 'me' }, key, { x5c });
  const { stdout } = await obw(['jwt', 'decode', jwt]);
  for (const words of ['0015800001041RHAAY', 'issued by', 'CN=Test Root CA', 'made the signature', 'kid is made of it'])
    expect(stdout).toContain(words);
  const { stdout: json } = await obw(['jwt', 'decode', jwt, '--json']);
  expect(JSON.parse(json)).toMatchObject({
    certificates: [
      { signed: true, fitsKid: true, issuedByNext: true },
      { subject: expect.stringContaining('CN=Test Root CA') },
    ],
  });
});

describe('the code and the state that are given', () => {
  const code = 'SplxlOBeZQQYbYS6WxSbIA';
  const half = (text: string) => createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');
  const claims = { iss: 'https://bank.example', aud: 'c', nonce: 'n', c_hash: half(code), s_hash: half('st-8') };

  async function folderWithToken(): Promise<{ folder: string; jwt: string }> {
    const folder = await mkdtemp(join(tmpdir(), 'obw-jwt-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const jwt = await signJwt(claims, ps256);
    await writeFile(join(folder, 'key.pem'), rsa.publicKey.export({ type: 'spki', format: 'pem' }));
    await writeFile(join(folder, 'code.txt'), `${code}\n`);
    await writeFile(join(folder, 'token.jwt'), jwt);
    return { folder, jwt };
  }

  it('are compared with the hashes, however they are given', async () => {
    const { folder, jwt } = await folderWithToken();
    for (const [given, stdin] of [[code], ['@code.txt'], ['-', `${code}\n`]] as const) {
      for (const verb of [['decode'], ['verify', '--key', 'key.pem']]) {
        const words = ['jwt', ...verb, jwt, '--code', given, '--state', 'st-8'];
        const { status, stdout, stderr } = await obw(words, { folder, ...(stdin ? { stdin } : {}) });
        expect([status, stderr]).toEqual([0, '']);
        expect(stdout).toMatch(/\n\nHashes\n✓ c_hash is the hash of the code\./);
        expect(stdout).toContain('✓ s_hash is the hash of the state.');
        expect(stdout).not.toContain(code);
        expect(stdout).not.toContain('st-8');
      }
    }
  });

  it('that do not fit are an error of a verification and part of what decode reports, and are shown nowhere', async () => {
    const { folder } = await folderWithToken();
    await writeFile(join(folder, 'access.txt'), 'wr0ng');
    const given = ['token.jwt', '--code', 'wr0ng-code', '--access-token', '@access.txt'];
    const verify = ['jwt', 'verify', '--key', 'key.pem', ...given];
    const [inWords, inJson] = [await obw(verify, { folder }), await obw([...verify, '--json'], { folder })];
    expect([inWords, inJson].map(({ status, stdout }) => [status, stdout])).toEqual([
      [1, ''],
      [1, ''],
    ]);
    expect(inWords.stderr).toMatch(/c_hash is not the hash of the code.*no at_hash.*\(id_token_c_hash_mismatch\)/);
    expect(errorIn(inJson)).toMatchObject({ code: 'id_token_c_hash_mismatch' });
    const report = await obw(['jwt', 'decode', '--json', ...given], { folder });
    expect([report.status, report.stderr]).toEqual([0, '']);
    expect(JSON.parse(report.stdout)).toMatchObject({
      hashes: [
        { claim: 'c_hash', outcome: 'differs' },
        { claim: 'at_hash', outcome: 'absent' },
      ],
    });
    for (const { stdout, stderr } of [inWords, inJson, report]) expect(stdout + stderr).not.toContain('wr0ng');
  });

  it('begin with @ when it is written twice', async () => {
    const { folder } = await folderWithToken();
    const jwt = await signJwt({ ...claims, s_hash: half('@home') }, ps256);
    const { stdout } = await obw(['jwt', 'decode', jwt, '--state', '@@home'], { folder });
    expect(stdout).toContain('✓ s_hash is the hash of the state.');
  });

  it.each(['eyJ.secret', '@@secret', '@'])(
    'an access token on the command line is wrong usage, before anybody is asked: %s',
    async (given) => {
      const { folder } = await folderWithToken();
      const words = ['jwt', 'verify', 'token.jwt', '--jwks', 'https://127.0.0.1:1/', '--access-token', given, '--json'];
      const outcome = await obw(words, { folder });
      expect(outcome).toMatchObject({ status: 2, stdout: '' });
      expect(errorIn(outcome)).toMatchObject({ code: 'usage', try: expect.stringContaining('--access-token @FILE') });
      expect(outcome.stderr).not.toContain('secret');
    },
  );

  it('that are not there are wrong usage, before anybody is asked', async () => {
    const { folder } = await folderWithToken();
    const words = ['jwt', 'verify', 'token.jwt', '--jwks', 'https://127.0.0.1:1/', '--json'];
    expect(errorIn(await obw([...words, '--code', ' '], { folder }))).toMatchObject({ code: 'usage' });
    expect(errorIn(await obw([...words, '--code', '@none'], { folder }))).toMatchObject({ code: 'file_missing' });
  });

  it('cannot both be read from standard input', async () => {
    const { folder } = await folderWithToken();
    for (const words of [
      ['token.jwt', '--code', '-', '--state', '-'],
      ['--code', '-'],
      ['-', '--state', '-'],
    ]) {
      const { status, stderr } = await obw(['jwt', 'decode', ...words], { folder, stdin: 'x' });
      expect(status).not.toBe(0);
      if (words.length === 4) expect(stderr).toContain('Standard input can be read once.');
    }
  });
});

describe('verify', () => {
  it('begins its advice with a word where nobody knows who signs such a token', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'obw-jwt-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'key.pem'), rsa.publicKey.export({ type: 'spki', format: 'pem' }));
    const changed = (await signJwt({ x: 1 }, ps256)).replace(/\.[^.]+\./, '.eyJ4IjoyfQ.');
    const outcome = await obw(['jwt', 'verify', '-', '--key', 'key.pem', '--json'], { folder, stdin: changed });
    expect(errorIn(outcome)).toMatchObject({ code: 'jwt_signature_invalid', try: expect.stringMatching(/^\S/) });
  });

  it('says what was put right, and over which letters the signature is', async () => {
    const folder = await folderWithKey();
    const [head = '', body = '', made = ''] = (await signJwt({ iss: 'me' }, ps256)).split('.');
    const json = JSON.stringify({ protected: head, payload: body, signature: made });
    const broken = `${head}.${body}.${made}`.match(/.{1,70}/g)?.join('\n') ?? '';
    const padded = `${head}.${body}.${made}==`;
    for (const [stdin, said] of [
      [json, 'JSON form'],
      [broken, 'broken over'],
      [padded, 'has = in it'],
    ] as const) {
      const { status, stdout, stderr } = await obw(['jwt', 'verify', '--key', 'key.pem'], { folder, stdin });
      expect(status).toBe(0);
      expect(stdout).toContain('✓ The signature is good (PS256');
      expect(stdout + stderr).toContain(said);
    }
  });

  it('shows the header of the signature that is good, and says which of several it is', async () => {
    const folder = await folderWithKey();
    const [head, payload, made] = (await signJwt({ iss: 'me', iat: 1_700_000_000 }, ps256)).split('.');
    const first = { protected: base64('{"alg":"ES256","kid":"other"}'), signature: base64('s'.repeat(64)) };
    const stdin = JSON.stringify({ payload, signatures: [first, { protected: head, signature: made }] });
    const { stdout, stderr } = await obw(['jwt', 'verify', '--key', 'key.pem'], { folder, stdin });
    expect(stdout).toMatch(/^✓ Signature 2 of 2 is good \(PS256, key\.pem\)\.\nSignature 1 fits none of these keys\./);
    expect(stdout).toMatch(
      /\n\nHeader of signature 2 of 2\n\{[^}]*"alg": "PS256"[^}]*\}\n\nPayload\n[^}]*\}\n\nTimes\n/,
    );
    expect(stderr).toContain('what is shown is signature 2. The others: 1 (alg "ES256", kid "other").');
    const decoded = await obw(['jwt', 'decode'], { stdin });
    expect(decoded.stdout).toContain('Header of signature 1 of 2\n');
    expect(decoded.stdout.match(/RFC 7519 §3\b/g)).toHaveLength(1);
    const refused = await obw(['jwt', 'verify', '--key', 'key.pem'], {
      folder,
      stdin: JSON.stringify({ payload, signatures: [first, first] }),
    });
    expect(refused.stderr).toContain('Signature 2: ');
  });

  it('speaks of padding where the signature is refused, too', async () => {
    const folder = await folderWithKey();
    const stdin = `${await signJwt({ iss: 'me' }, stranger)}==`;
    const { status, stderr } = await obw(['jwt', 'verify', '--key', 'key.pem'], { folder, stdin });
    expect(status).not.toBe(0);
    expect(stderr).toContain('The token has = in it: it is padded, which a token never is.');
  });

  it('says of a token that is not signed which banks take it, and how one of your own is signed', async () => {
    const stdin = `${base64('{"alg":"none"}')}.${base64('{"client_id":"c","response_type":"code","redirect_uri":"https://a"}')}.`;
    const { stderr } = await obw(['jwt', 'verify', '--key', 'key.pem'], { folder: await folderWithKey(), stdin });
    expect(stderr).toContain('taken by permissive sandboxes and by no other bank. If you made it, sign it');
  });

  it.each<[kind: string, claims: object, whose: string]>([
    [
      'a software statement',
      { software_id: 's', org_id: 'o', org_name: 'n' },
      'the Directory’s own key set verifies it',
    ],
    ['a request object', { client_id: 'c', response_type: 'code', redirect_uri: 'https://a' }, 'The TPP signs'],
    ['an id_token', { iss: 'b', aud: 'c', nonce: 'n', s_hash: 'x' }, 'The bank signs an id_token'],
  ])('without the right keys says whose they are: %s', async (_, claims, whose) => {
    const jwt = await signJwt({ ...claims }, stranger);
    const folder = await folderWithKey();
    const { stderr } = await obw(['jwt', 'verify', jwt, '--key', 'key.pem'], { folder });
    expect(stderr).toContain('(jwt_signature_invalid)');
    expect(stderr).toContain(whose);
    const nowhere = await obw(['jwt', 'verify', jwt], { folder });
    expect(nowhere.stderr).toContain('(workspace_not_found)');
    expect(nowhere.stderr).toContain(whose);
    expect(nowhere.stderr).toContain('--jwks');
  });
});

it.each([
  ['in this text', ['{"iss":"x"}'], undefined],
  ['in this text', [`[{"iss":"${'x'.repeat(5000)}"}]`], undefined],
  ['on standard input', [], '{"iss":"x"}'],
  ['in {claims}.json', ['{claims}.json'], undefined],
])('claims %s are told to be no JWT, with the verb that takes them', async (where, words, stdin) => {
  const folder = await folderWithKey();
  await writeFile(join(folder, '{claims}.json'), '{"iss":"x"}');
  const outcome = await obw(['jwt', 'decode', ...words, '--json'], { folder, ...(stdin ? { stdin } : {}) });
  expect(errorIn(outcome)).toMatchObject({
    code: 'jwt_malformed',
    message: `There is no JWT ${where}.`,
    try: 'obw jwt decode wants a JWT, which begins with eyJ, and no JSON; obw jwt sign makes one of claims.',
  });
});
