/** What went wrong at the token endpoint, in our one error union: openid-client's errors and the bank's own words. */

import type { Configuration } from 'openid-client';
import { t } from '../../standard/language.ts';
import { type BankAnswer, fail, OpenBankingError, type Problem } from '../errors.ts';
import { bankWords } from '../meanings/bank-words.ts';
import { meaningAt } from '../meanings/oauth-errors.ts';
import { meaningOfStatus } from '../meanings/statuses.ts';
import { redactedStart } from '../redaction/redact.ts';
import { adviceOf } from '../remedies.ts';
import { withoutStop } from '../text-end.ts';
import type { Answer } from '../transport/exchange.ts';
import { interactionIdOf } from '../transport/interaction-id.ts';
import { notTheApi } from '../transport/not-the-api.ts';
import { adoptionBy } from './adoption.ts';
import { heardBy } from './token-answer.ts';

interface Thrown {
  code?: unknown;
  message?: unknown;
  cause?: unknown;
}

/**
 * Throws what openid-client threw as an {@link OpenBankingError}: `token_refused` with the bank's words, `token_answer_invalid`, or the network
 * error that our transport had thrown below it. What the bank said is read from the answer itself, which openid-client reads only a part of.
 */
export function failAtTokenEndpoint(thrown: unknown, what: string, configuration: Configuration): never {
  const chain = causes(thrown);
  const ours = chain.find((each) => each instanceof OpenBankingError);
  if (ours instanceof OpenBankingError) throw ours;
  const answer = heardBy(configuration)?.answer;
  if (answer === undefined) throw thrown;
  const elsewhere = notTheEndpoint(answer, what);
  if (elsewhere) return fail({ ...elsewhere, interactionId: interactionIdOf(answer) }, thrown);
  for (const each of chain) {
    const problem = problemIn(each, what, answer, chain);
    if (problem) return fail({ ...naming(problem, configuration), interactionId: interactionIdOf(answer) }, thrown);
  }
  throw thrown;
}

/** A client that is to be taken over anew is the one that was refused: with its secret, which may be what was wrong. */
function naming(problem: Problem, configuration: Configuration): Problem {
  const { client_id: clientId, token_endpoint_auth_method: method } = configuration.clientMetadata();
  const remedies = problem.remedies?.map((each) =>
    each.do === 'adoptClient' ? { ...adoptionBy(method), clientId } : each,
  );
  return { ...problem, ...(remedies && { remedies }) };
}

function problemIn(error: Thrown, what: string, answer: Answer, chain: Thrown[]): Problem | undefined {
  switch (error.code) {
    case 'OAUTH_RESPONSE_BODY_ERROR':
    case 'OAUTH_WWW_AUTHENTICATE_CHALLENGE':
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
      return refusal(answer, what);
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_PARSE_ERROR':
      return {
        code: 'answer_not_json',
        message: t("The bank's answer to {0} is not JSON.", what),
        try: t('Look at the exchange in the log: a proxy or an error page may have answered in the bank’s place.'),
        bank: bankAnswer(answer),
      };
    case 'OAUTH_INVALID_RESPONSE':
    case 'OAUTH_UNSUPPORTED_OPERATION':
      return {
        code: 'token_answer_invalid',
        message: t("The bank's answer to {0} does not follow the standard: {1}.", what, innermost(chain)),
        try: t('Tell the bank, with the interaction id.'),
        bank: { status: answer.status },
      };
    default:
      return undefined;
  }
}

/** A page of a gateway, or a redirect: nothing in it is about the client. */
function notTheEndpoint(answer: Answer, what: string): Problem | undefined {
  const other = notTheApi(answer);
  if (!other) return undefined;
  const { status } = answer;
  const refused = status >= 300;
  return {
    code: refused ? 'token_refused' : 'answer_not_json',
    message: refused
      ? t('The bank refused {0} with status {1} and {2}.', what, status, other.said)
      : t("The bank's answer to {0} is not JSON: {1}.", what, other.said),
    ...adviceOf(other),
    bank: bankAnswer(answer),
  };
}

function refusal(answer: Answer, what: string): Problem {
  const { status } = answer;
  const words = bankWords(answer.body);
  const { error } = words;
  const description = words.description ?? (words.messages.join(' ') || undefined);
  const known = error === undefined ? undefined : meaningAt('token', error);
  return {
    code: 'token_refused',
    message: t(
      'The bank refused {0}{1}{2}.',
      what,
      error ? t(' with {0}', error) : t(' with status {0}', status),
      description ? `: ${withoutStop(description)}` : '',
    ),
    ...adviceOf(
      known ?? meaningOfStatus(Math.max(status, 400), 'token') ?? { try: t('Ask the bank, with the interaction id.') },
    ),
    bank: {
      ...bankAnswer(answer),
      ...(error ? { error } : {}),
      ...(description ? { description } : {}),
      ...(words.codes.length > 0 ? { codes: words.codes } : {}),
    },
  };
}

function bankAnswer({ status, body }: Answer): BankAnswer {
  return { status, ...(body.trim() === '' ? {} : { body: redactedStart(body) }) };
}

function causes(thrown: unknown): Thrown[] {
  const chain: Thrown[] = [];
  for (let each: unknown = thrown; isThrown(each) && chain.length < 8; each = each.cause) chain.push(each);
  return chain;
}

function isThrown(value: unknown): value is Thrown {
  return typeof value === 'object' && value !== null;
}

function innermost(chain: Thrown[]): string {
  const messages = chain
    .map((each) => each.message)
    .filter((message): message is string => typeof message === 'string');
  return withoutStop(messages.at(-1) ?? t('it cannot be read'));
}
