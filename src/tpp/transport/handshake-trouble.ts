/** Why a TLS handshake failed: by how far it came, by the server's alert, and by what further handshakes show. */

import { t } from '../../standard/language.ts';
import type { ConnectionTrouble } from '../meanings/connection.ts';
import { type Handshake, type HandshakeOptions, oldContext, tryHandshake } from './diagnosis.ts';

/** `client_certificate`: the server wants one, or does not take ours. */
type HandshakeTrouble = ConnectionTrouble | 'client_certificate' | 'untrusted';

export interface Happened {
  trouble: HandshakeTrouble;
  /** What goes into the sentence's brackets: a code or an alert. */
  because: string;
  seen: Handshake;
}

const closed = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_CLOSED', '']);

/** RFC 8446 §6.2 and RFC 7301: numbers by the ends of the names that TLS libraries give them. */
const alerts: readonly [number, RegExp][] = [
  [120, /NO_APPLICATION_PROTOCOL$/],
  [112, /UNRECOGNIZED_NAME$/],
  [71, /INSUFFICIENT_SECURITY$/],
  [70, /PROTOCOL_VERSION$/],
  [40, /HANDSHAKE_FAILURE$/],
];
const alertOf = (code: string): number | undefined => alerts.find(([, name]) => name.test(code))?.[0];

/** As a ServerHello has it. */
const tls12 = 0x0303;

/** Whether only the connection's end is known. */
export const isClosed = (code: string): boolean => closed.has(code);

/**
 * What a handshake like the one that failed shows, and others beside it where that leaves a question.
 *
 * @param code of the failure that is to be explained.
 * @param plain a context without the client certificate, where one was offered.
 */
export async function lookIntoHandshake(
  url: URL,
  code: string,
  options: HandshakeOptions,
  plain?: () => HandshakeOptions['secureContext'],
): Promise<Happened> {
  const seen = await tryHandshake(url, options);
  const why = isClosed(code) ? seen.code || code : code;
  const because = seen.alert !== undefined && isClosed(why) ? t('TLS alert {0}', seen.alert) : why;
  const is = (trouble: HandshakeTrouble): Happened => ({ trouble, because, seen });
  if (seen.speaks === 'http') return is('plain_http');
  if (seen.speaks === 'other') return is('not_tls');
  // Gone meanwhile, or no way through the proxy: there is nothing to look at.
  if (seen.end === 'failed' && seen.speaks === undefined && !isClosed(seen.code)) return is('handshake_failed');
  if (seen.end === 'silent' && !seen.complete) return is('silent_handshake');
  if (seen.problem !== undefined) return is('untrusted');
  if (!seen.answeredHello) return is(await helloRefused(url, seen.alert ?? alertOf(why), options));
  if (seen.complete) return is(seen.end === 'stands' ? 'handshake_failed' : 'client_certificate');
  if (seen.alert !== undefined)
    return is(seen.alert >= 40 && seen.alert <= 51 ? 'client_certificate' : 'handshake_failed');
  // A server that went on with 1.2 is none of the old ones, whatever else it takes.
  if ((seen.version ?? 0) < tls12 && (await speaksOld(url, options))) return is('old_tls');
  if (!isClosed(seen.code)) return is('handshake_failed');
  // Under TLS 1.2 a refusal may be a reset in mid-handshake; it is one if the server gets further without the certificate.
  const other = plain ? await tryHandshake(url, { ...options, secureContext: plain() }) : undefined;
  const further = other !== undefined && (other.complete || other.alert !== undefined);
  return is(further ? 'client_certificate' : 'ended_in_handshake');
}

/** Our first message alone was the trouble, in which no certificate stands. */
async function helloRefused(
  url: URL,
  alert: number | undefined,
  options: HandshakeOptions,
): Promise<ConnectionTrouble> {
  if (alert === 112) return 'name_not_served';
  if (alert === 120 || alert === undefined) {
    const other = await tryHandshake(url, { ...options, protocols: ['h2'] });
    if (other.protocol === 'h2') return 'http2_only';
  }
  if (alert === 40 || alert === 71) return 'nothing_in_common';
  if (await speaksOld(url, options)) return 'old_tls';
  if (alert === undefined) return 'ended_in_handshake';
  return alert === 70 ? 'old_tls' : 'handshake_failed';
}

/** Whether it speaks no version newer than 1.1. It takes the newest that is offered, so that one that takes 1.2 then is none of those. */
async function speaksOld(url: URL, { tunnel, signal }: HandshakeOptions): Promise<boolean> {
  const way = { ...(tunnel ? { tunnel } : {}), ...(signal ? { signal } : {}) };
  for (const newest of ['TLSv1.2', 'TLSv1.1'] as const) {
    const secureContext = oldContext(newest);
    if (!secureContext) return false;
    const seen = await tryHandshake(url, { secureContext, newest, ...way });
    if (seen.version !== undefined) return seen.version < tls12;
    // It would have gone on with a version that it takes, were it not for the cipher suites.
    if (seen.alert === 40 || seen.alert === 71) return false;
  }
  return false;
}

/** Whether a server that answered something else than HTTP/1.1 speaks HTTP/2 alone. */
export async function speaksHttp2Only(url: URL, options: HandshakeOptions): Promise<boolean> {
  const [ours, other] = await Promise.all([
    tryHandshake(url, options),
    tryHandshake(url, { ...options, protocols: ['h2'] }),
  ]);
  return ours.complete && ours.protocol !== 'http/1.1' && other.protocol === 'h2';
}

/** What happened, as a sentence without its full stop. */
export function handshakeWords(what: ConnectionTrouble, host: string): string {
  switch (what) {
    case 'plain_http':
      return t('{0} does not speak TLS, but plain HTTP', host);
    case 'not_tls':
      return t('{0} does not speak TLS', host);
    case 'silent_handshake':
      return t('{0} took the connection and did not answer the TLS handshake', host);
    case 'old_tls':
      return t('{0} speaks no TLS newer than 1.1', host);
    case 'http2_only':
      return t('{0} speaks HTTP/2 only', host);
    case 'nothing_in_common':
      return t('{0} takes none of the TLS settings that are offered here', host);
    case 'name_not_served':
      return t('{0} does not serve this host name', host);
    case 'ended_in_handshake':
      return t('{0} ended the connection in the middle of the TLS handshake', host);
    default:
      return t('The TLS handshake with {0} failed', host);
  }
}
