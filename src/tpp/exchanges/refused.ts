/** Which exchanges a person should look at first. */

import { bankWords } from '../meanings/bank-words.ts';
import type { ExchangeRecord } from '../transport/exchange.ts';
import { notTheApi } from '../transport/not-the-api.ts';
import { unmaskedExchange } from '../transport/record.ts';
import { breachesOf } from './deviation-words.ts';
import { type ExchangeFlow, flowOf } from './flow.ts';

const answeredInJson: readonly ExchangeFlow[] = ['token', 'registration', 'consent', 'accounts'];

/**
 * Whether an exchange was refused, failed or sent elsewhere: no answer or a broken one, a status from 300 on, or under a status of success
 * an error, a page or whatever else is no JSON where that was due. A redirect or a page of the customer's authorisation is how that works.
 */
export function wasRefused(record: ExchangeRecord): boolean {
  const { status, failure, url, requestHeaders, responseHeaders = {} } = record;
  if (failure !== undefined || status === undefined || status >= 400) return true;
  const flow = flowOf(record);
  if (status >= 300) return status !== 304 && flow !== 'authorisation';
  // Nothing of it is shown, and redacting it takes its time.
  const body = unmaskedExchange(record)?.responseBody ?? record.responseBody ?? '';
  if (flow === 'authorisation' || body.trim() === '') return false;
  if (notTheApi({ status, headers: responseHeaders, body }, url) !== undefined) return true;
  const json = answeredInJson.includes(flow);
  // One that was shortened for its record still begins as it did.
  if (!/^\s*[{[]/.test(body)) return json && /json|^$/i.test(requestHeaders.accept ?? '');
  if (!json) return false;
  const { codes, error } = bankWords(body);
  return codes.length > 0 || (error !== undefined && !/"Data"\s*:/.test(body));
}

/**
 * The newest that was refused, failed or breaks the standard, for whoever names none. Not what was cancelled, as what goes beside a failure is,
 * and no 401 that a fresh token mended at once: nothing came of either.
 *
 * @param records newest first
 * @param all those among which the retry of one of them may be
 */
export function newestAmiss(
  records: readonly ExchangeRecord[],
  all: readonly ExchangeRecord[] = records,
): ExchangeRecord | undefined {
  const mended = ({ status, interactionId }: ExchangeRecord) =>
    status === 401 && all.some((each) => each.retryOf === interactionId && !wasRefused(each));
  return records.find(
    (each) => each.failure !== 'cancelled' && ((wasRefused(each) && !mended(each)) || breachesOf(each).length > 0),
  );
}
