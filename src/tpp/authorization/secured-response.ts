/** A JWT secured authorisation response (JARM): the answer's parameters, signed by the bank. */
import { fail } from '../errors.ts';
import { decodeJwt } from '../jwt/decode.ts';
import { verifyJwt } from '../jwt/verify.ts';
import type { Session } from '../session.ts';
import { textOf } from '../strangers.ts';
import { isPermissive } from '../workspace/profile.ts';
import type { ClientRecord } from '../workspace/state.ts';
import { registeredMetadata } from './client.ts';
import type { Redirect } from './redirect.ts';

/** Seconds by which the bank's clock may differ from ours. */
const tolerance = 30;

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
  const { payload } = await verifyJwt(response, { keys }, { algorithms: algorithmsOf(session, client) });
  if (payload.iss !== issuer) {
    fail({
      code: 'issuer_mismatch',
      message: `The signed answer is from ${String(payload.iss)}, not from ${issuer}.`,
      try: 'Do not use this answer. Start the authorisation again.',
    });
  }
  const now = session.surroundings.now() / 1000;
  const ahead = Math.max(0, ((await session.keys()).ahead() ?? 0) / 1000);
  if (typeof payload.nbf === 'number' && payload.nbf - tolerance > now + ahead) {
    fail({
      code: 'redirect_unexpected',
      message: 'The signed answer is not valid yet: its nbf is in the future.',
      try: 'Check this machine’s clock.',
    });
  }
  const current = typeof payload.exp === 'number' && payload.exp + tolerance > now;
  if (![payload.aud].flat().includes(client.clientId) || !current) {
    fail({
      code: 'redirect_unexpected',
      message: current ? 'The signed answer is for another client.' : 'The signed answer has expired.',
      try: 'Start the authorisation again.',
    });
  }
  const text = (name: string): string | undefined => textOf(payload[name]);
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

/** FAPI 1.0 Advanced §8.6 has PS256 and ES256, of which the client may have registered one (JARM §3); a permissive sandbox signs with RS256 too. */
function algorithmsOf({ bank: { entry } }: Session, client: ClientRecord): string[] {
  const allowed = isPermissive(entry) ? ['PS256', 'ES256', 'RS256'] : ['PS256', 'ES256'];
  const registered = registeredMetadata(client).authorization_signed_response_alg;
  return registered === undefined ? allowed : allowed.filter((algorithm) => registered.includes(algorithm));
}
