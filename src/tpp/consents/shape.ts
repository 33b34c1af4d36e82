/** A consent in the shape in which commands give it out, to scripts and other extensions: its status in the words of the bank's version. */

import { statusWord } from '../workspace/consent-status.ts';
import type { ConsentRecord } from '../workspace/state.ts';

/** These members stay; more may come. */
export type ShownConsent = Omit<
  ConsentRecord,
  'kind' | 'version' | 'bank' | 'status' | 'told' | 'accountNames' | 'pending'
> & {
  status: string;
};

/** What waits for its redirect is left out: the state of a flow in flight is nobody else's; and what accounts are called: that is the customer's. */
export function shownConsent(consent: ConsentRecord): ShownConsent {
  const { kind: _, version: __, bank: ___, pending: ____, told: _____, accountNames: ______, ...shown } = consent;
  return { ...shown, status: statusWord(consent) };
}
