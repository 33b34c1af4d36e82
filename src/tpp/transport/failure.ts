/** What a failure below HTTP means: undici's and OpenSSL's codes become one of our codes, with what to try. */
import type { SecureContext } from 'node:tls';
import { OpenBankingError, type Problem } from '../errors.ts';
import { codeOf, type Handshake, tryHandshake } from './diagnosis.ts';

export interface FailedExchange {
  url: URL;
  /** Whether the client certificate was offered. */
  offered: boolean;
  /** Whether there is a client certificate at all. */
  available: boolean;
  /** The context that was used, and one without the client certificate, to compare. */
  secureContext?: SecureContext;
  plainContext?: () => SecureContext;
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
const closed = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'ECONNABORTED']);
const slow = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** OpenSSL's verification results (X509_V_ERR_…), which Node gives as codes. */
const untrusted =
  /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERROR_IN_CERT_|INVALID_(CA|PURPOSE)$|PATH_LENGTH_|HOSTNAME_MISMATCH$|AKID_|SUBJECT_ISSUER_|EE_KEY_|CA_KEY_|CA_MD_|ERR_TLS_CERT_ALTNAME_INVALID$)/;
const refusedAlert =
  /(BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(EXPIRED|REVOKED|UNKNOWN)|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR|HANDSHAKE_FAILURE)/;

/** Errors of exchanges that never reached the bank's application. */
const neverArrived = new WeakSet<OpenBankingError>();

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

/** Whether undici's error says only that the connection ended. */
export function isClosedConnection(thrown: unknown): boolean {
  return closed.has(codeOf(thrown));
}

/** The error to throw for whatever undici threw. A connection that was closed without a reason is tried once more to learn it. */
export async function failureOf(thrown: unknown, exchange: FailedExchange): Promise<OpenBankingError> {
  if (thrown instanceof OpenBankingError) return thrown;
  const code = codeOf(thrown);
  const problem = known(code, exchange);
  if (problem) return finished(problem, exchange, thrown);
  if (closed.has(code)) return finished(await closedProblem(code, exchange), exchange, thrown);
  return finished(unknown(code, exchange), exchange, thrown);
}

function known(code: string, { url, offered, available }: FailedExchange): ProblemCore | undefined {
  const { host } = url;
  if (untrusted.test(code)) return untrustedServer(code, host);
  if (code.includes('CERTIFICATE_REQUIRED')) return notSent(host, available);
  if (code.startsWith('ERR_SSL_') && refusedAlert.test(code))
    return offered ? refused(host, code) : notSent(host, available);
  if (notFound.has(code)) {
    return {
      code: 'bank_unreachable',
      message: `The host ${url.hostname} is not known (${code}).`,
      try: 'Check the address in openbanking.json and the network.',
      sent: false,
    };
  }
  if (unreachable.has(code)) {
    return {
      code: 'bank_unreachable',
      message: `Nothing listens at ${host} (${code}).`,
      try: 'Check that the bank is running (the sandbox: `obw bank start`), the port, and the network.',
      sent: false,
    };
  }
  if (slow.has(code)) {
    return {
      code: 'timed_out',
      message: `${host} did not answer in time.`,
      try: 'Try again; if it stays so, check the network or ask the bank.',
      sent: code !== 'UND_ERR_CONNECT_TIMEOUT',
    };
  }
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL|UNSUPPORTED_PROTOCOL/.test(code)) {
    return {
      code: 'bank_unreachable',
      message: `${host} does not speak TLS as this machine does (${code}).`,
      try: 'Check the port: it may be one for plain http, or one of another program.',
      sent: false,
    };
  }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' || code === 'ERR_BUFFER_TOO_LARGE') {
    return {
      code: 'answer_invalid',
      message: `The answer of ${host} is too large and was not read to its end.`,
      try: 'Ask for less, e.g. a shorter range of dates.',
      sent: true,
    };
  }
  if (code.startsWith('HPE_') || code.startsWith('UND_ERR_RES') || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return {
      code: 'answer_invalid',
      message: `What ${host} answered is not HTTP as it should be (${code}).`,
      try: 'Check the address and whether something between here and the bank changes its answers.',
      sent: true,
    };
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return {
      code: 'usage',
      message: `The request to ${host} could not be made: a header or its address is not allowed in HTTP.`,
      try: "Check the headers of the bank's entry in openbanking.json.",
      sent: false,
    };
  }
  return undefined;
}

async function closedProblem(code: string, exchange: FailedExchange): Promise<ProblemCore> {
  const { url, offered, available, secureContext, plainContext, verified } = exchange;
  if (url.protocol !== 'https:' || !secureContext) return unknown(code, exchange);
  const handshake = await tryHandshake(url, secureContext, verified);
  const reason = reasonCode(handshake);
  const problem = reason === undefined ? undefined : known(reason, exchange);
  if (problem) return problem;
  if (handshake.end === 'stands') return unknown(code, exchange);
  if (handshake.end === 'closed' || handshake.complete)
    return offered ? refused(url.host, '') : notSent(url.host, available);
  // Under TLS 1.2 a refusal may be a reset in mid-handshake; it is one if the server gets further without the certificate.
  const plain = offered && plainContext ? await tryHandshake(url, plainContext(), verified) : undefined;
  const further =
    plain !== undefined && (plain.end !== 'error' || /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/.test(plain.code));
  return further ? refused(url.host, '') : unknown(code, exchange);
}

function reasonCode(handshake: Handshake): string | undefined {
  return handshake.end === 'error' && !closed.has(handshake.code) ? handshake.code : undefined;
}

type ProblemCore = Problem & { sent: boolean };

function finished(
  { sent, ...problem }: ProblemCore,
  { interactionId }: FailedExchange,
  cause: unknown,
): OpenBankingError {
  const error = new OpenBankingError({ ...problem, interactionId }, { cause });
  return sent ? error : notArrived(error);
}

function untrustedServer(code: string, host: string): ProblemCore {
  const altName = code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH';
  const dates = /EXPIRED|NOT_YET_VALID/.test(code);
  return {
    code: 'server_certificate_untrusted',
    message: altName
      ? `The certificate of ${host} is made out to another host (${code}).`
      : dates
        ? `The certificate of ${host} ${code.includes('EXPIRED') ? 'has expired' : 'is not valid yet'} (${code}).`
        : `The certificate of ${host} comes from an authority that is not trusted here (${code}).`,
    try: altName
      ? 'Check the address; adding a CA to transport.ca does not help, and nothing was sent.'
      : dates
        ? "Check this machine's clock and tell the bank; if its CA was renewed, add the new one to transport.ca."
        : "Add the bank's root CA certificate (PEM) to transport.ca in openbanking.json, or to ca of the bank's entry; UK Directory certificates are not in browsers' stores.",
    sent: false,
  };
}

function notSent(host: string, available: boolean): ProblemCore {
  return {
    code: 'certificate_not_sent',
    message: `${host} wants a client certificate and none was sent.`,
    try: available
      ? "The certificate goes to the bank's own hosts only: name this one in the bank's entry (tokenEndpoint, registration.endpoint, resourceServers), port included."
      : 'Give transport.certificate and transport.key in openbanking.json.',
    sent: false,
  };
}

function refused(host: string, code: string): ProblemCore {
  const reasons: [RegExp, string][] = [
    [/CERTIFICATE_EXPIRED/, 'it has expired'],
    [/CERTIFICATE_REVOKED/, 'it is revoked'],
    [/UNKNOWN_CA/, 'its issuer is not trusted there'],
    [/UNSUPPORTED_CERTIFICATE/, 'it is not of the right kind'],
  ];
  const reason = reasons.find(([pattern]) => pattern.test(code))?.[1];
  return {
    code: 'certificate_refused',
    message: reason
      ? `${host} refused the client certificate: ${reason}.`
      : `${host} closed the connection on seeing the client certificate${code ? ` (${code})` : ', without a reason'}.`,
    try: 'Check its dates, its issuer and chain (transport.certificate: the leaf first, then its issuing CA), and that the bank knows this certificate.',
    sent: false,
  };
}

function unknown(code: string, { url }: FailedExchange): ProblemCore {
  return {
    code: 'bank_unreachable',
    message: `The connection to ${url.host} ended before there was an answer${code ? ` (${code})` : ''}.`,
    try: 'The bank may or may not have seen the request: look before sending it again.',
    sent: true,
  };
}
