/** An HTTP proxy as companies have them: opens tunnels (CONNECT) to hosts that only it knows, and remembers what it was asked. */
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

export interface ProxyOptions {
  /** `host:port` as the proxy is asked → the port of this machine where that is found. */
  hosts: Readonly<Record<string, number>>;
  /** `USER:PASSWORD` that it wants. */
  credentials?: string;
  /** Instead of every tunnel: the head of an answer, or nothing at all. */
  answer?: string;
  /** An https proxy, with its certificate; it asks for one of the client's, and does not insist. */
  tls?: { key: string; certificate: string };
}

export interface TestProxy {
  /** `127.0.0.1:PORT` */
  name: string;
  url: string;
  /** Each tunnel that was asked for. */
  asked: { target: string; headers: IncomingMessage['headers']; client?: string; servername?: string }[];
  /** Whatever else was asked for: nothing, if the tunnels are tunnels. */
  requests: string[];
  /** What went through the tunnels to the banks. */
  bytes: Buffer[];
  /** Connections that are open. */
  open(): number;
  /** Ends every connection, as a proxy does with one that was idle for long. */
  drop(): void;
  close(): Promise<void>;
}

export async function startProxy({ hosts, credentials, answer, tls }: ProxyOptions): Promise<TestProxy> {
  const asked: TestProxy['asked'] = [];
  const requests: string[] = [];
  const bytes: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = tls
    ? createSecureServer({ key: tls.key, cert: tls.certificate, requestCert: true, rejectUnauthorized: false })
    : createServer();
  server.on('request', (request: IncomingMessage, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.writeHead(400).end();
  });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    const target = request.url ?? '';
    asked.push({ target, headers: request.headers, ...shownBy(client) });
    client.on('error', () => undefined);
    if (answer !== undefined) return client.end(answer);
    const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (wanted && request.headers['proxy-authorization'] !== wanted) {
      return client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n');
    }
    const port = hosts[target];
    if (port === undefined) return client.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
    const bank = connect({ host: '127.0.0.1', port }, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      bank.write(head);
      client.on('data', (chunk: Buffer) => bytes.push(chunk));
      client.pipe(bank).pipe(client);
    });
    sockets.add(bank);
    bank.on('error', () => client.destroy());
    bank.on('close', () => client.destroy());
    client.on('close', () => bank.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    name: `127.0.0.1:${port}`,
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    asked,
    requests,
    bytes,
    open: () => [...sockets].filter(({ destroyed }) => !destroyed).length,
    drop: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** What a client of an https proxy shows in its handshake: a certificate's common name, and the name that it wants. */
function shownBy(client: Socket): Pick<TestProxy['asked'][number], 'client' | 'servername'> {
  if (!(client instanceof TLSSocket)) return {};
  const common = client.getPeerCertificate().subject?.CN;
  const { servername } = client;
  return {
    ...(typeof common === 'string' ? { client: common } : {}),
    ...(typeof servername === 'string' ? { servername } : {}),
  };
}
