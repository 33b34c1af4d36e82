/** A JWT secured authorisation response (JARM): the answer's parameters, signed by the bank. */
import { fail } from '../errors.ts';
import { decodeJwt } from '../jwt/decode.ts';
import { verifyJwt } from '../jwt/verify.ts';
import type { Session } from '../session.ts';
import type { ClientRecord } from '../workspace/state.ts';
import type { Redirect } from './redirect.ts';

/**
 * The parameters inside a `response` JWT (JARM §2.4): signed by the bank, from its issuer, for this client, unexpired.
 * @throws OpenBankingError `redirect_unexpected`, `issuer_mismatch`, `jwt_malformed`, `jwt_signature_invalid`
 */
export async function readSecuredResponse(
  session: Session,
  client: ClientRecord,
  redirect: Redirect,
  response: string,
): Promise<Redirect> {
  const { issuer } = await session.metadata();
  const { header } = decodeJwt(response);
  const keys = await (await session.keys()).find(typeof header.kid === 'string' ? header.kid : undefined);
  const { payload } = await verifyJwt(response, { keys }, { algorithms: ['PS256', 'ES256', 'RS256'] });
  if (payload.iss !== issuer) {
    fail({
      code: 'issuer_mismatch',
      message: `The signed answer is from ${String(payload.iss)}, not from ${issuer}.`,
      try: 'Do not use this answer. Start the authorisation again.',
    });
  }
  const current = typeof payload.exp === 'number' && payload.exp + 30 > session.surroundings.now() / 1000;
  if (![payload.aud].flat().includes(client.clientId) || !current) {
    fail({
      code: 'redirect_unexpected',
      message: current ? 'The signed answer is for another client.' : 'The signed answer has expired.',
      try: 'Start the authorisation again.',
    });
  }
  const text = (name: string): string | undefined => {
    const value = payload[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    uri: redirect.uri,
    place: redirect.place,
    code: text('code'),
    idToken: text('id_token'),
    state: text('state'),
    iss: issuer,
    error: text('error'),
    errorDescription: text('error_description'),
  };
}
