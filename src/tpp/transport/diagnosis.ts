/** A second handshake that asks why the first one failed: undici only says that it did. */

import type { X509Certificate } from 'node:crypto';
import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import { Duplex } from 'node:stream';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { t } from '../../standard/language.ts';
import { certificateAsked } from './connections.ts';
import { type ServerBytes, startReading } from './server-bytes.ts';

/** What was seen of a handshake. Of the bytes, only those before encryption are understood, by whatever TLS library there is. */
export interface Handshake extends ServerBytes {
  /** `stands`: the server keeps the connection; `closed`: it ended it without a word; `silent`: it said nothing in time. */
  end: 'stands' | 'closed' | 'silent' | 'failed';
  /** Node's or the TLS library's code where it failed; empty otherwise. */
  code: string;
  /** Whether it was complete on our side. */
  complete: boolean;
  /** Why the server's certificate is not trusted, by Node's code; absent where it is, or was not seen. */
  problem?: string;
  /** The server's certificate; those it sent above it hang on its `issuerCertificate`. */
  certificate?: X509Certificate;
  /** Of ALPN. */
  protocol?: string;
  /** `TLSv1.3`, where it was complete. */
  negotiated?: string;
  /** Whether the server asked for a client certificate, where it was complete and the TLS library tells. */
  asked?: boolean;
  /** Bytes that went out. */
  written: number;
  /** What the opening of {@link HandshakeOptions.tunnel} threw. */
  unopened?: unknown;
}

type OldVersion = 'TLSv1.1' | 'TLSv1.2';

export interface HandshakeOptions {
  secureContext: SecureContext;
  /** Offered by ALPN; default: HTTP/1.1. */
  protocols?: string[];
  /** False for a host whose verification is switched off: nothing is a problem then. */
  verified?: boolean;
  /** Ends as soon as the server's certificate is there. */
  certificateOnly?: boolean;
  /** The versions from 1.0 up to this one alone, to learn which the server speaks. */
  newest?: OldVersion;
  /** The way there, where it leads through a proxy; default: straight. */
  tunnel?: (signal?: AbortSignal) => Promise<Socket>;
  /** Ends it. */
  signal?: AbortSignal;
  /** Milliseconds for the handshake; default 3000. */
  timeout?: number;
}

/** Milliseconds for the server to refuse the certificate after the handshake (TLS 1.3 sends that alert late). */
const afterwards = 400;

/** Connects, sends nothing but the handshake, and watches what the server makes of it. Never throws. */
export async function tryHandshake(url: URL, options: HandshakeOptions): Promise<Handshake> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const reading = startReading();
  const { signal, timeout = 3000 } = options;
  const unopened = (code: string) => ({ end: 'failed', code, complete: false, written: 0, ...reading.seen() }) as const;
  if (signal?.aborted) return unopened('');
  let way: Socket;
  try {
    way = (await options.tunnel?.(signal)) ?? tcpConnect({ host, port: Number(url.port || 443) });
  } catch (thrown) {
    return { ...unopened(codeOf(thrown)), unopened: thrown };
  }
  return new Promise((resolve) => {
    let complete = false;
    let shown: Pick<Handshake, 'negotiated' | 'asked' | 'certificate'> = {};
    const socket = connect({
      socket: tapped(way, reading.take),
      secureContext: options.secureContext,
      // The verdict is read, not acted upon: nothing is sent over this connection.
      rejectUnauthorized: false,
      ALPNProtocols: options.protocols ?? ['http/1.1'],
      ...(options.newest ? { minVersion: 'TLSv1' as const, maxVersion: options.newest } : {}),
      ...(isIP(host) === 0 ? { servername: host } : { host }),
    });
    const done = (end: Handshake['end'], code = '') => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      const certificate = shown.certificate ?? peerOf(() => socket.getPeerX509Certificate());
      const protocol = socket.alpnProtocol;
      resolve({
        end,
        code,
        complete,
        written: way.bytesWritten,
        ...reading.seen(),
        ...shown,
        ...(certificate === undefined ? {} : { certificate }),
        ...(complete && options.verified !== false && !socket.authorized
          ? { problem: problemCode(socket.authorizationError) }
          : {}),
        ...(typeof protocol === 'string' ? { protocol } : {}),
      });
      socket.destroy();
      way.destroy();
    };
    const giveUp = () => done('failed');
    signal?.addEventListener('abort', giveUp);
    let timer = setTimeout(() => done('silent', 'ETIMEDOUT'), timeout);
    socket.once('secureConnect', () => {
      complete = true;
      shown = shownBy(socket);
      clearTimeout(timer);
      timer = setTimeout(() => done('stands'), options.certificateOnly ? 0 : afterwards);
    });
    way.once('error', (error) => done('failed', codeOf(error)));
    socket.on('error', (error) => done('failed', codeOf(error)));
    socket.once('close', () => done('closed'));
    socket.resume();
  });
}

/** A context for {@link HandshakeOptions.newest}; nothing where the TLS library has these versions no more. */
export function oldContext(newest: OldVersion): SecureContext | undefined {
  const versions = { minVersion: 'TLSv1', maxVersion: newest } as const;
  // OpenSSL has them at its lowest level of security only, of which BoringSSL knows nothing.
  for (const more of [{ ciphers: 'DEFAULT@SECLEVEL=0' }, {}]) {
    try {
      return createSecureContext({ ...versions, ...more });
    } catch {
      // The next, or none.
    }
  }
  return undefined;
}

/** The same stream, its incoming bytes shown to somebody as well. */
function tapped(way: Socket, see: (bytes: Buffer) => void): Duplex {
  const tap = new Duplex({
    read: () => way.resume(),
    write: (bytes: Buffer, _encoding, callback) => {
      way.write(bytes, callback);
    },
    final: (callback) => {
      way.end(callback);
    },
  });
  way.on('data', (bytes: Buffer) => {
    see(bytes);
    if (!tap.push(bytes)) way.pause();
  });
  way.once('end', () => tap.push(null));
  way.once('close', () => tap.destroy());
  return tap;
}

/** Read while the connection stands: one that ended has nothing to tell. */
function shownBy(socket: TLSSocket): Pick<Handshake, 'negotiated' | 'asked' | 'certificate'> {
  const negotiated = socket.getProtocol();
  const asked = certificateAsked(socket);
  const certificate = peerOf(() => socket.getPeerX509Certificate());
  return {
    ...(negotiated === null ? {} : { negotiated }),
    ...(asked === undefined ? {} : { asked }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

function peerOf(read: () => X509Certificate | undefined): X509Certificate | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Node types it as an Error and gives a code's text. */
function problemCode(error: unknown): string {
  return typeof error === 'string' ? error : codeOf(error) || t('not trusted');
}

/** The most telling `code` of an error, its cause and the errors it collects; empty where there is none. */
export function codeOf(thrown: unknown): string {
  const codes: string[] = [];
  const look = (error: unknown, depth: number) => {
    if (!(error instanceof Error) || depth > 4) return;
    if ('code' in error && typeof error.code === 'string') codes.push(error.code);
    // undici gives this one a code only where its parser has one.
    else if (error.name === 'HTTPParserError') codes.push('HPE_UNKNOWN');
    look(error.cause, depth + 1);
    if (error instanceof AggregateError) for (const one of error.errors) look(one, depth + 1);
  };
  look(thrown, 0);
  return codes.find((code) => !code.startsWith('UND_ERR_')) ?? codes[0] ?? '';
}
