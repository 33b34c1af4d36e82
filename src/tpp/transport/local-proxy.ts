/** A proxy that terminates mutual TLS in our place: requests for hosts that get the client certificate go to it in plain HTTP. */

import type { buildConnector } from 'undici';
import { t } from '../../standard/language.ts';
import { OpenBankingError } from '../errors.ts';
import { type LocalProxyTrouble, localProxyTroubles } from '../meanings/proxy.ts';
import { codeOf } from './diagnosis.ts';
import { finished } from './failure.ts';
import { isNotHttp, isTooLarge } from './http-codes.ts';

export interface LocalProxy {
  hostname: string;
  port: string;
  /** Host and port, as it is told. */
  name: string;
}

/** From `127.0.0.1:9443` or `http://proxy.internal:9443`. */
export function localProxy(text: string): LocalProxy {
  const { hostname, port: written } = new URL(/^http:/i.test(text) ? text : `http://${text}`);
  const port = written === '' ? '80' : written;
  // The brackets of an IPv6 address are a URL's, and no part of what is connected to.
  return { hostname: hostname.replace(/^\[|\]$/g, ''), port, name: `${hostname}:${port}` };
}

/** Connects to the proxy whatever the bank's host is; what undici writes then, its Host among it, is the bank's. */
export function towards(proxy: LocalProxy, connector: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connector(
      { ...options, protocol: 'http:', hostname: proxy.hostname, host: proxy.name, port: proxy.port },
      callback,
    );
}

interface Failed {
  /** Whether the request had gone out to the proxy. */
  sent: boolean;
  /** The bank's. */
  host: string;
  interactionId: string;
}

/** What went wrong at a proxy that has our certificate: the bank itself is not looked at, as only the proxy can speak to it. */
export function localProxyFailure({ name }: LocalProxy, thrown: unknown, failed: Failed): OpenBankingError {
  if (thrown instanceof OpenBankingError) return thrown;
  const { sent, interactionId } = failed;
  const code = codeOf(thrown);
  const kind = sent ? troubleOf(code) : 'local_proxy_unreachable';
  const because = /^(E[A-Z]+|HPE_\w+|UND_ERR_HEADERS_OVERFLOW)$/.test(code) ? ` (${code})` : '';
  const message = `${said(kind, t('proxy {0} that has the client certificate (transport.proxy)', name), failed.host)}${because}.`;
  const { code: problem, try: advice } = localProxyTroubles[kind];
  return finished({ code: problem, message, try: advice, kind, sent }, interactionId, thrown);
}

function troubleOf(code: string): LocalProxyTrouble {
  if (isTooLarge(code)) return 'local_proxy_answer_too_large';
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'local_proxy_headers_too_long';
  return isNotHttp(code) ? 'local_proxy_no_http' : 'local_proxy_closed';
}

function said(kind: LocalProxyTrouble, proxy: string, host: string): string {
  switch (kind) {
    case 'local_proxy_unreachable':
      return t('The {0} cannot be reached', proxy);
    case 'local_proxy_answer_too_large':
      return t('The {0} gave an answer of {1} that is too large and was not read to its end', proxy, host);
    case 'local_proxy_headers_too_long':
      return t('The {0} answered for {1} with headers that are too long', proxy, host);
    case 'local_proxy_no_http':
      return t('What the {0} answered for {1} is not HTTP as it should be', proxy, host);
    case 'local_proxy_closed':
      return t('The {0} ended the connection without an answer of {1}', proxy, host);
  }
}
