/** An exchange as it is remembered: redacted, oddities of the answer noted; as it was only for whoever has the very record. */

import { t } from '../../standard/language.ts';
import { parseJson, TooDeep } from '../json.ts';
import { redactedStart, redactHeaders, redactText } from '../redaction/redact.ts';
import { withoutRepeated } from '../redaction/repeated-secret.ts';
import { textOf } from '../strangers.ts';
import type { Answer, ExchangeRecord } from './exchange.ts';
import { lifetimeOf } from './lifetime.ts';
import { headersWithoutSent, withoutSent } from './sent-secrets.ts';

export interface FinishedExchange
  extends Omit<
    ExchangeRecord,
    'id' | 'url' | 'findings' | 'requestHeaders' | 'requestSize' | 'responseHeaders' | 'responseBody' | 'responseSize'
  > {
  url: URL;
  requestHeaders: Record<string, string>;
  answer?: Answer;
  /** What came of the answer, which may be less than that; headers as they came. */
  came?: Pick<Answer, 'status' | 'headers' | 'body'>;
}

/** An exchange as it went over the wire, secrets and all. Never to be written anywhere. */
export interface UnmaskedExchange {
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody?: string;
  responseHeaders?: Record<string, string>;
  responseBody?: string;
}

/** Characters of a body that are kept of it. */
export const maxBodyLength = 128 * 1024;

/** Held by the record itself: a copy of it, in a file or in another process, has no way here. */
const unmasked = new WeakMap<ExchangeRecord, UnmaskedExchange>();
/** Records that were redacted when they were made. */
const redacted = new WeakSet<ExchangeRecord>();

/** Paths on which the standard has every answer carry the interaction id: the Read/Write APIs and registration. */
const replaying = /\/open-banking\/v|\/register(\/|$)/;

let made = 0;

/** What is odd about an answer: an interaction id that is another, or none where the standard has it replayed. */
function findingsOf(url: URL, answer: Answer): string[] {
  const replayed = textOf(answer.headers['x-fapi-interaction-id']);
  if (replayed === undefined) {
    return replaying.test(url.pathname) ? [t('The answer has no x-fapi-interaction-id.')] : [];
  }
  return replayed.toLowerCase() === answer.interactionId.toLowerCase()
    ? []
    : [t('The answer has another x-fapi-interaction-id: {0}.', redactedStart(replayed, 100))];
}

/** What is odd about the answer of a token endpoint: a lifetime that is none. */
function tokenFindings(purpose: string, { status, body }: Answer): string[] {
  if (purpose !== 'token' || status !== 200) return [];
  try {
    const answer = parseJson(body);
    if (typeof answer !== 'object' || answer === null || !('expires_in' in answer)) return [];
    if (lifetimeOf(answer.expires_in) !== undefined) return [];
    const { expires_in: told } = answer;
    const said =
      typeof told === 'number' && !Number.isFinite(told)
        ? t('larger than any number')
        : redactedStart(String(JSON.stringify(told)), 100);
    return [
      t('expires_in is {0}, no number of seconds below ten years: how long the token lives counts as unknown.', said),
    ];
  } catch (thrown) {
    return thrown instanceof TooDeep ? [t('The answer is not read: {0}.', thrown.message)] : [];
  }
}

/**
 * The record of an exchange. Bodies are redacted when they are first looked at, since a journey of thousands of pages has
 * thousands that nobody opens; {@link unmaskedExchange} alone gives them as they were.
 *
 * @param bodies whether bodies, and the exchange as it was, are kept at all.
 */
export function recordOf(exchange: FinishedExchange, bodies: boolean): ExchangeRecord {
  const { answer, came = answer, requestBody, url, requestHeaders, ...rest } = exchange;
  made += 1;
  const record: ExchangeRecord = {
    id: `${rest.startedAt.toString(36)}${made.toString(36)}`,
    ...rest,
    url: redactText(url.href),
    requestHeaders: redactHeaders(requestHeaders),
    requestSize: requestBody === undefined ? 0 : Buffer.byteLength(requestBody),
    findings: answer
      ? [...(answer.findings ?? []), ...findingsOf(url, answer), ...tokenFindings(rest.purpose, answer)]
      : [],
  };
  const sent = { headers: requestHeaders, body: requestBody };
  record.findings = record.findings.map((finding) => withoutSent(finding, sent));
  if (rest.deviations) {
    record.deviations = rest.deviations.map((each) => ({ ...each, says: withoutSent(each.says, sent) }));
  }
  if (record.tls === 'unverified') record.findings.unshift(notVerified);
  if (came) {
    record.status = came.status;
    record.responseHeaders = redactHeaders(headersWithoutSent(came.headers, sent));
    record.responseSize = Buffer.byteLength(came.body);
  }
  redacted.add(record);
  if (!bodies) return record;
  const whole: UnmaskedExchange = { method: rest.method, url: url.href, requestHeaders };
  if (requestBody !== undefined) {
    const begun = cut(requestBody);
    whole.requestBody = requestBody;
    defineLazily(record, 'requestBody', () => redactText(begun));
  }
  if (came) {
    const body = cut(came.body);
    whole.responseHeaders = came.headers;
    whole.responseBody = body;
    defineLazily(record, 'responseBody', () => redactedAnswer(withoutSent(body, sent)));
  }
  unmasked.set(record, whole);
  return record;
}

const notVerified = t('The server’s certificate was not verified: that is switched off for this host and session.');

/**
 * The exchange of this very record as it went over the wire, for a person who asked to see it and for repeating it. In memory only, and
 * only as long as the record is there; nothing for a record that came from a file, or of a production bank whose bodies are not kept.
 */
export function unmaskedExchange(record: ExchangeRecord): UnmaskedExchange | undefined {
  return unmasked.get(record);
}

const redactedAnswer = (body: string): string => withoutRepeated(redactText(body), body);

/** The record itself where this module made it, otherwise one that has passed the redactor now. */
export function redactedRecord(record: ExchangeRecord): ExchangeRecord {
  if (redacted.has(record)) return record;
  const { requestBody, responseBody, responseHeaders, failureMessage } = record;
  const safe: ExchangeRecord = {
    ...record,
    url: redactText(record.url),
    requestHeaders: redactHeaders(record.requestHeaders),
    findings: record.findings.map(redactText),
    ...(record.deviations && {
      deviations: record.deviations.map((each) => ({
        ...each,
        says: redactText(each.says),
        path: redactText(each.path),
      })),
    }),
    ...(responseHeaders && { responseHeaders: redactHeaders(responseHeaders) }),
    ...(requestBody !== undefined && { requestBody: redactText(cut(requestBody)) }),
    ...(responseBody !== undefined && { responseBody: redactedAnswer(cut(responseBody)) }),
    ...(failureMessage !== undefined && { failureMessage: redactText(failureMessage) }),
  };
  redacted.add(safe);
  return safe;
}

/** The record with less of its bodies; only what stays of them is redacted, so that it costs little. */
export function abridged(record: ExchangeRecord, maxLength: number): ExchangeRecord {
  const whole = unmasked.get(record);
  if (whole === undefined) {
    const short = { ...record };
    if (short.requestBody !== undefined) short.requestBody = cut(short.requestBody, maxLength);
    if (short.responseBody !== undefined) short.responseBody = cut(short.responseBody, maxLength);
    return short;
  }
  const short = { ...withoutBodies(record) };
  if (whole.requestBody !== undefined) short.requestBody = redactText(cut(whole.requestBody, maxLength));
  if (whole.responseBody !== undefined) {
    const sent = { headers: whole.requestHeaders, body: whole.requestBody };
    short.responseBody = redactedAnswer(withoutSent(cut(whole.responseBody, maxLength), sent));
  }
  redacted.add(short);
  return short;
}

/** Copied without a look at the bodies, which would redact the whole of them. */
function withoutBodies(record: ExchangeRecord): ExchangeRecord {
  const { requestBody: _request, responseBody: _response, ...head } = Object.getOwnPropertyDescriptors(record);
  return Object.create(Object.prototype, head);
}

/** Whether a body of the exchange has this in it. Looks at the bodies as they were first, since redacting thousands takes seconds. */
export function bodiesMention(record: ExchangeRecord, pattern: RegExp): boolean {
  const whole = unmasked.get(record);
  const maybe = (body: string | undefined) => body !== undefined && pattern.test(body);
  if (whole && !maybe(whole.requestBody) && !maybe(whole.responseBody)) return false;
  return maybe(record.requestBody) || maybe(record.responseBody);
}

/** A text of at most so many characters, with a mark where the rest is missing. */
export function cut(text: string, maxLength = maxBodyLength): string {
  if (text.length <= maxLength) return text;
  // A slice would hold on to the whole text.
  const kept = Buffer.from(text.slice(0, maxLength)).toString();
  return t('{0}… (cut: {1} characters in all)', kept, text.length.toLocaleString('en-GB'));
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
