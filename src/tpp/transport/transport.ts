/** The one way to a bank: mutual TLS for the bank's own hosts, plain verified TLS for the rest. */

import { t } from '../../standard/language.ts';
import { fail, OpenBankingError } from '../errors.ts';
import { readCertificate } from '../keys/certificate.ts';
import { realSurroundings, type Surroundings } from '../surroundings.ts';
import type { Arrival } from './body.ts';
import { follow, mayBeSent, rounded, timesOf, unfollow } from './connections.ts';
import { startDeadline } from './deadline.ts';
import type {
  Answer,
  ClientCertificateUse,
  ExchangeRecord,
  KnownOperation,
  OutgoingRequest,
  Transport,
} from './exchange.ts';
import { failureKindOf, failureOf, isClosedConnection, notArrived, withBeginning } from './failure.ts';
import { requestOf, responseOf } from './fetch-adapter.ts';
import { hostAndPort, requestUrl } from './hosts.ts';
import { createLines, type Line } from './lines.ts';
import { type LocalProxy, localProxyFailure } from './local-proxy.ts';
import { openTunnel, ProxyFailure } from './proxy.ts';
import type { Proxies, ProxyServer } from './proxy-settings.ts';
import { recordOf } from './record.ts';
import { type Came, cameOf, roundTrip } from './round-trip.ts';
import { citable } from './sent-secrets.ts';
import { type ClientCertificate, tlsContext } from './tls-context.ts';

export interface TransportOptions {
  /** The bank's name in openbanking.json; stands in the records. */
  bank?: string;
  /** A production bank's servers are verified whatever anybody says; default false. */
  production?: boolean;
  /** PEM of the transport certificate (chain after the leaf) and its key. */
  clientCertificate?: ClientCertificate;
  /** Has the client certificate and terminates mutual TLS in our place. */
  terminator?: LocalProxy;
  /** The URLs whose host and port get the client certificate; no other does. */
  clientCertificateUrls?: string[];
  /** PEM of each CA certificate to trust besides the default roots. */
  certificateAuthorities?: string[];
  /** The way out, where it leads through a proxy; none is asked unless this names one. */
  proxies?: Proxies;
  surroundings?: Surroundings;
  /** Sent with every request, unless the request has that header itself. */
  headers?: Record<string, string>;
  /** Milliseconds for an exchange that says nothing else; default 30,000. */
  timeout?: number;
  /** Whether it is the embedded bank, which somebody has to start; default false. */
  sandbox?: boolean;
  /** Whether records have bodies; default true. For a production bank: false. */
  rememberBodies?: boolean;
  /** Bytes of an answer, decompressed too; default 64 MB. */
  maxAnswerSize?: number;
  /** Which operation of the standard a request is, so that the exchange is held against it as it passes; default: none is known. */
  operation?: (method: string, url: string) => KnownOperation | undefined;
}

/**
 * Makes a transport. It holds connections open until {@link Transport.close}.
 *
 * TLS is verified, but for a host that was named to {@link Transport.trustWithoutVerification}; redirects are given back, not followed; answers are read up to a limit.
 * A GET on a kept connection that the server had just closed is sent once more; nothing else is ever repeated.
 *
 * Errors of its calls: `bank_unreachable`, `server_certificate_untrusted`, `certificate_not_sent`, `certificate_refused`,
 * `proxy_invalid`, `proxy_unreachable`, `proxy_refused`, `timed_out`, `cancelled`, `answer_invalid`, `discovery_invalid` (a URL that may not be used), `key_certificate_mismatch`,
 * `certificate_invalid`. `mayHaveArrived` tells whether the bank may have acted on the request.
 */
export function createTransport(options: TransportOptions): Transport {
  const surroundings = options.surroundings ?? realSurroundings;
  const maxAnswerSize = options.maxAnswerSize ?? 64 * 1024 * 1024;
  const certificateHosts = new Set<string>();
  const unverified = new Set<string>();
  const visitedOrigins = new Set<string>();
  const listeners = new Set<(record: ExchangeRecord) => void>();
  const lines = createLines({
    authorities: options.certificateAuthorities ?? [],
    clientCertificate: options.clientCertificate,
    maxAnswerSize,
  });
  const closing = new AbortController();
  let bodies = options.rememberBodies ?? true;
  let known: { subject: string; thumbprint: string } | undefined;

  const trustWithCertificate = (urls: readonly string[]) => {
    for (const url of urls) {
      const host = URL.canParse(url) && new URL(url).protocol === 'https:' ? hostAndPort(url) : undefined;
      if (host !== undefined) certificateHosts.add(host);
    }
  };
  trustWithCertificate(options.clientCertificateUrls ?? []);

  const certificateFor = (url: URL): ClientCertificateUse => {
    const host = hostAndPort(url) ?? url.host;
    if (url.protocol !== 'https:') return { offered: false, why: 'no_tls', host };
    const { terminator, clientCertificate } = options;
    if (!terminator && !clientCertificate) return { offered: false, why: 'none_configured', host };
    if (!certificateHosts.has(host)) return { offered: false, why: 'not_a_host_of_the_bank', host };
    if (terminator || !clientCertificate) return { offered: false, why: 'held_by_proxy', host };
    known ??= nameOf(clientCertificate.certificate);
    return { offered: true, why: 'host_of_the_bank', host, ...known };
  };

  const proxyFor = (url: URL): ProxyServer | undefined => {
    try {
      return options.proxies?.serverFor(url);
    } catch (thrown) {
      throw thrown instanceof OpenBankingError ? notArrived(thrown) : thrown;
    }
  };

  const send = async (request: OutgoingRequest): Promise<Answer> => {
    const startedAt = surroundings.now();
    const began = performance.now();
    const url = usableUrl(request.url);
    const certificate = certificateFor(url);
    const verified = !unverified.has(certificate.host);
    const terminator = certificate.why === 'held_by_proxy' ? options.terminator : undefined;
    const requestHeaders = headersOf(options, request, surroundings);
    const interactionId = requestHeaders['x-fapi-interaction-id'] ?? '';
    const deadline = startDeadline(request.timeout ?? options.timeout ?? 30_000, [
      closing.signal,
      ...(request.signal ? [request.signal] : []),
    ]);
    const passage = follow(interactionId);
    let arrival: Arrival = { headers: {}, chunks: [] };
    let line: Line | undefined;
    let proxy: ProxyServer | undefined;
    const remember = (
      outcome: { answer: Answer; came: Came } | (ReturnType<typeof failed> & { answer?: undefined; came?: Came }),
    ) => {
      if (listeners.size === 0) return;
      const { purpose, method, body, token, retryOf } = request;
      const endAt = performance.now();
      const operation = options.operation?.(method, url.href);
      const { answer } = outcome;
      const deviations = operation?.deviations({ method, url: url.href, requestHeaders, requestBody: body, answer });
      const connection = passage.connection ?? line?.attempts.get(certificate.host);
      const record = recordOf(
        {
          startedAt,
          milliseconds: rounded(endAt - began),
          times: timesOf(passage, { headAt: arrival.headAt, endAt }, connection),
          ...(options.bank === undefined ? {} : { bank: options.bank }),
          purpose,
          method,
          url,
          interactionId,
          ...(token === undefined ? {} : { token }),
          ...(retryOf === undefined ? {} : { retryOf }),
          ...(operation && { operation: { name: operation.name, version: operation.version, file: operation.file } }),
          ...(deviations?.length ? { deviations } : {}),
          clientCertificate:
            connection?.asked === undefined ? certificate : { ...certificate, asked: connection.asked },
          ...(proxy === undefined ? {} : { proxy: proxy.name }),
          ...(terminator === undefined ? {} : { proxy: terminator.name }),
          tls: url.protocol !== 'https:' || terminator ? 'none' : verified ? 'verified' : 'unverified',
          ...(connection?.server === undefined ? {} : { serverCertificate: connection.server }),
          requestHeaders,
          ...(body === undefined ? {} : { requestBody: body }),
          ...outcome,
        },
        bodies,
      );
      for (const listener of listeners) listener(record);
    };

    const sentOut = { headers: requestHeaders, body: request.body };
    let answer: Answer;
    let came: Came;
    try {
      deadline.check(url.host, interactionId);
      if (!terminator) proxy = proxyFor(url);
      line = await lines.open({
        terminator,
        offered: certificate.offered,
        unverifiedHost: verified ? undefined : certificate.host,
        proxy,
      });
      const { agent } = line;
      const { signal } = deadline;
      const from = wayTo(url, terminator);
      const attempt = () => {
        arrival = { headers: {}, chunks: [] };
        return deadline.race(
          roundTrip({ agent, url, from, request, headers: requestHeaders, signal, maxAnswerSize, arrival }),
        );
      };
      const got = await attempt().catch((thrown: unknown) => {
        const stale = request.method === 'GET' && visitedOrigins.has(url.origin) && isClosedConnection(thrown);
        if (!stale || deadline.signal.aborted) throw thrown;
        return attempt();
      });
      visitedOrigins.add(url.origin);
      came = { ...got, headers: arrival.headers };
      answer = { ...citable(got, sentOut), interactionId, ...(terminator && { terminator: terminator.name }) };
    } catch (thrown) {
      const sent = mayBeSent(passage);
      const { status } = arrival;
      const connected = sent || line?.attempts.get(certificate.host)?.connect !== undefined;
      const lateness = { sent, connected, ...(status === undefined ? {} : { status }) };
      const way = wayTo(url, terminator ?? proxy);
      const over = deadline.error(way, interactionId, lateness);
      const silent = proxy && !connected && over?.code === 'timed_out' ? noTunnel(proxy, url) : undefined;
      const looked =
        (silent ? undefined : over) ??
        (terminator && localProxyFailure(terminator, thrown, { sent, host: url.host, interactionId })) ??
        (await failureOf(silent ?? thrown, {
          url,
          signal: AbortSignal.any([deadline.signal, AbortSignal.timeout(diagnosisTimeout)]),
          offered: certificate.offered,
          available: options.clientCertificate !== undefined,
          sent,
          connected,
          authorities: options.certificateAuthorities ?? [],
          sandbox: options.sandbox ?? false,
          interactionId,
          verified,
          ...(line ? { secureContext: line.context } : {}),
          plainContext: () => tlsContext(options.certificateAuthorities ?? []),
          ...(proxy ? throughProxy(proxy, url) : {}),
        }));
      const given = deadline.error(way, interactionId, lateness);
      const error = given?.code === 'cancelled' ? given : looked;
      const begun = await cameOf(arrival, maxAnswerSize);
      if (begun) withBeginning(error, { ...citable(begun, sentOut), interactionId });
      remember({ ...failed(error), ...(begun ? { came: begun } : {}) });
      throw error;
    } finally {
      deadline.stop();
      unfollow(interactionId, passage);
    }
    remember({ answer, came });
    return answer;
  };

  const verifyAgain = (text: string) => {
    const host = hostAndPort(text);
    if (host !== undefined && unverified.delete(host)) lines.forget(host);
  };

  return {
    send,
    fetch: async (url, init) => responseOf(await send(requestOf(url, init))),
    trustWithCertificate,
    clientCertificateFor: (url) => certificateFor(usableUrl(url)),
    trustWithoutVerification: (url) => {
      const host = hostAndPort(usableUrl(url));
      if (options.production) refuseUnverified(host ?? url);
      if (host !== undefined) unverified.add(host);
    },
    verifyAgain,
    unverifiedHosts: () => [...unverified],
    rememberBodies: (on) => {
      bodies = on;
    },
    onExchange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close: async () => {
      closing.abort();
      await lines.close();
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

const wayTo = ({ host }: URL, proxy: Pick<ProxyServer, 'name'> | undefined): string =>
  proxy ? t('{0} (through the proxy {1})', host, proxy.name) : host;

/** Time is over, and the proxy has not opened a way yet. */
const noTunnel = (proxy: ProxyServer, url: URL): ProxyFailure =>
  new ProxyFailure(proxy, hostAndPort(url) ?? url.host, { failed: 'ETIMEDOUT' });

/** For a failure: which proxy it was, and another way through it. */
const throughProxy = (proxy: ProxyServer, url: URL) => ({
  proxy,
  tunnel: (signal?: AbortSignal) => openTunnel(proxy, url, signal),
});

/** Milliseconds to look into what failed, with as many handshakes as that takes. */
const diagnosisTimeout = 6000;

function nameOf(pem: string): { subject: string; thumbprint: string } | undefined {
  try {
    const { subjectDn, thumbprint } = readCertificate(pem);
    return { subject: subjectDn, thumbprint };
  } catch {
    // What is wrong with it is said when a connection is made with it.
    return undefined;
  }
}

function refuseUnverified(host: string): never {
  return fail({
    code: 'verification_required',
    message: t('The certificate of {0} is always verified: the bank is a production bank.', host),
    try: t('Put the CA of the bank’s servers into transport.ca, or into ca of the bank’s entry in openbanking.json.'),
  });
}

/** What is remembered of a failure. */
function failed(error: OpenBankingError): Pick<ExchangeRecord, 'failure' | 'failureKind' | 'failureMessage'> {
  const kind = failureKindOf(error);
  return {
    failure: error.code,
    ...(kind === undefined ? {} : { failureKind: kind }),
    failureMessage: error.message,
  };
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
