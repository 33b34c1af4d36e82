/** The customer's reconfirmation: noted here alone, as every 90 days a TPP asks its customer and no bank (SCA-RTS Article 10A). */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import type { Session } from '../session.ts';
import { mayBeAuthorised, statusWord } from '../workspace/consent-status.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import { hasExpired } from './clocks.ts';
import { findConsent, updateConsent } from './kept.ts';

const day = 24 * 60 * 60_000;

/**
 * Notes that the customer confirmed to the TPP that it may read on. Nobody is called.
 * @param at milliseconds since the epoch; default: now. A day that has begun elsewhere already counts as now.
 * @throws OpenBankingError `consent_not_found`; `consent_not_authorised` for one that there is nothing to confirm of; `usage` for a time to come
 */
export async function noteReconfirmation(session: Session, consentId: string, at?: number): Promise<ConsentRecord> {
  const now = session.surroundings.now();
  const consent = await findConsent(session, consentId);
  assertStands(session, consent, now);
  if (at !== undefined && at > now + day) {
    fail({
      code: 'usage',
      message: t('The customer cannot have confirmed it at {0}, which is still to come.', new Date(at).toISOString()),
      try: t('Give the time at which the customer confirmed it.'),
    });
  }
  const reconfirmedAt = new Date(Math.min(at ?? now, now)).toISOString();
  return updateConsent(session, consent.consentId, (each) => ({ ...each, reconfirmedAt }));
}

function assertStands(session: Session, consent: ConsentRecord, now: number): void {
  const { consentId, status, authorisedAt } = consent;
  const isOver = hasExpired(consent, now);
  if (status === 'authorised' && authorisedAt !== undefined && !isOver) return;
  fail({
    code: 'consent_not_authorised',
    message: isOver
      ? t('The consent {0} is over, so there is nothing to confirm.', consentId)
      : t('The consent {0} is {1}, so there is nothing to confirm.', consentId, statusWord(consent)),
    ...(mayBeAuthorised(consent) && !isOver
      ? { try: t('Let the customer authorise it first.'), remedies: [{ do: 'authoriseConsent', consentId }] }
      : {
          try: t('Create a new consent and let the customer authorise it.'),
          remedies: [{ do: 'createConsent' }],
        }),
    about: { bank: session.bank.name, consentId },
  });
}
