/** A second handshake that asks why a server closed the first one: undici only says that it did. */
import { isIP } from 'node:net';
import { connect, type SecureContext } from 'node:tls';

/** How a handshake ended. `closed`: after it was complete, without a word; `stands`: the server keeps the connection. */
export type Handshake = { end: 'error'; code: string; complete: boolean } | { end: 'closed' } | { end: 'stands' };

/** Milliseconds for the whole handshake, and for the server to refuse the certificate after it (TLS 1.3 sends that alert late). */
const patience = 3000;
const afterwards = 400;

/** Connects, sends nothing, and watches what the server makes of it. Never throws. */
export function tryHandshake(url: URL, secureContext: SecureContext, verified = true): Promise<Handshake> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    let complete = false;
    const socket = connect({
      host,
      port: Number(url.port || 443),
      secureContext,
      rejectUnauthorized: verified,
      ALPNProtocols: ['http/1.1'],
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    const done = (handshake: Handshake) => {
      clearTimeout(timer);
      resolve(handshake);
      socket.destroy();
    };
    let timer = setTimeout(() => done({ end: 'error', code: 'ETIMEDOUT', complete }), patience);
    socket.once('secureConnect', () => {
      complete = true;
      clearTimeout(timer);
      timer = setTimeout(() => done({ end: 'stands' }), afterwards);
    });
    socket.on('error', (error) => done({ end: 'error', code: codeOf(error), complete }));
    socket.once('close', () => done(complete ? { end: 'closed' } : { end: 'error', code: 'ECONNRESET', complete }));
    socket.resume();
  });
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
