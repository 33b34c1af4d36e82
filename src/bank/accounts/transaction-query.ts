/** What a request for transactions asks for in its query: dates, and the bank's own parameters for the page. */

import type { ApiVersion } from '../../standard/operation.ts';
import { type ErrorCode, Refusal } from '../api/errors.ts';
import type { Profile } from '../profile/profile.ts';
import { asQueryTime } from './dates.ts';
import { askedRange, oneOf } from './query-time.ts';

export interface TransactionQuery {
  /** Inclusive, milliseconds. */
  from?: number;
  to?: number;
  /** From 1. */
  page: number;
  pageSize: number;
}

/**
 * Reads a query string. Parameters that the bank does not know are left alone.
 * @param pageSizes Records on a page; the standard wants 25 to 1000
 * @param version 4.0.1 takes no zone, which those before it ignore
 * @throws Refusal 400 for a date that is none, `from` after `to`, and page numbers that were edited
 */
export function readTransactionQuery(
  query: string,
  pageSizes: Profile['pageSizes'],
  version: ApiVersion,
): TransactionQuery {
  const parameters = new URLSearchParams(query);
  const range = askedRange(parameters, { from: 'fromBookingDateTime', to: 'toBookingDateTime' }, version);
  const page = numberIn(parameters, 'page') ?? 1;
  const pageSize = numberIn(parameters, 'pageSize') ?? pageSizes.usual;
  if (pageSize < pageSizes.min || pageSize > pageSizes.max) {
    const message = `A page holds ${pageSizes.min} to ${pageSizes.max} transactions.`;
    throw invalid('UK.OBIE.Field.Invalid', 'pageSize', message);
  }
  return { ...range, page, pageSize };
}

/** The query string of a page: what {@link readTransactionQuery} reads back as the same. */
export function writeTransactionQuery({ from, to, page, pageSize }: TransactionQuery): string {
  const parameters = new URLSearchParams();
  if (from !== undefined) parameters.set('fromBookingDateTime', asQueryTime(from));
  if (to !== undefined) parameters.set('toBookingDateTime', asQueryTime(to));
  parameters.set('page', String(page));
  parameters.set('pageSize', String(pageSize));
  // A colon needs no escape in a query, and links are read by people too.
  return parameters.toString().replaceAll('%3A', ':');
}

/** Refuses a page that is not there. */
export function demandPage(page: number, pages: number): void {
  if (page > pages) throw invalid('UK.OBIE.Field.Invalid', 'page', `There are ${pages} pages. Follow the links.`);
}

function numberIn(parameters: URLSearchParams, name: string): number | undefined {
  const text = oneOf(parameters, name);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw invalid('UK.OBIE.Field.Invalid', name, `${name} is no number. Follow the links.`);
  return Number(text);
}

function invalid(code: ErrorCode, path: string, message: string): Refusal {
  return new Refusal(400, { code, message, path });
}
