/** The statuses of an account access consent in versions 3.1 and 4.0, as one. */

export type ConsentStatus = 'awaiting' | 'authorised' | 'rejected' | 'revoked' | 'expired' | 'unknown';

const statuses: Record<string, ConsentStatus> = {
  AwaitingAuthorisation: 'awaiting',
  AWAU: 'awaiting',
  Authorised: 'authorised',
  AUTH: 'authorised',
  Rejected: 'rejected',
  RJCT: 'rejected',
  Revoked: 'revoked',
  CANC: 'revoked',
  EXPD: 'expired',
};

/** What a bank's status means; `unknown` for one that no version of the standard has. */
export function statusOf(told: string): ConsentStatus {
  return Object.hasOwn(statuses, told) ? (statuses[told] ?? 'unknown') : 'unknown';
}
