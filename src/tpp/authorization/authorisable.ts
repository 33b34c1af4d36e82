/** A consent that no customer can authorise any more, told before anybody is sent to the bank. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import type { Session } from '../session.ts';
import { hasPassed, isAuthorisable, statusWord } from '../workspace/consent-status.ts';
import type { ConsentRecord } from '../workspace/state.ts';

/** @throws OpenBankingError `consent_not_authorised` */
export function assertAuthorisable(session: Session, consent: ConsentRecord): void {
  const { consentId, status, expirationDateTime } = consent;
  const now = session.surroundings.now();
  if (isAuthorisable(consent, now)) return;
  const isOver = hasPassed(consent, now);
  const word = statusWord(consent);
  fail({
    code: 'consent_not_authorised',
    message: isOver
      ? t(
          'The consent {0} has ended at {1}, so that no customer can authorise it.',
          consentId,
          expirationDateTime ?? '',
        )
      : t('The consent {0} is {1}, so that no customer can authorise it.', consentId, word),
    try:
      status === 'rejected'
        ? t('A refused consent stays refused: create a new one and ask again.')
        : t('Create another, for the customer to authorise.'),
    remedies: [{ do: 'createConsent' }],
    about: { bank: session.bank.name, consentId },
  });
}
