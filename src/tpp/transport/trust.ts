/** Why a server's certificate is not trusted: the verifier's code, and what the certificates themselves show. */

import { X509Certificate } from 'node:crypto';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import type { CertificateTrouble } from '../meanings/server-certificate.ts';

export interface PresentedServer {
  host: string;
  /** OpenSSL's verification result (X509_V_ERR_…) as Node names it, or Node's own. */
  code: string;
  /** The server's certificate, those it sent above it on `issuerCertificate`; absent where it could not be looked at. */
  certificate?: X509Certificate;
  /** PEM of the workspace's CA certificates. */
  authorities: readonly string[];
}

export interface Distrust {
  trouble: CertificateTrouble;
  /** One sentence or two. */
  message: string;
}

/** Codes of a certificate that is not trusted. */
export const untrusted =
  /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERROR_IN_CERT_|INVALID_(CA|PURPOSE|NON_CA|EXTENSION)$|PATH_LENGTH_|HOSTNAME_MISMATCH$|AKID_|SUBJECT_ISSUER_|EE_KEY_|CA_KEY_|CA_MD_|ERR_TLS_CERT_ALTNAME_(INVALID|FORMAT)$)/;

const noIssuer = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_SIGNATURE_FAILURE',
]);
const forServers = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'];
const minRsaBits = 2048;

/** Says what is wrong, and names what would have to be there. */
export function distrustOf(shown: PresentedServer): Distrust {
  const { code, host } = shown;
  const its = t('The certificate of {0}', host);
  const chain = chainOf(shown.certificate);
  const [leaf] = chain;
  if (/ALTNAME|HOSTNAME_MISMATCH/.test(code)) {
    return { trouble: 'other_host', message: t('{0} is made out to another host{1} ({2}).', its, namesOn(leaf), code) };
  }
  if (code.includes('EXPIRED')) return expired(shown, chain, its);
  if (code.includes('NOT_YET_VALID')) {
    const first =
      leaf && Date.parse(leaf.validFrom) > Date.now() ? t(': it begins at {0}', moment(leaf.validFrom)) : '';
    return { trouble: 'not_yet_valid', message: t('{0} is not valid yet{1} ({2}).', its, first, code) };
  }
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT') {
    const print = leaf ? t(' Its SHA-256 thumbprint is {0}.', leaf.fingerprint256) : '';
    return {
      trouble: 'self_signed',
      message: t('{0} was signed by itself and is not trusted here ({1}).{2}', its, code, print),
    };
  }
  if (/REVOKED|CERT_REJECTED|CERT_UNTRUSTED/.test(code)) {
    return { trouble: 'revoked', message: t('{0} is revoked or not to be trusted ({1}).', its, code) };
  }
  if (noIssuer.has(code)) return withoutIssuer(shown, chain, its);
  return unfit(code, chain, its);
}

/** What the certificates show counts first: the codes for these differ from library to library, and some have none. */
function unfit(code: string, chain: readonly X509Certificate[], its: string): Distrust {
  const [leaf, ...above] = chain;
  const usages = usagesOf(leaf);
  if (code !== 'INVALID_CA' && usages.length > 0 && !usages.some((usage) => forServers.includes(usage))) {
    const others = usages.includes('1.3.6.1.5.5.7.3.2') ? t(', only clients') : '';
    return {
      trouble: 'not_for_servers',
      message: t('{0} is not one for servers{1}: its extended key usage lacks serverAuth ({2}).', its, others, code),
    };
  }
  const weak = chain.find((each) => (rsaBits(each) ?? minRsaBits) < minRsaBits);
  if (weak) {
    const whose = weak === leaf ? its : t('{0} hangs on {1}, which', its, named(weak.subject));
    return {
      trouble: 'weak_key',
      message: t('{0} has an RSA key of {1} bits, which is too weak ({2}).', whose, rsaBits(weak), code),
    };
  }
  if (/_TOO_(SMALL|WEAK)/.test(code)) {
    return {
      trouble: 'weak_key',
      message: t('{0} has a key or a signature in its chain that is too weak ({1}).', its, code),
    };
  }
  if (/INVALID_(CA|NON_CA|PURPOSE)|PATH_LENGTH/.test(code)) {
    const wrong = above.find((each) => !each.ca);
    if (code === 'INVALID_PURPOSE' && !wrong && usages.length === 0) {
      return {
        trouble: 'not_for_servers',
        message: t('{0}, or one above it, is not for servers by its key usage ({1}).', its, code),
      };
    }
    return {
      trouble: 'not_an_authority',
      message: t(
        '{0} hangs on {1} that may not sign certificates of servers ({2}).',
        its,
        wrong ? named(wrong.subject) : t('one'),
        code,
      ),
    };
  }
  return { trouble: 'not_verifiable', message: t('{0} cannot be verified ({1}).', its, code) };
}

function withoutIssuer(
  { code, authorities }: PresentedServer,
  chain: readonly X509Certificate[],
  its: string,
): Distrust {
  const [leaf] = chain;
  const unknown = t('{0} comes from an authority that is not trusted here', its);
  if (!leaf) return { trouble: 'issuer_unknown', message: `${unknown} (${code}).` };
  const known = authorities.flatMap(certificateIn);
  let top = chain.at(-1) ?? leaf;
  let ours = false;
  for (let depth = 0; depth < 8 && !signed(top, top); depth += 1) {
    const below: X509Certificate = top;
    const above = known.find((each) => signed(below, each));
    if (!above) break;
    top = above;
    ours = true;
  }
  const issuer = named(top.issuer);
  if (known.some((each) => each.subject === top.issuer && !signed(top, each))) {
    return {
      trouble: 'issuer_other_key',
      message: t('{0}: {1} is known here with another key than the one that signed it ({2}).', unknown, issuer, code),
    };
  }
  if (ours) {
    return {
      trouble: 'issuer_incomplete',
      message: t(
        '{0} up to its root: {1} is known here, but not {2}, which issued that ({3}).',
        unknown,
        named(top.subject),
        issuer,
        code,
      ),
    };
  }
  if (signed(top, top)) {
    return {
      trouble: 'issuer_unknown',
      message: t('{0}: its chain ends with {1} ({2}).', unknown, named(top.subject), code),
    };
  }
  if (chain.length > 1)
    return { trouble: 'issuer_unknown', message: t('{0}: its chain ends below {1} ({2}).', unknown, issuer, code) };
  const address = issuerAddress(leaf);
  return {
    trouble: 'issuer_not_sent',
    message: t(
      '{0}, {1} ({2}), and the server does not send that authority’s certificate along.{3}',
      unknown,
      issuer,
      code,
      address ? t(' It names an address for it: {0}', address) : '',
    ),
  };
}

function expired({ code, authorities }: PresentedServer, chain: readonly X509Certificate[], its: string): Distrust {
  const [leaf] = chain;
  const past = (each: X509Certificate) => Date.parse(each.validTo) < Date.now();
  const above = [...chain.slice(1), ...authorities.flatMap(certificateIn)];
  const old = leaf && !past(leaf) ? above.find(past) : undefined;
  if (old) {
    return {
      trouble: 'authority_expired',
      message: t(
        '{0} hangs on {1}, which has expired, at {2} ({3}).',
        its,
        named(old.subject),
        moment(old.validTo),
        code,
      ),
    };
  }
  const when = leaf && past(leaf) ? t(', at {0}', moment(leaf.validTo)) : '';
  return { trouble: 'expired', message: t('{0} has expired{1} ({2}).', its, when, code) };
}

/** As the server sent it, the leaf first. */
function chainOf(leaf: X509Certificate | undefined): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let each = leaf; each && chain.length < 8; each = each.issuerCertificate) chain.push(each);
  return chain;
}

/** By names, key identifiers and signature. */
function signed(certificate: X509Certificate, by: X509Certificate): boolean {
  try {
    return certificate.checkIssued(by) && certificate.verify(by.publicKey);
  } catch {
    return false;
  }
}

function certificateIn(pem: string): X509Certificate[] {
  try {
    return [new X509Certificate(pem)];
  } catch {
    return [];
  }
}

function usagesOf(certificate: X509Certificate | undefined): readonly string[] {
  const usages: unknown = certificate?.keyUsage;
  return Array.isArray(usages) ? usages.filter((usage) => typeof usage === 'string') : [];
}

function rsaBits(certificate: X509Certificate): number | undefined {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    return asymmetricKeyType?.startsWith('rsa') ? asymmetricKeyDetails?.modulusLength : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 5280 §4.2.2.1, caIssuers. To be read by a person: nothing is fetched from it here. */
export function issuerAddress({ infoAccess }: Pick<X509Certificate, 'infoAccess'>): string | undefined {
  for (const line of (infoAccess ?? '').slice(0, 10_000).split('\n')) {
    const address = /^CA Issuers - URI:(https?:\/\/\S{1,300})$/i.exec(line.trim())?.[1]?.replace(/^"|"$/g, '');
    if (address !== undefined && URL.canParse(address)) return new URL(address).href;
  }
  return undefined;
}

function namesOn(leaf: X509Certificate | undefined): string {
  const names = oneLine(leaf?.subjectAltName ?? '');
  return names === '' ? '' : t(', to {0}', truncate(names, 200));
}

/** A distinguished name as part of a sentence. */
const named = (name: string): string => `“${truncate(oneLine(name), 200) || t('an authority without a name')}”`;
const oneLine = (name: string): string => name.replace(/[\r\n]+/g, ', ');

function moment(date: string): string {
  const time = Date.parse(date);
  return Number.isNaN(time) ? date : new Date(time).toISOString();
}
