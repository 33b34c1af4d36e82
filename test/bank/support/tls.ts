/** HTTP by hand on a TLS connection of its own: for sessions that are resumed and headers that no client would send. */
import { readFile } from 'node:fs/promises';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { TestBank, Tpp } from './bank.ts';

/** How a TPP connects to the mutual-TLS listener. */
export async function connectionOf({ ready }: TestBank, { transport }: Tpp): Promise<ConnectionOptions> {
  const { hostname: host, port } = new URL(ready.tokenEndpoint);
  return {
    host,
    port: Number(port),
    ca: await readFile(ready.ca, 'utf8'),
    cert: transport.certificate,
    key: transport.key,
  };
}

/** Sends one request that asks for the connection's end; `lines` are joined by CRLF. */
export async function overTls(options: ConnectionOptions, lines: string[]) {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const socket = connect(options, () => resolve(socket));
  let session: Buffer | undefined;
  let text = '';
  socket.on('session', (ticket) => {
    session = ticket;
  });
  socket.on('error', reject).on('data', (chunk) => {
    text += chunk;
  });
  await promise;
  const resumed = socket.isSessionReused();
  const ended = new Promise((done) => socket.once('close', done));
  socket.write(lines.join('\r\n'));
  await ended;
  return { status: Number(text.split(' ')[1]), resumed, session, text };
}
