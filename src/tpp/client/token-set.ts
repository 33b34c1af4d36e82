/** A set of tokens: read from an answer, kept in the secret store, found there again. */

import type { TokenEndpointResponse } from 'openid-client';
import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { parseJson } from '../json.ts';
import { type Session, warnOfDisk } from '../session.ts';
import type { SecretName } from '../workspace/secrets.ts';

/** What a header can carry of a token (RFC 6749 appendix A.12: VSCHAR). */
const carriable = /^[\x20-\x7e]+$/;
/** The latest moment that a Date has. */
const latest = 8.64e15;

const tokenSet = z.object({
  access_token: z.string().regex(carriable),
  /** Milliseconds since the epoch. */
  expires_at: z.number().max(latest),
  refresh_token: z.string().optional(),
  /** Milliseconds since the epoch, of a bank whose answer says when the refresh token ends. */
  refresh_expires_at: z.number().max(latest).optional(),
  id_token: z.string().optional(),
  /** What the bank granted, space-separated. */
  scope: z.string(),
  /** Milliseconds from when it was given to its end. */
  lifetime: z.number().optional(),
  /** Whether the bank puts another refresh token in the place of one that was used; absent as long as nobody knows. */
  rotates: z.boolean().optional(),
  /** When this refresh token was sent and no answer came, milliseconds since the epoch. */
  lost_at: z.number().optional(),
});
/** As it rests in the secret store. */
export type TokenSet = z.infer<typeof tokenSet>;

/** A token this near to its end is renewed: a tenth of its life, and no more than a minute. */
const margin = 60_000;
/** For one that was kept without its life. */
const usualMargin = 30_000;
/** What is assumed where a bank does not say `expires_in` (RFC 6749 §5.1 only recommends it), or nothing that is a lifetime. */
const assumedLifetime = 300;

/** True when a token is at its end, or so near to it that a request may come too late. */
export function isSpent({ expires_at, lifetime }: TokenSet, now: number): boolean {
  return expires_at - (lifetime === undefined ? usualMargin : Math.min(margin, lifetime / 10)) <= now;
}

/** What the disk did not take, or not let go of, for as long as the session lasts. */
const held = new WeakMap<Session, Map<SecretName, TokenSet | undefined>>();

/** Reading goes on where the disk takes nothing: the tokens are then the session's alone, and a warning says so. */
export async function keepRenewable(session: Session, name: SecretName, tokens: TokenSet): Promise<boolean> {
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

export function holdIn(session: Session, name: SecretName, tokens: TokenSet | undefined): void {
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
      message: t(
        'The bank gave a token of the type {0}, although none but Bearer was asked for.',
        JSON.stringify(answer.token_type),
      ),
      try: t('The token was thrown away. Tell the bank: it is of use only with a proof that this client did not send.'),
    });
  }
  if (!carriable.test(answer.access_token)) {
    fail({
      code: 'token_answer_invalid',
      message: t('The bank’s access token holds characters that no header can carry, line ends for example.'),
      try: t('The token was thrown away. Tell the bank: an access token is visible ASCII (RFC 6749 appendix A.12).'),
    });
  }
  const lifetime = (answer.expires_in ?? assumedLifetime) * 1000;
  return {
    access_token: answer.access_token,
    expires_at: session.surroundings.now() + lifetime,
    lifetime,
    refresh_token: answer.refresh_token,
    ...refreshEnd(answer, session.surroundings.now()),
    scope: (answer.scope ?? asked).split(/[\s,]+/).join(' '),
  };
}

/** No standard has a member for it; these are what banks and their servers write. Nought is one without an end. */
function refreshEnd(answer: TokenEndpointResponse, now: number): Pick<TokenSet, 'refresh_expires_at'> {
  if (answer.refresh_token === undefined) return {};
  const seconds = (name: string): number => {
    const value = Number(answer[name]);
    return value > 0 && value < 1e11 ? value : Number.NaN;
  };
  const spans = ['refresh_token_expires_in', 'refresh_expires_in'].map((name) => now + seconds(name) * 1000);
  const at = [...spans, seconds('refresh_token_expires_at') * 1000].find((each) => !Number.isNaN(each));
  return at === undefined ? {} : { refresh_expires_at: at };
}

/** @throws OpenBankingError `token_answer_invalid` when the bank granted less than `scope` */
export function requireScope(tokens: TokenSet, scope: string, what: string): void {
  const granted = tokens.scope.split(' ');
  const lacking = scope.split(' ').filter((each) => !granted.includes(each));
  if (lacking.length === 0) return;
  fail({
    code: 'token_answer_invalid',
    message: t('The bank granted less than {0} asked for: {1} is missing.', what, lacking.join(', ')),
    try: t('Check the scope that the client is registered for.'),
    remedies: [{ do: 'showClient' }],
  });
}

/** The tokens of that name, the session's own where the disk took none. @param fresh not as they were a moment ago */
export async function readTokens(session: Session, name: SecretName, fresh?: boolean): Promise<TokenSet | undefined> {
  const here = held.get(session);
  if (here?.has(name)) return here.get(name);
  return keptTokens(await session.secrets.get(name, fresh));
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
