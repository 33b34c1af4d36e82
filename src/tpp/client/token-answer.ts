/** What a token endpoint answered, as it came, and the same made readable for openid-client, which refuses a token for any member that it does not like. */

import type { Configuration } from 'openid-client';
import { t } from '../../standard/language.ts';
import { parseJson, TooDeep } from '../json.ts';
import { bankWords } from '../meanings/bank-words.ts';
import type { Session } from '../session.ts';
import { objectOf, textOf, textsOf, unlisted } from '../strangers.ts';
import type { Answer } from '../transport/exchange.ts';
import { responseOf } from '../transport/fetch-adapter.ts';
import { lifetimeOf } from '../transport/lifetime.ts';
import { aheadOf } from '../transport/server-clock.ts';

/** The last answer to a configuration's requests. */
export interface Heard {
  answer: Answer;
  /** Taken out of the answer: we judge it by checks of our own, by which every way to be wrong has its name. */
  idToken?: string;
  /** Milliseconds by which the bank's clock is ahead of ours, by the answer's `Date`. */
  bankAhead?: number;
}

const heard = new WeakMap<Configuration, Heard>();

/** What was heard last of the token endpoint through this configuration. */
export function heardBy(configuration: Configuration): Heard | undefined {
  return heard.get(configuration);
}

/** Remembers what came, and gives it as openid-client can read it. */
export function hear(session: Session, configuration: Configuration, answer: Answer): Response {
  const { readable, idToken } = readableAnswer(answer, (message) =>
    session.warn({ severity: 'warning', code: 'token_answer_odd', message, fix: t('Tell the bank (RFC 6749 §5.1).') }),
  );
  heard.set(configuration, { answer, idToken, bankAhead: aheadOf(answer, session.surroundings.now()) });
  return responseOf(readable);
}

/** Remembers the answer to a pushed request (RFC 9126), which is no token. */
export function hearPushed(configuration: Configuration, answer: Answer): Response {
  heard.set(configuration, { answer });
  return responseOf(answer);
}

function readableAnswer(answer: Answer, odd: (message: string) => void): { readable: Answer; idToken?: string } {
  if (answer.status < 200 || answer.status > 299) return { readable: answer };
  const json = parsed(answer.body);
  // What is nested too deeply nobody reads.
  if (json === tooDeep) return { readable: { ...answer, body: '' } };
  const told = objectOf(json);
  if (told === undefined) return { readable: answer };
  const members = unlisted(told);
  if (members.access_token === undefined) {
    const { error, description, codes } = bankWords(answer.body);
    const refuses = error !== undefined || description !== undefined || codes.length > 0;
    return { readable: { ...answer, status: refuses ? 400 : 200 } };
  }
  const { id_token: idToken, ...rest } = members;
  const body = {
    ...rest,
    token_type: typeOf(rest.token_type, odd),
    expires_in: lifetimeOf(rest.expires_in),
    scope: textOf(textsOf(rest.scope)?.join(' ')),
    refresh_token: textOf(rest.refresh_token),
  };
  if (idToken !== undefined && textOf(idToken) === undefined) {
    odd(t('The id_token that the bank gave with the token is no text; it was left aside.'));
  }
  if (answer.status !== 200) odd(t('The bank gave a token with status {0} instead of 200.', answer.status));
  const headers = { ...answer.headers, 'content-type': 'application/json' };
  return { readable: { ...answer, status: 200, headers, body: JSON.stringify(body) }, idToken: textOf(idToken) };
}

/** Nothing but Bearer is asked for: a bank that does not say gives one, and gateways call it BearerToken. */
function typeOf(told: unknown, odd: (message: string) => void): unknown {
  if (typeof told === 'string' && !/^\s*bearertoken\s*$/i.test(told)) return told.trim();
  odd(
    typeof told === 'string'
      ? t('The bank calls the type of its token {0}; it was taken for Bearer.', told.trim())
      : t('The bank does not say of which type its token is; it was taken for Bearer.'),
  );
  return 'Bearer';
}

const tooDeep = Symbol('too deep');

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (thrown) {
    return thrown instanceof TooDeep ? tooDeep : undefined;
  }
}
