/** Signatures by a command that openbanking.json names: whatever form they come in, and what is wrong where they are none. */
import { constants, createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify } from 'jose';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { signDetached } from '../../../src/tpp/jwt/detached.ts';
import { resign } from '../../../src/tpp/jwt/resign.ts';
import { signJwt, unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { givenSignature } from '../../../src/tpp/keys/given-signature.ts';
import { kidOf } from '../../../src/tpp/keys/kid.ts';
import { keySigner } from '../../../src/tpp/keys/signer.ts';
import { openWorkspace } from '../../../src/tpp/workspace/workspace.ts';
import { makeKeys, selfSigned } from '../../support/certificates.ts';
import { complete, workspaceFolder } from '../tpp-workspace/folder.ts';

const rsa = makeKeys('rsa');
const ec = makeKeys('ec');
const stranger = makeKeys('rsa');
const input = Buffer.from('header.payload');
const digest = createHash('sha256').update(input).digest();
const pss = (key: KeyObject, content: Buffer = input, saltLength = 32) =>
  sign('sha256', content, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
const asked = (algorithm: 'PS256' | 'RS256' | 'ES256') => ({
  input,
  algorithm,
  publicKey: algorithm === 'ES256' ? ec.publicKey : rsa.publicKey,
  certificate: 'signing.pem',
});
const good = pss(rsa.privateKey);
const raw = sign('sha256', input, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' });

describe('a key in hand', () => {
  const rsaPss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  it.each([
    ['RSA', 'ES256', rsa.privateKey, 'A key of type RSA cannot sign ES256.'],
    ['P-256', 'PS256', ec.privateKey, 'A key of type EC (prime256v1) cannot sign PS256.'],
    ['P-256', 'RS256', ec.privateKey, 'A key of type EC (prime256v1) cannot sign RS256.'],
    ['RSASSA-PSS', 'RS256', rsaPss.privateKey, 'A key of type RSA-PSS cannot sign RS256.'],
    ['P-384', 'ES256', p384.privateKey, 'A key of type EC (secp384r1) cannot sign ES256.'],
  ] as const)('of %s signs no %s', async (_kind, algorithm, key, message) => {
    const signed = signJwt({}, { signer: keySigner(key), algorithm, kid: '1' });
    await expect(signed).rejects.toMatchObject({ code: 'key_invalid', message });
  });

  it('of RSASSA-PSS signs PS256', async () => {
    const token = await signJwt({}, { signer: keySigner(rsaPss.privateKey), algorithm: 'PS256', kid: '1' });
    const [header, payload, signature = ''] = token.split('.');
    const by = { key: rsaPss.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify('sha256', signed, by, Buffer.from(signature, 'base64url'))).toBe(true);
  });
});

describe('a signature is taken as', () => {
  it.each<[string, Buffer | string]>([
    ['its bytes', good],
    ['base64', good.toString('base64')],
    ['base64 in lines, as openssl and base64 write it', `${good.toString('base64').replace(/.{64}/g, '$&\n')}\n`],
    ['base64url', `${good.toString('base64url')}\n`],
    ['hex', good.toString('hex')],
    ['a text of JSON', JSON.stringify(good.toString('base64'))],
    ['JSON of AWS', JSON.stringify({ KeyId: 'arn:x', Signature: good.toString('base64'), SigningAlgorithm: 'x' })],
    ['JSON of Azure', JSON.stringify({ kid: 'https://x/y', result: good.toString('base64url') })],
    ['what Vault prints', `vault:v1:${good.toString('base64')}\n`],
    ['JSON of Vault', JSON.stringify({ data: { signature: `vault:v12:${good.toString('base64url')}` } })],
  ])('%s', (_, output) => {
    expect(givenSignature(Buffer.from(output), asked('PS256'))).toEqual({ signature: good });
  });

  it('DER, of which ES256 needs r and s side by side, whatever their lengths', () => {
    for (let round = 0; round < 300; round += 1) {
      const der = sign('sha256', input, ec.privateKey);
      const given = givenSignature(round % 2 ? der : Buffer.from(der.toString('base64')), asked('ES256'));
      expect('signature' in given && given.signature.length).toBe(64);
    }
    expect(givenSignature(raw, asked('ES256'))).toEqual({ signature: raw });
  });
});

describe('what is no signature of ours is told as', () => {
  const other = makeKeys('rsa', 3072);
  const { privateKey: larger } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  it.each<[string, Buffer | string, 'PS256' | 'RS256' | 'ES256', RegExp]>([
    ['nothing', '', 'PS256', /^printed nothing$/],
    ['a line break', '\n', 'PS256', /^printed nothing$/],
    ['words', 'Please enter your PIN:', 'PS256', /^printed 22 bytes, where PS256 by the key of signing\.pem has 256$/],
    ['another size of key', pss(other.privateKey), 'PS256', /^printed 384 bytes/],
    ['cut short', raw.subarray(0, 63), 'ES256', /^printed 63 bytes, where ES256 .* has 64$/],
    ['another key', pss(stranger.privateKey), 'PS256', /not of signing\.pem's key over what was to be signed/],
    ['another key in DER', sign('sha256', input, makeKeys('ec').privateKey), 'ES256', /not of signing\.pem's key/],
    ['a larger curve in DER', sign('sha256', input, larger), 'ES256', /^printed \d+ bytes, where ES256/],
    ['hashed twice', pss(rsa.privateKey, digest), 'PS256', /^signed the hash of what it was given/],
    ['RS256', sign('sha256', input, rsa.privateKey), 'PS256', /^signed RS256, not PS256$/],
    ['PS256', good, 'RS256', /^signed PS256, not RS256$/],
    ['another salt', pss(rsa.privateKey, input, 20), 'PS256', /salt of another length than 32/],
    ['JSON of a refusal', '{"error":{"code":"Forbidden"}}', 'PS256', /^printed 30 bytes/],
  ])('%s', (_, output, algorithm, trouble) => {
    expect(givenSignature(Buffer.from(output), asked(algorithm))).toMatchObject({
      trouble: expect.stringMatching(trouble),
      advice: expect.any(String),
    });
  });
});

describe('a command in the place of a key', () => {
  /** Signs a digest that it is given with the key beside it: RSA by hand, as node:crypto signs no digest. */
  const signer = `
    import { createHash, createPrivateKey, privateEncrypt, constants, randomBytes } from 'node:crypto';
    import { readFileSync } from 'node:fs';
    const digest = readFileSync(0);
    if (process.argv[2] !== digest.toString('base64url')) throw new Error('the argument is not the digest');
    if (process.env.OBW_ALGORITHM !== 'PS256' || !process.env.OBW_KID) throw new Error('no algorithm');
    const sha = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
    const salt = randomBytes(32);
    const h = sha(Buffer.alloc(8), digest, salt);
    const db = Buffer.concat([Buffer.alloc(256 - 32 - 32 - 2), Buffer.from([1]), salt]);
    let mask = Buffer.alloc(0);
    for (let counter = 0; mask.length < db.length; counter += 1) mask = Buffer.concat([mask, sha(h, Buffer.from([0, 0, 0, counter]))]);
    const masked = Buffer.from(db.map((byte, index) => byte ^ mask[index]));
    masked[0] &= 0x7f;
    const key = createPrivateKey(readFileSync(new URL('hidden.key', import.meta.url)));
    const padded = Buffer.concat([masked, h, Buffer.from([0xbc])]);
    process.stdout.write(privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, padded).toString('base64') + '\\n');
  `;

  async function withSigner(code = signer, allowed = true) {
    const outside = mkdtempSync(join(tmpdir(), 'obw-signer-'));
    onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
    vi.stubEnv('HOME', outside);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { certificate, key, privateKey } = await selfSigned([{ CN: ['hsm'] }], 'rsa');
    const publicKey = createPublicKey(privateKey);
    const command = [process.execPath, join(outside, 'sign.mjs'), '{digest}'];
    writeFileSync(join(outside, 'sign.mjs'), code);
    writeFileSync(join(outside, 'hidden.key'), key);
    const { folder, write } = await workspaceFolder({
      ...complete,
      signing: { command, certificate: 'keys/hsm.pem' },
    });
    write('keys/hsm.pem', certificate);
    const asks: unknown[] = [];
    const workspace = await openWorkspace(folder, {
      allow: async (question) => {
        asks.push(question);
        return allowed;
      },
    });
    return { workspace, asks, command, publicKey, key: await workspace.signingKey(workspace.bank()) };
  }

  it('signs JWTs, bodies and tokens again, having asked once for the whole list', async () => {
    const { key, publicKey, asks, command } = await withSigner();
    expect(key).toMatchObject({ kid: kidOf(publicKey), algorithm: 'PS256', certificate: { commonName: 'hsm' } });
    expect(asks).toEqual([]);
    const jwt = await signJwt({ iss: 'x' }, key);
    expect((await compactVerify(jwt, publicKey)).protectedHeader).toMatchObject({ alg: 'PS256', kid: key.kid });
    await compactVerify(await resign(unsecuredJwt({ a: 1 }), {}, key), publicKey);
    const [header, , signature] = (await signDetached('{}', key, { iss: 'x' })).split('.');
    const body = Buffer.from('{}').toString('base64url');
    const crit = Object.fromEntries(['iat', 'iss', 'tan'].map((name) => [`http://openbanking.org.uk/${name}`, true]));
    await compactVerify(`${header}.${body}.${signature}`, publicKey, { crit });
    expect(asks).toMatchObject([{ member: 'signing.command', command }]);
  });

  it('is not run where the user says no, and nothing is signed', async () => {
    const { key } = await withSigner(signer, false);
    await expect(signJwt({}, key)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('that fails is told with its status and the end of what it said, without secrets', async () => {
    const { key } = await withSigner(
      `console.error('CKR_PIN_INCORRECT client_secret=abcdefgh12345678'); process.exit(3)`,
    );
    const failure = expect(signJwt({}, key)).rejects;
    await failure.toMatchObject({
      code: 'command_failed',
      message: expect.stringMatching(
        /^signing\.command of openbanking\.json, ".*", ended with status 3 and said: CKR_PIN_INCORRECT /,
      ),
    });
    await failure.not.toThrow('abcdefgh12345678');
  });

  it('whose answer is no signature is an error and no signature', async () => {
    const { key } = await withSigner(`console.log('hello')`);
    await expect(signJwt({}, key)).rejects.toMatchObject({
      code: 'signature_not_good',
      message: expect.stringMatching(/^signing\.command of openbanking\.json, ".*", printed 6 or 3 bytes, where PS256/),
    });
  });
});

describe('what openbanking.json says of a command', () => {
  it.each<[string, object, string]>([
    [
      'beside a key',
      { key: 'keys/signing.key', command: ['x'], certificate: 'keys/signing.pem' },
      'signing.command stands beside key',
    ],
    [
      'without a certificate',
      { command: ['x'] },
      'signing.certificate is missing; the signatures of command are held against it',
    ],
    ['that is empty', { command: [], certificate: 'keys/signing.pem' }, 'signing.command must not be empty'],
    [
      'that is a line for a shell',
      { command: 'x | y', certificate: 'keys/signing.pem' },
      'signing.command must be a list of a program and its arguments',
    ],
  ])('%s: workspace_invalid', async (_, signing, message) => {
    const { folder } = await workspaceFolder({ ...complete, signing });
    await expect(openWorkspace(folder)).rejects.toThrow(message);
  });
});

it('every recipe of docs/signing-commands.md is what openbanking.json takes, with no secret in it', async () => {
  const text = readFileSync(new URL('../../../docs/signing-commands.md', import.meta.url), 'utf8');
  const recipes = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json));
  expect(recipes.map(({ command }) => command[0])).toEqual([
    'pkcs11-tool',
    'pkcs11-tool',
    'openssl',
    'aws',
    'az',
    'vault',
  ]);
  for (const signing of recipes) {
    const { folder } = await workspaceFolder({ ...complete, signing });
    await openWorkspace(folder);
    expect(JSON.stringify(signing)).not.toMatch(/--pin=(?!env:)/);
  }
});
