/** Files in any order and under any name, recognised, paired and put into their places. */
import { createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeHolderCertificate, makeIssuing, makeRoot } from '../../../src/bank/pki/certificates.ts';
import { recognise } from '../../../src/tpp/directory/pair.ts';
import { unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { clientName, makeRoot as makePlainRoot } from '../../support/certificates.ts';
import { makePkcs12, oldPkcs12 } from '../../support/pkcs12.ts';

const now = Date.now();
const clock = { now: () => now };
const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const pemOf = (key: KeyObject, type: 'pkcs8' | 'pkcs1' = 'pkcs8') => key.export({ type, format: 'pem' }).toString();
const encrypted = (key: KeyObject) =>
  key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' }).toString();
const holder = {
  organisationId: '00158OurOrganisati',
  organisationName: 'Us Ltd',
  registrationId: '123456',
  roles: ['AISP'] as const,
};
const statement = (iat = Math.floor(now / 1000)) =>
  unsecuredJwt({
    iss: 'OpenBanking Ltd',
    iat,
    software_id: 'SoftwareStatementId001',
    org_id: holder.organisationId,
    software_roles: ['AISP'],
  }).replace(/^[^.]+/, 'eyJhbGciOiJQUzI1NiJ9');

const rootKeys = rsa();
const issuingKeys = rsa();
const transport = rsa();
const signing = rsa();
const root = await makeRoot(rootKeys, clock);
const rootIssuer = { certificate: new X509Certificate(root), key: rootKeys.privateKey };
const issuing = await makeIssuing(issuingKeys.publicKey, rootIssuer, clock);
const issuer = { certificate: new X509Certificate(issuing), key: issuingKeys.privateKey };
const transportPem = await makeHolderCertificate('transport', holder, transport.publicKey, issuer, clock);
const signingPem = await makeHolderCertificate('signing', holder, signing.publicKey, issuer, clock);

const files = (texts: Record<string, string | Uint8Array>) =>
  Object.entries(texts).map(([path, content]) => ({
    path,
    bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  }));

const everything = {
  'a.txt': statement(),
  'b.txt': pemOf(signing.privateKey),
  'c.txt': transportPem,
  'd.txt': issuing + root,
  'e.txt': signingPem,
  'f.txt': pemOf(transport.privateKey, 'pkcs1'),
};
const placed = {
  assertion: 'a.txt',
  signingKey: 'b.txt',
  signingCertificate: 'e.txt',
  transportCertificate: 'c.txt',
  transportKey: 'f.txt',
  ca: ['d.txt'],
};

test('files with names that tell nothing find their places, in whatever order', () => {
  const forwards = recognise(files(everything), now);
  expect(forwards).toMatchObject({ roles: placed, missing: [], leftOut: [], findings: [] });
  expect(recognise(files(everything).toReversed(), now).roles).toEqual(placed);
});

test('PEM without line breaks, a statement in quotes and DER are taken', () => {
  const spoilt = {
    ...everything,
    'a.txt': `"${statement()}"\n`,
    'b.txt': pemOf(signing.privateKey).replaceAll('\n', ''),
    'c.txt': new Uint8Array(new X509Certificate(transportPem).raw),
    'f.txt': new Uint8Array(transport.privateKey.export({ type: 'pkcs8', format: 'der' })),
  };
  const { roles, converted } = recognise(files(spoilt), now);
  expect(roles).toEqual(placed);
  expect([...converted.keys()]).toEqual(['a.txt', 'c.txt', 'f.txt']);
  expect(converted.get('c.txt')).toBe(new X509Certificate(transportPem).toString().trimEnd().concat('\n'));
});

test('a file with a certificate, its chain and its key fills both places', () => {
  const { roles } = recognise(
    files({
      'bundle.pem': transportPem + issuing + pemOf(transport.privateKey),
      'signing.key': pemOf(signing.privateKey),
    }),
    now,
  );
  expect(roles).toMatchObject({
    transportCertificate: 'bundle.pem',
    transportKey: 'bundle.pem',
    signingKey: 'signing.key',
  });
});

test('encrypted keys go where their names say, and one alone where a place is free', () => {
  const named = {
    'transport.pem': transportPem,
    'signing.pem': signingPem,
    'my-signing-key.pem': encrypted(signing.privateKey),
    'transport.key': encrypted(transport.privateKey),
  };
  expect(recognise(files(named), now).roles).toMatchObject({
    signingKey: 'my-signing-key.pem',
    transportKey: 'transport.key',
  });
  const alone = {
    'c.txt': transportPem,
    'e.txt': signingPem,
    'b.txt': pemOf(signing.privateKey),
    'f.txt': encrypted(transport.privateKey),
  };
  expect(recognise(files(alone), now).roles).toMatchObject({ signingKey: 'b.txt', transportKey: 'f.txt' });
});

test('a signing key without certificate is the key that no certificate claims', () => {
  const { roles, missing } = recognise(
    files({ 'c.txt': transportPem, 'b.txt': pemOf(signing.privateKey), 'f.txt': pemOf(transport.privateKey) }),
    now,
  );
  expect(roles).toMatchObject({ signingKey: 'b.txt', transportKey: 'f.txt', signingCertificate: undefined });
  expect(missing).toEqual(['assertion']);
});

test('PKCS#12 files go where their names say, one alone is both pairs, and pairs that are there keep their places', () => {
  const store = (key: KeyObject) => new Uint8Array(makePkcs12({ keys: [key], certificates: [] }, 'x'));
  const both = {
    transportCertificate: 'our-tls.pfx',
    transportKey: 'our-tls.pfx',
    signingCertificate: 'seal.pem',
    signingKey: 'seal.pem',
  };
  expect(
    recognise(files({ 'our-tls.pfx': store(transport.privateKey), 'seal.pem': store(signing.privateKey) }), now).roles,
  ).toMatchObject(both);
  expect(recognise(files({ 'x.p12': store(transport.privateKey) }), now).roles).toMatchObject({
    transportCertificate: 'x.p12',
    signingKey: 'x.p12',
  });
  const beside = { 'e.txt': signingPem, 'b.txt': pemOf(signing.privateKey), 'x.p12': store(transport.privateKey) };
  expect(recognise(files(beside), now).roles).toMatchObject({
    signingCertificate: 'e.txt',
    signingKey: 'b.txt',
    transportCertificate: 'x.p12',
    transportKey: 'x.p12',
  });
});

test('certificates that do not tell their purpose go by name, or else to the place that is free', async () => {
  const plain = await makePlainRoot();
  const one = await plain.issue(clientName);
  const other = await plain.issue(clientName);
  expect(
    recognise(
      files({ 'x.pem': one.certificate, 'y.pem': other.certificate, 'seal.key': one.key, 'other.key': other.key }),
      now,
    ).roles,
  ).toMatchObject({
    signingCertificate: 'x.pem',
    signingKey: 'seal.key',
    transportCertificate: 'y.pem',
    transportKey: 'other.key',
  });
  expect(
    recognise(files({ 'x.pem': one.certificate, 'e.txt': signingPem, 'k.key': one.key }), now).roles,
  ).toMatchObject({
    transportCertificate: 'x.pem',
    transportKey: 'k.key',
    signingCertificate: 'e.txt',
  });
});

test('the newest statement and the certificate that is still valid and has its key are taken', async () => {
  const renewed = rsa();
  const later = { now: () => now + 86_400_000 };
  const noKey = await makeHolderCertificate('transport', holder, renewed.publicKey, issuer, later);
  const { roles, leftOut } = recognise(
    files({ ...everything, 'newer.pem': noKey, 'old.jwt': statement(1_600_000_000) }),
    now,
  );
  expect(roles).toEqual(placed);
  expect(leftOut.map(({ path }) => path)).toEqual(['newer.pem', 'old.jwt']);
});

test('an expired certificate and one of another organisation are told', async () => {
  const foreign = { ...holder, organisationId: '00158AnotherOrganis', registrationId: '' };
  const other = await makeHolderCertificate('transport', foreign, transport.publicKey, issuer, clock);
  const { findings } = recognise(files({ ...everything, 'c.txt': other }), now + 500 * 86_400_000);
  expect(findings.map(({ code, path }) => [code, path])).toContainEqual(['transport_certificate_expired', 'c.txt']);
  expect(findings.map(({ code }) => code)).toContain('signing_certificate_expired');
});

test.each<[string, string | Uint8Array, RegExp]>([
  ['nothing in it', '', /empty/],
  ['prose', 'Dear customer, your certificates are ready.', /neither/],
  ['a CSR', '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n', /certificate request/],
  [
    'a public key',
    createPublicKey(signing.privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    /public key/,
  ],
  ['a key cut short', pemOf(signing.privateKey).slice(0, 400), /does not end/],
  ['a spoilt certificate', transportPem.replace(/\n[A-Za-z0-9+/]{64}/, ''), /cannot be read/],
  ['a JWT of another kind', unsecuredJwt({ sub: 'x' }), /software statement/],
  ['public JWKs', JSON.stringify({ keys: [signing.publicKey.export({ format: 'jwk' })] }), /public keys/],
  ['other JSON', '{"values":[]}', /JSON/],
  [
    'PKCS#12 of old ciphers',
    oldPkcs12('1.2.840.113549.1.12.1.6', '1.2.840.113549.1.12.1.3'),
    /PKCS#12 file encrypted with pbeWithSHA1And40BitRC2-CBC.*openssl pkcs12 -legacy -in x\.bin -nocerts -out x\.bin-key\.pem and openssl pkcs12 -legacy -in x\.bin -nokeys -clcerts/,
  ],
  ['PKCS#12 that is cut', new Uint8Array([0x30, 0x82, 0x0a, 0x00, 0x02, 0x01, 0x03]), /PKCS#12 file that is cut/],
  ['a Java keystore', new Uint8Array([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]), /Java keystore.*keytool/],
  ['other DER', new Uint8Array([0x30, 0x80, 0x02, 0x01, 0x05]), /binary file \(DER\)/],
  ['a key too short', pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), /1024 bits/],
])('what is none of them is left out with the reason: %s', (_name, content, reason) => {
  const { leftOut, missing } = recognise(files({ 'x.bin': content }), now);
  expect(leftOut).toEqual([{ path: 'x.bin', reason: expect.stringMatching(reason) }]);
  expect(missing).toHaveLength(4);
});
