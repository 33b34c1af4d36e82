/** The customer's tokens of a consent: how they are kept and renewed. */
import { t } from '../../standard/language.ts';
import { configurationOf, registeredMetadata } from '../client/client.ts';
import { failAtTokenEndpoint } from '../client/oauth-answer.ts';
import { heardBy } from '../client/token-answer.ts';
import { isSpent, keepRenewable, keptTokens, readTokens, type TokenSet, tokensFrom } from '../client/token-set.ts';
import { findConsent, updateConsent } from '../consents/kept.ts';
import { fail, OpenBankingError } from '../errors.ts';
import { every, keep, rescueFrom } from '../keeping.ts';
import { currentClient, findClient, type Session } from '../session.ts';
import { consentTokensName, type SecretName } from '../workspace/secrets.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import { refreshedIdToken } from './refreshed-id-token.ts';
import { explainRefusedRefresh } from './refused-refresh.ts';

/**
 * The customer's tokens of a consent, as kept.
 * @param fresh where a refresh token is about to be used
 * @throws OpenBankingError `token_missing`
 */
export async function consentTokens(session: Session, consent: ConsentRecord, fresh = false): Promise<TokenSet> {
  return (
    (await readTokens(session, consentTokensName(session.bank.name, consent.consentId), fresh)) ??
    fail({
      code: 'token_missing',
      message: t('There is no access token for the consent {0}.', consent.consentId),
      try: t('Let the customer authorise the consent.'),
      remedies: [
        { do: 'authoriseConsent', consentId: consent.consentId },
        // Authorised from here once.
        ...(consent.authorisedAt === undefined ? [] : [{ do: 'shareSecrets' } as const]),
      ],
      about: { bank: session.bank.name, consentId: consent.consentId },
    })
  );
}

/** Keeps what a customer's authorisation gave: the code is spent, and nobody gives it again. */
export async function keepAuthorisation(session: Session, consent: ConsentRecord, tokens: TokenSet): Promise<void> {
  const { consentId } = consent;
  const name = consentTokensName(session.bank.name, consentId);
  const authorisedAt = new Date(session.surroundings.now()).toISOString();
  const value = JSON.stringify(tokens);
  const done = t('The customer has authorised the consent {0}, and its code is spent', consentId);
  const advice = t('put it back.');
  await keep(session, { done, consent: { ...consent, authorisedAt }, secrets: [{ name, value }], advice }, () =>
    every([session.secrets.set(name, value), updateConsent(session, consentId, (each) => ({ ...each, authorisedAt }))]),
  );
}

/** A client that is registered for refresh tokens and got none gets none by registering again. */
async function failWithoutRefreshToken(session: Session, { consentId }: ConsentRecord): Promise<never> {
  const client = await findClient(session);
  const isRegistered = client !== undefined && registeredMetadata(client).grant_types?.includes('refresh_token');
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
 * Renews the customer's access token (RFC 6749 §6). The old refresh token stays where the bank sends no new one, and whenever the request fails.
 * Where the bank refuses the grant it is asked up to twice more, for a token of the client and then for the consent, whose status is kept in
 * the state: what to do depends on it. Tokens that somebody else of this folder has renewed meanwhile are given as they are.
 * @throws OpenBankingError `token_missing`, `token_refused`
 */
export async function refreshTokens(session: Session, consentId: string): Promise<TokenSet> {
  const consent = await findConsent(session, consentId);
  const old = await consentTokens(session, consent, true);
  if (old.refresh_token === undefined) return failWithoutRefreshToken(session, consent);
  const client = await currentClient(session);
  const [openid, configuration] = await Promise.all([import('openid-client'), configurationOf(session, client)]);
  const asked = openid
    .refreshTokenGrant(configuration, old.refresh_token)
    .catch((thrown: unknown) => failAtTokenEndpoint(thrown, t('the refresh'), configuration));
  const [answered] = await Promise.allSettled([asked]);
  if (answered.status === 'rejected') return renewedByAnother(session, consent, old, answered.reason);
  const answer = answered.value;
  const fresh = tokensFrom(session, answer, old.scope);
  const renewed: TokenSet = {
    ...fresh,
    refresh_token: fresh.refresh_token ?? old.refresh_token,
    id_token: old.id_token,
  };
  const heard = heardBy(configuration);
  // Judging an id_token may take a key set's time, in which a new refresh token must not be lost.
  const isNew = renewed.refresh_token !== old.refresh_token;
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

/** @returns whether the disk took them; a new refresh token that it did not take is put elsewhere */
async function keepRenewed(
  session: Session,
  consent: ConsentRecord,
  tokens: TokenSet,
  isNew: boolean,
): Promise<boolean> {
  const name = consentTokensName(session.bank.name, consent.consentId);
  const isKept = await keepRenewable(session, name, tokens);
  if (!isKept && isNew) await rescueRenewed(session, consent, name, tokens);
  return isKept;
}

/** The bank gave a new refresh token, and may have ended the one that the disk has. */
async function rescueRenewed(session: Session, consent: ConsentRecord, name: SecretName, tokens: TokenSet) {
  const { pending: _, ...rest } = consent;
  const file = await rescueFrom(session, { consent: rest, secrets: [{ name, value: JSON.stringify(tokens) }] });
  session.warn({
    severity: 'warning',
    code: 'tokens_not_kept',
    message: t(
      'The renewed tokens of the consent {0} {1}.',
      consent.consentId,
      file ? t('are in {0}, which only you may read', file) : t('were not kept anywhere'),
    ),
    ...(file
      ? { fix: t('Make room, then put them back.'), remedies: [{ do: 'restore', file }] }
      : {
          fix: t('Make room, then let the customer authorise again.'),
          remedies: [{ do: 'authoriseConsent', consentId: consent.consentId }],
        }),
  });
}

/** The customer's tokens of a consent as far as they can be had without running a command: for views, which nobody asked to run one. */
export async function knownTokens(
  { secrets, bank }: Session,
  { consentId }: ConsentRecord,
): Promise<TokenSet | undefined> {
  const name = consentTokensName(bank.name, consentId);
  return keptTokens(await (secrets.known ?? secrets.get)(name));
}
