/** When the kept tokens of a consent end, as the bank said it when it gave them. */
import type { TokenSet } from '../client/token-set.ts';
import { decodeJwt } from '../jwt/decode.ts';
import { secondsOf } from '../jwt/token-time.ts';
import type { TokenTimes } from './clocks.ts';

/** OBIE Security Profile: a NumericDate in the id_token of the token endpoint. */
const claim = 'http://openbanking.org.uk/refresh_token_expires_at';

/** The answer's own word on the refresh token goes before the claim: the id_token may be from before a renewal. */
export function tokenTimes({ expires_at, refresh_token, refresh_expires_at, id_token }: TokenSet): TokenTimes {
  const renewable = refresh_token !== undefined;
  const ends = renewable ? (refresh_expires_at ?? claimed(id_token)) : undefined;
  return { accessToken: expires_at, renewable, ...(ends !== undefined && { refreshToken: ends }) };
}

function claimed(idToken: string | undefined): number | undefined {
  if (idToken === undefined) return undefined;
  try {
    const seconds = secondsOf(decodeJwt(idToken).payload[claim]);
    // Nought is of banks whose refresh tokens have no end.
    return seconds === undefined || seconds <= 0 ? undefined : seconds * 1000;
  } catch {
    return undefined;
  }
}
