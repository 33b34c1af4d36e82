/** A JWT secured authorisation response (JARM): the answer's parameters, signed by the bank. */
import { t } from '../../standard/language.ts';
import { registeredMetadata } from '../client/client.ts';
import { fail } from '../errors.ts';
import { decodeJwt } from '../jwt/decode.ts';
import { secondsOf, timeProblem, tolerance } from '../jwt/token-time.ts';
import { verifyJwt } from '../jwt/verify.ts';
import type { Session } from '../session.ts';
import { textOf } from '../strangers.ts';
import { isPermissive } from '../workspace/profile.ts';
import type { ClientRecord } from '../workspace/state.ts';
import { bankAhead, maxAhead } from './bank-clock.ts';
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
  const { payload } = await verifyJwt(response, { keys }, { algorithms: algorithmsOf(session, client) });
  if (payload.iss !== issuer) {
    fail({
      code: 'issuer_mismatch',
      message: t('The signed answer is from {0}, not from {1}.', String(payload.iss), issuer),
      try: t('Do not use this answer. Start the authorisation again.'),
    });
  }
  await checkTimes(session, payload);
  if (![payload.aud].flat().includes(client.clientId)) unusable(t('The signed answer is for another client.'));
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

/** JARM §2.4: `exp` is a must; `nbf` is held against the bank's clock where ours is a little behind it. */
async function checkTimes(session: Session, { exp, nbf }: Record<string, unknown>): Promise<void> {
  for (const [name, value] of Object.entries({ nbf, exp })) {
    const problem = value === undefined || value === null ? undefined : timeProblem(value);
    if (problem) unusable(t('The {0} of the signed answer {1}.', name, problem));
  }
  const now = session.surroundings.now();
  const begins = secondsOf(nbf) ?? Number.NEGATIVE_INFINITY;
  if (begins - tolerance > now / 1000) {
    const ahead = (await bankAhead(session)) ?? 0;
    if (ahead > maxAhead || begins - tolerance > (now + Math.max(0, ahead)) / 1000) {
      const theirs = ahead > 0 ? t(', by the bank’s {0}', new Date(now + ahead).toISOString()) : '';
      unusable(
        t(
          'The signed answer is not valid yet: its nbf is in the future (by this machine’s clock it is {0}{1}).',
          new Date(now).toISOString(),
          theirs,
        ),
        t('Check this machine’s clock.'),
      );
    }
  }
  if (!((secondsOf(exp) ?? Number.NaN) + tolerance > now / 1000)) unusable(t('The signed answer has expired.'));
}

function unusable(message: string, advice = t('Start the authorisation again.')): never {
  return fail({ code: 'redirect_unexpected', message, try: advice });
}

/** FAPI 1.0 Advanced §8.6 has PS256 and ES256, of which the client may have registered one (JARM §3); a permissive sandbox signs with RS256 too. */
function algorithmsOf({ bank: { entry } }: Session, client: ClientRecord): string[] {
  const allowed = isPermissive(entry) ? ['PS256', 'ES256', 'RS256'] : ['PS256', 'ES256'];
  const registered = registeredMetadata(client).authorization_signed_response_alg;
  return registered === undefined ? allowed : allowed.filter((algorithm) => registered.includes(algorithm));
}
