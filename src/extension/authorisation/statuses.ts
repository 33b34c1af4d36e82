/** What the status of a consent allows to be done with it. */

import { isEnded, statusOf } from '../../tpp/accounts/consent-status.ts';
import type { ConsentRecord } from '../../tpp/workspace/state.ts';

/** Also one that is authorised already, which gets new tokens, and one that was withdrawn at a 4.0 bank (`CANC`), which comes back. */
export function mayBeAuthorised({ status }: Pick<ConsentRecord, 'status'>): boolean {
  return status === 'CANC' || !isEnded(status);
}

export function awaitsAuthorisation({ status }: Pick<ConsentRecord, 'status'>): boolean {
  return statusOf(status) === 'awaiting';
}

export function isAuthorised({ status }: Pick<ConsentRecord, 'status'>): boolean {
  return statusOf(status) === 'authorised';
}
