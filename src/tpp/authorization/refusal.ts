/** An `error` in the redirect, explained: refused by the customer, abandoned, or a request that the bank did not take. */
import { t } from '../../standard/language.ts';
import { readConsent } from '../consents/consent.ts';
import { insteadOfGone, saysGone } from '../consents/gone.ts';
import { fail, problemOf } from '../errors.ts';
import { meaningAt } from '../meanings/oauth-errors.ts';
import type { Advice, Remedy } from '../remedies.ts';
import type { Session } from '../session.ts';
import { hasPassed, isEnded, mayBeAuthorised, statusOf, statusWord } from '../workspace/consent-status.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import type { Redirect } from './redirect.ts';

/**
 * Reads the consent again and says what the error means (RFC 6749 §4.1.2.1, OIDC Core §3.1.2.6).
 * @throws OpenBankingError `authorisation_refused`, always
 */
export async function explainRefusal(session: Session, consent: ConsentRecord, answer: Redirect): Promise<never> {
  // What the bank answered about the customer matters more than a consent that cannot be read.
  const read = await readConsent(session, consent.consentId).catch(problemOf);
  const isGone = 'code' in read && saysGone(read);
  const status = 'code' in read ? t('unknown ({0})', read.message) : statusWord(read);
  const first = 'code' in read ? (read.remedies ?? []) : [];
  const isOver = hasPassed('code' in read ? consent : read, session.surroundings.now());
  const { error = 'error', errorDescription } = answer;
  return fail({
    code: 'authorisation_refused',
    message: t("{0} The consent's status is {1}.", happened(error, status), status),
    ...(isGone
      ? insteadOfGone
      : isOver
        ? { ...insteadOfEnded, remedies: [...first, ...insteadOfEnded.remedies] }
        : 'consentId' in read && isEnded(read) && !mayBeAuthorised(read)
          ? insteadOf(status)
          : whatToTry(error, consent.consentId, first)),
    about: { bank: session.bank.name, consentId: consent.consentId },
    bank: { status: 302, error, description: errorDescription },
  });
}

const insteadOfEnded = {
  try: t('The consent has ended by itself: create another, for the customer to authorise.'),
  remedies: [{ do: 'createConsent' }],
} as const satisfies Advice;

/** Whatever the bank calls it: the consent is why. */
const insteadOf = (status: string): Advice => ({
  try:
    statusOf(status) === 'rejected'
      ? t('A refused consent stays refused: create a new one and ask again.')
      : t('A consent that is {0} stays so: create a new one and ask again.', status),
  remedies: [{ do: 'createConsent' }],
});

function happened(error: string, status: string): string {
  if (error !== 'access_denied') return t('The bank ended the authorisation with {0}.', error);
  if (statusOf(status) === 'rejected') return t('The customer refused to share the accounts.');
  if (statusOf(status) === 'awaitingAuthorisation') return t('The customer left the authorisation without a decision.');
  return t('The bank ended the authorisation with access_denied.');
}

/** @param first what lets the consent be read, which could not be */
function whatToTry(error: string, consentId: string, first: readonly Remedy[] = []): Advice {
  if (error !== 'access_denied') {
    const { try: advice } = meaningAt('authorisation', error) ?? { try: t('Ask the bank what this error means.') };
    return { try: advice, remedies: [...first, { do: 'previewAuthorisation', consentId }, { do: 'createConsent' }] };
  }
  return {
    try: t('Ask the customer again with the same consent.'),
    remedies: [{ do: 'authoriseConsent', consentId }],
  };
}
