/** Connections as they were made: how long each part took, what the server showed, and which exchange went over which. */
import type { X509Certificate } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { isIP, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import type { ExchangeTimes, ServerCertificate } from './exchange.ts';

/** What is known of one connection. */
export interface Connection extends Pick<ExchangeTimes, 'dns' | 'connect' | 'tls'> {
  /** Whether an exchange went over it already. */
  used: boolean;
  /** Whether the server asked for a client certificate; nothing where the TLS library does not tell. */
  asked?: boolean;
  server?: ServerCertificate;
}

/** An exchange on its way: filled in when undici writes it to a connection. */
export interface Passage {
  sentAt?: number;
  /** Another exchange has the same interaction id, so that nothing can be told of either. */
  shared?: boolean;
  connection?: Connection;
  reused?: boolean;
}

const connections = new WeakMap<Socket, Connection>();
/** By interaction id, which every request carries. */
const passages = new Map<string, Passage>();
let listening = false;

/** Told when a tunnel through a proxy stands and TLS begins in it, by the signal that its connector was given. */
export type Tunnels = WeakMap<object, () => void>;

/**
 * A connector that times what it makes.
 *
 * @param attempts the last attempt for each host, so that a connection that never stood can tell how far it came.
 * @param authorities the workspace's CA certificates, asked for when a connection stands.
 * @param tunnels where the connector makes tunnels: up to there it counts as connecting.
 */
export function timed(
  connector: buildConnector.connector,
  attempts: Map<string, Connection>,
  authorities: () => readonly X509Certificate[],
  tunnels?: Tunnels,
): buildConnector.connector {
  return (options, callback) => {
    const connection: Connection = { used: false };
    attempts.set(`${options.hostname}:${options.port || (options.protocol === 'https:' ? 443 : 80)}`, connection);
    let last = performance.now();
    const lap = () => {
      const before = last;
      last = performance.now();
      return rounded(last - before);
    };
    const way = tunnels
      ? signalled(options, tunnels, () => {
          connection.connect = lap();
        })
      : options;
    const made: unknown = connector(way, (...[error, socket]) => {
      if (error) return callback(error, null);
      if (tunnels) connection.tls = lap();
      connections.set(socket, connection);
      if (socket instanceof TLSSocket) look(socket, connection, authorities);
      callback(null, socket);
    });
    if (!(made instanceof Socket)) return;
    if (isIP(options.hostname.replace(/^\[|\]$/g, '')) === 0) {
      made.once('lookup', () => {
        connection.dns = lap();
      });
    }
    made.once('connect', () => {
      connection.connect = lap();
    });
    made.once('secureConnect', () => {
      connection.tls = lap();
    });
  };
}

/** A proxy's connector hands the signal that it is given on to the request for its tunnel. */
function signalled(options: buildConnector.Options, tunnels: Tunnels, stands: () => void): buildConnector.Options {
  const { signal } = new AbortController();
  tunnels.set(signal, stands);
  return Object.assign({ ...options }, { signal });
}

/** Whatever goes wrong here must not keep the connection from its use: then there is only less to tell. */
function look(socket: TLSSocket, connection: Connection, authorities: () => readonly X509Certificate[]): void {
  try {
    lookAt(socket, connection, authorities);
  } catch {
    // Another TLS library, or a certificate that this one cannot read.
  }
}

function lookAt(socket: TLSSocket, connection: Connection, authorities: () => readonly X509Certificate[]): void {
  const certificate = socket.getPeerX509Certificate();
  if (certificate) {
    connection.server = {
      subject: oneLine(certificate.subject),
      issuer: oneLine(certificate.issuer),
      validTo: Date.parse(certificate.validTo),
      authority: authorityOf(certificate, authorities()),
    };
  }
  const asked = certificateAsked(socket);
  if (asked !== undefined) connection.asked = asked;
}

/**
 * Whether a server asked for a client certificate. OpenSSL fills the list of shared algorithms from that request; BoringSSL, which the
 * desktop's editor has, never does, and a resumed session has no such request: undefined.
 */
export function certificateAsked(socket: TLSSocket): boolean | undefined {
  try {
    if (socket.isSessionReused()) return undefined;
    if (socket.getSharedSigalgs().length > 0) return true;
  } catch {
    return undefined;
  }
  return runsOpenSsl ? false : undefined;
}

/** Up the chain that the server sent, and from its end among the workspace's authorities; `system` where it leads to none of them. */
function authorityOf(certificate: X509Certificate, authorities: readonly X509Certificate[]): string {
  let top = certificate;
  for (let depth = 0; depth < 8 && top.issuerCertificate; depth += 1) top = top.issuerCertificate;
  const above = (one: X509Certificate) =>
    authorities.find((each) => each.fingerprint256 === one.fingerprint256 || one.checkIssued(each));
  let authority = above(top);
  if (authority === undefined) return 'system';
  for (let depth = 0; depth < 8 && !authority.checkIssued(authority); depth += 1) {
    const own: X509Certificate = authority;
    authority = authorities.find((each) => own.checkIssued(each)) ?? own;
  }
  return authority.fingerprint256;
}

const runsOpenSsl = /^[1-9]/.test(process.versions.openssl);

/** Begins to follow the exchange with this interaction id. */
export function follow(interactionId: string): Passage {
  if (!listening) subscribe('undici:client:sendHeaders', noteSent);
  listening = true;
  const passage: Passage = {};
  const other = passages.get(interactionId);
  if (other) {
    other.shared = true;
    passage.shared = true;
  }
  passages.set(interactionId, passage);
  return passage;
}

/** Whether the request may have gone out. */
export const mayBeSent = ({ sentAt, shared = false }: Passage): boolean => shared || sentAt !== undefined;

export function unfollow(interactionId: string, passage: Passage): void {
  if (passages.get(interactionId) === passage) passages.delete(interactionId);
}

/** undici's own channel is heard by every undici of the process: what is not ours is not in the map. */
function noteSent(message: unknown): void {
  if (passages.size === 0 || typeof message !== 'object' || message === null) return;
  if (!('headers' in message && 'socket' in message) || typeof message.headers !== 'string') return;
  const id = /^x-fapi-interaction-id: (.*)\r$/im.exec(message.headers)?.[1];
  const passage = id === undefined ? undefined : passages.get(id);
  if (!passage || !(message.socket instanceof Socket)) return;
  passage.sentAt = performance.now();
  passage.connection = connections.get(message.socket);
  passage.reused = passage.connection?.used ?? false;
  if (passage.connection) passage.connection.used = true;
}

/** The times of an exchange, from what is known of its way and of its answer. */
export function timesOf(
  { sentAt, connection, reused = false }: Passage,
  answered: { headAt?: number | undefined; endAt?: number },
  attempt?: Connection,
): ExchangeTimes {
  const times: ExchangeTimes = { reused };
  const made = reused ? undefined : (connection ?? attempt);
  for (const part of ['dns', 'connect', 'tls'] as const) if (made?.[part] !== undefined) times[part] = made[part];
  const { headAt, endAt } = answered;
  if (headAt !== undefined && sentAt !== undefined) times.firstByte = rounded(Math.max(0, headAt - sentAt));
  if (headAt !== undefined && endAt !== undefined) times.rest = rounded(endAt - headAt);
  return times;
}

export const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

const oneLine = (name: string): string => name.replaceAll('\n', ', ');
