/** An `error` in the redirect, explained: refused by the customer, abandoned, or a request that the bank did not take. */
import { readConsent } from '../accounts/consent.ts';
import { fail, problemOf } from '../errors.ts';
import type { Session } from '../session.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import type { Redirect } from './redirect.ts';

const advice: Record<string, string> = {
  invalid_request:
    'A parameter of the request is wrong; the bank’s description says which. Preview the request and compare.',
  invalid_request_object:
    'The bank does not take the request object: check its alg, kid, aud, nbf and exp (preview the authorisation request).',
  unauthorized_client: 'The client is not registered for this response type; see the registration.',
  unsupported_response_type: 'Set authorizationRequest.responseType to one that the bank supports.',
  invalid_scope: 'Ask for a scope that the client is registered for.',
  login_required: 'The customer has to log in; start the authorisation again.',
  consent_required: 'The customer has to agree again; start the authorisation again.',
  server_error: 'The bank failed. Try again later.',
  temporarily_unavailable: 'The bank is busy. Try again in a minute.',
};

const refusedStatuses = ['Rejected', 'RJCT'];
const awaitingStatuses = ['AwaitingAuthorisation', 'AWAU'];

/**
 * Reads the consent again and says what the error means (RFC 6749 §4.1.2.1, OIDC Core §3.1.2.6).
 * @throws OpenBankingError `authorisation_refused`, always
 */
export async function explainRefusal(session: Session, consent: ConsentRecord, answer: Redirect): Promise<never> {
  // What the bank answered about the customer matters more than a consent that cannot be read.
  const status = await readConsent(session, consent.consentId).then(
    (read) => read.status,
    (thrown: unknown) => `unknown (${problemOf(thrown).message})`,
  );
  const { error = 'error', errorDescription } = answer;
  return fail({
    code: 'authorisation_refused',
    message: `${happened(error, status)} The consent's status is ${status}.`,
    try: whatToTry(error, status),
    bank: { status: 302, error, description: errorDescription },
  });
}

function happened(error: string, status: string): string {
  if (error !== 'access_denied') return `The bank ended the authorisation with ${error}.`;
  if (refusedStatuses.includes(status)) return 'The customer refused to share the accounts.';
  if (awaitingStatuses.includes(status)) return 'The customer left the authorisation without a decision.';
  return 'The bank ended the authorisation with access_denied.';
}

function whatToTry(error: string, status: string): string {
  if (error !== 'access_denied') return advice[error] ?? 'Ask the bank what this error means.';
  return refusedStatuses.includes(status)
    ? 'A refused consent stays refused: create a new one and ask again.'
    : 'Ask the customer again with the same consent.';
}
