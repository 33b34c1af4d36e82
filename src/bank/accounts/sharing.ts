/** What a customer's token stands for: the consent behind it, looked at anew at every request, and the accounts it shares. */

import type { ApiVersion } from '../../standard/operation.ts';
import { wordsVersion } from '../../standard/versions.ts';
import { Refusal } from '../api/errors.ts';
import type { AskedByCustomer } from '../api/resource.ts';
import type { Clock } from '../clock.ts';
import { isHeldBy } from '../data/holders.ts';
import type { Account, Consent } from '../data/records.ts';
import type { Access } from '../http/state.ts';
import type { Store } from '../store/store.ts';

/** A consent that its customer authorised and that still holds. */
export type Sharing = Consent & { accountIds: string[] };

/**
 * The consent of a customer's token.
 * @throws Refusal 403 when it awaits its customer, was rejected, has expired or is gone
 */
export async function sharingOf(store: Store, clock: Clock, access: Access, version: ApiVersion): Promise<Sharing> {
  const [consent] = access.grantId === undefined ? [] : await store.find<Consent>('Consent', 'grantId', access.grantId);
  if (consent === undefined || consent.clientId !== access.clientId) {
    throw invalidStatus('The consent of this token was deleted or replaced.');
  }
  if (consent.status === 'awaitingAuthorisation') throw invalidStatus('The customer has not authorised the consent.');
  if (consent.status === 'rejected') throw invalidStatus('The customer has rejected the consent.');
  if (consent.status === 'revoked') throw invalidStatus('The customer has withdrawn the consent.');
  if (consent.expiresAt !== undefined && consent.expiresAt <= clock.now()) {
    throw invalidStatus('The consent has expired; a new one is needed.');
  }
  demandVersion(consent, version);
  return { ...consent, accountIds: consent.accountIds ?? [] };
}

/**
 * A consent works in the version that it was made in and in newer ones (Read/Write profile, Working Across Versions).
 * @throws Refusal 403
 */
export function demandVersion(consent: Consent, asked: ApiVersion): void {
  if (consent.version !== '4.0' || wordsVersion(asked) === '4.0') return;
  const message = 'The consent was made at v4.0: it does not work at v3.1.';
  throw new Refusal(403, { code: 'UK.OBIE.Resource.ConsentMismatch', message });
}

/**
 * Refuses an account of the customer's that is not shared (403), and one that the customer does not have, as one that nobody has (400): who has
 * it is told to nobody.
 * @throws Refusal
 */
export async function demandShared(store: Store, sharing: Sharing, accountId: string): Promise<void> {
  if (sharing.accountIds.includes(accountId)) return;
  const account = await store.get<Account>('Account', accountId);
  throw account !== undefined && isHeldBy(account, sharing.customerId) ? notShared() : unknownAccount();
}

/** An account that the consent shares. */
async function sharedAccount(store: Store, sharing: Sharing, accountId: string): Promise<Account> {
  await demandShared(store, sharing, accountId);
  const account = await store.get<Account>('Account', accountId);
  if (account === undefined) throw unknownAccount();
  return account;
}

/** All accounts that the consent shares, in its order. */
async function sharedAccounts(store: Store, sharing: Sharing): Promise<Account[]> {
  const found = await Promise.all(sharing.accountIds.map((accountId) => store.get<Account>('Account', accountId)));
  return found.filter((account) => account !== undefined);
}

/** All accounts that the consent shares, or the one that the path names. */
export async function askedAccounts(
  store: Store,
  { consent, params: { AccountId } }: AskedByCustomer<Sharing>,
): Promise<Account[]> {
  return AccountId === undefined ? sharedAccounts(store, consent) : [await sharedAccount(store, consent, AccountId)];
}

function invalidStatus(message: string): Refusal {
  return new Refusal(403, { code: 'UK.OBIE.Resource.InvalidConsentStatus', message });
}

function notShared(): Refusal {
  return new Refusal(403, {
    code: 'UK.OBIE.Resource.NotFound',
    message: 'The customer shares no such account under this consent.',
    path: 'AccountId',
  });
}

function unknownAccount(): Refusal {
  return new Refusal(400, {
    code: 'UK.OBIE.Resource.NotFound',
    message: 'The customer has no such account.',
    path: 'AccountId',
  });
}
