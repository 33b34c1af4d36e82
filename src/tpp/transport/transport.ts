/** The one way to a bank: mutual TLS for the bank's own hosts, plain verified TLS for the rest. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SecureContext } from 'node:tls';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Agent } from 'undici';
import { OpenBankingError } from '../errors.ts';
import { realSurroundings, type Surroundings } from '../surroundings.ts';
import { startDeadline } from './deadline.ts';
import type { Answer, ExchangeRecord, OutgoingRequest, Transport } from './exchange.ts';
import { failureOf, isClosedConnection, notArrived } from './failure.ts';
import { requestOf, responseOf } from './fetch-adapter.ts';
import { hostAndPort, requestUrl } from './hosts.ts';
import { recordOf } from './record.ts';
import { type ClientCertificate, tlsContext } from './tls-context.ts';

export interface TransportOptions {
  /** PEM of the transport certificate (chain after the leaf) and its key. */
  clientCertificate?: ClientCertificate;
  /** The URLs whose host and port get the client certificate; no other does. */
  clientCertificateUrls?: string[];
  /** PEM of each CA certificate to trust besides the default roots. */
  certificateAuthorities?: string[];
  surroundings?: Surroundings;
  /** Sent with every request, unless the request has that header itself. */
  headers?: Record<string, string>;
  /** Milliseconds for an exchange that says nothing else; default 30,000. */
  timeout?: number;
  /** Whether records have bodies; default true. For a production bank: false. */
  rememberBodies?: boolean;
}

const largestAnswer = 64 * 1024 * 1024;
const decompressors: Record<string, (bytes: Buffer) => Promise<Buffer>> = {
  gzip: (bytes) => promisify(gunzip)(bytes, { maxOutputLength: largestAnswer }),
  'x-gzip': (bytes) => promisify(gunzip)(bytes, { maxOutputLength: largestAnswer }),
  deflate: (bytes) => promisify(inflate)(bytes, { maxOutputLength: largestAnswer }),
  br: (bytes) => promisify(brotliDecompress)(bytes, { maxOutputLength: largestAnswer }),
};

/** undici takes 60 to 90 ms to load: it is loaded by the first request, once. */
const undici = () => import('undici');

interface Line {
  agent: Agent;
  context: SecureContext;
}

/**
 * Makes a transport. It holds connections open until {@link Transport.close}.
 *
 * TLS is always verified; redirects are given back, not followed; answers are read up to 64 MB.
 * A GET on a kept connection that the server had just closed is sent once more; nothing else is ever repeated.
 *
 * Errors of its calls: `bank_unreachable`, `server_certificate_untrusted`, `certificate_not_sent`, `certificate_refused`,
 * `timed_out`, `cancelled`, `answer_invalid`, `discovery_invalid` (a URL that may not be used), `key_certificate_mismatch`,
 * `certificate_invalid`. `mayHaveArrived` tells whether the bank may have acted on the request.
 */
export function createTransport(options: TransportOptions): Transport {
  const surroundings = options.surroundings ?? realSurroundings;
  const certificateHosts = new Set<string>();
  const visitedOrigins = new Set<string>();
  const listeners = new Set<(record: ExchangeRecord) => void>();
  const lines = new Map<boolean, Promise<Line>>();
  const closing = new AbortController();

  const trustWithCertificate = (urls: readonly string[]) => {
    for (const url of urls) {
      const host = URL.canParse(url) && new URL(url).protocol === 'https:' ? hostAndPort(url) : undefined;
      if (host !== undefined) certificateHosts.add(host);
    }
  };
  trustWithCertificate(options.clientCertificateUrls ?? []);

  const lineFor = (offered: boolean): Promise<Line> => {
    const line = lines.get(offered) ?? openLine(options, offered);
    lines.set(offered, line);
    return line;
  };

  const send = async (request: OutgoingRequest): Promise<Answer> => {
    const startedAt = surroundings.now();
    const began = performance.now();
    const url = usableUrl(request.url);
    const offered = options.clientCertificate !== undefined && certificateHosts.has(hostAndPort(url) ?? '');
    const requestHeaders = headersOf(options, request, surroundings);
    const interactionId = requestHeaders['x-fapi-interaction-id'] ?? '';
    const deadline = startDeadline(request.timeout ?? options.timeout ?? 30_000, [
      closing.signal,
      ...(request.signal ? [request.signal] : []),
    ]);
    const remember = (outcome: { answer: Answer } | { failure: string }) => {
      if (listeners.size === 0) return;
      const { purpose, method, body } = request;
      const milliseconds = Math.round((performance.now() - began) * 10) / 10;
      const record = recordOf(
        {
          startedAt,
          milliseconds,
          purpose,
          method,
          url,
          interactionId,
          clientCertificate: offered,
          requestHeaders,
          ...(body === undefined ? {} : { requestBody: body }),
          ...outcome,
        },
        options.rememberBodies ?? true,
      );
      for (const listener of listeners) listener(record);
    };

    let line: Line | undefined;
    let answer: Answer;
    try {
      deadline.check(url.host, interactionId, false);
      line = await lineFor(offered);
      const { agent } = line;
      const attempt = () => deadline.race(exchange(agent, url, request, requestHeaders, deadline.signal));
      const got = await attempt().catch((thrown: unknown) => {
        const stale = request.method === 'GET' && visitedOrigins.has(url.origin) && isClosedConnection(thrown);
        if (!stale || deadline.signal.aborted) throw thrown;
        return attempt();
      });
      visitedOrigins.add(url.origin);
      answer = { ...got, interactionId };
    } catch (thrown) {
      const error =
        deadline.error(url.host, interactionId, line !== undefined) ??
        (await failureOf(thrown, {
          url,
          offered,
          available: options.clientCertificate !== undefined,
          interactionId,
          ...(line ? { secureContext: line.context } : {}),
          plainContext: () => tlsContext(options.certificateAuthorities ?? []),
        }));
      remember({ failure: error.code });
      throw error;
    } finally {
      deadline.stop();
    }
    remember({ answer });
    return answer;
  };

  return {
    send,
    fetch: async (url, init) => responseOf(await send(requestOf(url, init))),
    trustWithCertificate,
    onExchange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close: async () => {
      closing.abort();
      const opened = await Promise.allSettled(lines.values());
      await Promise.all(opened.map((line) => (line.status === 'fulfilled' ? line.value.agent.destroy() : undefined)));
    },
  };
}

function usableUrl(text: string): URL {
  try {
    return requestUrl(text);
  } catch (thrown) {
    throw thrown instanceof OpenBankingError ? notArrived(thrown) : thrown;
  }
}

async function openLine(options: TransportOptions, offered: boolean): Promise<Line> {
  const context = tlsContext(options.certificateAuthorities ?? [], offered ? options.clientCertificate : undefined);
  const { Agent } = await undici();
  const agent = new Agent({
    connect: { secureContext: context, rejectUnauthorized: true, timeout: 10_000 },
    connections: 16,
    allowH2: false,
    maxResponseSize: largestAnswer,
    // The whole exchange has one deadline, ours.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return { agent, context };
}

function headersOf(
  options: TransportOptions,
  request: OutgoingRequest,
  surroundings: Surroundings,
): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'open-banking-workbench' };
  for (const [name, value] of [...Object.entries(options.headers ?? {}), ...Object.entries(request.headers ?? {})]) {
    headers[name.toLowerCase()] = value;
  }
  headers['x-fapi-interaction-id'] ??= surroundings.uuid();
  return headers;
}

async function exchange(
  agent: Agent,
  url: URL,
  { method, body }: OutgoingRequest,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Omit<Answer, 'interactionId'>> {
  const { request } = await undici();
  const response = await request(url, {
    dispatcher: agent,
    method,
    headers,
    signal,
    ...(body === undefined ? {} : { body }),
  });
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) joined[name] = typeof value === 'string' ? value : value.join(', ');
  }
  const decompress = decompressors[joined['content-encoding']?.toLowerCase() ?? ''];
  if (!decompress) {
    const body = await response.body.text();
    // undici takes the connection back in the next turn only; a request made before that would open a second one.
    await nextTurn();
    return { status: response.statusCode, headers: joined, body };
  }
  const bytes = await decompress(Buffer.from(await response.body.arrayBuffer()));
  const { 'content-encoding': _encoding, 'content-length': _length, ...rest } = joined;
  return { status: response.statusCode, headers: rest, body: bytes.toString('utf8') };
}
