/** An answer that nothing shows to be the bank's: its words are worth reading, and it decides nothing. */
import { t } from '../../standard/language.ts';
import type { Problem } from '../errors.ts';
import { meaningAt } from '../meanings/oauth-errors.ts';
import type { Redirect } from './redirect.ts';
import { isSecuredMode } from './response-mode.ts';

/**
 * Why an answer as it came cannot be taken for the bank's: the request asked for a signed one (JARM §2.4) and this is not, or it is an error
 * without the state that only the bank was told (RFC 6749 §4.1.2.1). The flow waits on.
 *
 * @param flow the flow in flight with this answer's state, where there is one
 * @returns the problem `answer_unverified`, with the answer's own words; undefined where the checks may go on
 */
export function unverifiedAnswer(answer: Redirect, flow: { responseMode?: string } | undefined): Problem | undefined {
  if (answer.response !== undefined) return undefined;
  if (isSecuredMode(flow?.responseMode))
    return unverified(answer, t('it is not signed, although a signed one was asked for (JARM)'));
  return answer.error !== undefined && answer.state === undefined
    ? unverified(answer, t('it has no state'))
    : undefined;
}

function unverified({ error, errorDescription }: Redirect, why: string): Problem {
  const waits = t('The authorisation still waits for the bank’s own answer.');
  if (error === undefined) {
    return {
      code: 'answer_unverified',
      message: t('The answer cannot be told from a forged one: {0}. Its code was not sent.', why),
      try: t('Do not use this answer. {0}', waits),
    };
  }
  const words = errorDescription === undefined ? error : `${error}: ${errorDescription}`;
  const meaning = meaningAt('authorisation', error)?.try;
  return {
    code: 'answer_unverified',
    message: t('An unverified answer says “{0}”. It cannot be told from a forged one: {1}.', words, why),
    try: `${waits} ${meaning === undefined ? t('If the bank’s page said the same, ask the bank.') : t('If the bank’s page said the same: {0}', meaning)}`,
  };
}
