/** The statuses of an account access consent in versions 3.1 and 4.0, as one. */

export type ConsentStatus = 'awaiting' | 'authorised' | 'rejected' | 'revoked' | 'expired' | 'unknown';

const statuses: Record<string, ConsentStatus> = {
  awaitingauthorisation: 'awaiting',
  awau: 'awaiting',
  authorised: 'authorised',
  auth: 'authorised',
  rejected: 'rejected',
  rjct: 'rejected',
  revoked: 'revoked',
  canc: 'revoked',
  expired: 'expired',
  expd: 'expired',
};

/** What a bank's status means; `unknown` for one that no version of the standard has. */
export function statusOf(told: string): ConsentStatus {
  const word = told.trim().toLowerCase();
  return Object.hasOwn(statuses, word) ? (statuses[word] ?? 'unknown') : 'unknown';
}

/** True for the status of a consent that is no use to anybody as it stands. */
export function isEnded(told: string): boolean {
  return ['rejected', 'revoked', 'expired'].includes(statusOf(told));
}
