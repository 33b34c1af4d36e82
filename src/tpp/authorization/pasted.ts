/** What a person pastes while an authorisation waits: the answer to it, or why it is not. */
import { t } from '../../standard/language.ts';
import { type Problem, problemOf } from '../errors.ts';
import { decodeJwt } from '../jwt/decode.ts';
import { readRedirect } from './redirect.ts';
import { type AuthorisationRequest, responseModeOf } from './request.ts';
import { unverifiedAnswer } from './unverified.ts';

/** @returns undefined where the text is an answer to this request, to be checked by `acceptRedirect`; else what is wrong, and the flow waits on */
export function problemOfPasted(
  text: string,
  request: Pick<AuthorisationRequest, 'state' | 'claims'>,
): Problem | undefined {
  try {
    const unverified = unverifiedAnswer(readRedirect(text), { responseMode: responseModeOf(request) });
    if (unverified) return unverified;
  } catch (thrown) {
    return problemOf(thrown);
  }
  if (stateOfAnswer(text) === request.state) return undefined;
  return {
    code: 'state_mismatch',
    message: t('This answer belongs to another authorisation: its state is another one.'),
    try: t('Copy the address that this authorisation ended on.'),
  };
}

/** The state in a redirect, also in a JWT secured response (JARM), whose signature is checked when the answer is accepted. */
export function stateOfAnswer(text: string): string | undefined {
  try {
    const { state, response } = readRedirect(text);
    if (state !== undefined || response === undefined) return state;
    const { payload } = decodeJwt(response);
    return typeof payload.state === 'string' ? payload.state : undefined;
  } catch {
    return undefined;
  }
}
