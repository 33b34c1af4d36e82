/** Names of statuses and balances as the page writes them. */
import type { Status } from '../../../messages/transactions.ts';
import { line } from '../../grid/words.ts';
import { t } from '../../kit/words.ts';

export function statusText(status: Status): string {
  switch (status) {
    case 'booked':
      return t('Booked');
    case 'pending':
      return t('Pending');
    case 'future':
      return t('Future');
    case 'information':
      return t('Information');
    case 'rejected':
      return t('Rejected');
    case 'unsaid':
      return t('Not said');
    case 'unknown':
      return t('Unknown');
  }
}

/** Why a row with this status is treated as it is. */
export function statusExplanation(status: Status): string | undefined {
  switch (status) {
    case 'pending':
      return t('Not booked yet: it may change or go, and counts only where pending is included.');
    case 'future':
      return t('Dated ahead: it counts only where pending is included.');
    case 'information':
      return t('For information: no money moves, and it is in no sum.');
    case 'rejected':
      return t('Rejected: no money moved, and it is in no sum.');
    case 'unsaid':
      return t('The bank gives no status; it is taken as booked.');
    case 'unknown':
      return t('A status that the standard does not have: it is in no sum.');
    case 'booked':
      return undefined;
  }
}

/** `InterimBooked` as words, translated where the standard has it (the library’s account-words.ts names them). */
export function balanceName(type: string): string {
  const words = line(type).replace(/([a-z])([A-Z])/g, '$1 $2');
  return t(words.charAt(0) + words.slice(1).toLowerCase());
}
