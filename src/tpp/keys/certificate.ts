/** A certificate read aloud: whose it is, until when, and which chain stands behind it. */

import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { derChildren, readDer } from './der.ts';
import {
  formatName,
  type NameAttribute,
  type NameSpellings,
  nameAttributes,
  sameName,
  spellingsOf,
} from './distinguished-name.ts';
import { certificatesOfPkcs7 } from './openssl.ts';
import { pemBlocks } from './pem.ts';
import { type CertificateUse, useOf } from './purpose.ts';

export interface Certificate {
  /** The leaf alone, as clean PEM. */
  pem: string;
  /** The other certificates of the file as clean PEM, the leaf's issuer first where it is there. */
  chain: string[];
  /** RFC 4514, the common name first as certificates of the Directory have it. */
  subjectDn: string;
  /** The subject as banks want it and tools print it. */
  subjectSpellings: NameSpellings;
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
  use: CertificateUse;
  /** Which certificates of the file's chain cannot be read, by their number from 1. */
  unreadable?: number[];
}

/** A CA file taken apart: what is trusted of it, and what is not. */
export interface AuthorityFile {
  /** The CA certificates, and what signed itself, as clean PEM. */
  authorities: string[];
  /** Certificates of a server or a client, which stand beside their CAs: nothing is trusted by them. */
  leaves: { pem: string; subject: string }[];
  /** Numbers from 1 of those that cannot be read. */
  unreadable: number[];
}

/**
 * Reads a certificate file: PEM in any state, the leaf anywhere among its chain, or bare base64 as in a JWK's `x5c`.
 *
 * @param path stands in the error's message.
 * @throws OpenBankingError `certificate_invalid`
 */
export function readCertificate(pem: string, path = t('The certificate')): Certificate {
  const { certificates, unreadable } = parseAll(pem);
  const leaf = certificates.find((certificate) => !certificate.ca) ?? certificates[0];
  // One of the chain costs itself; where the leaf may be what cannot be read, it is not taken for the leaf's.
  if (unreadable[0] !== undefined && (!leaf || leaf.ca))
    return failUnreadable(path, unreadable[0], certificates.length);
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
    subjectSpellings: spellingsOf(subject),
    issuerDn: formatName(issuer),
    ...(commonName === undefined ? {} : { commonName }),
    ...(organisationIdentifier === undefined ? {} : { organisationIdentifier }),
    ...(organisationalUnit === undefined ? {} : { organisationalUnit }),
    validFrom: Date.parse(leaf.validFrom),
    validTo: Date.parse(leaf.validTo),
    thumbprint: createHash('sha256').update(leaf.raw).digest('base64url'),
    publicKey: publicKeyOf(leaf, path),
    selfSigned: formatName(subject) === formatName(issuer) && signedBy(leaf, leaf),
    use: useOf(leaf.raw),
    ...(unreadable.length === 0 ? {} : { unreadable }),
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
 * A CA file taken apart: one that cannot be read costs itself, a leaf beside its CAs is no CA.
 *
 * @throws OpenBankingError `certificate_invalid` when no certificate of it can be read
 */
export function readAuthorityFile(pem: string, path: string): AuthorityFile {
  const { certificates, unreadable } = parseAll(pem);
  if (certificates.length === 0) {
    return unreadable[0] === undefined ? fail(nothingThere(pem, path)) : failUnreadable(path, unreadable[0], 0);
  }
  const trusted = (one: X509Certificate) => one.ca || one.checkIssued(one);
  return {
    authorities: certificates.filter(trusted).map(toPem),
    leaves: certificates
      .filter((one) => !trusted(one))
      .map((one) => ({ pem: toPem(one), subject: formatName(namesOf(one.raw).subject) })),
    unreadable,
  };
}

function parseAll(text: string): { certificates: X509Certificate[]; unreadable: number[] } {
  const blocks = pemBlocks(text)
    .filter(({ label }) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(label))
    .map((block) => block.pem);
  const bare = text.replace(/\s/g, '');
  const sources = blocks.length === 0 && /^MI[A-Za-z0-9+/]+={0,2}$/.test(bare) ? [Buffer.from(bare, 'base64')] : blocks;
  const certificates: X509Certificate[] = [];
  const unreadable: number[] = [];
  for (const [index, source] of sources.entries()) {
    try {
      certificates.push(new X509Certificate(source));
    } catch {
      unreadable.push(index + 1);
    }
  }
  // A block without its END line is the last one of a file that was cut.
  const begun = text.split(/-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/).length - 1;
  if (begun > blocks.length) unreadable.push(begun);
  return { certificates, unreadable };
}

function failUnreadable(path: string, number: number, others: number): never {
  return fail({
    code: 'certificate_invalid',
    message: t(
      '{0} holds a certificate that cannot be read{1}.',
      path,
      others > 0 || number > 1 ? t(' (number {0} in the file)', number) : '',
    ),
    try: t('Download the certificate from the Directory again; a part of it is missing or changed.'),
  });
}

function nothingThere(text: string, path: string) {
  const labels = pemBlocks(text).map(({ label }) => label);
  const instead = labels.some((label) => label.endsWith('PRIVATE KEY'))
    ? t('a private key')
    : labels.includes('CERTIFICATE REQUEST')
      ? t('a certificate request (CSR)')
      : labels.includes('PUBLIC KEY')
        ? t('a public key')
        : undefined;
  if (labels.includes('PKCS7')) {
    const message = t('{0} is a PKCS#7 file, not a certificate in PEM form.', path);
    return { code: 'certificate_invalid' as const, message, try: certificatesOfPkcs7(path, 'PEM') };
  }
  return {
    code: 'certificate_invalid' as const,
    message: instead
      ? t('{0} holds {1}, not a certificate.', path, instead)
      : t('{0} holds no certificate in PEM form.', path),
    try: instead
      ? t('Name the certificate that the Directory made from it.')
      : t('It must have a block from {0} to {1}.', '-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----'),
  };
}

function publicKeyOf(certificate: X509Certificate, path: string): KeyObject {
  try {
    return certificate.publicKey;
  } catch (thrown) {
    return fail(
      {
        code: 'certificate_invalid',
        message: t('{0} is for a kind of key that is not supported.', path),
        try: t('Use a certificate for an RSA key of 2048 bits or more, or for a P-256 key.'),
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
