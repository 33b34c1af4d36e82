/** The certificates and thumbprints in a token, read aloud and matched with those at hand. */

import { createHash, X509Certificate } from 'node:crypto';
import { t } from '../../standard/language.ts';
import { OpenBankingError } from '../errors.ts';
import { type Certificate, readCertificate } from '../keys/certificate.ts';
import { keyOfCertificate, type VerificationKey } from '../keys/verification-key.ts';
import { explainVerification } from './verification.ts';

interface ChainLink {
  /** Absent where the entry cannot be read. */
  certificate?: Certificate;
  /** What is wrong with the entry, in a sentence. */
  problem?: string;
  /** Whether the next certificate of the chain issued this one; absent for the last. */
  issuedByNext?: boolean;
}

export interface CertificateChain {
  /** The leaf first, as RFC 7515 §4.1.6 has it. */
  links: ChainLink[];
  /** Whether the token's signature was made by the leaf's key; absent where that cannot be said (a detached body is missing). */
  leafSigned?: boolean;
  /** Whether `kid` is made of the leaf's key or certificate, as the Directory and others make it; absent where there is no `kid`. */
  leafNamed?: boolean;
  /** The key at hand that is the leaf's. */
  leafKey?: VerificationKey;
  /** Whether `x5t#S256` of the header is the leaf's thumbprint; absent where the header has none. */
  thumbprintFits?: boolean;
}

const maxLinks = 10;

/**
 * Reads the `x5c` of a token's header aloud. Nothing is trusted by this: a chain that came with the token proves nothing by itself.
 *
 * @param keys those at hand, to say whose the leaf is.
 * @returns nothing for a header without `x5c`
 */
export function readChain(
  token: { header: Record<string, unknown>; compact: string },
  keys: readonly VerificationKey[] = [],
  detachedBody?: Uint8Array,
): CertificateChain | undefined {
  const { x5c, kid, 'x5t#S256': thumbprint } = token.header;
  if (x5c === undefined) return undefined;
  const entries: unknown[] = Array.isArray(x5c) ? x5c.slice(0, maxLinks) : [x5c];
  const read = entries.map(readLink);
  const links = read.map((link, index): ChainLink => {
    const next = read[index + 1];
    if (!link.certificate || !next?.certificate) return link;
    return { ...link, issuedByNext: issued(next.certificate, link.certificate) };
  });
  const leaf = links[0]?.certificate;
  if (!leaf) return { links };
  const leafKey = keys.find((key) => key.publicKey?.equals(leaf.publicKey));
  const leafSigned = signedBy(token.compact, leaf, detachedBody);
  return {
    links,
    ...(leafSigned === undefined ? {} : { leafSigned }),
    ...(typeof kid === 'string' ? { leafNamed: matchKid(kid, [keyOfLeaf(leaf)]) !== undefined } : {}),
    ...(leafKey ? { leafKey } : {}),
    ...(thumbprint === undefined ? {} : { thumbprintFits: thumbprint === leaf.thumbprint }),
  };
}

function readLink(entry: unknown, index: number): ChainLink {
  const name = t('Number {0} of x5c', index + 1);
  if (typeof entry !== 'string') return { problem: t('{0} is not a string.', name) };
  try {
    return { certificate: readCertificate(entry, name) };
  } catch (thrown) {
    if (thrown instanceof OpenBankingError) return { problem: thrown.message };
    throw thrown;
  }
}

function issued(issuer: Certificate, certificate: Certificate): boolean {
  try {
    const child = new X509Certificate(certificate.pem);
    return child.checkIssued(new X509Certificate(issuer.pem)) && child.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function signedBy(compact: string, leaf: Certificate, detachedBody: Uint8Array | undefined): boolean | undefined {
  const outcome = explainVerification(compact, [keyOfLeaf(leaf)], detachedBody ? { detachedBody } : {});
  if (outcome.verified) return true;
  // No key was tried: the body is missing, or the algorithm is none that a certificate's key has.
  if (outcome.attempts.length === 0) return undefined;
  return outcome.attempts.some(({ fits }) => fits);
}

function keyOfLeaf(leaf: Certificate): VerificationKey {
  return keyOfCertificate(leaf, t('the leaf of x5c'), 'token');
}

export interface ConfirmationMatch {
  /** `x5t#S256` (RFC 8705 §3.1), `jkt` (RFC 9449 §6.1), `kid` (RFC 7800 §3.4) … */
  member: string;
  value: string;
  /** The label of the certificate or key that it names. */
  match?: string;
}

/** What is matched with: certificates by their thumbprint, keys by their thumbprint and `kid`. */
export interface MatchCandidates {
  certificates?: readonly { label: string; certificate: Certificate }[];
  keys?: readonly VerificationKey[];
}

/**
 * The members of a `cnf` claim (RFC 7800), each with the certificate or key at hand that it binds the token to.
 *
 * @param cnf as it stands in the payload; anything that is no object has no members.
 */
export function matchConfirmation(
  cnf: unknown,
  { certificates = [], keys = [] }: MatchCandidates,
): ConfirmationMatch[] {
  if (typeof cnf !== 'object' || cnf === null || Array.isArray(cnf)) return [];
  return Object.entries(cnf).flatMap(([member, value]: [string, unknown]) => {
    if (typeof value !== 'string') return [];
    const match =
      member === 'x5t#S256'
        ? certificates.find(({ certificate }) => certificate.thumbprint === value)?.label
        : member === 'jkt'
          ? keys.find((key) => thumbprintOf(key) === value)?.label
          : member === 'kid'
            ? matchKid(value, keys)?.key.label
            : undefined;
    return [{ member, value, ...(match === undefined ? {} : { match }) }];
  });
}

/** Which key at hand a `kid` names, and by which way of making one: banks and directories have several. */
export function matchKid(
  kid: unknown,
  keys: readonly VerificationKey[],
): { key: VerificationKey; how: 'stated' | 'directory' | 'thumbprint' | 'certificate' } | undefined {
  if (typeof kid !== 'string') return undefined;
  const ways = {
    stated: (key: VerificationKey) => key.kid,
    directory: (key: VerificationKey) => key.directoryKid,
    thumbprint: thumbprintOf,
    certificate: ({ certificate }: VerificationKey) => certificate && sha1Thumbprint(certificate),
  } as const;
  for (const how of ['stated', 'directory', 'thumbprint', 'certificate'] as const) {
    const key = keys.find((each) => ways[how](each) === kid);
    if (key) return { key, how };
  }
  return undefined;
}

/** RFC 7638, with SHA-256. */
function thumbprintOf({ publicKey }: VerificationKey): string | undefined {
  if (!publicKey || !/^(rsa|ec|ed25519)$/.test(publicKey.asymmetricKeyType ?? '')) return undefined;
  const { crv, e, kty, n, x, y } = publicKey.export({ format: 'jwk' });
  const canonical = kty === 'RSA' ? { e, kty, n } : y === undefined ? { crv, kty, x } : { crv, kty, x, y };
  return createHash('sha256').update(JSON.stringify(canonical)).digest('base64url');
}

/** `x5t`: the Directory's documents once said that the kid is this. */
function sha1Thumbprint({ pem }: Certificate): string {
  return createHash('sha1').update(new X509Certificate(pem).raw).digest('base64url');
}
