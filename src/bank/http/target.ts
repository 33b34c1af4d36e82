/** Whom a request means: its target and its Host brought to one form, or refused before anything else looks at it (RFC 9112 §3.2). */

import type { IncomingMessage, RequestListener } from 'node:http';
import { truncate } from '../../standard/truncate.ts';
import { bankNames } from '../names.ts';

interface Refusal {
  /** 421 Misdirected Request (RFC 9110 §15.5.20) for what is meant for another server. */
  status: 400 | 421;
  error: 'invalid_request' | 'misdirected_request';
  description: string;
}

/** Origin form and asterisk form; no fragment, no blank, nothing beyond ASCII. */
const ownForm = /^(\/[\x21\x22\x24-\x7e]*|\*)$/;
const absoluteForm = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([\x21\x22\x24-\x7e]*)$/i;
const authorityForm = /^(\[[0-9a-f:.]*\]|[\w.~!$&'()*+,;=%-]*)(?::(\d{0,5}))?$/i;

/** A listener that hands on what is meant for the bank, and answers the rest. */
export function forTheBank(scheme: 'http' | 'https', listener: RequestListener): RequestListener {
  return (request, response) => {
    const refusal = direct(request, scheme);
    if (refusal === undefined) return listener(request, response);
    const { status, error, description } = refusal;
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
    });
    response.end(JSON.stringify({ error, error_description: description }));
  };
}

/**
 * Refuses a request for another server, so that no page of another name (DNS rebinding) reaches the bank through a browser. A target in
 * absolute form becomes the path that it names, and its authority takes the place of the Host header (RFC 9112 §3.2.2).
 */
function direct(request: IncomingMessage, scheme: 'http' | 'https'): Refusal | undefined {
  const { url: target = '', headers } = request;
  const { host: hosts = [] } = request.headersDistinct;
  if (hosts.length > 1) return malformed('The request has several Host headers.');
  if (!ownForm.test(target)) {
    const [, named = '', authority = '', rest = ''] = absoluteForm.exec(target) ?? [];
    if (named === '') return malformed('The target of the request is neither a path nor a URL.');
    if (named.toLowerCase() !== scheme) {
      return misdirected(`The request asks for ${named.toLowerCase()}, and this listener speaks ${scheme}`);
    }
    headers.host = authority;
    request.url = rest.startsWith('/') ? rest : `/${rest}`;
  }
  return refusalOf(headers.host);
}

function refusalOf(host: string | undefined): Refusal | undefined {
  if (host === undefined) return misdirected('The request names no host');
  const [, name, port = ''] = authorityForm.exec(host) ?? [];
  if (name === undefined || Number(port) > 65535) {
    return malformed('The host of the request is not a name with an optional port.');
  }
  return bankNames.includes(name.toLowerCase()) ? undefined : misdirected(`The request is for ${shown(name)}`);
}

const shown = (name: string): string => (name === '' ? 'an empty host' : truncate(name, 80));
const malformed = (description: string): Refusal => ({ status: 400, error: 'invalid_request', description });
const misdirected = (why: string): Refusal => ({
  status: 421,
  error: 'misdirected_request',
  description: `${why}; the bank answers to ${bankNames.join(', ')} only, with any port. Use the URLs of its discovery document.`,
});
