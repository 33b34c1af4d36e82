/** What to know of a key although the signature is good: expired, revoked, of another name, out of the token itself. */
import type { VerificationKey } from '../keys/verification-key.ts';

export const keyRemarkCodes = [
  'certificate_expired',
  'certificate_not_yet_valid',
  'certificate_of_other_key',
  'key_revoked',
  'kid_differs',
  'algorithm_differs',
  'key_from_token',
] as const;

export interface KeyRemark {
  code: (typeof keyRemarkCodes)[number];
  /** One sentence. */
  message: string;
}

/**
 * Remarks on a key that verified a token.
 *
 * @param now milliseconds since the epoch.
 */
export function remarksOf(key: VerificationKey, token: { kid?: string; algorithm: string }, now: number): KeyRemark[] {
  const { kid } = token;
  const { certificate, revoked, publicKey, label } = key;
  const remarks: KeyRemark[] = [];
  const remark = (code: KeyRemark['code'], message: string) => remarks.push({ code, message });
  if (key.source === 'token') {
    remark('key_from_token', 'The key came with the token itself: this says that the token is whole, not who made it.');
  }
  if (revoked !== undefined && (revoked === true || revoked <= now)) {
    remark(
      'key_revoked',
      `${label.replace(/^the /, 'The ')} is revoked${revoked === true ? '' : ` since ${dateOf(revoked)}`}.`,
    );
  }
  if (certificate && publicKey && !sameKey(certificate.publicKey, publicKey)) {
    remark('certificate_of_other_key', `The certificate that stands beside ${label} is for another key.`);
  } else if (certificate && certificate.validTo < now) {
    remark('certificate_expired', `The certificate of ${label} expired on ${dateOf(certificate.validTo)}.`);
  } else if (certificate && certificate.validFrom > now) {
    remark(
      'certificate_not_yet_valid',
      `The certificate of ${label} is valid from ${dateOf(certificate.validFrom)} on.`,
    );
  }
  const names = [key.kid, key.directoryKid].filter((name) => name !== undefined);
  if (kid !== undefined && names.length > 0 && !names.includes(kid)) {
    remark('kid_differs', `The token calls the key ${JSON.stringify(kid)}; this one is ${names[0]}.`);
  }
  if (key.algorithm !== undefined && key.algorithm !== token.algorithm) {
    remark(
      'algorithm_differs',
      `${label.replace(/^the /, 'The ')} is said to be for ${key.algorithm}; the token is signed with ${token.algorithm}.`,
    );
  }
  return remarks;
}

function sameKey(a: NonNullable<VerificationKey['publicKey']>, b: typeof a): boolean {
  return a.equals(b);
}

function dateOf(milliseconds: number): string {
  return Number.isFinite(milliseconds) && Math.abs(milliseconds) <= 8.64e15
    ? new Date(milliseconds).toISOString().slice(0, 10)
    : 'an unknown date';
}
