/** Access tokens: the client's own, the customer's, and how they are kept and renewed. */
import type { TokenEndpointResponse } from 'openid-client';
import { z } from 'zod';
import { fail } from '../errors.ts';
import { currentClient, findConsent, type Session } from '../session.ts';
import { clientCredentialsName, consentTokensName, type SecretName } from '../workspace/secrets.ts';
import type { ClientRecord, ConsentRecord } from '../workspace/state.ts';
import { configurationOf } from './client.ts';
import { failAtTokenEndpoint } from './oauth-answer.ts';

const tokenSet = z.object({
  access_token: z.string(),
  /** Milliseconds since the epoch. */
  expires_at: z.number(),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
  /** What the bank granted, space-separated. */
  scope: z.string(),
});
/** As it rests in the secret store. */
export type TokenSet = z.infer<typeof tokenSet>;

/** A token this near to its end is not used any more. */
const margin = 30_000;
/** What is assumed where a bank does not say `expires_in` (RFC 6749 §5.1 only recommends it). */
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
    .catch((thrown: unknown) => failAtTokenEndpoint(thrown, what));
  const tokens = tokensFrom(session, answer, scope);
  requireScope(tokens, scope, what);
  await keepTokens(session, name, tokens);
  return tokens;
}

/** Forgets a client-credentials token, so that the next use asks for another: after a 401, or a new certificate. */
export async function forgetClientCredentialsToken(
  session: Session,
  scope = 'accounts',
  given?: ClientRecord,
): Promise<void> {
  const { clientId } = given ?? (await currentClient(session));
  await session.secrets.delete(clientCredentialsName(session.bank.name, clientId, scope));
}

/**
 * The customer's tokens of a consent, as kept.
 * @throws OpenBankingError `token_missing`
 */
export async function consentTokens(session: Session, consent: ConsentRecord): Promise<TokenSet> {
  return (
    (await readTokens(session, consentTokensName(session.bank.name, consent.consentId))) ??
    fail({
      code: 'token_missing',
      message: `There is no access token for the consent ${consent.consentId}.`,
      try: 'Let the customer authorise the consent (obw consent authorise).',
    })
  );
}

export async function keepConsentTokens(session: Session, consentId: string, tokens: TokenSet): Promise<void> {
  await keepTokens(session, consentTokensName(session.bank.name, consentId), tokens);
}

/** True when a token is at its end, or so near to it that a request may come too late. */
export function isSpent({ expires_at }: TokenSet, now: number): boolean {
  return expires_at - margin <= now;
}

/**
 * Renews the customer's access token (RFC 6749 §6). The old refresh token stays where the bank sends no new one, and whenever the request fails.
 * @throws OpenBankingError `token_missing`, `token_refused`
 */
export async function refreshTokens(session: Session, consentId?: string): Promise<TokenSet> {
  const consent = await findConsent(session, consentId);
  const old = await consentTokens(session, consent);
  if (old.refresh_token === undefined) {
    return fail({
      code: 'token_missing',
      message: `The bank gave no refresh token with the consent ${consent.consentId}.`,
      try: 'Register the client with the grant type refresh_token, then let the customer authorise again.',
    });
  }
  const [openid, configuration] = await Promise.all([import('openid-client'), configurationOf(session)]);
  const answer = await openid
    .refreshTokenGrant(configuration, old.refresh_token)
    .catch((thrown: unknown) => failAtTokenEndpoint(thrown, 'the refresh'));
  const fresh = tokensFrom(session, answer, old.scope);
  const tokens: TokenSet = {
    ...fresh,
    refresh_token: fresh.refresh_token ?? old.refresh_token,
    id_token: fresh.id_token ?? old.id_token,
  };
  await keepConsentTokens(session, consent.consentId, tokens);
  return tokens;
}

/** Reads a token answer (RFC 6749 §5.1). A scope that the bank leaves out is the one asked for; commas between scopes are forgiven. */
export function tokensFrom(session: Session, answer: TokenEndpointResponse, asked: string): TokenSet {
  return {
    access_token: answer.access_token,
    expires_at: session.surroundings.now() + (answer.expires_in ?? assumedLifetime) * 1000,
    refresh_token: answer.refresh_token,
    id_token: answer.id_token,
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
    try: 'Check the scope that the client is registered for (obw client show).',
  });
}

async function readTokens(session: Session, name: SecretName): Promise<TokenSet | undefined> {
  const text = await session.secrets.get(name);
  if (text === undefined) return undefined;
  try {
    return tokenSet.parse(JSON.parse(text));
  } catch {
    // What cannot be read is as good as absent: a new token costs one request.
    return undefined;
  }
}

async function keepTokens(session: Session, name: SecretName, tokens: TokenSet): Promise<void> {
  await session.secrets.set(name, JSON.stringify(tokens));
}
