/** Account access consents: made, read and deleted by the TPP that they belong to (Read/Write API, Account Access Consents). */
import { randomUUID } from 'node:crypto';
import { consentKinds } from '../../standard/consent-kinds.ts';
import type { OBReadConsent1 } from '../../standard/made/types.ts';
import type { ApiVersion } from '../../standard/operation.ts';
import { type WordsVersion, wordsVersion } from '../../standard/versions.ts';
import { Refusal } from '../api/errors.ts';
import { type Asked, ofClient, type Writers, type Written } from '../api/resource.ts';
import type { Consent } from '../data/records.ts';
import type { Store } from '../store/store.ts';
import { readConsentBody } from './consent-body.ts';
import { addConsent, removeConsent, withoutGrants } from './consent-changes.ts';
import { asBodyTime, withFiveDecimals } from './dates.ts';
import type { AccountBank } from './deps.ts';
import { demandVersion } from './sharing.ts';

const write: Writers<Consent> = { '3.1.11': consentDocument, '4.0.1': consentDocument };

/** POST: the consent, awaiting its customer. */
export const consentCreation = ofClient({
  async handle({ access, body, base, version }: Asked, { clock, store }: AccountBank) {
    const now = clock.now();
    const consent: Consent = {
      consentId: `aac-${randomUUID()}`,
      clientId: access.clientId,
      status: 'awaitingAuthorisation',
      version: wordsVersion(version),
      createdAt: now,
      statusUpdatedAt: now,
      ...readConsentBody(body as OBReadConsent1, now),
    };
    await addConsent(store, consent);
    return { it: consent, links: { Self: `${base}/account-access-consents/${consent.consentId}` } };
  },
  write,
});

/** GET: the consent as it stands. */
export const consentReading = ofClient({
  async handle(asked: Asked, { store }: AccountBank) {
    return { it: await ownConsent(store, asked) };
  },
  write,
});

/** DELETE: the consent is gone and its tokens are dead, both or neither. */
export const consentDeletion = ofClient({
  handle: (asked: Asked, bank: AccountBank) =>
    bank.store.unit(async () => {
      const consent = await ownConsent(bank.store, asked);
      await removeConsent(bank.store, consent);
      await withoutGrants(bank, consent);
      return undefined;
    }),
  write,
});

/** An id that nobody has is a bad request in this standard, no 404. */
async function ownConsent(store: Store, { access, version, params }: Asked): Promise<Consent> {
  const { ConsentId: consentId = '' } = params;
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
  demandVersion(consent, version);
  return consent;
}

/** OBReadConsentResponse1 in the words of a version. What the TPP wrote of times is told as it stands where the version bears it. */
function consentDocument(consent: Consent, version: ApiVersion): Written {
  const words = wordsVersion(version);
  const told = version === '4.0.1' ? withFiveDecimals : (text: string | undefined) => text;
  return {
    Data: {
      ConsentId: consent.consentId,
      CreationDateTime: asBodyTime(consent.createdAt),
      Status: statusWord(consent.status, words),
      StatusReason: words === '4.0' ? reasonsOf(consent) : undefined,
      StatusUpdateDateTime: asBodyTime(consent.statusUpdatedAt),
      Permissions: consent.permissions,
      ExpirationDateTime: told(consent.expirationDateTime),
      TransactionFromDateTime: told(consent.transactionFromDateTime),
      TransactionToDateTime: told(consent.transactionToDateTime),
    },
    Risk: {},
  };
}

/** What 3.1 has no word for any more goes on as authorised there, with tokens that are dead (Account Access Consents, consent status). */
function statusWord(status: Consent['status'], version: WordsVersion): string {
  const { words } = consentKinds['account-access'];
  if (version === '4.0') return words['4.0'][status] ?? '';
  return status === 'revoked' || status === 'expired' ? 'Authorised' : (words['3.1'][status] ?? '');
}

function reasonsOf({ reasons }: Consent): object[] | undefined {
  return reasons?.map(({ code, description }) => ({
    StatusReasonCode: code,
    StatusReasonDescription: description,
  }));
}
