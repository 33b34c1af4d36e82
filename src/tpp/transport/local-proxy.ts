/** A proxy that terminates mutual TLS in our place: requests for hosts that get the client certificate go to it in plain HTTP. */
import type { buildConnector } from 'undici';
import { OpenBankingError, type Problem } from '../errors.ts';
import { codeOf } from './diagnosis.ts';
import { isTooLarge, notArrived } from './failure.ts';

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
  const error = new OpenBankingError(
    {
      ...problemOf(codeOf(thrown), `The proxy ${name} that has the client certificate (transport.proxy)`, failed),
      interactionId,
    },
    { cause: thrown },
  );
  return sent ? error : notArrived(error);
}

function problemOf(code: string, the: string, { sent, host }: Failed): Problem {
  const because = /^(E[A-Z]+|HPE_\w+|UND_ERR_HEADERS_OVERFLOW)$/.test(code) ? ` (${code})` : '';
  if (!sent) {
    return {
      code: 'proxy_unreachable',
      message: `${the} cannot be reached${because}.`,
      try: 'Start it, or correct transport.proxy in openbanking.json.',
    };
  }
  if (isTooLarge(code)) {
    return {
      code: 'answer_invalid',
      message: `${the} gave an answer of ${host} that is too large and was not read to its end.`,
      try: 'Ask for less at once, or look into the log of the proxy.',
    };
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return {
      code: 'answer_invalid',
      message: `${the} answered for ${host} with headers that are too long${because}.`,
      try: 'Look into the log of the proxy: which headers it adds, or lets through.',
    };
  }
  if (code.startsWith('HPE_') || code.startsWith('UND_ERR_RES')) {
    return {
      code: 'answer_invalid',
      message: `What ${uncapitalised(the)} answered for ${host} is not HTTP as it should be${because}.`,
      try: 'Check that transport.proxy names its port for plain HTTP, not one for TLS or for another program, and look into its log.',
    };
  }
  return {
    code: 'answer_incomplete',
    message: `${the} ended the connection without an answer of ${host}${because}.`,
    try: 'Look into the log of the proxy: whether it reaches the bank, and with which certificate; and check that transport.proxy names its port for plain HTTP.',
  };
}

const uncapitalised = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
