/** A refusal of the Read/Write API, with the bank's codes and what to do about each. */
import { z } from 'zod';
import { fail } from '../errors.ts';
import type { Answer } from '../transport/exchange.ts';
import { redactText } from '../transport/redact.ts';

/** OBErrorResponse1: 3.1.11 demands Code and Message, 4.0 only Errors; banks leave out either. */
const errorBody = z.looseObject({
  Message: z.string().nullish(),
  Errors: z
    .array(
      z.looseObject({ ErrorCode: z.string().nullish(), Message: z.string().nullish(), Path: z.string().nullish() }),
    )
    .nullish(),
});

const adviceOfCode: Record<string, string> = {
  'UK.OBIE.Reauthenticate':
    'The customer has to authenticate again: authorise the same consent once more; no new consent is needed.',
  U028: 'The customer has to authenticate again: authorise the same consent once more; no new consent is needed.',
  'UK.OBIE.Resource.NotFound':
    'The bank does not know this id for this client. List what there is and use an id from there.',
  U011: 'The bank does not know this id for this client. List what there is and use an id from there.',
  'UK.OBIE.Resource.InvalidConsentStatus': 'Read the consent: only an authorised one gives data.',
  U009: 'Read the consent: only an authorised one gives data.',
  'UK.OBIE.Resource.ConsentMismatch': 'Ask for what the consent covers, or create a consent that covers it.',
  U008: 'Ask for what the consent covers, or create a consent that covers it.',
  'UK.OBIE.Field.InvalidDate': 'Give dates as the API wants them; in a query without zone, e.g. 2026-01-31T00:00:00.',
  U003: 'Give dates as the API wants them; in a query without zone, e.g. 2026-01-31T00:00:00.',
  'UK.OBIE.Header.Missing':
    'The bank wants a header that was not sent; write it into `headers` (or financialId) of its entry.',
  U007: 'The bank wants a header that was not sent; write it into `headers` (or financialId) of its entry.',
};

const notFound = ['UK.OBIE.Resource.NotFound', 'U011'];

const adviceOfStatus: Record<number, string> = {
  400: 'The bank’s codes say which field or rule; correct it and send again.',
  401: 'The token is expired, revoked, or bound to another certificate: refresh it, or let the customer authorise again.',
  403: 'The consent does not cover this: check its permissions, its status, and that the account was shared.',
  404: 'This bank does not offer this resource.',
  405: 'This bank does not offer this resource.',
  406: 'The bank does not answer in JSON here.',
  415: 'The bank wants another Content-Type.',
  429: 'Too many requests: wait as long as Retry-After says. Unattended reads may be limited to four a day for each consent and resource.',
};

/**
 * Throws a refusal as an error that carries the bank's own words.
 * @throws OpenBankingError `api_refused`, always
 */
export function refusedBy(answer: Answer, purpose: string): never {
  const { codes, messages } = wordsIn(answer.body);
  const retryAfter = answer.headers['retry-after'];
  const words = messages.length > 0 ? `: ${messages.join(' ').replace(/\.+\s*$/, '')}` : '';
  const known = codes.map((code) => adviceFor(code, answer.status)).find((each) => each !== undefined);
  const general =
    answer.status >= 500 ? 'The bank failed. Try again later, and give it the interaction id.' : undefined;
  return fail({
    code: 'api_refused',
    message: `The bank answered ${answer.status} to ${purpose}${words}.`,
    try: [
      known ?? adviceOfStatus[answer.status] ?? general ?? 'Ask the bank, with the interaction id.',
      ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}.`]),
    ].join(' '),
    bank: {
      status: answer.status,
      ...(codes.length > 0 ? { codes } : {}),
      ...(answer.body === '' ? {} : { body: redactText(answer.body).slice(0, 4000) }),
    },
    interactionId: answer.headers['x-fapi-interaction-id'] ?? answer.interactionId,
  });
}

/** A 403 for an id is about the consent, whatever code the bank puts beside it. */
function adviceFor(code: string, status: number): string | undefined {
  return status === 403 && notFound.includes(code) ? undefined : adviceOfCode[code];
}

function wordsIn(body: string): { codes: string[]; messages: string[] } {
  const read = errorBody.safeParse(parsed(body));
  if (!read.success) return { codes: [], messages: [] };
  const errors = read.data.Errors ?? [];
  const messages = errors
    .map(({ Message, Path }) => [Message, Path && `(${Path})`].filter(Boolean).join(' '))
    .filter(Boolean);
  return {
    codes: errors.map(({ ErrorCode }) => ErrorCode).filter((code): code is string => typeof code === 'string'),
    messages: messages.length > 0 ? messages : [read.data.Message ?? ''].filter(Boolean),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // An HTML page or nothing at all: the status has to speak for itself.
    return undefined;
  }
}
