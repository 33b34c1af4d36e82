/** One host and port looked at from below: its name, its TCP port, its TLS chain, and what it makes of a client certificate. */
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { certificateAsked } from '../transport/connections.ts';
import { codeOf } from '../transport/diagnosis.ts';

export interface Probe {
  /** Empty where the name is not known. */
  addresses: string[];
  /** The first step that failed, and how. */
  failed?: { step: 'dns' | 'tcp' | 'tls'; code: string };
  server?: ShownCertificate;
  /** `TLSv1.3`. */
  protocol?: string;
  /** Absent for plain http, and where the handshake failed before. */
  clientCertificate?: ClientCertificateVerdict;
}

/** What the server shows, verified or not. */
export interface ShownCertificate {
  subject: string;
  issuer: string;
  /** `DNS:a.example, IP Address:127.0.0.1`. */
  names: string;
  /** Milliseconds since the epoch. */
  validTo: number;
  /** Why it is not trusted: OpenSSL's or Node's code. */
  problem?: string;
}

/**
 * `not_asked`: the server wants none; `accepted` and `refused`: it asked, and took ours or not; `asked`: it asked, and ours was not
 * tried; `required`: it let nobody in without one, and ours was not tried.
 */
export type ClientCertificateVerdict = 'not_asked' | 'asked' | 'required' | 'accepted' | 'refused';

export interface ProbeOptions {
  /** The context without a client certificate. */
  plain: SecureContext;
  /** The context with it; absent for a host that must not see it. */
  mutual?: SecureContext;
  signal?: AbortSignal;
}

const patience = 8000;
/** Milliseconds for the refusal of a certificate, which TLS 1.3 sends after the handshake. */
const afterwards = 400;

/** Looks at the host of a URL. Nothing is sent but handshakes. Never throws. */
export async function probeHost(url: URL, { plain, mutual, signal }: ProbeOptions): Promise<Probe> {
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (signal?.aborted) return { addresses: [], failed: { step: 'dns', code: 'cancelled' } };
  const addresses = await addressesOf(name);
  if (typeof addresses === 'string') return { addresses: [], failed: { step: 'dns', code: addresses } };
  if (url.protocol !== 'https:') {
    const end = await reach(name, port, undefined, signal);
    return end.step === 'tcp' ? { addresses, failed: { step: 'tcp', code: end.code } } : { addresses };
  }
  const first = await reach(name, port, plain, signal);
  if (first.step === 'tcp' || (first.step === 'tls' && !first.asked && !wantsCertificate(first.code))) {
    return { addresses, failed: { step: first.step, code: first.code } };
  }
  const seen: Probe = {
    addresses,
    ...(first.server === undefined ? {} : { server: first.server }),
    ...(first.protocol === undefined ? {} : { protocol: first.protocol }),
  };
  // A server that is not trusted does not get to see the certificate either.
  const second = mutual && first.server?.problem === undefined ? await reach(name, port, mutual, signal) : undefined;
  const better = seen.server === undefined && second?.server !== undefined ? { server: second.server } : {};
  return { ...seen, ...better, clientCertificate: verdictOf(first, second) };
}

interface Reached {
  /** How far it came: `stands` when the server kept the connection. */
  step: 'tcp' | 'tls' | 'stands';
  code: string;
  asked: boolean;
  /** Bytes that went out in the handshake. */
  written: number;
  server?: ShownCertificate;
  protocol?: string;
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

const wantsCertificate = (code: string): boolean =>
  /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|^ECONNRESET$|^closed$/.test(code);

async function addressesOf(name: string): Promise<string[] | string> {
  if (isIP(name) !== 0) return [name];
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  } catch (thrown) {
    return codeOf(thrown) || 'ENOTFOUND';
  }
}

function reach(host: string, port: number, context: SecureContext | undefined, signal?: AbortSignal): Promise<Reached> {
  return new Promise((resolve) => {
    let socket: TLSSocket | undefined;
    let connected = false;
    let shown: Pick<Reached, 'server' | 'protocol' | 'asked'> = { asked: false };
    const tcp: Socket = connectTcp({ host, port });
    const done = (step: Reached['step'], code: string) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      resolve({ step, code, written: tcp.bytesWritten, ...shown });
      socket?.destroy();
      tcp.destroy();
    };
    const failed = (code: string) => done(connected ? 'tls' : 'tcp', code);
    const cancel = () => failed('cancelled');
    let timer = setTimeout(() => failed('ETIMEDOUT'), patience);
    if (signal?.aborted) return cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    tcp.on('error', (error) => failed(codeOf(error)));
    tcp.once('connect', () => {
      connected = true;
      if (context === undefined) return done('stands', '');
      socket = connectTls({
        socket: tcp,
        secureContext: context,
        // The verdict is read, not acted upon: nothing is sent over this connection.
        rejectUnauthorized: false,
        ALPNProtocols: ['http/1.1'],
        ...(isIP(host) === 0 ? { servername: host } : { host }),
      });
      socket.once('secureConnect', () => {
        if (socket) shown = shownBy(socket);
        clearTimeout(timer);
        timer = setTimeout(() => done('stands', ''), afterwards);
      });
      socket.on('error', (error) => failed(codeOf(error)));
      socket.once('close', () => failed('closed'));
      socket.resume();
    });
  });
}

function shownBy(socket: TLSSocket): Pick<Reached, 'server' | 'protocol' | 'asked'> {
  const certificate = socket.getPeerX509Certificate();
  const problem = socket.authorized ? undefined : problemCode(socket.authorizationError);
  return {
    asked: certificateAsked(socket) === true,
    protocol: socket.getProtocol() ?? undefined,
    ...(certificate === undefined
      ? {}
      : {
          server: {
            subject: certificate.subject.replaceAll('\n', ', '),
            issuer: certificate.issuer.replaceAll('\n', ', '),
            names: certificate.subjectAltName ?? '',
            validTo: Date.parse(certificate.validTo),
            ...(problem === undefined ? {} : { problem }),
          },
        }),
  };
}

/** Node types it as an Error and gives a code's text. */
function problemCode(error: unknown): string {
  return typeof error === 'string' ? error : codeOf(error) || 'not trusted';
}
