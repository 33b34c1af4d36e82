/** Certificates made at test time: a root, a server's and a client's, with the names that the UK Directory gives them. */
import 'reflect-metadata';
import { generateKeyPairSync, type KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { systemNow } from './system-time.ts';

x509.cryptoProvider.set(webcrypto);

interface Pair {
  /** PEM. */
  certificate: string;
  /** PEM, PKCS#8. */
  key: string;
  privateKey: KeyObject;
}

export interface Authority extends Pair {
  x509: x509.X509Certificate;
  issue(name: x509.JsonName, options?: IssueOptions): Promise<Authority>;
}

export interface IssueOptions {
  hosts?: string[];
  days?: number;
  from?: Date;
  /** A CA's certificate. */
  authority?: boolean;
  /** Bits of an RSA key; default: P-256. */
  rsaBits?: number;
  /** OIDs of the extended key usage; default: no such extension. */
  usages?: string[];
  /** Where the issuer's certificate is said to be (RFC 5280 §4.2.2.1). */
  issuerUrl?: string;
}

/** Extended key usages (RFC 5280 §4.2.1.12). */
export const serverAuth = '1.3.6.1.5.5.7.3.1';
export const clientAuth = '1.3.6.1.5.5.7.3.2';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;
let serial = 1;

/** A root certificate of its own, on P-256 unless RSA is asked for, which takes longer to make. */
export async function makeRoot(commonName = 'Test Root CA'): Promise<Authority> {
  const keys = makeKeys('ec');
  return signed([{ CN: [commonName] }, { O: ['Test'] }, { C: ['GB'] }], keys, undefined, {
    authority: true,
    days: 365,
  });
}

export const clientName: x509.JsonName = [
  { C: ['GB'] },
  { O: ['Acme, Ltd'] },
  { '2.5.4.97': ['PSDGB-OB-Unknown0015800001041RHAAY'] },
  { CN: ['0015800001041RHAAY'] },
];

/** A key of a kind, as a PEM and as an object. */
export function makeKeys(
  kind: 'ec' | 'rsa',
  bits = 2048,
): { key: string; privateKey: KeyObject; publicKey: KeyObject } {
  const pair =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: bits });
  return { ...pair, key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** A certificate that its own key signed. */
export function selfSigned(name: x509.JsonName, kind: 'ec' | 'rsa' = 'ec'): Promise<Authority> {
  return signed(name, makeKeys(kind), undefined, { days: 30 });
}

async function signed(
  name: x509.JsonName,
  keys: ReturnType<typeof makeKeys>,
  issuer: { x509: x509.X509Certificate; signingKey: webcrypto.CryptoKey } | undefined,
  options: IssueOptions,
): Promise<Authority> {
  const rsa = keys.privateKey.asymmetricKeyType === 'rsa';
  const own = rsa ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : algorithm;
  const signingKey = await webcrypto.subtle.importKey(
    'pkcs8',
    keys.privateKey.export({ type: 'pkcs8', format: 'der' }),
    own,
    true,
    ['sign'],
  );
  const publicKey = await webcrypto.subtle.importKey(
    'spki',
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    own,
    true,
    ['verify'],
  );
  const notBefore = options.from ?? new Date(systemNow() - day);
  const notAfter = new Date((options.from?.getTime() ?? Date.now()) + (options.days ?? 30) * day);
  serial += 1;
  const subject = new x509.Name(name).toString();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial.toString(16).padStart(4, '0'),
    subject,
    issuer: issuer?.x509.subject ?? subject,
    notBefore,
    notAfter,
    publicKey,
    signingKey: issuer?.signingKey ?? signingKey,
    signingAlgorithm: issuer ? algorithm : own,
    extensions: [
      new x509.BasicConstraintsExtension(options.authority ?? false, undefined, true),
      ...(options.hosts
        ? [
            new x509.SubjectAlternativeNameExtension(
              options.hosts.map((value) => ({ type: /^[\d.]+$/.test(value) ? 'ip' : 'dns', value })),
            ),
          ]
        : []),
      ...(options.usages ? [new x509.ExtendedKeyUsageExtension(options.usages)] : []),
      ...(options.issuerUrl ? [new x509.AuthorityInfoAccessExtension({ caIssuers: options.issuerUrl })] : []),
    ],
  });
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: keys.key,
    privateKey: keys.privateKey,
    x509: certificate,
    issue: (subjectName, issueOptions = {}) =>
      signed(
        subjectName,
        issueOptions.rsaBits === undefined ? makeKeys('ec') : makeKeys('rsa', issueOptions.rsaBits),
        { x509: certificate, signingKey },
        issueOptions,
      ),
  };
}
