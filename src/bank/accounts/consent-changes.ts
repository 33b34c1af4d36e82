/** Every change of an account access consent, kept with its event in one unit of work: there is never one without the other. */
import { randomUUID } from 'node:crypto';
import type { Consent, ConsentEvent } from '../data/records.ts';
import type { Store } from '../store/store.ts';

/** What is due when a consent ends by itself; its id is the consent's. */
export const consentExpiry = 'ConsentExpiry';

/**
 * Keeps a consent, found afterwards by its id, its client, its customer and its grants.
 */
export async function putConsent(store: Store, consent: Consent): Promise<void> {
  const { clientId, customerId, grantId, nextGrantId } = consent;
  const index = {
    clientId,
    ...(customerId === undefined ? {} : { customerId }),
    ...(grantId === undefined ? {} : { grantId }),
    ...(nextGrantId === undefined ? {} : { nextGrantId }),
  };
  await store.put('Consent', consent.consentId, consent, { index });
}

/** Keeps a new one, and when it ends by itself. */
export function addConsent(store: Store, consent: Consent): Promise<void> {
  return store.unit(async () => {
    await putConsent(store, consent);
    if (consent.expiresAt !== undefined) await store.setDue(consentExpiry, consent.consentId, consent.expiresAt);
  });
}

/**
 * Keeps what became of a consent, and the event of it. A status that stays has its time stay.
 *
 * @param at Milliseconds since the epoch, business time
 */
export function changeConsent(store: Store, before: Consent, change: Partial<Consent>, at: number): Promise<Consent> {
  return store.unit(async () => {
    const { reasons: _, ...rest } = before;
    const moved = change.status !== undefined && change.status !== before.status;
    const after: Consent = {
      ...(moved ? rest : before),
      ...change,
      statusUpdatedAt: moved ? at : before.statusUpdatedAt,
    };
    await putConsent(store, after);
    const event: ConsentEvent = { eventId: randomUUID(), type: typeOf(before, after), subject: after.consentId, at };
    await store.put('ConsentEvent', event.eventId, event, { index: { subject: event.subject } });
    return after;
  });
}

function typeOf(before: Consent, after: Consent): ConsentEvent['type'] {
  if (after.status === 'revoked' && before.status !== 'revoked') return 'consent-authorization-revoked';
  const again = before.status === 'authorised' && after.status === 'authorised';
  const others = before.accountIds?.join() !== after.accountIds?.join();
  return again && others ? 'account-access-consent-linked-account-update' : 'resource-update';
}

/** Takes a consent away for good, and what was due of it. */
export function removeConsent(store: Store, { consentId }: Consent): Promise<void> {
  return store.unit(async () => {
    await store.delete('Consent', consentId);
    await store.setDue(consentExpiry, consentId, undefined);
  });
}

/** Where consents are kept, and how the tokens of one die. */
export interface ConsentBank {
  store: Store;
  /** Ends all tokens that hang on a grant, within the same unit of work. */
  revokeGrant(grantId: string): Promise<void>;
}

/** Why a consent is what it is: a code of OBExternalStatusReason1Code (four characters), and words for it. */
export type StatusReason = NonNullable<Consent['reasons']>[number];

/**
 * Withdraws a consent on the bank's side, as its customer or its watch over fraud does: its tokens are dead, 4.0 says `CANC` and why, 3.1 goes
 * on saying `Authorised`. Its customer may authorise it anew. One that is not authorised (any more) stays as it is.
 *
 * @param at Milliseconds since the epoch, business time
 * @returns The consent as it is then; undefined where there is none
 */
export function cancelConsent(
  bank: ConsentBank,
  consentId: string,
  reason: StatusReason,
  at: number,
): Promise<Consent | undefined> {
  return bank.store.unit(async () => {
    const consent = await bank.store.get<Consent>('Consent', consentId);
    if (consent?.status !== 'authorised') return consent;
    const rest = await withoutGrants(bank, consent);
    return changeConsent(bank.store, rest, { status: 'revoked', reasons: [reason] }, at);
  });
}

/** Ends the tokens of a consent: those that it has, and those that a code not redeemed yet would give. */
export async function withoutGrants({ revokeGrant }: ConsentBank, consent: Consent): Promise<Consent> {
  const { grantId, nextGrantId, ...rest } = consent;
  for (const each of [grantId, nextGrantId]) if (each !== undefined) await revokeGrant(each);
  return rest;
}

/**
 * Keeps what a customer approved: the consent is authorised, whatever it was before. Tokens that it has go on until the code of the new
 * grant is redeemed (`takeNextGrant`); a code before that one, never redeemed, is dead.
 *
 * @param at Milliseconds since the epoch, business time
 * @param approved `authenticatedAt`: when the customer gave his password, business time; default `at`
 */
export function authoriseConsent(
  { store, revokeGrant }: ConsentBank,
  consent: Consent,
  approved: { customerId: string; accountIds: string[]; grantId: string; authenticatedAt?: number },
  at: number,
): Promise<Consent> {
  return store.unit(async () => {
    const { nextGrantId, reasons: _, ...before } = consent;
    if (nextGrantId !== undefined) await revokeGrant(nextGrantId);
    const { grantId, ...choice } = approved;
    const grants = before.grantId === undefined ? { grantId } : { nextGrantId: grantId };
    return changeConsent(store, before, { status: 'authorised', authenticatedAt: at, ...choice, ...grants }, at);
  });
}

/** In the unit that redeems a code: its grant takes the place of the consent's earlier one, whose tokens are dead. No change that a TPP could read. */
export async function takeNextGrant({ store, revokeGrant }: ConsentBank, redeemed: string): Promise<void> {
  const [consent] = await store.find<Consent>('Consent', 'nextGrantId', redeemed);
  if (consent === undefined) return;
  const { nextGrantId: _, grantId: earlier, ...rest } = consent;
  if (earlier !== undefined) await revokeGrant(earlier);
  await putConsent(store, { ...rest, grantId: redeemed });
}

/**
 * What is done when a consent's time is over: one that was authorised has expired, and its tokens are dead.
 * One that was never authorised goes on waiting, in vain.
 */
export async function expireConsent(bank: ConsentBank, consentId: string, at: number): Promise<void> {
  const consent = await bank.store.get<Consent>('Consent', consentId);
  if (consent === undefined || (consent.status !== 'authorised' && consent.status !== 'revoked')) return;
  const reasons = [{ code: 'TKXP', description: 'The consent’s ExpirationDateTime has passed.' }];
  await changeConsent(bank.store, await withoutGrants(bank, consent), { status: 'expired', reasons }, at);
}
