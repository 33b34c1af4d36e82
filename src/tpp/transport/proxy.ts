/** Tunnels through a proxy (CONNECT, RFC 9110 §9.3.6): TLS with the bank begins inside, so the proxy sees host and port and nothing else. */

import { Socket } from 'node:net';
import type { Agent, buildConnector, Dispatcher, Pool } from 'undici';
import { t } from '../../standard/language.ts';
import type { Tunnels } from './connections.ts';
import { codeOf } from './diagnosis.ts';
import { hostAndPort } from './hosts.ts';
import type { ProxyServer } from './proxy-settings.ts';
import { tlsContext } from './tls-context.ts';

/** Why there was no tunnel. It has no `code`: undici acts upon some of them. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure';
  readonly server: ProxyServer;
  /** Host and port that it should lead to. */
  readonly target: string;
  /** What the proxy answered, or the code of what failed on the way to it. */
  readonly answer: { status: number; challenge: string } | { failed: string };

  constructor(server: ProxyServer, target: string, answer: ProxyFailure['answer']) {
    super(t('no tunnel through {0}', server.name));
    this.server = server;
    this.target = target;
    this.answer = answer;
  }
}

/** Milliseconds to reach the proxy, and for it to reach the bank. */
const timeout = { connect: 10_000, tunnel: 20_000 };

const undici = () => import('undici');

/**
 * undici's agent for a proxy; loaded by the first request that needs one.
 *
 * @param requestTls of the bank's end: a client certificate in it is for the bank
 * @param around put around the connector that makes tunnels, to time it
 */
export async function proxyAgent(
  server: ProxyServer,
  requestTls: buildConnector.BuildOptions,
  limits: Agent.Options,
  around: (connector: buildConnector.connector, tunnels: Tunnels) => buildConnector.connector,
): Promise<Dispatcher> {
  const { Pool, ProxyAgent } = await undici();
  const tunnels: Tunnels = new WeakMap();
  const way = await wayTo(server);
  const dig = way.connect.bind(way);
  const connect = async (asked: Dispatcher.ConnectOptions) => {
    const answered = await tunnelled(server, asked.path, dig(asked));
    if (asked.signal) tunnels.get(asked.signal)?.();
    return answered;
  };
  const token = server.authorization();
  return new ProxyAgent({
    ...limits,
    uri: server.origin,
    ...(token === undefined ? {} : { token }),
    requestTls,
    clientFactory: () => Object.assign(way, { connect }),
    factory: (origin, pool: Pool.Options) => {
      const connector = pool.connect;
      return new Pool(
        origin,
        typeof connector === 'function' ? { ...pool, connect: around(connector, tunnels) } : pool,
      );
    },
  });
}

/**
 * A connection to a URL's host and port through a proxy, for a handshake of one's own.
 *
 * @param signal gives it up, at once
 * @throws ProxyFailure
 */
export async function openTunnel(server: ProxyServer, url: URL, signal?: AbortSignal): Promise<Socket> {
  const way = await wayTo(server);
  const target = hostAndPort(url) ?? url.host;
  const token = server.authorization();
  // undici heeds a signal only once there is a connection to the proxy.
  const giveUp = () => void way.destroy().catch(() => undefined);
  signal?.addEventListener('abort', giveUp);
  if (signal?.aborted) giveUp();
  try {
    const asked = way.connect({
      origin: server.origin,
      path: target,
      headers: { host: target, ...(token === undefined ? {} : { 'proxy-authorization': token }) },
      signal: signal ?? null,
    });
    const { socket } = await tunnelled(server, target, asked);
    if (socket instanceof Socket) return socket;
    throw new ProxyFailure(server, target, { failed: '' });
  } catch (thrown) {
    throw signal?.aborted ? new ProxyFailure(server, target, { failed: 'ETIMEDOUT' }) : thrown;
  } finally {
    signal?.removeEventListener('abort', giveUp);
    way.close().catch(() => undefined);
  }
}

/** Connections to the proxy itself. It never sees the client certificate, and trusts nothing but what this machine trusts. */
async function wayTo(server: ProxyServer): Promise<Agent> {
  const { Agent, buildConnector } = await undici();
  const tls = server.origin.startsWith('https:')
    ? { secureContext: tlsContext([]), rejectUnauthorized: server.verified }
    : {};
  const connector = buildConnector({ ...tls, timeout: timeout.connect, allowH2: false });
  return new Agent({
    // Without a name it takes the proxy's own; undici would give it the bank's, or an address, which is no name.
    connect: (asked, callback) => connector({ ...asked, servername: '' }, callback),
    allowH2: false,
    headersTimeout: timeout.tunnel,
  });
}

/** The tunnel, or what the proxy said instead of one. */
async function tunnelled(
  server: ProxyServer,
  target: string,
  asked: Promise<Dispatcher.ConnectData>,
): Promise<Dispatcher.ConnectData> {
  const answered = await asked.catch((thrown: unknown) => {
    throw new ProxyFailure(server, target, { failed: codeOf(thrown) });
  });
  const { statusCode: status, headers, socket } = answered;
  if (status >= 200 && status < 300) return { ...answered, statusCode: 200 };
  socket.on('error', () => undefined).destroy();
  const challenge = [headers['proxy-authenticate'] ?? []].flat().join(', ');
  throw new ProxyFailure(server, target, { status, challenge });
}
