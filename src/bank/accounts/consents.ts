/** Account access consents: made, read and deleted by the TPP that they belong to (OBIE 3.1.11, Account Access Consents). */
import { randomUUID } from 'node:crypto';
import type { Access } from '../http/state.ts';
import type { Store } from '../store/store.ts';
import { type Answer, jsonAnswer, nothing } from './answer.ts';
import { readConsentBody } from './consent-body.ts';
import { asBodyTime } from './dates.ts';
import type { AccountInformationDeps } from './deps.ts';
import { Refusal } from './errors.ts';
import type { Consent } from './records.ts';

type ConsentDeps = Pick<AccountInformationDeps, 'store' | 'addresses' | 'clock' | 'revokeGrant'>;

/**
 * Keeps a consent, found afterwards by its id, its client and its grant. Everyone who changes a consent stores it so.
 */
export async function putConsent(store: Store, consent: Consent): Promise<void> {
  const { clientId, grantId } = consent;
  const index = { clientId, ...(grantId === undefined ? {} : { grantId }) };
  await store.put('Consent', consent.consentId, consent, { index });
}

/** POST: 201 and the consent, awaiting its customer. `access` is a client's. */
export async function createConsent(deps: ConsentDeps, access: Access, body: Buffer): Promise<Answer> {
  const now = deps.clock.now();
  const consent: Consent = {
    consentId: `aac-${randomUUID()}`,
    clientId: access.clientId,
    status: 'AwaitingAuthorisation',
    createdAt: now,
    statusUpdatedAt: now,
    ...readConsentBody(body, now),
  };
  await putConsent(deps.store, consent);
  return jsonAnswer(201, consentDocument(deps, consent));
}

/** GET: the consent as it stands. */
export async function readConsent(deps: ConsentDeps, access: Access, consentId: string): Promise<Answer> {
  return jsonAnswer(200, consentDocument(deps, await ownConsent(deps.store, access, consentId)));
}

/** DELETE: 204; the consent is gone and its tokens are dead, both or neither. */
export function deleteConsent(deps: ConsentDeps, access: Access, consentId: string): Promise<Answer> {
  return deps.store.unit(async () => {
    const { grantId } = await ownConsent(deps.store, access, consentId);
    await deps.store.delete('Consent', consentId);
    if (grantId !== undefined) await deps.revokeGrant(grantId);
    return nothing;
  });
}

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

function consentDocument({ addresses }: ConsentDeps, consent: Consent): object {
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
    Links: { Self: `${addresses.accountInformation}/account-access-consents/${consent.consentId}` },
    Meta: { TotalPages: 1 },
  };
}
