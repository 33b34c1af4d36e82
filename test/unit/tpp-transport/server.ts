/** Real https servers on loopback with certificates of their own, for the transport's tests. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { ExchangeRecord, Transport } from '../../../src/tpp/transport/exchange.ts';
import { createTransport, type TransportOptions } from '../../../src/tpp/transport/transport.ts';
import { type Authority, clientName, makeRoot } from '../../support/certificates.ts';

export interface Bank {
  url: string;
  port: number;
  /** The client certificate's common name (or nothing) and the socket of each request. */
  requests: {
    method: string;
    url: string;
    client?: string;
    socket: number;
    headers: IncomingMessage['headers'];
    body: string;
  }[];
  close(): Promise<void>;
}

export interface Pki {
  root: Authority;
  server: Authority;
  client: Authority;
  stranger: Authority;
}

let made: Promise<Pki> | undefined;

/** One root, a server for 127.0.0.1 and localhost, a client, and a client of another root. */
export function pki(): Promise<Pki> {
  made ??= (async () => {
    const [root, other] = await Promise.all([makeRoot(), makeRoot('Other Root CA')]);
    const [server, client, stranger] = await Promise.all([
      root.issue([{ CN: ['localhost'] }], { hosts: ['localhost', '127.0.0.1'] }),
      root.issue(clientName),
      other.issue(clientName),
    ]);
    return { root, server, client, stranger };
  })();
  return made;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers with `{}` and the interaction id it was sent, unless a handler says otherwise. */
const plainAnswer: Handler = (request, response) => {
  const id = request.headers['x-fapi-interaction-id'];
  response.setHeader('content-type', 'application/json');
  if (typeof id === 'string') response.setHeader('x-fapi-interaction-id', id);
  response.end('{}');
};

export async function startBank(handler: Handler = plainAnswer, options: ServerOptions = {}): Promise<Bank> {
  const { server: pair, root } = await pki();
  const requests: Bank['requests'] = [];
  const sockets = new Map<unknown, number>();
  const server = createServer(
    { key: pair.key, cert: pair.certificate, ca: root.certificate, ...options },
    (request, response) => {
      const socket: unknown = request.socket;
      if (!sockets.has(socket)) sockets.set(socket, sockets.size);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const client = isTls(socket) ? socket.getPeerCertificate().subject?.CN : undefined;
        requests.push({
          method: request.method ?? '',
          url: request.url ?? '',
          socket: sockets.get(socket) ?? -1,
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
          ...(typeof client === 'string' ? { client } : {}),
        });
        handler(request, response);
      });
    },
  );
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return { url: `https://127.0.0.1:${port}`, port, requests, close };
}

function isTls(socket: unknown): socket is TLSSocket {
  return typeof socket === 'object' && socket !== null && 'getPeerCertificate' in socket;
}

/** A transport that trusts the test's root, with its records; closed when the test ends. */
export async function startTransport(
  options: TransportOptions = {},
): Promise<Transport & { records: ExchangeRecord[] }> {
  const { root } = await pki();
  const transport = createTransport({ certificateAuthorities: [root.certificate], ...options });
  const records: ExchangeRecord[] = [];
  transport.onExchange((record) => records.push(record));
  onTestFinished(() => transport.close());
  return { ...transport, records };
}

/** As {@link startTransport}, with the client's certificate for these URLs. */
export async function startMutual(urls: string[], options: TransportOptions = {}) {
  const { client } = await pki();
  return startTransport({ clientCertificate: client, clientCertificateUrls: urls, ...options });
}
