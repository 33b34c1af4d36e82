/** A session as HAR 1.2, redacted: what browsers' and proxies' tools read. */
import { version } from '../../../../package.json';
import type { ExchangeRecord } from '../../transport/exchange.ts';
import { deviationLines } from '../deviation-words.ts';

/** HAR 1.2 (W3C draft, 2012), as far as we fill it. Members with an underscore are ours, as its §2 allows. */
export interface Har {
  log: { version: '1.2'; creator: { name: string; version: string }; entries: HarEntry[]; comment: string };
}

interface HarEntry {
  startedDateTime: string;
  time: number;
  request: {
    method: string;
    url: string;
    httpVersion: string;
    cookies: [];
    headers: NameAndValue[];
    queryString: NameAndValue[];
    postData?: { mimeType: string; text: string };
    headersSize: -1;
    bodySize: number;
  };
  response: {
    status: number;
    statusText: string;
    httpVersion: string;
    cookies: [];
    headers: NameAndValue[];
    content: { size: number; mimeType: string; text?: string };
    redirectURL: string;
    headersSize: -1;
    bodySize: number;
  };
  cache: Record<string, never>;
  timings: Record<'blocked' | 'dns' | 'connect' | 'ssl' | 'send' | 'wait' | 'receive', number>;
  comment?: string;
  _bank?: string;
  _purpose: string;
  _interactionId: string;
  _clientCertificate: ExchangeRecord['clientCertificate'];
  _proxy?: string;
  _tls: ExchangeRecord['tls'];
}

interface NameAndValue {
  name: string;
  value: string;
}

/** @param records in any order; the entries are oldest first, as readers of HAR expect */
export function harOf(records: readonly ExchangeRecord[]): Har {
  const oldestFirst = [...records].sort((a, b) => a.startedAt - b.startedAt);
  return {
    log: {
      version: '1.2',
      creator: { name: 'Open Banking Workbench', version },
      entries: oldestFirst.map(entryOf),
      comment: 'Tokens, secrets and signatures are masked.',
    },
  };
}

function entryOf(record: ExchangeRecord): HarEntry {
  const { requestHeaders, responseHeaders = {}, requestBody, responseBody, requestSize, responseSize } = record;
  const timings = timingsOf(record);
  const comment = [record.failureMessage, ...record.findings, ...deviationLines(record)]
    .filter((each) => each !== undefined)
    .join(' ');
  return {
    startedDateTime: new Date(record.startedAt).toISOString(),
    time: record.milliseconds,
    request: {
      method: record.method,
      url: record.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(requestHeaders),
      queryString: queryOf(record.url),
      ...(requestBody === undefined
        ? {}
        : { postData: { mimeType: requestHeaders['content-type'] ?? '', text: requestBody } }),
      headersSize: -1,
      bodySize: requestSize,
    },
    response: {
      status: record.status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(responseHeaders),
      content: {
        size: responseSize ?? 0,
        mimeType: responseHeaders['content-type'] ?? 'x-unknown',
        ...(responseBody === undefined ? {} : { text: responseBody }),
      },
      redirectURL: responseHeaders.location ?? '',
      headersSize: -1,
      bodySize: responseSize ?? -1,
    },
    cache: {},
    timings,
    ...(comment === '' ? {} : { comment }),
    ...(record.bank === undefined ? {} : { _bank: record.bank }),
    _purpose: record.purpose,
    _interactionId: record.interactionId,
    _clientCertificate: record.clientCertificate,
    ...(record.proxy === undefined ? {} : { _proxy: record.proxy }),
    _tls: record.tls,
  };
}

/** The handshake counts twice in HAR: by itself, and as a part of `connect`. What is not accounted for was spent waiting for a connection. */
function timingsOf({ times, milliseconds }: ExchangeRecord): HarEntry['timings'] {
  const { dns, connect, tls, firstByte = 0, rest = 0 } = times;
  const connecting = connect === undefined ? undefined : connect + (tls ?? 0);
  const known = (dns ?? 0) + (connecting ?? 0) + firstByte + rest;
  return {
    blocked: Math.max(0, Math.round((milliseconds - known) * 10) / 10),
    dns: dns ?? -1,
    connect: connecting ?? -1,
    ssl: tls ?? -1,
    send: 0,
    wait: firstByte,
    receive: rest,
  };
}

const pairs = (headers: Record<string, string>): NameAndValue[] =>
  Object.entries(headers).map(([name, value]) => ({ name, value }));

function queryOf(url: string): NameAndValue[] {
  if (!URL.canParse(url)) return [];
  return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
}
