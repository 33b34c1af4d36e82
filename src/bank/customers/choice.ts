/** Which accounts a customer may share by a consent, and whether what he sent back is such a choice. */
import type { Clock } from '../clock.ts';
import { accountsOf, isHeldBy } from '../data/holders.ts';
import type { Account, Consent } from '../data/records.ts';
import type { Documents } from '../store/store.ts';

export interface Choice {
  /** The accounts on the page, in the order of their ids. */
  accounts: Account[];
  /** A consent that is authorised is only confirmed: its accounts are shown as chosen then, and stay so. One that was withdrawn is chosen for anew. */
  fixed: boolean;
  /** Why nothing can be shared, in words for the customer; refusing is all that is left. */
  blocked?: string;
}

/**
 * The choice that a consent gives a customer.
 *
 * @param accounts the customer's own accounts
 * @param now milliseconds
 */
function choiceOf(consent: Consent, customerId: string, accounts: readonly Account[], now: number): Choice {
  const own = accounts
    .filter((account) => isHeldBy(account, customerId))
    .toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1));
  const fixed = consent.status === 'authorised';
  if (consent.customerId !== undefined && consent.customerId !== customerId) {
    const blocked = 'Another customer approved this request before. Only that customer can confirm it.';
    return { accounts: [], fixed, blocked };
  }
  if (consent.status === 'rejected') {
    return { accounts: [], fixed, blocked: 'This request was refused before. Nothing can be shared by it.' };
  }
  const offered = fixed ? own.filter((account) => consent.accountIds?.includes(account.accountId)) : own;
  if (consent.expiresAt !== undefined && consent.expiresAt <= now) {
    return { accounts: [], fixed, blocked: 'The time that this request was for is over. Nothing can be shared by it.' };
  }
  if (offered.length === 0) {
    return { accounts: offered, fixed, blocked: 'You have no account that can be shared by this request.' };
  }
  return { accounts: offered, fixed };
}

/** The choice that a consent gives a customer now. */
export async function choiceNow(
  { store, clock }: { store: Pick<Documents, 'get' | 'find'>; clock: Clock },
  consent: Consent,
  customerId: string,
): Promise<Choice> {
  return choiceOf(consent, customerId, await accountsOf(store, customerId), clock.now());
}

/** Takes the accounts that the form sent, or says why not. An account that is not on the page is never taken. */
export function chosenFrom(choice: Choice, sent: readonly string[]): { accountIds: string[] } | { alert: string } {
  if (choice.blocked !== undefined) return { alert: choice.blocked };
  const offered = choice.accounts.map((account) => account.accountId);
  const known = new Set(offered);
  const wanted = new Set(sent);
  if (sent.some((accountId) => !known.has(accountId))) {
    return { alert: 'The form named an account that cannot be shared here. Choose from the accounts below.' };
  }
  if (choice.fixed) return { accountIds: offered };
  if (wanted.size === 0) return { alert: 'Choose at least one account to share, or refuse the request.' };
  return { accountIds: offered.filter((accountId) => wanted.has(accountId)) };
}
