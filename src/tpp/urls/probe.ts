/** One host and port looked at from below: its name, its TCP port, its TLS chain, and what it makes of a client certificate. */

import type { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { t } from '../../standard/language.ts';
import type { Problem } from '../errors.ts';
import type { ConnectionTrouble } from '../meanings/connection.ts';
import { codeOf, tryHandshake } from '../transport/diagnosis.ts';
import { lookIntoHandshake } from '../transport/handshake-trouble.ts';
import type { LocalProxy } from '../transport/local-proxy.ts';
import { openTunnel, ProxyFailure } from '../transport/proxy.ts';
import { proxyProblem } from '../transport/proxy-failure.ts';
import type { ProxyServer } from '../transport/proxy-settings.ts';

export interface Probe {
  /** Empty where the name is not known. */
  addresses: string[];
  /** The first step that failed, and how. */
  failed?:
    | { step: 'dns' | 'tcp' | 'tls'; code: string; trouble?: ConnectionTrouble }
    | { step: 'proxy'; problem: Problem };
  /** The proxy that it was reached through; the names are looked up by that. */
  proxy?: ProxyServer;
  server?: ShownCertificate;
  /** `TLSv1.3`. */
  protocol?: string;
  /** Absent for plain http, and where the handshake failed before. */
  clientCertificate?: ClientCertificateVerdict;
}

/** What the server shows, verified or not. */
interface ShownCertificate {
  subject: string;
  issuer: string;
  /** `DNS:a.example, IP Address:127.0.0.1`. */
  names: string;
  /** Milliseconds since the epoch. */
  validTo: number;
  /** Why it is not trusted: OpenSSL's or Node's code. */
  problem?: string;
  /** It itself, those that came with it on its `issuerCertificate`. */
  certificate?: X509Certificate;
}

/**
 * `not_asked`: the server wants none; `accepted` and `refused`: it asked, and took ours or not; `asked`: it asked, and ours was not
 * tried; `required`: it let nobody in without one, and ours was not tried.
 */
type ClientCertificateVerdict = 'not_asked' | 'asked' | 'required' | 'accepted' | 'refused';

export interface ProbeOptions {
  /** The context without a client certificate. */
  plain: SecureContext;
  /** The context with it; absent for a host that must not see it. */
  mutual?: SecureContext;
  /** The proxy that the way leads through. */
  proxy?: ProxyServer;
  signal?: AbortSignal;
}

/** Milliseconds for a connection, and for the handshake over it. */
const timeout = 8000;

/** Looks at the host of a URL. Nothing is sent but handshakes. Never throws. */
export async function probeHost(url: URL, options: ProbeOptions): Promise<Probe> {
  const { signal, proxy } = options;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (signal?.aborted) return { addresses: [], failed: { step: 'dns', code: 'cancelled' } };
  if (proxy) {
    const way: Way = (until) => openTunnel(proxy, url, until);
    return { ...(await probeWay(url, way, [], options)), proxy };
  }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const addresses = await addressesOf(host);
  if (typeof addresses === 'string') return { addresses: [], failed: { step: 'dns', code: addresses } };
  const way: Way = (until) => openSocket(host, port, until);
  if (url.protocol === 'https:') return probeWay(url, way, addresses, options);
  const end = await reach(url, way, undefined, signal);
  return end.step === 'tcp' ? { addresses, failed: { step: 'tcp', code: end.code } } : { addresses };
}

/** Why nothing takes connections where the proxy should be, by its code; undefined where something does. Never throws. */
export async function failureAtLocalProxy(
  { hostname, port, name }: LocalProxy,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const way: Way = (until) => openSocket(hostname.replace(/^\[|\]$/g, ''), Number(port), until);
  const { step, code } = await reach(new URL(`http://${name}`), way, undefined, signal);
  return step === 'tcp' ? code || t('no connection') : undefined;
}

async function probeWay(
  url: URL,
  way: Way,
  addresses: string[],
  { plain, mutual, signal }: ProbeOptions,
): Promise<Probe> {
  const first = await reach(url, way, plain, signal);
  if (first.problem) return { addresses, failed: { step: 'proxy', problem: first.problem } };
  if (first.step === 'tcp') return { addresses, failed: { step: 'tcp', code: first.code } };
  if (first.step === 'tls' && !first.asked) {
    const failed = await failedHandshake(url, way, first, plain, signal);
    if (failed) return { addresses, failed };
  }
  const seen: Probe = {
    addresses,
    ...(first.server === undefined ? {} : { server: first.server }),
    ...(first.protocol === undefined ? {} : { protocol: first.protocol }),
  };
  // A server that is not trusted does not get to see the certificate either.
  const second = mutual && first.server?.problem === undefined ? await reach(url, way, mutual, signal) : undefined;
  const better = seen.server === undefined && second?.server !== undefined ? { server: second.server } : {};
  return { ...seen, ...better, clientCertificate: verdictOf(first, second) };
}

/** Why the handshake failed, unless it was for want of a client certificate. */
async function failedHandshake(
  url: URL,
  way: Way,
  { code }: Reached,
  plain: SecureContext,
  signal: AbortSignal | undefined,
): Promise<Probe['failed']> {
  if (signal?.aborted) return { step: 'tls', code };
  const { trouble, because, seen } = await lookIntoHandshake(url, code === 'closed' ? '' : code, {
    secureContext: plain,
    tunnel: (until) => way(until ?? AbortSignal.timeout(timeout)),
    ...(signal ? { signal } : {}),
  });
  // Where the server went into the handshake and then ended it, one with our certificate tells more.
  const wanted = trouble === 'client_certificate' || trouble === 'untrusted' || seen.complete;
  if (wanted || (trouble === 'ended_in_handshake' && seen.answeredHello)) return undefined;
  return { step: 'tls', code: because || code, trouble };
}

/** How a connection to the host is opened: by itself or by a proxy. */
type Way = (signal: AbortSignal) => Promise<Socket>;

interface Reached {
  /** How far it came: `stands` when the server kept the connection. */
  step: 'tcp' | 'tls' | 'stands';
  code: string;
  asked: boolean;
  /** Bytes that went out in the handshake. */
  written: number;
  server?: ShownCertificate;
  protocol?: string;
  /** Why a proxy opened no way. */
  problem?: Problem;
}

/** More bytes than two handshakes differ by for any other reason; a certificate has many times as many. */
const certificateSize = 300;

function verdictOf(first: Reached, second: Reached | undefined): ClientCertificateVerdict {
  const required = first.step === 'tls';
  // BoringSSL does not tell that it was asked; the size of the answer does.
  const asked =
    required || first.asked || second?.asked === true || (second?.written ?? 0) - first.written > certificateSize;
  if (!asked) return 'not_asked';
  if (second === undefined) return required ? 'required' : 'asked';
  return second.step === 'stands' ? 'accepted' : 'refused';
}

async function addressesOf(name: string): Promise<string[] | string> {
  if (isIP(name) !== 0) return [name];
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  } catch (thrown) {
    return codeOf(thrown) || 'ENOTFOUND';
  }
}

function openSocket(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, signal }, () => resolve(socket));
    socket.on('error', reject);
  });
}

async function reach(url: URL, way: Way, context: SecureContext | undefined, signal?: AbortSignal): Promise<Reached> {
  const late = AbortSignal.timeout(timeout);
  const open = () => way(signal ? AbortSignal.any([signal, late]) : late);
  const unreached = (thrown: unknown): Reached => {
    const code = signal?.aborted ? 'cancelled' : late.aborted ? 'ETIMEDOUT' : codeOf(thrown);
    const problem = thrown instanceof ProxyFailure && !signal?.aborted ? proxyProblem(thrown) : undefined;
    return { step: 'tcp', code, asked: false, written: 0, ...(problem ? { problem } : {}) };
  };
  if (context === undefined) {
    try {
      (await open()).destroy();
      return { step: 'stands', code: '', asked: false, written: 0 };
    } catch (thrown) {
      return unreached(thrown);
    }
  }
  const options = { secureContext: context, tunnel: open, timeout, ...(signal ? { signal } : {}) };
  const seen = await tryHandshake(url, options);
  if (seen.unopened !== undefined) return unreached(seen.unopened);
  const { asked = false, written, complete, certificate, problem, negotiated } = seen;
  return {
    step: seen.end === 'stands' ? 'stands' : 'tls',
    code: signal?.aborted ? 'cancelled' : seen.end === 'closed' ? 'closed' : seen.code,
    asked,
    written,
    ...(complete && certificate ? { server: shownAs(certificate, problem) } : {}),
    ...(negotiated === undefined ? {} : { protocol: negotiated }),
  };
}

function shownAs(certificate: X509Certificate, problem: string | undefined): ShownCertificate {
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    issuer: certificate.issuer.replaceAll('\n', ', '),
    names: certificate.subjectAltName ?? '',
    validTo: Date.parse(certificate.validTo),
    certificate,
    ...(problem === undefined ? {} : { problem }),
  };
}
