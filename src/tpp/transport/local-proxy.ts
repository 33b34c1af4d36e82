/** A proxy that terminates mutual TLS in our place: requests for hosts that get the client certificate go to it in plain HTTP. */
import type { buildConnector } from 'undici';
import { fail, OpenBankingError } from '../errors.ts';
import { notArrived } from './failure.ts';

export interface LocalProxy {
  hostname: string;
  port: string;
  /** Host and port, as it is told. */
  name: string;
}

/** From `127.0.0.1:9443` or `http://proxy.internal:9443`. */
export function localProxy(text: string): LocalProxy {
  const { hostname, port } = new URL(/^http:/i.test(text) ? text : `http://${text}`);
  return { hostname, port: port === '' ? '80' : port, name: `${hostname}:${port === '' ? '80' : port}` };
}

/** Connects to the proxy whatever the bank's host is; what undici writes then, its Host among it, is the bank's. */
export function towards(proxy: LocalProxy, connector: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connector(
      { ...options, protocol: 'http:', hostname: proxy.hostname, host: proxy.name, port: proxy.port },
      callback,
    );
}

/** What went wrong at a proxy that has our certificate: the bank itself is not looked at, as only the proxy can speak to it. */
export function localProxyFailure(
  { name }: LocalProxy,
  thrown: unknown,
  sent: boolean,
  host: string,
): OpenBankingError {
  const code = codeOf(thrown);
  try {
    return fail(
      sent
        ? {
            code: 'answer_incomplete',
            message: `The proxy ${name} that has the client certificate (transport.proxy) ended the connection without an answer of ${host}${code}.`,
            try: 'Look into the log of the proxy: whether it reaches the bank, and with which certificate.',
          }
        : {
            code: 'proxy_unreachable',
            message: `The proxy ${name} that has the client certificate (transport.proxy) cannot be reached${code}.`,
            try: 'Start it, or correct transport.proxy in openbanking.json.',
          },
      thrown,
    );
  } catch (error) {
    if (!(error instanceof OpenBankingError)) throw error;
    return sent ? error : notArrived(error);
  }
}

function codeOf(thrown: unknown): string {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    if ('code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)) return ` (${error.code})`;
  }
  return '';
}
