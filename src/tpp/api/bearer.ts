/** The access token of a call: the client's own, or the customer's of one consent, and its one renewal. */
import {
  clientCredentialsToken,
  consentTokens,
  forgetClientCredentialsToken,
  isSpent,
  refreshTokens,
} from '../authorization/tokens.ts';
import type { Session } from '../session.ts';
import type { TokenOwner } from '../transport/exchange.ts';
import type { ConsentRecord } from '../workspace/state.ts';

export interface Bearer {
  owner: TokenOwner;
  /** The token to send, renewed where it is known to be at its end. */
  token(): Promise<string>;
  /** After a 401: whether there is another one now. */
  renew(): Promise<boolean>;
}

/** The client's own token for a scope (client credentials). Errors of its calls: those of the token endpoint. */
export function clientBearer(session: Session, scope: string): Bearer {
  return {
    owner: { of: 'client', scope },
    token: async () => (await clientCredentialsToken(session, scope)).access_token,
    renew: async () => {
      await forgetClientCredentialsToken(session, scope);
      return true;
    },
  };
}

/**
 * The customer's token of a consent, taken from the store once for all that is called with it.
 * @throws OpenBankingError `token_missing`
 */
export async function customerBearer(session: Session, consent: ConsentRecord): Promise<Bearer> {
  let tokens = await consentTokens(session, consent);
  const renew = async (): Promise<boolean> => {
    if (tokens.refresh_token === undefined) return false;
    tokens = await refreshTokens(session, consent.consentId);
    return true;
  };
  return {
    owner: { of: 'consent', consentId: consent.consentId },
    token: async () => {
      if (isSpent(tokens, session.surroundings.now())) await renew();
      return tokens.access_token;
    },
    renew,
  };
}
