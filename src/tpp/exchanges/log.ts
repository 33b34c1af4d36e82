/** The exchanges of a session, newest first, kept to a bounded size: what the Exchanges view shows. */
import type { ExchangeRecord } from '../transport/exchange.ts';
import { bodiesMention, maxBodyLength, redactedRecord } from '../transport/record.ts';
import { type ExchangeFlow, flowOf } from './flow.ts';

export const statusClasses = ['2xx', '3xx', '4xx', '5xx', 'failed'] as const;
/** `failed`: there was no answer, or none that could be read to its end. */
export type StatusClass = (typeof statusClasses)[number];

export interface ExchangeFilter {
  bank?: string;
  flow?: ExchangeFlow;
  status?: StatusClass;
  /** Stands somewhere in the exchange: address, headers, bodies, ids, purpose; in whatever case. */
  text?: string;
}

export interface ExchangeLogOptions {
  /** Exchanges to keep; default 10,000. */
  limit?: number;
  /** Bytes to keep, about; default 32 MB. */
  maxSize?: number;
}

export interface ExchangeLog {
  /** Takes an exchange in; the oldest go where there are too many, or too large ones. What was not redacted is redacted here. */
  add(record: ExchangeRecord): void;
  /** Newest first. */
  list(filter?: ExchangeFilter): ExchangeRecord[];
  /** By its id, or by its interaction id: the newest of them. */
  find(id: string): ExchangeRecord | undefined;
  readonly size: number;
  /** About as many bytes as it holds. */
  readonly bytes: number;
  clear(): void;
  /** How many it keeps from now on. */
  keep(limit: number): void;
  /** Called after each change; returns the way to stop listening. */
  onChange(listener: () => void): () => void;
}

/** What a record weighs besides its bodies: the object, its headers, its place in the log. */
const overhead = 512;

/**
 * Makes an empty log.
 *
 * @example
 * const log = createExchangeLog();
 * const session = openSession({ workspace, state, secrets, onExchange: log.add });
 * log.list({ status: '4xx' });
 */
export function createExchangeLog(options: ExchangeLogOptions = {}): ExchangeLog {
  const { maxSize = 32 * 1024 * 1024 } = options;
  let { limit = 10_000 } = options;
  /** Oldest first; what was dropped leaves a gap at the start until half of it is gap. */
  let records: { record: ExchangeRecord; weight: number }[] = [];
  let first = 0;
  let bytes = 0;
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const dropOldest = () => {
    bytes -= records[first]?.weight ?? 0;
    first += 1;
    if (first > 64 && first > records.length / 2) {
      records = records.slice(first);
      first = 0;
    }
  };
  const dropTooMany = () => {
    while (records.length - first > 1 && (records.length - first > limit || bytes > maxSize)) dropOldest();
  };
  const newestFirst = function* () {
    for (let index = records.length - 1; index >= first; index -= 1) {
      const kept = records[index];
      if (kept) yield kept.record;
    }
  };
  return {
    add: (given) => {
      const record = redactedRecord(given);
      const weight = weightOf(record);
      records.push({ record, weight });
      bytes += weight;
      dropTooMany();
      changed();
    },
    list: (filter = {}) => {
      const wanted = matcherOf(filter);
      return [...newestFirst()].filter(wanted);
    },
    find: (id) => {
      for (const record of newestFirst()) if (record.id === id || record.interactionId === id) return record;
      return undefined;
    },
    get size() {
      return records.length - first;
    },
    get bytes() {
      return bytes;
    },
    clear: () => {
      records = [];
      first = 0;
      bytes = 0;
      changed();
    },
    keep: (count) => {
      limit = count;
      dropTooMany();
      changed();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

export function statusClassOf({ status, failure }: Pick<ExchangeRecord, 'status' | 'failure'>): StatusClass {
  if (status === undefined || failure !== undefined) return 'failed';
  if (status >= 500) return '5xx';
  if (status >= 400) return '4xx';
  return status >= 300 ? '3xx' : '2xx';
}

/** Whether an exchange passes a filter. */
export function matcherOf({ bank, flow, status, text = '' }: ExchangeFilter): (record: ExchangeRecord) => boolean {
  const pattern = text === '' ? undefined : new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
  return (record) =>
    (bank === undefined || record.bank === bank) &&
    (flow === undefined || flowOf(record) === flow) &&
    (status === undefined || statusClassOf(record) === status) &&
    (pattern === undefined || pattern.test(headOf(record)) || bodiesMention(record, pattern));
}

/** All of an exchange but its bodies, as one text. */
function headOf(record: ExchangeRecord): string {
  const { method, url, status, purpose, interactionId, bank, failure, failureMessage, findings } = record;
  const headers = [record.requestHeaders, record.responseHeaders ?? {}].flatMap((each) =>
    Object.entries(each).map(([name, value]) => `${name}: ${value}`),
  );
  return [`${method} ${url}`, status, purpose, interactionId, bank, failure, failureMessage, ...findings, ...headers]
    .filter((part) => part !== undefined)
    .join('\n');
}

/** Bodies count twice: as they came, and redacted once somebody looks. */
function weightOf(record: ExchangeRecord): number {
  const { url, requestHeaders, responseHeaders = {}, requestSize, responseSize = 0 } = record;
  const headers = [...Object.entries(requestHeaders), ...Object.entries(responseHeaders)];
  const head = headers.reduce((sum, [name, value]) => sum + name.length + value.length, url.length);
  const request = Object.hasOwn(record, 'requestBody') ? Math.min(requestSize, maxBodyLength) : 0;
  const response = Object.hasOwn(record, 'responseBody') ? Math.min(responseSize, maxBodyLength) : 0;
  return overhead + 2 * (head + request + response);
}
