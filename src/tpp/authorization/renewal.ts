/** The customer's access token renewed: before its end, by one at a time, and never by a refresh token that may be spent. */
import { createHash } from 'node:crypto';
import { t } from '../../standard/language.ts';
import { configurationOf, registeredMetadata } from '../client/client.ts';
import { failAtTokenEndpoint } from '../client/oauth-answer.ts';
import { type Heard, heardBy } from '../client/token-answer.ts';
import { isSpent, readTokens, type TokenSet, tokensFrom } from '../client/token-set.ts';
import { findConsent } from '../consents/kept.ts';
import { fail, OpenBankingError } from '../errors.ts';
import { currentClient, type Session } from '../session.ts';
import { consentTokensName } from '../workspace/secrets.ts';
import type { ClientRecord, ConsentRecord } from '../workspace/state.ts';
import { mayAssert, tokensByAssertion } from './assertion.ts';
import { keepRenewed } from './kept-renewal.ts';
import { failAsLost, isLost } from './lost-renewal.ts';
import { refreshedIdToken } from './refreshed-id-token.ts';
import { explainRefusedRefresh } from './refused-refresh.ts';
import { consentTokens, knownTokens } from './tokens.ts';

export interface RenewalOptions {
  /** The access token that is at its end. Where the store has another by now, that one is given. Default: the one that is kept here. */
  held?: string;
  /** Somebody asked for it, who knows that the answer to the renewal before was lost. */
  again?: boolean;
}

/**
 * Renews the customer's access token (RFC 6749 §6): one at a time of all who have the workspace's state, and tokens that another has renewed
 * meanwhile are given as they are. The old refresh token stays where the bank sends no new one, and whenever the request fails. Where the bank
 * refuses the grant it is asked up to twice more, for a token of the client and then for the consent, whose status is kept in the state: what to
 * do depends on it. Without a refresh token that is good, the client vouches for the customer where the bank has that way.
 * @throws OpenBankingError `token_missing`, `token_refused`, `renewal_answer_lost`
 */
export async function refreshTokens(
  session: Session,
  consentId: string,
  { held, again = false }: RenewalOptions = {},
): Promise<TokenSet> {
  const consent = await findConsent(session, consentId);
  const before = held ?? (await knownTokens(session, consent))?.access_token;
  return oneAtATime(session, consentId, async () => {
    const old = await consentTokens(session, consent, true);
    const isOthers = before !== undefined && old.access_token !== before && !isSpent(old, session.surroundings.now());
    return isOthers ? old : renew(session, consent, old, again);
  });
}

/** Whether there is a way to another access token without the customer. */
export async function isRenewable(session: Session, tokens: TokenSet): Promise<boolean> {
  return tokens.refresh_token !== undefined || mayAssert(session, await currentClient(session));
}

/** By the consent, not by the place of its tokens: that is a file, an editor's own, or a team's. */
function oneAtATime<T>(session: Session, consentId: string, work: () => Promise<T>): Promise<T> {
  const { alone } = session.state;
  if (alone === undefined) return work();
  const digest = createHash('sha256').update(`${session.bank.name}\n${consentId}`).digest('hex').slice(0, 16);
  return alone(`renewal-${digest}`, t('The renewal of the tokens of the consent {0}', consentId), work);
}

async function renew(session: Session, consent: ConsentRecord, old: TokenSet, again: boolean): Promise<TokenSet> {
  const client = await currentClient(session);
  const byAssertion = async () =>
    kept(session, client, consent, old, await tokensByAssertion(session, client, consent));
  const isHeldBack = old.lost_at !== undefined && old.rotates !== false && !again;
  if (old.refresh_token === undefined || isHeldBack) {
    if (await mayAssert(session, client)) return byAssertion();
    return isHeldBack ? failAsLost(session, consent, old) : failWithoutRefreshToken(session, client, consent);
  }
  const asked = askFor(session, client, old, old.refresh_token);
  const [answered] = await Promise.allSettled([asked]);
  if (answered.status === 'fulfilled') return kept(session, client, consent, old, ...answered.value);
  const failed = answered.reason;
  if (isLost(failed) && old.rotates !== false) {
    const marked = { ...old, lost_at: session.surroundings.now() };
    await keepRenewed(session, consent, marked, false);
    return (await mayAssert(session, client)) ? byAssertion() : failAsLost(session, consent, marked, failed);
  }
  return renewedByAnother(session, consent, old, failed).catch(async (refused: unknown) => {
    if (!isOver(refused) || !(await mayAssert(session, client))) throw refused;
    return byAssertion().catch(() => Promise.reject(refused));
  });
}

type Answered = [fresh: TokenSet, heard?: Heard | undefined];

/** A bank that is known to leave the refresh token as it is can be asked once more when its answer was lost. */
async function askFor(session: Session, client: ClientRecord, old: TokenSet, token: string): Promise<Answered> {
  const [openid, configuration] = await Promise.all([import('openid-client'), configurationOf(session, client)]);
  const ask = () =>
    openid
      .refreshTokenGrant(configuration, token)
      .catch((thrown: unknown) => failAtTokenEndpoint(thrown, t('the refresh'), configuration));
  const answer = await ask().catch((thrown: unknown) => {
    if (old.rotates === false && isLost(thrown)) return ask();
    throw thrown;
  });
  return [tokensFrom(session, answer, old.scope), heardBy(configuration)];
}

/** Keeps what came, with what only the tokens before have. */
async function kept(
  session: Session,
  client: ClientRecord,
  consent: ConsentRecord,
  old: TokenSet,
  fresh: TokenSet,
  heard?: Heard,
): Promise<TokenSet> {
  const isNew = fresh.refresh_token !== undefined && fresh.refresh_token !== old.refresh_token;
  const renewed: TokenSet = {
    ...fresh,
    refresh_token: fresh.refresh_token ?? old.refresh_token,
    refresh_expires_at: fresh.refresh_expires_at ?? (fresh.refresh_token ? undefined : old.refresh_expires_at),
    id_token: old.id_token,
    // An assertion says nothing of what becomes of a refresh token, nor does it mend one that may be spent.
    ...(heard === undefined ? { rotates: old.rotates } : { rotates: isNew || old.rotates === true }),
    ...(heard === undefined && !isNew && old.lost_at !== undefined && { lost_at: old.lost_at }),
  };
  // Judging an id_token may take a key set's time, in which a new refresh token must not be lost.
  const isRescued = isNew && heard?.idToken !== undefined && !(await keepRenewed(session, consent, renewed, isNew));
  const tokens: TokenSet = {
    ...renewed,
    id_token: await refreshedIdToken(session, {
      client,
      consentId: consent.consentId,
      accessToken: fresh.access_token,
      heard,
      before: old.id_token,
    }),
  };
  if (!isRescued) await keepRenewed(session, consent, tokens, isNew);
  return tokens;
}

/** Whether the bank says that the refresh token is good no more. */
function isOver(thrown: unknown): boolean {
  return thrown instanceof OpenBankingError && thrown.problem.bank?.error === 'invalid_grant';
}

/** A client that is registered for refresh tokens and got none gets none by registering again. */
function failWithoutRefreshToken(session: Session, client: ClientRecord, { consentId }: ConsentRecord): never {
  const isRegistered = registeredMetadata(client).grant_types?.includes('refresh_token');
  return fail({
    code: 'token_missing',
    message: t('The bank gave no refresh token with the consent {0}.', consentId),
    try: isRegistered
      ? t('The client is registered for refresh tokens: this bank gives none here. Let the customer authorise again.')
      : t('Register the client with the grant type refresh_token, then let the customer authorise again.'),
    ...(isRegistered && {
      remedies: [{ do: 'authoriseConsent', consentId }],
      about: { bank: session.bank.name, consentId },
    }),
  });
}

/**
 * A bank that takes a refresh token once refuses it to the second of two that renew at the same moment, a window and a terminal: what the first
 * was given is for both. It may be written while the reason is looked for.
 */
async function renewedByAnother(
  session: Session,
  { consentId }: ConsentRecord,
  old: TokenSet,
  refused: unknown,
): Promise<TokenSet> {
  // A network that failed is no reason to ask the team's command again.
  if (!(refused instanceof OpenBankingError) || refused.problem.bank === undefined) throw refused;
  const theirs = async (): Promise<TokenSet | undefined> => {
    const name = consentTokensName(session.bank.name, consentId);
    const tokens = await readTokens(session, name, true).catch(() => undefined);
    if (tokens === undefined || tokens.access_token === old.access_token) return undefined;
    return isSpent(tokens, session.surroundings.now()) ? undefined : tokens;
  };
  const renewed = await theirs();
  if (renewed) return renewed;
  return explainRefusedRefresh(session, consentId, refused).catch(
    async (explained: unknown) => (await theirs()) ?? Promise.reject(explained),
  );
}
