/** A certificate read aloud: whose it is, until when, and which chain stands behind it. */
import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { fail } from '../errors.ts';
import { derChildren, readDer } from './der.ts';
import { formatName, type NameAttribute, nameAttributes, sameName } from './distinguished-name.ts';
import { pemBlocks } from './pem.ts';
import { hasPkcs12Name, takeApart } from './pkcs12.ts';

export interface Certificate {
  /** The leaf alone, as clean PEM. */
  pem: string;
  /** The other certificates of the file as clean PEM, the leaf's issuer first where it is there. */
  chain: string[];
  /** RFC 4514, the common name first as certificates of the Directory have it. */
  subjectDn: string;
  /** RFC 4514. */
  issuerDn: string;
  commonName?: string;
  /** OID 2.5.4.97, e.g. `PSDGB-OB-Unknown0015800001041RHAAY`. */
  organisationIdentifier?: string;
  organisationalUnit?: string;
  /** Milliseconds since the epoch. */
  validFrom: number;
  /** Milliseconds since the epoch. */
  validTo: number;
  /** `x5t#S256`: base64url(SHA-256(DER)), RFC 8705 §3.1. */
  thumbprint: string;
  publicKey: KeyObject;
  selfSigned: boolean;
}

/**
 * Reads a certificate file: PEM in any state, the leaf anywhere among its chain, or bare base64 as in a JWK's `x5c`.
 *
 * @param path stands in the error's message.
 * @throws OpenBankingError `certificate_invalid`
 */
export function readCertificate(pem: string, path = 'The certificate'): Certificate {
  const certificates = parseAll(pem, path);
  const leaf = certificates.find((certificate) => !certificate.ca) ?? certificates[0];
  if (!leaf) return fail(nothingThere(pem, path));
  const { subject, issuer } = namesOf(leaf.raw);
  const attribute = (type: string) => subject.find((one) => one.type === type)?.value;
  const commonName = attribute('CN');
  const organisationIdentifier = attribute('organizationIdentifier');
  const organisationalUnit = attribute('OU');
  return {
    pem: toPem(leaf),
    chain: inOrder(leaf, certificates).map(toPem),
    subjectDn: formatName(subject),
    issuerDn: formatName(issuer),
    ...(commonName === undefined ? {} : { commonName }),
    ...(organisationIdentifier === undefined ? {} : { organisationIdentifier }),
    ...(organisationalUnit === undefined ? {} : { organisationalUnit }),
    validFrom: Date.parse(leaf.validFrom),
    validTo: Date.parse(leaf.validTo),
    thumbprint: createHash('sha256').update(leaf.raw).digest('base64url'),
    publicKey: publicKeyOf(leaf, path),
    selfSigned: formatName(subject) === formatName(issuer) && signedBy(leaf, leaf),
  };
}

/**
 * Whether two texts name the same subject, however they are spelled: order, case of types, white space, and
 * `organizationIdentifier` against `2.5.4.97` against `2.5.4.97=#<hex DER>` make no difference.
 */
export function sameDistinguishedName(a: string, b: string): boolean {
  return sameName(a, b);
}

/**
 * Every certificate of a CA file, as clean PEM.
 *
 * @throws OpenBankingError `certificate_invalid`
 */
export function readCertificateAuthorities(pem: string, path: string): string[] {
  const certificates = parseAll(pem, path);
  if (certificates.length === 0) return fail(nothingThere(pem, path));
  return certificates.map(toPem);
}

function parseAll(text: string, path: string): X509Certificate[] {
  const blocks = pemBlocks(text)
    .filter(({ label }) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(label))
    .map((block) => block.pem);
  const bare = text.replace(/\s/g, '');
  const sources = blocks.length === 0 && /^MI[A-Za-z0-9+/]+={0,2}$/.test(bare) ? [Buffer.from(bare, 'base64')] : blocks;
  return sources.map((source, index) => {
    try {
      return new X509Certificate(source);
    } catch (thrown) {
      return fail(
        {
          code: 'certificate_invalid',
          message: `${path} holds a certificate that cannot be read${sources.length > 1 ? ` (number ${index + 1} in the file)` : ''}.`,
          try: 'Download the certificate from the Directory again; a part of it is missing or changed.',
        },
        thrown,
      );
    }
  });
}

function nothingThere(text: string, path: string) {
  const labels = pemBlocks(text).map(({ label }) => label);
  const instead = labels.some((label) => label.endsWith('PRIVATE KEY'))
    ? 'a private key'
    : labels.includes('CERTIFICATE REQUEST')
      ? 'a certificate request (CSR)'
      : labels.includes('PUBLIC KEY')
        ? 'a public key'
        : undefined;
  if (!instead && hasPkcs12Name(path)) {
    const message = `${path} is a PKCS#12 file, not a certificate in PEM form.`;
    return { code: 'certificate_invalid' as const, message, try: takeApart(path) };
  }
  return {
    code: 'certificate_invalid' as const,
    message: instead ? `${path} holds ${instead}, not a certificate.` : `${path} holds no certificate in PEM form.`,
    try: instead
      ? 'Name the certificate that the Directory made from it.'
      : 'It must have a block from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
  };
}

function publicKeyOf(certificate: X509Certificate, path: string): KeyObject {
  try {
    return certificate.publicKey;
  } catch (thrown) {
    return fail(
      {
        code: 'certificate_invalid',
        message: `${path} is for a kind of key that is not supported.`,
        try: 'Use a certificate for an RSA key of 2048 bits or more, or for a P-256 key.',
      },
      thrown,
    );
  }
}

/** The certificates beside the leaf, each issuer after what it issued; strays at the end. */
function inOrder(leaf: X509Certificate, all: readonly X509Certificate[]): X509Certificate[] {
  const rest = all.filter((one) => one.fingerprint256 !== leaf.fingerprint256);
  const ordered: X509Certificate[] = [];
  let last = leaf;
  while (rest.length > 0) {
    const position = rest.findIndex((one) => last.checkIssued(one));
    const [next] = rest.splice(Math.max(position, 0), 1);
    if (!next) break;
    ordered.push(next);
    last = next;
  }
  return ordered;
}

/** Issuer and subject stand in the certificate's first sequence, after an optional version, serial number and algorithm (RFC 5280 §4.1). */
function namesOf(raw: Uint8Array): { issuer: NameAttribute[]; subject: NameAttribute[] } {
  const [toBeSigned] = derChildren(readDer(raw)?.content ?? new Uint8Array());
  const members = derChildren(toBeSigned?.content ?? new Uint8Array());
  const start = members[0]?.tag === 0xa0 ? 1 : 0;
  const name = (index: number) => nameAttributes(members[start + index]?.whole ?? new Uint8Array());
  return { issuer: name(2), subject: name(4) };
}

function signedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function toPem(certificate: X509Certificate): string {
  return certificate.toString().trimEnd().concat('\n');
}
