/** An `error` in the redirect, explained: refused by the customer, abandoned, or a request that the bank did not take. */
import { readConsent } from '../accounts/consent.ts';
import { insteadOfGone, saysGone } from '../consents/gone.ts';
import { mayBeAuthorised, statusOf, statusWord } from '../consents/status.ts';
import { fail, OpenBankingError, type Problem, problemOf } from '../errors.ts';
import { meaningAt } from '../exchanges/meanings/oauth-errors.ts';
import { type Advice, adviceOf, type Remedy } from '../remedies.ts';
import type { Session } from '../session.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import type { Redirect } from './redirect.ts';

/**
 * Reads the consent again and says what the error means (RFC 6749 §4.1.2.1, OIDC Core §3.1.2.6).
 * @throws OpenBankingError `authorisation_refused`, always
 */
export async function explainRefusal(session: Session, consent: ConsentRecord, answer: Redirect): Promise<never> {
  // What the bank answered about the customer matters more than a consent that cannot be read.
  const read = await readConsent(session, consent.consentId).then(statusWord, problemOf);
  const isGone = typeof read === 'object' && saysGone(read);
  const status = typeof read === 'string' ? read : `unknown (${read.message})`;
  const { error = 'error', errorDescription } = answer;
  return fail({
    code: 'authorisation_refused',
    message: `${happened(error, status)} The consent's status is ${status}.`,
    ...(isGone ? adviceOf(insteadOfGone) : whatToTry(error, status, consent.consentId)),
    about: { bank: session.bank.name, consentId: consent.consentId },
    bank: { status: 302, error, description: errorDescription },
  });
}

/**
 * Says of a refresh that the bank refused whether the customer may authorise again, or the consent is none any more.
 * @throws What was thrown, with its advice
 */
export async function explainRefusedRefresh(session: Session, consentId: string, thrown: unknown): Promise<never> {
  if (!(thrown instanceof OpenBankingError) || thrown.problem.bank?.error !== 'invalid_grant') throw thrown;
  const read = await readConsent(session, consentId).catch(problemOf);
  const { try: words, remedies: _, ...problem } = thrown.problem;
  return fail(
    { ...problem, ...afterRefresh(read, { try: words, remedies: [{ do: 'authoriseConsent', consentId }] }) },
    thrown,
  );
}

function afterRefresh(read: ConsentRecord | Problem, again: Advice): Advice {
  if (!('consentId' in read)) return saysGone(read) ? adviceOf(insteadOfGone) : again;
  if (mayBeAuthorised(read)) return again;
  const advice = `The consent’s status is ${statusWord(read)}: create another, for the customer to authorise.`;
  return { try: advice, remedies: [{ do: 'createConsent' }] };
}

function happened(error: string, status: string): string {
  if (error !== 'access_denied') return `The bank ended the authorisation with ${error}.`;
  if (statusOf(status) === 'rejected') return 'The customer refused to share the accounts.';
  if (statusOf(status) === 'awaitingAuthorisation') return 'The customer left the authorisation without a decision.';
  return 'The bank ended the authorisation with access_denied.';
}

function whatToTry(error: string, status: string, consentId: string): Advice {
  const refused = statusOf(status) === 'rejected';
  const anew: Remedy = { do: 'createConsent' };
  if (error !== 'access_denied') {
    const { try: advice } = meaningAt('authorisation', error) ?? { try: 'Ask the bank what this error means.' };
    return { try: advice, remedies: [refused ? anew : { do: 'previewAuthorisation', consentId }] };
  }
  return refused
    ? { try: 'A refused consent stays refused: create a new one and ask again.', remedies: [anew] }
    : {
        try: 'Ask the customer again with the same consent.',
        remedies: [{ do: 'authoriseConsent', consentId }],
      };
}
