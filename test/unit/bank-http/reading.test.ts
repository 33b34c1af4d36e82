/** Connections that send more than they read: what a server keeps for them, and that who reads gets everything. */
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import Koa from 'koa';
import { afterEach, describe, expect, it } from 'vitest';
import { createControl } from '../../../src/bank/http/control.ts';
import { answerWithin, type ReadingLimits } from '../../../src/bank/http/reading.ts';
import { type Authority, makeRoot } from '../../support/certificates.ts';

const size = 1024 * 1024;
const page = Buffer.alloc(size, 'x');
const request = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server of pages with an eye on what it keeps, and a way to connect to it. */
async function serverOf(listener: RequestListener, limits?: ReadingLimits, identity?: Authority) {
  const server = identity ? createTlsServer({ cert: identity.certificate, key: identity.key }) : createServer();
  answerWithin(server, listener, limits);
  const sockets: Socket[] = [];
  server.on(identity ? 'secureConnection' : 'connection', (socket: Socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    onRequest: (told: () => void) => server.on('request', told),
    ended: (): number => sockets.filter((socket) => socket.closed).length,
    /** Bytes that are written and not gone, on all connections. */
    kept: (): number => sockets.reduce((sum, socket) => sum + socket.writableLength, 0),
    async open(): Promise<Socket> {
      const socket = identity
        ? connectTls({ port, host: '127.0.0.1', ca: identity.certificate, checkServerIdentity: () => undefined })
        : connect(port, '127.0.0.1');
      socket.pause().on('error', () => {});
      closing.push(() => socket.destroy());
      await once(socket, identity ? 'secureConnect' : 'connect');
      return socket;
    },
  };
}

/** A listener that answers in its own time, and how many answers it has begun and not seen leave. */
function pages() {
  const counted = { begun: 0, open: 0, maxOpen: 0 };
  const open = new Map<unknown, number>();
  const listener: RequestListener = ({ socket }, response) => {
    counted.begun++;
    open.set(socket, (open.get(socket) ?? 0) + 1);
    counted.maxOpen = Math.max(counted.maxOpen, ...open.values());
    response.once('close', () => open.set(socket, (open.get(socket) ?? 0) - 1));
    setImmediate(() => response.end(page));
  };
  return { listener, counted };
}

async function textOf(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket.setEncoding('latin1')) text += chunk;
  return text;
}

describe('clients that pipeline', () => {
  it('and do not read have one answer kept for each, however much they ask', async () => {
    const { listener, counted } = pages();
    const server = await serverOf(listener);
    const clients = await Promise.all(Array.from({ length: 20 }, () => server.open()));
    for (const client of clients) client.write(request('/').repeat(50));
    // A last client that reads: what the others asked for has been looked at by the time it has its answers.
    const reader = await server.open();
    reader.write(request('/').repeat(20) + request('/', 'Connection: close\r\n'));
    expect((await textOf(reader)).length).toBeGreaterThan(21 * size);
    expect(counted.maxOpen).toBe(1);
    expect(server.kept()).toBeLessThan(clients.length * (size + 64 * 1024));
  });

  it('and read get every answer, in the order of their requests', async () => {
    const paths = Array.from({ length: 200 }, (_, index) => `/${index}`);
    const answered: string[] = [];
    const server = await serverOf(({ url = '' }, response) => {
      const end = (): ServerResponse => response.end(`[${url}]`);
      answered.push(url);
      if (answered.length % 3 === 0) end();
      else setImmediate(end);
    });
    const client = await server.open();
    client.write(`${paths.map((path) => request(path)).join('')}${request('/last', 'Connection: close\r\n')}`);
    expect([...(await textOf(client)).matchAll(/\[(.*?)\]/g)].map(([, path]) => path)).toEqual([...paths, '/last']);
  });

  it('more over TLS than is parsed at once, and read late, get every answer and have few of their requests parsed ahead', async () => {
    const counted = { asked: 0, answered: 0, maxAhead: 0 };
    const server = await serverOf(
      (_asked, response) => {
        response.once('close', () => counted.answered++);
        response.end(page);
      },
      undefined,
      await makeRoot(),
    );
    server.onRequest(() => {
      counted.asked++;
      counted.maxAhead = Math.max(counted.maxAhead, counted.asked - counted.answered);
    });
    const client = await server.open();
    const asked = 150;
    client.write(request('/', `Filler: ${'z'.repeat(400)}\r\n`).repeat(asked) + request('/', 'Connection: close\r\n'));
    while (server.kept() === 0) await new Promise(setImmediate);
    let got = 0;
    for await (const chunk of client) got += chunk.length;
    expect(got).toBeGreaterThan((asked + 1) * size);
    // Those of one record of TLS, and a few.
    expect(counted.maxAhead).toBeLessThan(16_384 / 400 + 10);
  });

  it('bodies too, are read as they come', async () => {
    const server = await serverOf(async (asked, response) => {
      let length = 0;
      for await (const chunk of asked) length += chunk.length;
      response.end(`[${length}]`);
    });
    const client = await server.open();
    const body = 'y'.repeat(300_000);
    const post = `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    client.write(post.repeat(12) + request('/', 'Connection: close\r\n'));
    expect((await textOf(client)).match(/\[\d+\]/g)).toEqual([...Array(12).fill('[300000]'), '[0]']);
  });

  it('have nothing done for them after they went', async () => {
    const { listener, counted } = pages();
    const server = await serverOf(listener);
    const client = await server.open();
    client.write(request('/').repeat(50));
    const reader = await server.open();
    reader.write(request('/').repeat(3));
    await once(reader.resume(), 'data');
    client.destroy();
    reader.write(request('/', 'Connection: close\r\n'));
    await once(reader, 'close');
    // A few went into the buffers of the system while it was there.
    expect(counted.begun).toBeLessThan(4 + 25);
  });

  it.each(['without TLS', 'over TLS'])(
    'a thousand of the shortest requests at once %s get every answer',
    async (how) => {
      const server = await serverOf(
        (_asked, response) => setImmediate(() => response.end('[answer]')),
        undefined,
        how === 'over TLS' ? await makeRoot() : undefined,
      );
      const client = await server.open();
      client.write('GET / HTTP/1.1\r\nHost:\r\n\r\n'.repeat(1000) + request('/', 'Connection: close\r\n'));
      expect((await textOf(client)).match(/\[answer\]/g)).toHaveLength(1001);
    },
  );

  it('more than a bound, while the answer does not come, are ended', async () => {
    const server = await serverOf(() => {}, { waiting: 20, idle: 60_000 });
    const client = await server.open();
    client.write(request('/').repeat(100));
    await once(client.resume(), 'close');
  });

  it('and together exceed the bound lose who goes beyond it, and who has gone leaves the place to others', async () => {
    const server = await serverOf(({ url }, response) => void (url === '/' && response.end('[answer]')), {
      waiting: 20,
      idle: 60_000,
    });
    let parsed = 0;
    server.onRequest(() => parsed++);
    const first = await server.open();
    first.resume().write(request('/held').repeat(16));
    while (parsed < 16) await new Promise(setImmediate);
    const second = await server.open();
    second.resume().write(request('/held').repeat(16));
    await once(second, 'close');
    expect(server.ended()).toBe(1);
    first.destroy();
    while (server.ended() < 2) await new Promise(setImmediate);
    const third = await server.open();
    third.write(request('/').repeat(16) + request('/', 'Connection: close\r\n'));
    expect((await textOf(third)).match(/\[answer\]/g)).toHaveLength(17);
  });
});

describe('a connection that stands still', () => {
  it('in the middle of an answer is ended', async () => {
    const server = await serverOf((_request, response) => response.end(Buffer.alloc(64 * size)), {
      waiting: 1,
      idle: 50,
    });
    const client = await server.open();
    client.write(request('/'));
    let got = 0;
    // It begins to read once the server has given up, and gets what was on its way.
    while (server.kept() === 0) await new Promise(setImmediate);
    while (server.kept() > 0) await new Promise(setImmediate);
    for await (const chunk of client) got += chunk.length;
    expect(got).toBeLessThan(64 * size);
  });

  it('is not ended when it is the one that holds the bank open', async () => {
    const control = createControl({ token: 'secret', statements: async () => [], assertion: async () => undefined });
    control.begin({ ready: {}, customers: [] } as never);
    const app = new Koa().use(control.middleware);
    const server = await serverOf(app.callback(), { waiting: 1, idle: 50 });
    const holder = await server.open();
    holder.write(request('/control', 'Authorization: Bearer secret\r\n'));
    const [beginning] = await once(holder.resume(), 'data');
    expect(String(beginning)).toContain('200 OK');
    const still = await server.open();
    still.write('GET / HTTP/1.1\r\n');
    await once(still.resume(), 'close');
    const asking = await server.open();
    const told = new Promise<void>((resolve, reject) => {
      holder.on('data', (text) => String(text).includes('"ending":"stopped"') && resolve());
      holder.on('close', () => reject(new Error('it was ended')));
    });
    asking.write('POST /control/stop HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\n\r\n');
    await told;
    control.end();
  });
});
