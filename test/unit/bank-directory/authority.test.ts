/** The bank's keys and certificates: made once, read later, good for openssl and for TLS. */
import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, webcrypto, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, ensureAuthority, rsaKeys } from '../../../src/bank/pki/authority.ts';
import {
  makeCertificateFromRequest,
  makeHolderCertificate,
  makeServerCertificate,
} from '../../../src/bank/pki/certificates.ts';
import { kidOf } from '../../../src/bank/pki/jwk.ts';
import { certificateOf } from '../../../src/bank/pki/pem.ts';
import { systemNow } from '../../support/system-time.ts';

const day = 24 * 3600 * 1000;
const clock = { now: systemNow };
const holder = {
  organisationId: '0015800001041RHAAY',
  organisationName: 'Acme, Ltd',
  registrationId: '123456',
  roles: ['AISP', 'PISP', 'CBPII'] as const,
};

let dir: string;
let authority: Authority;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'bank-pki-'));
  authority = await ensureAuthority(dir, clock);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the authority', () => {
  it('is read, not made again, at a later start', async () => {
    const again = await ensureAuthority(dir, clock);
    expect(again.caPem).toBe(authority.caPem);
    expect(again.server).toEqual(authority.server);
    expect(again.bank.kid).toBe(authority.bank.kid);
  });

  it('keeps its private keys to its owner', () => {
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    const home = join(dir, 'pki');
    expect(mode(home)).toBe('700');
    const keys = readdirSync(home).filter((name) => name.endsWith('.key'));
    expect(keys.map((name) => mode(join(home, name)))).toEqual(['600', '600', '600', '600', '600', '600']);
  });

  it('starts again cleanly after a start that was killed', async () => {
    const other = mkdtempSync(join(tmpdir(), 'bank-pki-'));
    // No system gives out a process id as high as that.
    const ofDead = join(other, 'pki.new-2147483647-a1B2c3');
    const ofLiving = `pki.new-${process.pid}-a1B2c3`;
    mkdirSync(ofDead);
    writeFileSync(join(ofDead, 'bank.key'), 'half');
    mkdirSync(join(other, ofLiving));
    const made = await ensureAuthority(other, clock);
    expect(made.bank.kid).not.toBe(authority.bank.kid);
    expect(readdirSync(other).sort()).toEqual(['pki', ofLiving]);
    rmSync(other, { recursive: true });
  });

  it('says which folder is damaged', async () => {
    const other = mkdtempSync(join(tmpdir(), 'bank-pki-'));
    mkdirSync(join(other, 'pki'));
    writeFileSync(join(other, 'pki', 'ca.pem'), '');
    await expect(ensureAuthority(other, clock)).rejects.toMatchObject({ code: 'store_damaged' });
    rmSync(other, { recursive: true });
  });

  it("renews the listeners' certificates before they end, with the same keys and CA", async () => {
    const later = systemNow() + 800 * day;
    const renewed = await ensureAuthority(dir, { now: () => later });
    for (const [index, pem] of renewed.server.cert.entries()) {
      const certificate = new X509Certificate(pem);
      expect(certificate.validToDate.getTime()).toBeGreaterThan(later + 800 * day);
      expect(certificate.checkPrivateKey(createPrivateKey(authority.server.key[index] ?? ''))).toBe(true);
      expect(certificate.verify(authority.issuing.certificate.publicKey)).toBe(true);
    }
  });

  it("makes the listeners' certificate anew when it lacks a name that counts", async () => {
    const file = join(dir, 'pki', 'server.pem');
    const { publicKey } = new X509Certificate(authority.server.cert[0] ?? '');
    const older = await makeServerCertificate(publicKey, authority.issuing, clock, ['127.0.0.1', 'localhost']);
    writeFileSync(file, older + readFileSync(join(dir, 'pki', 'issuing.pem'), 'utf8'));
    const certificate = new X509Certificate((await ensureAuthority(dir, clock)).server.cert[0] ?? '');
    expect([certificate.checkIP('127.0.0.1'), certificate.checkIP('::1')]).toEqual(['127.0.0.1', '::1']);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    const kept = readFileSync(file, 'utf8');
    await ensureAuthority(dir, clock);
    expect(readFileSync(file, 'utf8')).toBe(kept);
  });

  it('gives a folder of an older version what it lacks, and changes nothing else in it', async () => {
    const other = mkdtempSync(join(tmpdir(), 'bank-pki-'));
    const home = join(other, 'pki');
    const made = await ensureAuthority(other, clock);
    const texts = () =>
      Object.fromEntries(readdirSync(home).map((name) => [name, readFileSync(join(home, name), 'utf8')]));
    const later = ['server-rsa.key', 'server-rsa.pem', 'bank-ec.key'];
    for (const name of later) rmSync(join(home, name));
    const older = texts();
    const again = await ensureAuthority(other, clock);
    expect(texts()).toEqual({ ...older, ...Object.fromEntries(later.map((name) => [name, expect.any(String)])) });
    expect(later.map((name) => (statSync(join(home, name)).mode & 0o777).toString(8))).toEqual(['600', '644', '600']);
    expect(again.server.cert[0]).toBe(made.server.cert[0]);
    expect(again.server.cert[1]).not.toBe(made.server.cert[1]);
    expect(await ensureAuthority(other, clock)).toMatchObject({
      server: again.server,
      bankEc: { kid: again.bankEc.kid },
    });
    rmSync(other, { recursive: true });
  });

  it('gives it the same to two that open it at the same time', async () => {
    const other = mkdtempSync(join(tmpdir(), 'bank-pki-'));
    await ensureAuthority(other, clock);
    for (const name of ['server-rsa.key', 'server-rsa.pem', 'bank-ec.key']) rmSync(join(other, 'pki', name));
    const [one, two] = await Promise.all([ensureAuthority(other, clock), ensureAuthority(other, clock)]);
    expect(two.server.key).toEqual(one.server.key);
    expect(two.bankEc.kid).toBe(one.bankEc.kid);
    expect(readdirSync(join(other, 'pki')).filter((name) => name.includes('.new-'))).toEqual([]);
    rmSync(other, { recursive: true });
  });

  it("makes a listeners' certificate anew that is of another key", async () => {
    const other = mkdtempSync(join(tmpdir(), 'bank-pki-'));
    const made = await ensureAuthority(other, clock);
    writeFileSync(join(other, 'pki', 'server-rsa.pem'), made.server.cert[0] ?? '');
    const [, mended = ''] = (await ensureAuthority(other, clock)).server.cert;
    expect(new X509Certificate(mended).checkPrivateKey(createPrivateKey(made.server.key[1] ?? ''))).toBe(true);
    rmSync(other, { recursive: true });
  });

  it('signs a chain that openssl verifies', async () => {
    const keys = await rsaKeys();
    const transport = await makeHolderCertificate('transport', holder, keys.publicKey, authority.issuing, clock);
    const seal = await makeHolderCertificate('signing', holder, keys.publicKey, authority.issuing, clock);
    const file = join(dir, 'leaf.pem');
    const verify = (pem: string, ...purpose: string[]) => {
      writeFileSync(file, pem);
      return execFileSync('openssl', ['verify', '-x509_strict', '-CAfile', authority.caFile, ...purpose, file], {
        encoding: 'utf8',
      });
    };
    for (const pem of authority.server.cert) {
      expect(verify(pem, '-purpose', 'sslserver', '-verify_ip', '127.0.0.1')).toContain('OK');
    }
    expect(verify(transport, '-purpose', 'sslclient')).toContain('OK');
    expect(verify(seal)).toContain('OK');
    const text = execFileSync('openssl', ['x509', '-in', file, '-noout', '-text'], { encoding: 'utf8' });
    expect(text).toMatch(/Digital Signature, Non Repudiation/);
    expect(text).toMatch(/qcStatements/);
  });

  it('serves TLS that a client with ca.pem trusts under both names', async () => {
    const server = createServer({ key: authority.server.key, cert: authority.server.cert }, (socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    for (const host of ['127.0.0.1', 'localhost']) {
      const trusted = await new Promise((resolve, reject) => {
        const socket = connect({
          port,
          host: '127.0.0.1',
          servername: host === 'localhost' ? host : '',
          ca: authority.caPem,
        });
        socket.once('secureConnect', () => resolve(socket.authorized)).once('error', reject);
      });
      expect(trusted).toBe(true);
    }
    server.close();
  });
});

describe('a certificate', () => {
  it('names the organisation as OBWAC does', async () => {
    const keys = await rsaKeys();
    const made = new X509Certificate(
      await makeHolderCertificate('transport', holder, keys.publicKey, authority.issuing, clock),
    );
    expect(made.subject).toBe('C=GB\nO=Acme\\, Ltd\norganizationIdentifier=PSDGB-FCA-123456\nCN=0015800001041RHAAY');
    expect(made.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1']);
    // QcType web 0.4.0.1862.1.6.3 and PSP_AI 0.4.0.19495.1.3, in DER.
    expect(made.raw.toString('hex')).toContain('060704008e46010603');
    expect(made.raw.toString('hex')).toContain('060704008198270103');
  });

  it('is read from PEM without line breaks, and from text around it', () => {
    const flat = `Bag Attributes\n${authority.caPem.replace(/\n/g, '')}`;
    expect(certificateOf(flat, 'CA').subject).toContain('Workbench Root CA');
    expect(() => certificateOf('nothing', 'CA')).toThrow(expect.objectContaining({ code: 'certificate_invalid' }));
    expect(() => certificateOf('-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----', 'CA')).toThrow(/X\.509/);
  });
});

it('computes the kid as the Directory does', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n, e } = publicKey.export({ format: 'jwk' });
  const hash = execFileSync('openssl', ['dgst', '-sha1', '-binary'], { input: `{"e":"${e}","kty":"RSA","n":"${n}"}` });
  expect(kidOf(publicKey)).toBe(hash.toString('base64url'));
});

describe('a certificate request', () => {
  const subject: Record<string, string[]>[] = [
    { C: ['GB'] },
    { O: ['Acme'] },
    { '2.5.4.97': ['PSDGB-FCA-123456'] },
    { CN: ['0015800001041RHAAY'] },
  ];
  const rsa = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };

  async function request(
    name: Record<string, string[]>[],
    algorithm: webcrypto.RsaHashedKeyGenParams | webcrypto.EcKeyGenParams = rsa,
  ) {
    await import('reflect-metadata');
    const { Pkcs10CertificateRequestGenerator, Name } = await import('@peculiar/x509');
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    if (!('privateKey' in keys)) throw new Error('no key pair');
    const signingAlgorithm = { ...algorithm, hash: 'SHA-256' };
    const made = await Pkcs10CertificateRequestGenerator.create({
      name: new Name(name).toString(),
      keys,
      signingAlgorithm,
    });
    return made.toString('pem');
  }
  const certify = (pem: string) => makeCertificateFromRequest('signing', holder, pem, authority.issuing, clock);

  it.each<[string, webcrypto.RsaHashedKeyGenParams | webcrypto.EcKeyGenParams]>([
    ['RSA', rsa],
    ['P-256', { name: 'ECDSA', namedCurve: 'P-256' }],
  ])('of %s that fits becomes a certificate', async (_name, algorithm) => {
    const made = new X509Certificate(await certify(await request(subject, algorithm)));
    expect(made.verify(authority.issuing.certificate.publicKey)).toBe(true);
    expect(made.subject).toContain('CN=0015800001041RHAAY');
  });

  const corrupt = (pem: string) => {
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    der.writeUInt8((der.at(-1) ?? 0) ^ 1, der.length - 1);
    return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
  };
  it.each<[string, () => Promise<string>, RegExp]>([
    ['no PEM', async () => 'x', /not a certificate request/],
    ['no PKCS#10', async () => '-----BEGIN CERTIFICATE REQUEST-----AAAA-----END CERTIFICATE REQUEST-----', /PKCS#10/],
    [
      'a key of 1024 bits',
      () => request(subject, { ...rsa, modulusLength: 1024 }),
      /RSA of 1024 bits: wanted is .*2048/,
    ],
    [
      'another curve',
      () => request(subject, { name: 'ECDSA', namedCurve: 'P-384' }),
      /EC of the curve P-384: wanted is .*P-256/,
    ],
    ['another CN', () => request([...subject.slice(0, 3), { CN: ['x'] }]), /CN .*0015800001041RHAAY/],
    [
      'no organizationIdentifier',
      () => request([subject[0] ?? {}, { CN: [holder.organisationId] }]),
      /organizationIdentifier/,
    ],
    ['a signature that is not its own', async () => corrupt(await request(subject)), /signature/],
  ])('with %s is refused', async (_name, make, why) => {
    await expect(certify(await make())).rejects.toThrow(why);
  });
});
