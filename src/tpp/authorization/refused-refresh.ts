/** A refresh that the bank refused, explained: the customer may authorise again, or the consent is none any more. */
import { t } from '../../standard/language.ts';
import { readConsent } from '../consents/consent.ts';
import { insteadOfGone, saysGone } from '../consents/gone.ts';
import { fail, OpenBankingError, type Problem, problemOf } from '../errors.ts';
import type { Advice } from '../remedies.ts';
import type { Session } from '../session.ts';
import { hasPassed, mayBeAuthorised, statusWord } from '../workspace/consent-status.ts';
import type { ConsentRecord } from '../workspace/state.ts';

/**
 * Reads the consent again, which keeps its status in the state, and says what to do.
 * @throws What was thrown, with its advice
 */
export async function explainRefusedRefresh(session: Session, consentId: string, thrown: unknown): Promise<never> {
  if (!(thrown instanceof OpenBankingError) || thrown.problem.bank?.error !== 'invalid_grant') throw thrown;
  const read = await readConsent(session, consentId).catch(problemOf);
  const about = { bank: session.bank.name, consentId };
  return fail({ ...thrown.problem, ...afterRefresh(session, consentId, read, thrown.problem), about }, thrown);
}

function afterRefresh(session: Session, consentId: string, read: ConsentRecord | Problem, refused: Problem): Advice {
  const again = (words: string): Advice => ({ try: words, remedies: [{ do: 'authoriseConsent', consentId }] });
  if (!('consentId' in read)) return saysGone(read) ? insteadOfGone : again(refused.try);
  const instead = (words: string): Advice => ({ try: words, remedies: [{ do: 'createConsent' }] });
  const status = statusWord(read);
  if (hasPassed(read, session.surroundings.now()) || read.status === 'expired')
    return instead(
      t('The consent’s time is over (its status is {0}): create another, for the customer to authorise.', status),
    );
  if (!mayBeAuthorised(read))
    return instead(t('The consent’s status is {0}: create another, for the customer to authorise.', status));
  return again(
    read.status === 'revoked'
      ? t(
          'The consent’s status is {0}: the customer may have stopped the sharing at the bank, or the bank has. Let the customer authorise the same consent again, which brings it back.',
          status,
        )
      : t(
          'The consent’s status is {0}, which says nothing of the token: the customer may have stopped the sharing at the bank, or the refresh token is spent, has ended or is another client’s. Let the customer authorise the same consent again.',
          status,
        ),
  );
}
