/** The connections of a transport: one set of them for each way that a request may go. */

import { X509Certificate } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import { t } from '../../standard/language.ts';
import { type Connection, timed } from './connections.ts';
import { type LocalProxy, towards } from './local-proxy.ts';
import { proxyAgent } from './proxy.ts';
import type { ProxyServer } from './proxy-settings.ts';
import { type ClientCertificate, tlsContext } from './tls-context.ts';

export interface Line {
  agent: Dispatcher;
  context: SecureContext;
  /** The last attempt to connect, by host and port. */
  attempts: Map<string, Connection>;
}

/** How a request goes. */
interface Route {
  /** Whether the client certificate is offered. */
  offered: boolean;
  /** Host and port where verification is switched off for them. */
  unverifiedHost: string | undefined;
  proxy: ProxyServer | undefined;
  /** What terminates mutual TLS in our place; no other proxy is on the way then. */
  terminator?: LocalProxy | undefined;
}

export interface LineOptions {
  /** PEM of each CA certificate to trust besides the default roots. */
  authorities: readonly string[];
  clientCertificate: ClientCertificate | undefined;
  maxAnswerSize: number;
}

export interface Lines {
  /** The line for a route, made once. Errors: those of {@link tlsContext}. */
  open(route: Route): Promise<Line>;
  /** Ends the connections to a host that was not verified. */
  forget(unverifiedHost: string): void;
  close(): Promise<void>;
}

/** undici takes 60 to 90 ms to load: it is loaded by the first request, once. */
const undici = () => import('undici');

export function createLines(options: LineOptions): Lines {
  const lines = new Map<string, Promise<Line>>();
  return {
    open: (route) => {
      const name = nameOf(route);
      const line = lines.get(name) ?? openLine(options, route);
      lines.set(name, line);
      return line;
    },
    forget: (host) => {
      for (const [name, line] of lines) {
        if (!name.startsWith(`${host} `)) continue;
        lines.delete(name);
        line.then(({ agent }) => agent.destroy()).catch(() => undefined);
      }
    },
    close: async () => {
      const opened = await Promise.allSettled(lines.values());
      await Promise.all(opened.map((line) => (line.status === 'fulfilled' ? line.value.agent.destroy() : undefined)));
    },
  };
}

/** Hosts that are verified share their connections; one that is not has its own, which end when it is verified again. */
const nameOf = ({ offered, unverifiedHost = '', proxy, terminator }: Route): string =>
  `${unverifiedHost} ${offered} ${terminator ? t('at {0}', terminator.name) : (proxy?.name ?? '')}`;

async function openLine(
  { authorities, clientCertificate, maxAnswerSize }: LineOptions,
  { offered, unverifiedHost, proxy, terminator }: Route,
): Promise<Line> {
  const context = tlsContext(authorities, offered ? clientCertificate : undefined);
  const { Agent, buildConnector } = await undici();
  const attempts = new Map<string, Connection>();
  let parsed: X509Certificate[] | undefined;
  const trusted = () => {
    parsed ??= authorities.map((pem) => new X509Certificate(pem));
    return parsed;
  };
  const tls = {
    secureContext: context,
    rejectUnauthorized: unverifiedHost === undefined,
    timeout: 10_000,
    allowH2: false,
  };
  const limits = {
    connections: 16,
    allowH2: false,
    maxResponseSize: maxAnswerSize,
    // The whole exchange has one deadline, ours.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const connector = terminator ? towards(terminator, buildConnector({ timeout: 10_000 })) : buildConnector(tls);
  const agent = proxy
    ? await proxyAgent(proxy, tls, limits, (connector, tunnels) => timed(connector, attempts, trusted, tunnels))
    : new Agent({ connect: timed(connector, attempts, trusted), ...limits });
  return { agent, context, attempts };
}
