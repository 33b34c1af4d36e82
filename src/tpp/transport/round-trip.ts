/** One request over a connection and its answer: read whole, or told as what it broke off as. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { t } from '../../standard/language.ts';
import type { OpenBankingError } from '../errors.ts';
import { redactedStart } from '../redaction/redact.ts';
import { type Arrival, type BodyText, bytesOf, collectBytes, isWholeJson, readBody } from './body.ts';
import { codeOf } from './diagnosis.ts';
import type { Answer, OutgoingRequest } from './exchange.ts';
import { connectionError } from './failure.ts';
import { isTooLarge } from './http-codes.ts';
import { withoutSent } from './sent-secrets.ts';

export interface RoundTrip {
  agent: Dispatcher;
  url: URL;
  /** Who answers, as it is told: the host, and what has to be said of the way there. */
  from: string;
  request: OutgoingRequest;
  headers: Record<string, string>;
  signal: AbortSignal;
  maxAnswerSize: number;
  /** Filled as the answer comes. */
  arrival: Arrival;
}

/** What came of an answer, for the record of its exchange. */
export type Came = Pick<Answer, 'status' | 'headers' | 'body'>;

/** Bytes of a broken answer that are looked at. */
const maxBeginningLength = 1024 * 1024;

/**
 * Sends a request and reads its answer. What came is in `arrival`, whatever is thrown.
 *
 * @throws OpenBankingError `answer_incomplete`, `answer_undecodable`; whatever undici throws
 */
export async function roundTrip(trip: RoundTrip): Promise<Omit<Answer, 'interactionId'>> {
  const { agent, url, request, headers, signal, maxAnswerSize, arrival } = trip;
  const response = await agent.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: request.method,
    headers,
    signal,
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  arrival.headAt = performance.now();
  arrival.status = response.statusCode;
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) arrival.headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  try {
    await collectBytes(response.body, arrival.chunks);
  } catch (thrown) {
    if (signal.aborted || isTooLarge(codeOf(thrown))) throw thrown;
    return await brokenOff(trip, codeOf(thrown), thrown);
  }
  // undici takes the connection back in the next turn only; a request made before that would open a second one.
  await nextTurn();
  const read = await readBody(bytesOf(arrival), arrival.headers, maxAnswerSize);
  if (read.fault) throw damaged(trip, read.text, read.fault);
  return answerOf(trip, read);
}

/** What came of an answer that failed later; nothing where not even its head did. */
export async function cameOf({ status, headers, chunks }: Arrival, maxSize: number): Promise<Came | undefined> {
  if (status === undefined) return undefined;
  const beginning = Buffer.concat(chunks, Math.min(maxBeginningLength, sizeOf(chunks)));
  const read = await readBody(beginning, headers, maxSize, true).catch(() => ({ text: '' }));
  return { status, headers, body: read.text };
}

/** JSON that is whole is an answer, however the connection ended. */
async function brokenOff(trip: RoundTrip, code: string, cause: unknown): Promise<Omit<Answer, 'interactionId'>> {
  const { arrival, maxAnswerSize } = trip;
  const read = await readBody(bytesOf(arrival), arrival.headers, maxAnswerSize, true);
  const size = sizeOf(arrival.chunks);
  const promised = Number(arrival.headers['content-length']);
  const after = t(
    'after {0}{1} of its body',
    inBytes(size),
    promised > size ? t(' of {0}', promised.toLocaleString('en-GB')) : '',
  );
  if (read.fault === undefined && isWholeJson(read.text)) {
    const finding = t('The connection ended {0}{1}, and the JSON that came is whole.', after, code ? ` (${code})` : '');
    return answerOf(trip, { ...read, findings: [finding, ...read.findings] });
  }
  const { from } = trip;
  const message = t(
    '{0} answered {1}, and its answer broke off {2}{3}.',
    from,
    arrival.status,
    after,
    code ? ` (${code})` : '',
  );
  throw connectionError('answer_cut', { message, ...said(trip, read.text) }, cause);
}

function damaged(
  trip: RoundTrip,
  text: string,
  { kind, because }: NonNullable<Awaited<ReturnType<typeof readBody>>['fault']>,
): OpenBankingError {
  const answered = t('{0} answered {1}', trip.from, trip.arrival.status);
  const size = inBytes(sizeOf(trip.arrival.chunks));
  const message =
    kind === 'compression_cut'
      ? t('{0}, and its compressed body ends before its end, after {1} ({2}).', answered, size, because)
      : t('{0}, and its body of {1} is not what Content-Encoding says ({2}).', answered, size, because);
  return connectionError(kind, { message, ...said(trip, text) });
}

function said({ arrival, headers, request }: RoundTrip, text: string) {
  const body = redactedStart(withoutSent(text, { headers, body: request.body }));
  return {
    bank: { status: arrival.status ?? 0, ...(body === '' ? {} : { body }) },
    interactionId: headers['x-fapi-interaction-id'] ?? '',
  };
}

function answerOf(
  { arrival: { status = 0, headers }, request: { asBytes = false } }: Pick<RoundTrip, 'arrival' | 'request'>,
  { text, bytes, ...odd }: BodyText,
): Omit<Answer, 'interactionId'> {
  const findings = asBytes ? odd.findings : [...odd.findings, ...odd.oddText];
  const answer = { status, body: text, ...(asBytes && { bytes }), ...(findings.length > 0 ? { findings } : {}) };
  if (headers['content-encoding'] === undefined) return { ...answer, headers };
  const { 'content-encoding': _encoding, 'content-length': _length, ...rest } = headers;
  return { ...answer, headers: rest };
}

const sizeOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { length }) => sum + length, 0);
const inBytes = (size: number): string => `${size.toLocaleString('en-GB')} ${size === 1 ? 'byte' : 'bytes'}`;
