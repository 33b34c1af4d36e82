/** The consents of a session's client as the state has them: found, and changed. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { currentClient, findClient, type Session, warnOfDisk } from '../session.ts';
import { isEnded } from '../workspace/consent-status.ts';
import type { ConsentRecord } from '../workspace/state.ts';

/**
 * A consent of this session's client.
 * @throws OpenBankingError `consent_not_found`; `client_not_found` where there is no client that could have one
 */
export async function findConsent(session: Session, consentId: string): Promise<ConsentRecord> {
  const found = (await consentsOf(session)).find((each) => each.consentId === consentId);
  if (found !== undefined) return found;
  await currentClient(session);
  return fail({
    code: 'consent_not_found',
    message: t('No consent "{0}" is known for the bank "{1}".', consentId, session.bank.name),
    try: t('Create a consent, or look which there are.'),
    remedies: [{ do: 'createConsent' }, { do: 'listConsents' }],
    about: { bank: session.bank.name },
  });
}

/**
 * Those of these consents that a customer authorised: first the ended, then those that are over by their date, then the ones that stand,
 * each in the order of their authorisation.
 */
export function authorisedAmong(consents: readonly ConsentRecord[], now: number): ConsentRecord[] {
  const rank = (consent: ConsentRecord): number => {
    if (isEnded(consent)) return 0;
    // It is the bank's to refuse, where there is no other.
    return Date.parse(consent.expirationDateTime ?? '') <= now ? 1 : 2;
  };
  const when = ({ authorisedAt }: ConsentRecord): number => Date.parse(authorisedAt ?? '');
  return consents
    .filter(({ authorisedAt }) => authorisedAt !== undefined)
    .sort((one, other) => rank(one) - rank(other) || when(one) - when(other));
}

/** The consents of this session's client, in the order they were created. */
export async function consentsOf(session: Session): Promise<ConsentRecord[]> {
  const [client, { consents }] = await Promise.all([findClient(session), session.state.read()]);
  return consents.filter((each) => each.bank === session.bank.name && each.clientId === client?.clientId);
}

/** Writes a change of one consent to the state and gives the consent as it then is. */
export async function updateConsent(
  session: Session,
  consentId: string,
  change: (consent: ConsentRecord) => ConsentRecord,
): Promise<ConsentRecord> {
  let changed: ConsentRecord | undefined;
  const unchanged = new Error('unchanged');
  try {
    await session.state.update((state) => {
      const consents = state.consents.map((each) => {
        if (each.bank !== session.bank.name || each.consentId !== consentId) return each;
        changed = change(each);
        return changed;
      });
      // A file that was taken away or replaced since it was read is not written anew without what was in it.
      if (changed === undefined) throw unchanged;
      return { ...state, consents };
    });
  } catch (thrown) {
    if (thrown !== unchanged) throw thrown;
  }
  return changed ?? findConsent(session, consentId);
}

/** As {@link updateConsent}, for what the bank can be asked again: a disk that does not take it is a warning. */
export async function noteConsent(
  session: Session,
  consentId: string,
  change: (consent: ConsentRecord) => ConsentRecord,
): Promise<ConsentRecord> {
  try {
    return await updateConsent(session, consentId, change);
  } catch (thrown) {
    warnOfDisk(session, thrown);
    return change(await findConsent(session, consentId));
  }
}
