/** A short address of ours that sends the browser on to the authorisation URL, so that nobody shortens or re-encodes it on the way. */

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';

export interface Launch {
  /** `http://127.0.0.1:{port}/{random}`; good once. */
  url: string;
  close(): void;
}

/** Milliseconds until an address that nobody opened is taken down. */
const defaultTimeout = 120_000;

/**
 * Makes an address that answers one GET with a redirect to `target`, and is gone then. Operating systems cut long addresses (Windows at 2,081
 * characters), and editors re-encode queries; this one is short and has no query.
 * @example
 * const { url } = await launch(request.url);
 * await open(url);
 */
export async function launch(target: string, timeout = defaultTimeout): Promise<Launch> {
  const path = `/${randomBytes(16).toString('base64url')}`;
  const server = createServer((request, response) => {
    response.setHeader('cache-control', 'no-store');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('connection', 'close');
    // What only looks (HEAD) does not use the address up.
    if (request.url !== path || request.method !== 'GET') {
      response.writeHead(request.url === path ? 204 : 404).end();
      return;
    }
    response.writeHead(302, { location: target }).end(close);
  });
  const timer = setTimeout(close, timeout);
  timer.unref();
  function close(): void {
    clearTimeout(timer);
    server.close();
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    close();
    return fail({
      code: 'port_in_use',
      message: t('No port of this machine could be opened.'),
      try: t('Copy the authorisation URL and open it by hand.'),
      remedies: [{ do: 'copyAuthorisationUrl' }],
    });
  }
  return { url: `http://127.0.0.1:${address.port}${path}`, close };
}
