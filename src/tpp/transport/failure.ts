/** What a failure below HTTP means: undici's and OpenSSL's codes become one of our codes, with what to try. */

import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { t } from '../../standard/language.ts';
import { isLoopback } from '../../standard/loopback.ts';
import { OpenBankingError, type Problem } from '../errors.ts';
import { type ConnectionTrouble, connectionTroubles } from '../meanings/connection.ts';
import { certificateTroubles } from '../meanings/server-certificate.ts';
import { adviceOf } from '../remedies.ts';
import { aboutClientCertificate, notSent, refused } from './client-certificate.ts';
import { codeOf, tryHandshake } from './diagnosis.ts';
import type { Answer } from './exchange.ts';
import { handshakeWords, isClosed, lookIntoHandshake, speaksHttp2Only } from './handshake-trouble.ts';
import { isNotHttp, isTooLarge } from './http-codes.ts';
import { ProxyFailure } from './proxy.ts';
import { behindProxy, proxyProblem } from './proxy-failure.ts';
import type { ProxyServer } from './proxy-settings.ts';
import { distrustOf, untrusted } from './trust.ts';

export interface FailedExchange {
  url: URL;
  /** Whether the client certificate was offered. */
  offered: boolean;
  /** Whether there is a client certificate at all. */
  available: boolean;
  /** Whether the request had gone out; where that is not known it may have. */
  sent?: boolean;
  /** Whether there was a connection when it failed; the handshake counts as after it. */
  connected?: boolean;
  /** The context that was used, and one without the client certificate, to compare. */
  secureContext?: SecureContext;
  plainContext?: () => SecureContext;
  /** PEM of the workspace's CA certificates. */
  authorities?: readonly string[];
  /** Another way there for further handshakes, where it leads through a proxy. */
  tunnel?: (signal?: AbortSignal) => Promise<Socket>;
  /** Ends the look at what happened, which then says what is known. */
  signal?: AbortSignal;
  /** That proxy. */
  proxy?: ProxyServer;
  /** Whether the bank is the embedded one, which somebody has to start. */
  sandbox?: boolean;
  /** False for a host whose verification is switched off. */
  verified?: boolean;
  interactionId: string;
}

const notFound = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']);
const unreachable = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
]);
const slow = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** Errors of exchanges that never reached the bank's application. */
const neverArrived = new WeakSet<OpenBankingError>();
/** Which entry of the meanings an error is of. */
const kinds = new WeakMap<OpenBankingError, string>();

/** What came of the answer before the exchange failed: with its secrets, so never part of the problem. */
const beginnings = new WeakMap<OpenBankingError, Answer>();

/** What had come of an answer when its exchange failed with this error, unredacted: for whoever must not lose what no bank gives twice. */
export function beginningOf(thrown: OpenBankingError): Answer | undefined {
  return beginnings.get(thrown);
}

/** Keeps that with the error. */
export function withBeginning(error: OpenBankingError, answer: Answer): OpenBankingError {
  // What is not unpacked rightly is not what the bank said.
  if (kinds.get(error) !== 'compression_wrong') beginnings.set(error, answer);
  return error;
}

/**
 * Whether the bank may have acted on a request that failed with this error, so that it must not simply be repeated. False only
 * where it is certain that nothing arrived.
 */
export function mayHaveArrived(thrown: unknown): boolean {
  return !(thrown instanceof OpenBankingError && neverArrived.has(thrown));
}

/** Marks an error as one of an exchange that never reached the bank's application. */
export function notArrived(error: OpenBankingError): OpenBankingError {
  neverArrived.add(error);
  return error;
}

/** The entry of `src/tpp/meanings/` that an error's advice is from, where it is finer than the error's code. */
export function failureKindOf(error: OpenBankingError): string | undefined {
  return kinds.get(error);
}

/** An error of the connection, with the advice of its entry. */
export function connectionError(
  kind: ConnectionTrouble,
  { message, ...rest }: Pick<Problem, 'message' | 'bank' | 'interactionId'>,
  cause?: unknown,
): OpenBankingError {
  const meaning = connectionTroubles[kind];
  const error = new OpenBankingError(
    { code: meaning.code, message, ...adviceOf(meaning), ...rest },
    cause === undefined ? undefined : { cause },
  );
  kinds.set(error, kind);
  return error;
}

/** Whether undici's error says only that the connection ended. */
export function isClosedConnection(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code !== '' && isClosed(code);
}

/** The error to throw for whatever undici threw. Where a handshake may have failed, others are tried to learn why. */
export async function failureOf(thrown: unknown, exchange: FailedExchange): Promise<OpenBankingError> {
  const { interactionId, proxy } = exchange;
  if (thrown instanceof OpenBankingError) return thrown;
  if (thrown instanceof ProxyFailure) return finished({ ...proxyProblem(thrown), sent: false }, interactionId, thrown);
  const problem = await problemOf(codeOf(thrown), exchange);
  const about = { host: exchange.url.host };
  return finished({ ...(proxy ? behindProxy(problem, proxy) : problem), about }, interactionId, thrown);
}

/** The error of a problem, which knows its entry of the meanings and whether anything can have arrived. */
export function finished(
  { sent, kind, ...problem }: ProblemCore,
  interactionId: string,
  cause?: unknown,
): OpenBankingError {
  const error = new OpenBankingError({ ...problem, interactionId }, cause === undefined ? undefined : { cause });
  if (kind !== undefined) kinds.set(error, kind);
  return sent ? error : notArrived(error);
}

/** `sent` is false only where it is certain that the bank's application saw nothing. */
type ProblemCore = Problem & { sent: boolean; kind?: string };

async function problemOf(code: string, exchange: FailedExchange): Promise<ProblemCore> {
  const { url, secureContext, verified = true, sent = true } = exchange;
  const plainly = withoutTls(code, exchange) ?? aboutClientCertificate(code, exchange);
  if (plainly) return plainly;
  if (url.protocol !== 'https:') return ended(code, exchange);
  if (verified && untrusted.test(code)) return distrusted(code, exchange);
  if (isNotHttp(code)) {
    const http2 = secureContext && (await speaksHttp2Only(url, handshakeOptions(exchange, secureContext)));
    if (http2) return trouble('http2_only', t('{0} speaks HTTP/2 only ({1}).', url.host, code), false);
    return trouble('not_http', t('What {0} answered is not HTTP as it should be ({1}).', url.host, code), true);
  }
  if (!secureContext) return byCode(code, exchange);
  const mayBeHandshake = !sent || isClosed(code) || code.startsWith('ERR_SSL_');
  return mayBeHandshake ? inHandshake(code, exchange, secureContext) : ended(code, exchange);
}

function handshakeOptions({ tunnel, verified = true, signal }: FailedExchange, secureContext: SecureContext) {
  return { secureContext, verified, ...(tunnel ? { tunnel } : {}), ...(signal ? { signal } : {}) };
}

function withoutTls(code: string, exchange: FailedExchange): ProblemCore | undefined {
  const { url } = exchange;
  const { host } = url;
  if (notFound.has(code))
    return trouble('host_unknown', t('The host {0} is not known ({1}).', url.hostname, code), false);
  if (unreachable.has(code) && exchange.sent !== true) {
    const kind = exchange.sandbox && isLoopback(url.hostname) ? 'sandbox_stopped' : 'nothing_listens';
    return trouble(kind, t('Nothing listens at {0} ({1}).', host, code), false);
  }
  if (slow.has(code)) {
    const sent = exchange.sent ?? code !== 'UND_ERR_CONNECT_TIMEOUT';
    const within = code === 'UND_ERR_CONNECT_TIMEOUT' ? t('within {0} s', 10) : t('in time');
    return late({ host, within, sent, connected: exchange.connected ?? sent });
  }
  if (isTooLarge(code)) {
    return trouble('answer_too_large', t('The answer of {0} is too large and was not read to its end.', host), true);
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return trouble('headers_too_long', t('{0} answered with headers that are too long ({1}).', host, code), true);
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    const message = t('The request to {0} could not be made: a header or its address is not allowed in HTTP.', host);
    return trouble('request_not_allowed', message, false);
  }
  if (isNotHttp(code) && url.protocol !== 'https:') {
    return trouble('not_http', t('What {0} answered is not HTTP as it should be ({1}).', host, code), true);
  }
  return undefined;
}

/** How far it had come when its time was over. */
export interface Lateness {
  host: string;
  within: string;
  sent: boolean;
  connected: boolean;
  /** Of an answer that had begun. */
  status?: number;
}

function late({ host, within, sent, connected, status }: Lateness): ProblemCore {
  if (status !== undefined) {
    const problem = trouble(
      'answer_stalled',
      t('{0} answered {1} and did not end its answer {2}.', host, status, within),
      true,
    );
    return { ...problem, bank: { status } };
  }
  if (sent) return trouble('no_answer', t('{0} did not answer {1}.', host, within), true);
  return connected
    ? trouble(
        'silent_handshake',
        t('{0} took the connection and did not answer the TLS handshake {1}.', host, within),
        false,
      )
    : trouble('no_connection', t('{0} did not take a connection {1}.', host, within), false);
}

/** The error of an exchange whose time is over. */
export function lateError(lateness: Lateness, interactionId: string): OpenBankingError {
  return finished(late(lateness), interactionId);
}

/** Where nothing can be looked at. */
function byCode(code: string, exchange: FailedExchange): ProblemCore {
  const { url, offered, available } = exchange;
  if (/HANDSHAKE_FAILURE/.test(code)) return offered ? refused(url.host, code) : notSent(url.host, available);
  return ended(code, exchange);
}

async function distrusted(code: string, exchange: FailedExchange): Promise<ProblemCore> {
  const { url, authorities = [], secureContext, plainContext } = exchange;
  // Nothing is sent, and no certificate shown: who is not trusted has no business with it.
  const context = secureContext && (plainContext?.() ?? secureContext);
  const certificate =
    context && (await tryHandshake(url, { ...handshakeOptions(exchange, context), certificateOnly: true })).certificate;
  return untrustedServer({ host: url.host, code, authorities, ...(certificate ? { certificate } : {}) });
}

function untrustedServer(shown: Parameters<typeof distrustOf>[0]): ProblemCore {
  const { trouble: kind, message } = distrustOf(shown);
  return { code: 'server_certificate_untrusted', message, try: certificateTroubles[kind].try, sent: false, kind };
}

async function inHandshake(code: string, exchange: FailedExchange, secureContext: SecureContext): Promise<ProblemCore> {
  const { url, offered, available, plainContext, sent = true, authorities = [] } = exchange;
  const { host } = url;
  const options = handshakeOptions(exchange, secureContext);
  const {
    trouble: what,
    because,
    seen,
  } = await lookIntoHandshake(url, code, options, offered ? plainContext : undefined);
  if (what === 'untrusted') {
    if (sent) return ended(code, exchange);
    const { certificate, problem = code } = seen;
    return untrustedServer({ host, code: problem, authorities, ...(certificate ? { certificate } : {}) });
  }
  const clear = aboutClientCertificate(because, exchange);
  if (clear) return clear;
  if (what === 'client_certificate') {
    const named = isClosed(because) ? '' : because;
    return offered ? refused(host, named) : notSent(host, available);
  }
  // The server takes us now, or the request had gone out over a connection that stood: the handshake is not what failed.
  if (sent || seen.complete) return ended(code, exchange);
  return trouble(
    what,
    `${handshakeWords(what, host)}${because && !because.startsWith('UND_ERR_') ? ` (${because})` : ''}.`,
    false,
  );
}

function trouble(kind: ConnectionTrouble, message: string, sent: boolean): ProblemCore {
  const meaning = connectionTroubles[kind];
  return { code: meaning.code, message, ...adviceOf(meaning), sent, kind };
}

function ended(code: string, { url, sent = true }: FailedExchange): ProblemCore {
  // The library's own names say no more than the sentence.
  const because = code && !code.startsWith('UND_ERR_') ? ` (${code})` : '';
  return sent
    ? trouble('ended_early', t('The connection to {0} ended before there was an answer{1}.', url.host, because), true)
    : trouble(
        'ended_unsent',
        t('The connection to {0} ended before the request went out{1}.', url.host, because),
        false,
      );
}
