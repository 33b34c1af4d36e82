/** A failed exchange in plain words, offline: what it means, where it comes from, what to try, and the rule with its section. */
import { t } from '../../standard/language.ts';
import { type BankWords, bankWords } from '../meanings/bank-words.ts';
import type { Meaning } from '../meanings/meaning.ts';
import { meaningOfAlert, meaningOfFailure } from '../meanings/network.ts';
import { type ErrorPlace, meaningOfError } from '../meanings/oauth-errors.ts';
import { meaningOfCode, nameOfCode } from '../meanings/obie-codes.ts';
import { meaningOfStatus, type StatusPlace } from '../meanings/statuses.ts';
import { withoutStop } from '../text-end.ts';
import type { ExchangeRecord } from '../transport/exchange.ts';
import { deviationReadings } from './deviation-readings.ts';
import { breachesOf, standardName } from './deviation-words.ts';
import { flowOf } from './flow.ts';
import { notTheApiIn, patternsIn } from './patterns.ts';

/** One thing that the exchange says, read. */
export interface Reading extends Meaning {
  /** What is read: `HTTP 401`, `UK.OBIE.Field.InvalidDate`, `invalid_grant`, a pattern in a few words. */
  about: string;
  /** Where it comes from: absent for what the exchange itself says. */
  of?: 'standard';
}

export interface Explanation {
  /** What happened, in a sentence. */
  summary: string;
  /** The most telling first; none for an exchange with nothing amiss. */
  readings: Reading[];
}

export interface ExplainContext {
  /** Other exchanges of the session: what came before tells a new certificate, or a code that was sent twice. */
  others?: readonly ExchangeRecord[];
}

/**
 * Explains an exchange.
 *
 * @example
 * const { summary, readings } = explainExchange(record, { others: log.list({ bank: record.bank }) });
 */
export function explainExchange(record: ExchangeRecord, { others = [] }: ExplainContext = {}): Explanation {
  const beside = { status: record.status, operation: record.operation?.name };
  const words = bankWords(record.responseBody ?? '');
  const error = words.error ?? challengeOf(record);
  const readings = [
    ...patternsIn(record, { words, others }),
    ...words.codes.flatMap((code) => reading(codeName(code), meaningOfCode(code, beside))),
    ...(error === undefined ? [] : reading(error, meaningOfError(error, placeOf(record), record.token))),
    ...alertIn(record),
    ...(record.failure === undefined
      ? []
      : reading(record.failure, meaningOfFailure(record.failure, record.failureKind))),
    // What the API means by a status is no matter where it was not the API that answered.
    ...(record.status === undefined || notTheApiIn(record) !== undefined
      ? []
      : reading(`HTTP ${record.status}`, meaningOfStatus(record.status, statusPlaceOf(record), record.token))),
  ];
  return {
    summary: `${summaryOf(record, words)}${wayOf(record)}`,
    readings: [...distinct(readings), ...deviationReadings(record)],
  };
}

/** The explanation as lines of text, for a terminal or a report. */
export function explanationText({ summary, readings }: Explanation): string {
  const parts = readings.map((reading, index) => {
    const { about, means, cause, try: advice, rule } = reading;
    const first = `${about}: ${means}`;
    const [next, ...others] = readings.slice(index + 1);
    if (next && sharesAdvice(reading, next)) return `${first}\n`;
    const isAdvisedBelow = [next, ...others].some((other) => other?.try.startsWith(advice));
    return [
      first,
      t('  Usually: {0}', cause),
      ...(isAdvisedBelow ? [] : [t('  Try: {0}', advice)]),
      ...(rule === '' ? [] : [t('  Rule: {0}', rule)]),
      '',
    ].join('\n');
  });
  return [summary, '', ...parts].join('\n').trimEnd();
}

/** Whether all that is said of the next one holds for this one, so that it stands once below both. The last may lead further. */
const sharesAdvice = (one: Reading, next: Reading): boolean =>
  one.cause === next.cause && one.rule === next.rule && next.try.startsWith(one.try);

function summaryOf(record: ExchangeRecord, words: BankWords): string {
  const { method, url, status, failure, failureMessage, findings, startedAt, milliseconds } = record;
  const place = URL.canParse(url) ? `${new URL(url).host}${new URL(url).pathname}` : url;
  if (status === undefined || failure !== undefined)
    return t(
      '{0} {1} failed at {2} after {3} ms: {4}',
      method,
      place,
      moment(startedAt),
      Math.round(milliseconds),
      failureMessage ?? `${failure ?? t('no answer')}.`,
    );
  const said = [words.error, words.description, ...words.codes, ...words.messages].filter(Boolean).join(' · ');
  const answered = t(
    '{0} {1} was answered with {2}{3}.',
    method,
    place,
    status,
    said === '' ? '' : `: ${withoutStop(said)}`,
  );
  if (status >= 300 || words.error !== undefined || words.codes.length > 0) return answered;
  const amiss = [...findings, ...standardIn(record)];
  if (amiss.length > 0) return `${answered} ${amiss.map(sentence).join(' ')}`;
  return notTheApiIn(record) === undefined ? t('{0} Nothing is amiss.', answered) : answered;
}

/** That it breaks the standard, and how often; in which ways its readings say. */
function standardIn({ operation, deviations }: ExchangeRecord): string[] {
  const { length } = breachesOf({ deviations });
  if (operation === undefined || length === 0) return [];
  const times = length === 1 ? t('once') : length === 2 ? t('twice') : t('{0} times', length);
  return [
    t('It breaks the standard {0}: it is not as {1} has {2}.', times, standardName(operation.version), operation.name),
  ];
}

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

/** To the second, in UTC. */
const moment = (time: number): string => `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** A failure's message names the proxy itself. */
function wayOf({ proxy, status }: ExchangeRecord): string {
  return proxy === undefined || status === undefined ? '' : t(' It went through the proxy {0}.', proxy);
}

function reading(about: string, meaning: Meaning | undefined): Reading[] {
  return meaning === undefined ? [] : [{ about, ...meaning }];
}

function codeName(code: string): string {
  const name = nameOfCode(code);
  return name === undefined || code.startsWith('UK.') ? code : `${code} (UK.OBIE.${name})`;
}

function placeOf(record: ExchangeRecord): ErrorPlace {
  const flow = flowOf(record);
  return flow === 'registration' || flow === 'authorisation' ? flow : 'token';
}

function statusPlaceOf(record: ExchangeRecord): StatusPlace {
  const flow = flowOf(record);
  return flow === 'registration' || flow === 'token' ? flow : 'api';
}

/** RFC 6750 §3: a challenge may name the error that the body does not. */
function challengeOf({ responseHeaders }: ExchangeRecord): string | undefined {
  return /\berror="([^"]+)"/.exec(responseHeaders?.['www-authenticate'] ?? '')?.[1];
}

/** Where a further look told more than the alert, that counts. */
function alertIn({ failureKind, failureMessage }: ExchangeRecord): Reading[] {
  const further = failureKind !== undefined && failureKind !== 'certificate_refused';
  const meaning = further ? undefined : meaningOfAlert(failureMessage);
  return meaning === undefined
    ? []
    : [{ about: t('TLS alert'), ...meaning, means: meaning.means.replace(/^TLS alert /, '') }];
}

function distinct(readings: Reading[]): Reading[] {
  return readings.filter(({ about }, index) => readings.findIndex((other) => other.about === about) === index);
}
