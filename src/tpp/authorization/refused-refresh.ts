/** A refresh that the bank refused, explained: the customer may authorise again, or the consent is none any more. */
import { t } from '../../standard/language.ts';
import { readConsent } from '../consents/consent.ts';
import { insteadOfGone, saysGone } from '../consents/gone.ts';
import { fail, OpenBankingError, type Problem, problemOf } from '../errors.ts';
import type { Advice } from '../remedies.ts';
import type { Session } from '../session.ts';
import { mayBeAuthorised, statusWord } from '../workspace/consent-status.ts';
import type { ConsentRecord } from '../workspace/state.ts';

/**
 * Reads the consent again, which keeps its status in the state, and says what to do.
 * @throws What was thrown, with its advice
 */
export async function explainRefusedRefresh(session: Session, consentId: string, thrown: unknown): Promise<never> {
  if (!(thrown instanceof OpenBankingError) || thrown.problem.bank?.error !== 'invalid_grant') throw thrown;
  const read = await readConsent(session, consentId).catch(problemOf);
  const again: Advice = { try: thrown.problem.try, remedies: [{ do: 'authoriseConsent', consentId }] };
  return fail({ ...thrown.problem, ...afterRefresh(read, again) }, thrown);
}

function afterRefresh(read: ConsentRecord | Problem, again: Advice): Advice {
  if (!('consentId' in read)) return saysGone(read) ? insteadOfGone : again;
  if (mayBeAuthorised(read)) return again;
  const advice = t('The consent’s status is {0}: create another, for the customer to authorise.', statusWord(read));
  return { try: advice, remedies: [{ do: 'createConsent' }] };
}
