/** An exchange as it is remembered: redacted, and oddities of the answer noted. */
import type { Answer, ExchangeRecord } from './exchange.ts';
import { redactHeaders, redactText } from './redact.ts';

export interface FinishedExchange {
  startedAt: number;
  milliseconds: number;
  purpose: string;
  method: string;
  url: URL;
  interactionId: string;
  clientCertificate: boolean;
  requestHeaders: Record<string, string>;
  requestBody?: string;
  answer?: Answer;
  /** The problem's code. */
  failure?: string;
}

/** Paths on which the standard has every answer carry the interaction id: the Read/Write APIs and registration. */
const replaying = /\/open-banking\/v|\/register(\/|$)/;

/** What is odd about an answer: an interaction id that is another, or none where the standard has it replayed. */
export function findingsOf(url: URL, answer: Answer): string[] {
  const replayed = answer.headers['x-fapi-interaction-id'];
  if (replayed === undefined) {
    return replaying.test(url.pathname) ? ['The answer has no x-fapi-interaction-id.'] : [];
  }
  return replayed.toLowerCase() === answer.interactionId.toLowerCase()
    ? []
    : [`The answer has another x-fapi-interaction-id: ${redactText(replayed.slice(0, 100))}.`];
}

/**
 * The record of an exchange. Bodies are redacted when they are first looked at, since a journey of thousands of pages has
 * thousands that nobody opens; no one can get at them unredacted.
 *
 * @param bodies whether bodies are kept at all.
 */
export function recordOf(exchange: FinishedExchange, bodies: boolean): ExchangeRecord {
  const { answer, requestBody, failure, url, requestHeaders, ...rest } = exchange;
  const record: ExchangeRecord = {
    ...rest,
    url: redactText(url.href),
    requestHeaders: redactHeaders(requestHeaders),
    findings: answer ? findingsOf(url, answer) : [],
  };
  if (failure !== undefined) record.failure = failure;
  if (answer) {
    record.status = answer.status;
    record.responseHeaders = redactHeaders(answer.headers);
  }
  if (bodies && requestBody !== undefined) defineLazily(record, 'requestBody', () => redactText(requestBody));
  if (bodies && answer) defineLazily(record, 'responseBody', () => redactText(answer.body));
  return record;
}

function defineLazily(record: ExchangeRecord, name: 'requestBody' | 'responseBody', make: () => string): void {
  Object.defineProperty(record, name, {
    configurable: true,
    enumerable: true,
    get: () => {
      const value = make();
      Object.defineProperty(record, name, { value, configurable: true, enumerable: true });
      return value;
    },
  });
}
