/** Access tokens: the client's own, the customer's, and how they are kept and renewed. */
import type { TokenEndpointResponse } from 'openid-client';
import { z } from 'zod';
import { findConsent, updateConsent } from '../consents/kept.ts';
import { fail } from '../errors.ts';
import { parseJson } from '../json.ts';
import { keep, rescueFrom } from '../keeping.ts';
import { currentClient, type Session, warnOfDisk } from '../session.ts';
import { clientCredentialsName, consentTokensName, type SecretName } from '../workspace/secrets.ts';
import type { ClientRecord, ConsentRecord } from '../workspace/state.ts';
import { configurationOf } from './client.ts';
import { failAtTokenEndpoint } from './oauth-answer.ts';
import { refreshedIdToken } from './refreshed-id-token.ts';
import { heardBy } from './token-answer.ts';

/** What a header can carry of a token (RFC 6749 appendix A.12: VSCHAR). */
const carriable = /^[\x20-\x7e]+$/;
/** The latest moment that a Date has. */
const latest = 8.64e15;

const tokenSet = z.object({
  access_token: z.string().regex(carriable),
  /** Milliseconds since the epoch. */
  expires_at: z.number().max(latest),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
  /** What the bank granted, space-separated. */
  scope: z.string(),
});
/** As it rests in the secret store. */
export type TokenSet = z.infer<typeof tokenSet>;

/** A token this near to its end is not used any more. */
const margin = 30_000;
/** What is assumed where a bank does not say `expires_in` (RFC 6749 §5.1 only recommends it), or nothing that is a lifetime. */
const assumedLifetime = 300;

/**
 * A client-credentials token for one scope (RFC 6749 §4.4), from the store while it has more than 30 s to live.
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
  const what = `the client-credentials token for "${scope}"`;
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
      message: `There is no access token for the consent ${consent.consentId}.`,
      try: 'Let the customer authorise the consent.',
      remedies: [{ do: 'authoriseConsent', consentId: consent.consentId }],
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
  const done = `The customer has authorised the consent ${consentId}, and its code is spent`;
  const advice = 'put it back.';
  await keep(session, { done, consent: { ...consent, authorisedAt }, secrets: [{ name, value }], advice }, async () => {
    await session.secrets.set(name, value);
    await updateConsent(session, consentId, (each) => ({ ...each, authorisedAt }));
  });
}

/** True when a token is at its end, or so near to it that a request may come too late. */
export function isSpent({ expires_at }: TokenSet, now: number): boolean {
  return expires_at - margin <= now;
}

/**
 * Renews the customer's access token (RFC 6749 §6). The old refresh token stays where the bank sends no new one, and whenever the request fails.
 * Where the bank refuses the grant it is asked up to twice more, for a token of the client and then for the consent, whose status is kept in
 * the state: what to do depends on it.
 * @throws OpenBankingError `token_missing`, `token_refused`
 */
export async function refreshTokens(session: Session, consentId: string): Promise<TokenSet> {
  const consent = await findConsent(session, consentId);
  const old = await consentTokens(session, consent, true);
  if (old.refresh_token === undefined) {
    return fail({
      code: 'token_missing',
      message: `The bank gave no refresh token with the consent ${consent.consentId}.`,
      try: 'Register the client with the grant type refresh_token, then let the customer authorise again.',
    });
  }
  const client = await currentClient(session);
  const [openid, configuration] = await Promise.all([import('openid-client'), configurationOf(session, client)]);
  const answer = await openid
    .refreshTokenGrant(configuration, old.refresh_token)
    .catch((thrown: unknown) => failAtTokenEndpoint(thrown, 'the refresh', configuration))
    // Loaded now, as it reads the consent with a token from here.
    .catch(async (thrown: unknown) =>
      (await import('./refused-refresh.ts')).explainRefusedRefresh(session, consent.consentId, thrown),
    );
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
    message: `The renewed tokens of the consent ${consent.consentId} ${file ? `are in ${file}, which only you may read` : 'were not kept anywhere'}.`,
    ...(file
      ? { fix: 'Make room, then put them back.', remedies: [{ do: 'restore', file }] }
      : {
          fix: 'Make room, then let the customer authorise again.',
          remedies: [{ do: 'authoriseConsent', consentId: consent.consentId }],
        }),
  });
}

/** What the disk did not take, or not let go of, for as long as the session lasts. */
const held = new WeakMap<Session, Map<SecretName, TokenSet | undefined>>();

/** Reading goes on where the disk takes nothing: the tokens are then the session's alone, and a warning says so. */
async function keepRenewable(session: Session, name: SecretName, tokens: TokenSet): Promise<boolean> {
  try {
    await session.secrets.set(name, JSON.stringify(tokens));
    held.get(session)?.delete(name);
    return true;
  } catch (thrown) {
    warnOfDisk(session, thrown);
    holdIn(session, name, tokens);
    return false;
  }
}

function holdIn(session: Session, name: SecretName, tokens: TokenSet | undefined): void {
  held.set(session, (held.get(session) ?? new Map()).set(name, tokens));
}

/**
 * Reads a token answer (RFC 6749 §5.1). A scope that the bank leaves out is the one asked for; commas between scopes are forgiven.
 * @throws OpenBankingError `token_answer_invalid` for another kind of token than Bearer (RFC 6750), and for one that no header can carry
 */
export function tokensFrom(session: Session, answer: TokenEndpointResponse, asked: string): TokenSet {
  if (answer.token_type.toLowerCase() !== 'bearer') {
    fail({
      code: 'token_answer_invalid',
      message: `The bank gave a token of the type ${JSON.stringify(answer.token_type)}, although none but Bearer was asked for.`,
      try: 'The token was thrown away. Tell the bank: it is of use only with a proof that this client did not send.',
    });
  }
  if (!carriable.test(answer.access_token)) {
    fail({
      code: 'token_answer_invalid',
      message: 'The bank’s access token holds characters that no header can carry, line ends for example.',
      try: 'The token was thrown away. Tell the bank: an access token is visible ASCII (RFC 6749 appendix A.12).',
    });
  }
  return {
    access_token: answer.access_token,
    expires_at: session.surroundings.now() + (answer.expires_in ?? assumedLifetime) * 1000,
    refresh_token: answer.refresh_token,
    scope: (answer.scope ?? asked).split(/[\s,]+/).join(' '),
  };
}

/** @throws OpenBankingError `token_answer_invalid` when the bank granted less than `scope` */
export function requireScope(tokens: TokenSet, scope: string, what: string): void {
  const granted = tokens.scope.split(' ');
  const lacking = scope.split(' ').filter((each) => !granted.includes(each));
  if (lacking.length === 0) return;
  fail({
    code: 'token_answer_invalid',
    message: `The bank granted less than ${what} asked for: ${lacking.join(', ')} is missing.`,
    try: 'Check the scope that the client is registered for.',
    remedies: [{ do: 'showClient' }],
  });
}

async function readTokens(session: Session, name: SecretName, fresh?: boolean): Promise<TokenSet | undefined> {
  const here = held.get(session);
  if (here?.has(name)) return here.get(name);
  return keptTokens(await session.secrets.get(name, fresh));
}

/** The customer's tokens of a consent as far as they can be had without running a command: for views, which nobody asked to run one. */
export async function knownTokens(
  { secrets, bank }: Session,
  { consentId }: ConsentRecord,
): Promise<TokenSet | undefined> {
  const name = consentTokensName(bank.name, consentId);
  return keptTokens(await (secrets.known ?? secrets.get)(name));
}

/** The tokens in a text of the secret store; undefined for one that is absent or cannot be read. */
export function keptTokens(text: string | undefined): TokenSet | undefined {
  if (text === undefined) return undefined;
  try {
    return tokenSet.parse(parseJson(text));
  } catch {
    // What cannot be read is as good as absent: a new token costs one request.
    return undefined;
  }
}
