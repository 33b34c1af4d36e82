/** The customer's access token of one consent, for a call and its one renewal. */

import type { Bearer } from '../api/bearer.ts';
import { isSpent } from '../client/token-set.ts';
import type { Session } from '../session.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import { consentTokens, refreshTokens } from './tokens.ts';

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
