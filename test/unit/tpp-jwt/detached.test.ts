import fc from 'fast-check';
import { compactVerify, FlattenedSign, flattenedVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { readJws } from '../../../src/tpp/jwt/decode.ts';
import { signDetached, signDetachedWith } from '../../../src/tpp/jwt/detached.ts';
import { signBytes } from '../../../src/tpp/jwt/sign.ts';
import { explainVerification } from '../../../src/tpp/jwt/verification.ts';
import { keyOfObject } from '../../../src/tpp/keys/verification-key.ts';
import { often } from '../../support/chance.ts';
import { ec, es256, ps256, rsa, stranger } from './signing-keys.ts';

const surroundings = { now: () => 1_700_000_000_123 };
const options = { iss: '0015800001041RHAAY/5lCZ2fMnZxWGgWbMmsEhDQ', surroundings };
const key = keyOfObject(rsa.publicKey, 'signing.pem');
const body = '{"Data":{"Amount":"10.00"}}\n';
const bytes = Buffer.from(body);
const names = ['iat', 'iss', 'tan'].map((name) => `http://openbanking.org.uk/${name}`);
const crit = Object.fromEntries([...names, 'b64'].map((name) => [name, true]));

describe('a detached signature', () => {
  it('has the header that Open Banking asks for and no payload', async () => {
    const { header, parts } = readJws(await signDetached(body, ps256, options));
    expect(parts.payload).toBe('');
    expect(header).toEqual({
      alg: 'PS256',
      kid: ps256.kid,
      typ: 'JOSE',
      cty: 'application/json',
      'http://openbanking.org.uk/iat': 1_700_000_000,
      'http://openbanking.org.uk/iss': options.iss,
      'http://openbanking.org.uk/tan': 'openbanking.org.uk',
      crit: names,
    });
  });

  it('of a bank up to 3.1.3 has b64 false, and names it', async () => {
    const { header } = readJws(await signDetached(body, ps256, { ...options, b64: false, tan: 'trust.example' }));
    expect(header).toMatchObject({
      b64: false,
      crit: ['b64', ...names],
      'http://openbanking.org.uk/tan': 'trust.example',
    });
  });

  it('is one that jose takes, with b64 and without', async () => {
    const [header = '', , signature = ''] = (await signDetached(body, ps256, options)).split('.');
    await compactVerify(`${header}.${bytes.toString('base64url')}.${signature}`, rsa.publicKey, { crit });
    const [rawHeader, , rawSignature = ''] = (await signDetached(body, ps256, { ...options, b64: false })).split('.');
    await flattenedVerify({ protected: rawHeader, payload: bytes, signature: rawSignature }, rsa.publicKey, { crit });
  });

  it.each([true, false])('made by jose verifies (b64 %s)', async (b64) => {
    const header = { alg: 'PS256', [names[0] ?? '']: 1596030273.582, [names[1] ?? '']: 'x', [names[2] ?? '']: 'y' };
    const { protected: part, signature } = await new FlattenedSign(bytes)
      .setProtectedHeader(b64 ? { ...header, crit: names } : { ...header, b64, crit: ['b64', ...names] })
      .sign(rsa.privateKey, { crit });
    const compact = `${part}..${signature}`;
    expect(explainVerification(compact, [key], { detachedBody: bytes })).toMatchObject({ verified: true });
  });

  it('comes back good for every body, and for no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (content, raw) => {
        const compact = await signDetached(content, ps256, { ...options, ...(raw ? { b64: false } : {}) });
        expect(explainVerification(compact, [key], { detachedBody: content }).verified).toBe(true);
        const other = Buffer.concat([content, Buffer.from('x')]);
        expect(explainVerification(compact, [key], { detachedBody: other }).verified).toBe(false);
      }),
      { numRuns: often(40) },
    );
  });
});

describe('a body that is not the one signed', async () => {
  const compact = await signDetached(body, ps256, options);
  const json = { Data: { Amount: '10.00' } };
  it.each<[string, string, string, string]>([
    ['lost its last line break', compact, body.trimEnd(), 'with a line break at its end'],
    ['got a line break', await signDetached(body.trimEnd(), ps256, options), body, 'without its last line break'],
    ['got CRLF', await signDetached('{\n}', ps256, options), '{\r\n}', 'with LF instead of CRLF'],
    ['got a byte order mark', await signDetached('{}', ps256, options), '\ufeff{}', 'without its byte order mark'],
    [
      'was indented',
      await signDetached(JSON.stringify(json), ps256, options),
      JSON.stringify(json, undefined, 2),
      'as JSON without white space',
    ],
    [
      'was minified',
      await signDetached(JSON.stringify(json, undefined, 2), ps256, options),
      JSON.stringify(json),
      'as JSON indented by two',
    ],
    ['was signed raw without saying so', await signedRawInSilence(body), body, 'signed raw (as with b64 false)'],
  ])('%s', async (_, signature, received, message) => {
    const outcome = explainVerification(signature, [key], { detachedBody: Buffer.from(received) });
    expect(outcome).toMatchObject({ verified: false, reason: 'signature', attempts: [{ reason: 'body_changed' }] });
    expect(outcome.message).toContain(`fits the body ${message}`);
  });

  it('says something else', async () => {
    const outcome = explainVerification(compact, [key], { detachedBody: Buffer.from('{"Data":{"Amount":"99.00"}}\n') });
    expect(outcome).toMatchObject({ verified: false, attempts: [{ reason: 'content_changed' }] });
    expect(outcome.message).toContain('the header or the body was changed');
  });

  it('is told for ES256 too', async () => {
    const outcome = explainVerification(
      await signDetached(body, es256, options),
      [keyOfObject(ec.publicKey, 'ec.pem')],
      {
        detachedBody: Buffer.from(body.trimEnd()),
      },
    );
    expect(outcome.attempts[0]).toMatchObject({ reason: 'body_changed' });
  });

  it('is not there, or the key is another', async () => {
    expect(explainVerification(compact, [key])).toMatchObject({ verified: false, reason: 'body_missing' });
    expect(explainVerification(compact, [keyOfObject(stranger.publicKey, 'x')], { detachedBody: bytes })).toMatchObject(
      {
        verified: false,
        attempts: [{ reason: 'other_key' }],
      },
    );
  });

  it.each<[string, unknown[], string, object?]>([
    ['names a member that it does not have', [...names, 'b64'], 'which the header does not have'],
    ['names a member twice', [...names, names[0]], 'twice'],
    ['leaves b64 false out', names, 'RFC 7797 §6', { b64: false }],
    ['names one that nobody understands', [...names, 'urn:x'], '"urn:x"'],
  ])('has a crit that %s', async (_, critical, message, more = {}) => {
    const { header } = readJws(compact);
    const outcome = explainVerification(
      await signDetachedWith({ ...header, ...more, crit: critical }, body, ps256),
      [key],
      {
        detachedBody: bytes,
      },
    );
    expect(outcome).toMatchObject({ verified: false, reason: 'crit', message: expect.stringContaining(message) });
  });
});

/** As a signer does that has heard of b64 and forgets to write it down. */
async function signedRawInSilence(content: string): Promise<string> {
  const header = { alg: 'PS256', kid: ps256.kid };
  const part = Buffer.from(JSON.stringify(header)).toString('base64url');
  const signature = await signBytes(Buffer.from(`${part}.${content}`), ps256);
  return `${part}..${signature.toString('base64url')}`;
}
