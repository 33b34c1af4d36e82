/** A little proxy that terminates mutual TLS, as a company runs one beside its applications: plain HTTP in, TLS with a client certificate out. */
import { createServer, type IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface MutualProxy {
  /** Host and port, for `transport.proxy`. */
  address: string;
  /** What came, in order. */
  requests: { method: string; host: string; url: string; body: string }[];
  close(): Promise<void>;
}

interface MutualProxyOptions {
  cert: string;
  key: string;
  ca: string;
  /** Whether the answer to a request is kept from whoever asked: the bank has done it, and the connection ends. */
  cuts?: (request: MutualProxy['requests'][number]) => boolean;
}

/** Sends everything on to the host that `Host` names. */
export async function startMutualProxy({ cuts, ...tls }: MutualProxyOptions): Promise<MutualProxy> {
  const agent = new Agent({ ...tls, keepAlive: true });
  const requests: MutualProxy['requests'] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const host = headers.host ?? '';
    const seen = { method, host, url, body: '' };
    requests.push(seen);
    incoming.on('data', (part: Buffer) => {
      seen.body += part.toString();
    });
    const { hostname, port } = new URL(`https://${host}`);
    const onward = request(
      { hostname, port: port || 443, method, path: url, headers, agent },
      (answer: IncomingMessage) => {
        if (cuts?.(seen)) {
          answer.resume().on('end', () => outgoing.destroy());
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    requests,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
