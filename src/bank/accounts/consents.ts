/** Account access consents: made, read and deleted by the TPP that they belong to (Read/Write API, Account Access Consents). */
import { randomUUID } from 'node:crypto';
import type { OBReadConsent1 } from '../../standard/made/types.ts';
import { Refusal } from '../api/errors.ts';
import { type Asked, ofClient, type Writers } from '../api/resource.ts';
import type { Consent } from '../data/records.ts';
import type { Access } from '../http/state.ts';
import type { Store } from '../store/store.ts';
import { readConsentBody } from './consent-body.ts';
import { asBodyTime } from './dates.ts';
import type { AccountBank } from './deps.ts';

/**
 * Keeps a consent, found afterwards by its id, its client and its grant. Everyone who changes a consent stores it so.
 */
export async function putConsent(store: Store, consent: Consent): Promise<void> {
  const { clientId, grantId } = consent;
  const index = { clientId, ...(grantId === undefined ? {} : { grantId }) };
  await store.put('Consent', consent.consentId, consent, { index });
}

const write: Writers<Consent> = { '3.1.11': consentDocument };

/** POST: the consent, awaiting its customer. */
export const consentCreation = ofClient({
  async handle({ access, body, base }: Asked, { clock, store }: AccountBank) {
    const now = clock.now();
    const consent: Consent = {
      consentId: `aac-${randomUUID()}`,
      clientId: access.clientId,
      status: 'AwaitingAuthorisation',
      createdAt: now,
      statusUpdatedAt: now,
      ...readConsentBody(body as OBReadConsent1, now),
    };
    await putConsent(store, consent);
    return { it: consent, links: { Self: `${base}/account-access-consents/${consent.consentId}` } };
  },
  write,
});

/** GET: the consent as it stands. */
export const consentReading = ofClient({
  async handle({ access, params: { ConsentId = '' } }: Asked, { store }: AccountBank) {
    return { it: await ownConsent(store, access, ConsentId) };
  },
  write,
});

/** DELETE: the consent is gone and its tokens are dead, both or neither. */
export const consentDeletion = ofClient({
  handle: ({ access, params: { ConsentId = '' } }: Asked, { store, revokeGrant }: AccountBank) =>
    store.unit(async () => {
      const { grantId } = await ownConsent(store, access, ConsentId);
      await store.delete('Consent', ConsentId);
      if (grantId !== undefined) await revokeGrant(grantId);
      return undefined;
    }),
  write,
});

/** An id that nobody has is a bad request in this standard, no 404. */
async function ownConsent(store: Store, access: Access, consentId: string): Promise<Consent> {
  const consent = await store.get<Consent>('Consent', consentId);
  if (consent === undefined) {
    throw new Refusal(400, {
      code: 'UK.OBIE.Resource.NotFound',
      message: 'There is no such account access consent.',
      path: 'ConsentId',
    });
  }
  if (consent.clientId !== access.clientId) {
    throw new Refusal(403, {
      code: 'UK.OBIE.Resource.ConsentMismatch',
      message: 'The account access consent is another client’s.',
      path: 'ConsentId',
    });
  }
  return consent;
}

/** OBReadConsentResponse1 of 3.1.11. */
function consentDocument(consent: Consent) {
  return {
    Data: {
      ConsentId: consent.consentId,
      CreationDateTime: asBodyTime(consent.createdAt),
      Status: consent.status,
      StatusUpdateDateTime: asBodyTime(consent.statusUpdatedAt),
      Permissions: consent.permissions,
      ExpirationDateTime: consent.expirationDateTime,
      TransactionFromDateTime: consent.transactionFromDateTime,
      TransactionToDateTime: consent.transactionToDateTime,
    },
    Risk: {},
  };
}
