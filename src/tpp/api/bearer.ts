/** The access token of a call and its one renewal; the client's own. */
import { clientCredentialsToken, forgetClientCredentialsToken } from '../client/client-token.ts';
import type { Session } from '../session.ts';
import type { TokenOwner } from '../transport/exchange.ts';

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
