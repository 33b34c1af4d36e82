/** Every change of an account access consent, kept with its event in one unit of work: there is never one without the other. */
import { randomUUID } from 'node:crypto';
import type { Consent, ConsentEvent } from '../data/records.ts';
import type { Store } from '../store/store.ts';

/** What is due when a consent ends by itself; its id is the consent's. */
export const consentExpiry = 'ConsentExpiry';

/**
 * Keeps a consent, found afterwards by its id, its client and its grant.
 */
export async function putConsent(store: Store, consent: Consent): Promise<void> {
  const { clientId, grantId } = consent;
  const index = { clientId, ...(grantId === undefined ? {} : { grantId }) };
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

/**
 * What is done when a consent's time is over: one that was authorised has expired, and its tokens are dead.
 * One that was never authorised goes on waiting, in vain.
 */
export async function expireConsent(
  { store, revokeGrant }: { store: Store; revokeGrant(grantId: string): Promise<void> },
  consentId: string,
  at: number,
): Promise<void> {
  const consent = await store.get<Consent>('Consent', consentId);
  if (consent === undefined || (consent.status !== 'authorised' && consent.status !== 'revoked')) return;
  if (consent.grantId !== undefined) await revokeGrant(consent.grantId);
  const reasons = [{ code: 'TKXP', description: 'The consent’s ExpirationDateTime has passed.' }];
  const { grantId: _, ...rest } = consent;
  await changeConsent(store, rest, { status: 'expired', reasons }, at);
}
