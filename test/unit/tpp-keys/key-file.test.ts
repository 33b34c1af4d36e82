/** Files with keys and certificates in whatever form and under whatever name. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeHolderCertificate } from '../../../src/bank/pki/certificates.ts';
import { readCertificate } from '../../../src/tpp/keys/certificate.ts';
import { keyFileText } from '../../../src/tpp/keys/key-file.ts';
import { readPrivateKey } from '../../../src/tpp/keys/private-key.ts';
import { type Authority, clientName, makeKeys, makeRoot } from '../../support/certificates.ts';
import { keyEncryptedWith, makePkcs12, oldPkcs12 } from '../../support/pkcs12.ts';

const rsa = makeKeys('rsa');
const path = 'keys/transport.pem';
let root: Authority;
let client: Authority;

beforeAll(async () => {
  root = await makeRoot();
  client = await root.issue(clientName);
});

const problem = (thrown: unknown) => (thrown as { problem: { code: string; message: string; try: string } }).problem;
const failure = async (bytes: Uint8Array, passphrase?: () => Promise<string | undefined>) =>
  keyFileText(bytes, { path, passphrase }).then(() => expect.unreachable(), problem);

describe('PKCS#12 under any name', () => {
  const asks: string[] = [];
  const open = (bytes: Uint8Array, given: string | undefined) =>
    keyFileText(bytes, {
      path,
      passphrase: async () => {
        asks.push('asked');
        return given;
      },
    });

  it('of today is opened: key, certificate and chain', async () => {
    const bytes = makePkcs12(
      { keys: [client.privateKey], certificates: [root.certificate, client.certificate] },
      'pä$s€',
    );
    const text = await open(bytes, 'pä$s€');
    expect(readPrivateKey(text, { path }).equals(client.privateKey)).toBe(true);
    const certificate = readCertificate(text, path);
    expect(certificate.commonName).toBe('0015800001041RHAAY');
    expect(certificate.chain).toEqual([root.certificate]);
  });

  it('is opened without a question where its passphrase is empty', async () => {
    const truststore = makePkcs12({ keys: [], certificates: [root.certificate] }, '');
    asks.length = 0;
    expect(await open(truststore, 'x')).toBe(root.certificate);
    expect(asks).toEqual([]);
  });

  it('says that the passphrase is missing or wrong, and only then', async () => {
    const bytes = makePkcs12({ keys: [client.privateKey], certificates: [client.certificate] }, 'right');
    expect(await failure(bytes, async () => undefined)).toMatchObject({
      code: 'key_encrypted',
      message: expect.stringContaining('no passphrase'),
    });
    // Of a CA file nobody is asked for one.
    expect(await failure(bytes)).toMatchObject({
      code: 'certificate_invalid',
      try: expect.stringContaining('openssl pkcs12 -in keys/transport.pem -nokeys'),
    });
    expect(await failure(bytes, async () => 'wrong')).toMatchObject({
      code: 'key_encrypted',
      message: `The passphrase given for ${path} does not open it.`,
    });
  });

  it('with several pairs gives the one for its purpose', async () => {
    const pairs = await Promise.all(
      (['signing', 'transport'] as const).map(async (purpose) => {
        const pair = makeKeys('rsa');
        const holder = { organisationId: '0015800001041RHAAY', organisationName: 'Us', registrationId: '1', roles: [] };
        const clock = { now: () => Date.now() };
        return {
          ...pair,
          certificate: await makeHolderCertificate(purpose, holder, pair.publicKey, pair.privateKey, clock),
        };
      }),
    );
    const bytes = makePkcs12(
      { keys: pairs.map(({ privateKey }) => privateKey), certificates: pairs.map(({ certificate }) => certificate) },
      'x',
    );
    for (const [index, purpose] of (['signing', 'transport'] as const).entries()) {
      const text = await keyFileText(bytes, { path, purpose, passphrase: async () => 'x' });
      expect(readPrivateKey(text, { path }).equals(pairs[index]?.privateKey as never)).toBe(true);
      expect(readCertificate(text, path).use.purpose).toBe(purpose);
    }
  });

  it.each([
    ['40-bit RC2', '1.2.840.113549.1.12.1.6', '1.2.840.113549.1.12.1.3', 'pbeWithSHA1And40BitRC2-CBC'],
    ['Triple DES', '1.2.840.113549.1.12.1.3', '1.2.840.113549.1.12.1.3', 'pbeWithSHA1And3-KeyTripleDES-CBC'],
    ['128-bit RC4', '1.2.840.113549.1.12.1.1', '1.2.840.113549.1.12.1.1', 'pbeWithSHA1And128BitRC4'],
  ])('of %s is named with the command, whatever the passphrase', async (_, certificates, key, name) => {
    for (const passphrase of ['secret', 'wrong', undefined]) {
      const found = await failure(oldPkcs12(certificates, key), async () => passphrase);
      expect(found.code).toBe('key_invalid');
      expect(found.message).toContain(`protected by ${name}`);
      expect(found.try).toMatch(
        /openssl pkcs12 -legacy -in keys\/transport\.pem -nocerts -out keys\/transport\.pem-key\.pem and .*-nokeys -clcerts/,
      );
    }
  });

  it('without lengths, as some keychains write them (BER), is opened', async () => {
    const bytes = makePkcs12({ keys: [client.privateKey], certificates: [client.certificate] }, 'x');
    const content = bytes.subarray(2 + ((bytes[1] ?? 0) & 0x7f));
    const endless = Buffer.concat([Buffer.from('3080', 'hex'), content, Buffer.from('0000', 'hex')]);
    const text = await keyFileText(endless, { path, passphrase: async () => 'x' });
    expect(readPrivateKey(text, { path }).equals(client.privateKey)).toBe(true);
  });

  it('with another certificate than its MAC was made over is not opened', async () => {
    const bytes = makePkcs12({ keys: [client.privateKey], certificates: [client.certificate] }, 'x');
    const { raw } = new X509Certificate(client.certificate);
    const end = bytes.indexOf(raw) + raw.length - 1;
    bytes[end] = (bytes[end] ?? 0) ^ 1;
    expect(await failure(bytes, async () => 'x')).toMatchObject({ code: 'key_encrypted' });
  });

  it('that is cut short is said to be', async () => {
    const bytes = makePkcs12({ keys: [client.privateKey], certificates: [client.certificate] }, 'x');
    expect(await failure(bytes.subarray(0, 300), async () => 'x')).toMatchObject({
      code: 'key_invalid',
      message: expect.stringContaining('cannot be read'),
    });
  });
});

describe('DER under a name for PEM', () => {
  it.each([
    ['PKCS#8', () => rsa.privateKey.export({ type: 'pkcs8', format: 'der' })],
    ['PKCS#1', () => rsa.privateKey.export({ type: 'pkcs1', format: 'der' })],
    [
      'encrypted PKCS#8',
      () => rsa.privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' }),
    ],
  ])('a key: %s', async (_, bytes) => {
    const text = await keyFileText(bytes(), { path });
    expect(readPrivateKey(text, { path, passphrase: 'x' }).equals(rsa.privateKey)).toBe(true);
  });

  it('a certificate', async () => {
    const text = await keyFileText(new X509Certificate(client.certificate).raw, { path });
    expect(text).toBe(client.certificate);
  });

  it('PKCS#7 and a Java keystore get their command', async () => {
    const pkcs7 = Buffer.concat([Buffer.from('3080', 'hex'), Buffer.from('06092a864886f70d010702', 'hex')]);
    const whole = Buffer.concat([Buffer.from([0x30, 0x81, 0x90]), pkcs7.subarray(2), Buffer.alloc(0x90 - 11)]);
    expect(await failure(whole)).toMatchObject({ try: expect.stringContaining('openssl pkcs7 -inform DER') });
    expect(await failure(Buffer.from('feedfeed00000002', 'hex'))).toMatchObject({
      message: expect.stringContaining('Java keystore'),
      try: expect.stringContaining('keytool'),
    });
  });
});

it('text of two bytes a character, as PowerShell writes it, is read', async () => {
  const wide = Buffer.from(`\ufeff${rsa.key}`, 'utf16le');
  expect(await keyFileText(wide, { path })).toBe(rsa.key);
});

describe('a private key that is encrypted', () => {
  it.each([
    ['pbeWithMD5AndDES-CBC', keyEncryptedWith('1.2.840.113549.1.5.3')],
    ['pbeWithSHA1AndRC2-CBC', keyEncryptedWith('1.2.840.113549.1.5.11')],
    ['pbeWithSHA1And40BitRC2-CBC', keyEncryptedWith('1.2.840.113549.1.12.1.6')],
    ['PBES2 with rc2-cbc', keyEncryptedWith('1.2.840.113549.3.2', { pbes2: true })],
    ['PBES2 with des-cbc', keyEncryptedWith('1.3.14.3.2.7', { pbes2: true })],
    [
      'DES-CBC',
      `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,0011223344556677\n\n${'WlpaWlpa\n'.repeat(30)}-----END RSA PRIVATE KEY-----\n`,
    ],
  ])('with %s is named with the command that renews it, with and without a passphrase', (name, text) => {
    for (const passphrase of [undefined, '', 'secret']) {
      let found: ReturnType<typeof problem> | undefined;
      try {
        readPrivateKey(text, { path: 'keys/our key.key', passphrase });
      } catch (thrown) {
        found = problem(thrown);
      }
      expect(found).toMatchObject({
        code: 'key_invalid',
        message: `keys/our key.key is encrypted with ${name}, an old cipher that is not opened here, whatever the passphrase.`,
        try: expect.stringContaining(
          'openssl pkcs8 -topk8 -v2 aes-256-cbc -provider legacy -provider default -in "keys/our key.key" -out "keys/our key-renewed.key"',
        ),
      });
    }
  });

  it('with a cipher that only some libraries have is not surely the passphrase’s fault', () => {
    const text = keyEncryptedWith('1.2.392.200011.61.1.1.1.4', { pbes2: true });
    expect(() => readPrivateKey(text, { path, passphrase: 'x' })).toThrow(
      /does not open it, or its encryption \(PBES2 with camellia-256-cbc\)/,
    );
  });

  it('with a cipher of today and a wrong passphrase is the passphrase’s fault alone', () => {
    const text = createPrivateKey(rsa.key)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'right' })
      .toString();
    expect(() => readPrivateKey(text, { path, passphrase: 'wrong' })).toThrow(
      `The passphrase given for ${path} does not open it.`,
    );
  });
});
