/** The client's own access token for a scope, and how it is kept. */
import { t } from '../../standard/language.ts';
import { currentClient, type Session, warnOfDisk } from '../session.ts';
import { clientCredentialsName } from '../workspace/secrets.ts';
import type { ClientRecord } from '../workspace/state.ts';
import { configurationOf } from './client.ts';
import { failAtTokenEndpoint } from './oauth-answer.ts';
import { holdIn, isSpent, keepRenewable, readTokens, requireScope, type TokenSet, tokensFrom } from './token-set.ts';

/**
 * A client-credentials token for one scope (RFC 6749 §4.4), from the store until shortly before its end.
 * @param scope one scope of the standard: `accounts`, `payments`, `fundsconfirmations`
 * @param given the client; default: the session's current one
 * @throws OpenBankingError `client_not_found`, `client_secret_missing`, `token_refused`, `token_answer_invalid`
 */
export async function clientCredentialsToken(
  session: Session,
  scope = 'accounts',
  given?: ClientRecord,
): Promise<TokenSet> {
  const client = given ?? (await currentClient(session));
  const name = clientCredentialsName(session.bank.name, client.clientId, scope);
  const kept = await readTokens(session, name);
  if (kept && !isSpent(kept, session.surroundings.now())) return kept;
  const what = t('the client-credentials token for "{0}"', scope);
  const [openid, configuration] = await Promise.all([import('openid-client'), configurationOf(session, client)]);
  const answer = await openid
    .clientCredentialsGrant(configuration, { scope })
    .catch((thrown: unknown) => failAtTokenEndpoint(thrown, what, configuration));
  const tokens = tokensFrom(session, answer, scope);
  requireScope(tokens, scope, what);
  await keepRenewable(session, name, tokens);
  return tokens;
}

/** Forgets a client-credentials token, so that the next use asks for another: after a 401, or a new certificate. */
export async function forgetClientCredentialsToken(
  session: Session,
  scope = 'accounts',
  given?: ClientRecord,
): Promise<void> {
  const { clientId } = given ?? (await currentClient(session));
  const name = clientCredentialsName(session.bank.name, clientId, scope);
  await session.secrets.delete(name).catch((thrown: unknown) => {
    warnOfDisk(session, thrown);
    holdIn(session, name, undefined);
  });
}
