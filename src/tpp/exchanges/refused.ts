/** Which exchanges a person should look at first. */
import type { ExchangeRecord } from '../transport/exchange.ts';
import { bankWords } from './bank-words.ts';
import { flowOf } from './flow.ts';

/**
 * Whether an exchange was refused, failed or sent elsewhere: no answer or a broken one, a status from 300 on, or an error under a status
 * of success. A redirect of the customer's authorisation is how that works.
 */
export function wasRefused(record: ExchangeRecord): boolean {
  const { status, failure } = record;
  if (failure !== undefined || status === undefined || status >= 400) return true;
  if (status >= 300) return status !== 304 && flowOf(record) !== 'authorisation';
  const flow = flowOf(record);
  if (flow !== 'token' && flow !== 'accounts' && flow !== 'consent') return false;
  const { codes, error } = bankWords(record.responseBody ?? '');
  return codes.length > 0 || (flow === 'token' && error !== undefined);
}
