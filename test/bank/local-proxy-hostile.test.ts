/** A proxy of `transport.proxy` that does what it likes: each time an error that names it, without a secret and without a stack. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startMutualProxy } from '../support/mutual-proxy.ts';
import { startTestBank, type TestBank } from './support/bank.ts';
import { resultOf, run } from './support/command.ts';

let home: string;
let folder: string;
let bank: TestBank;
let tls: { cert: string; key: string; ca: string };
let secret: string;

const text = (name: string) => readFile(join(folder, name), 'utf8');

async function pointTo(proxy: string): Promise<void> {
  const file = JSON.parse(await text('openbanking.json'));
  await writeFile(
    join(folder, 'openbanking.json'),
    JSON.stringify({ ...file, transport: { ...file.transport, proxy } }),
  );
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'obw-hostile-proxy-'));
  folder = join(home, 'tpp');
  bank = await startTestBank({ profile: 'permissive' });
  await resultOf(['bank', 'software-statement', '--dir', bank.dir, '--out', folder]);
  tls = { cert: await text('transport.pem'), key: await text('transport.key'), ca: await text('ca.pem') };
  const proxy = await startMutualProxy(tls);
  const file = JSON.parse(await text('openbanking.json'));
  await writeFile(
    join(folder, 'openbanking.json'),
    JSON.stringify({ ...file, transport: { ca: file.transport.ca, proxy: proxy.address } }),
  );
  await rm(join(folder, 'transport.key'));
  await rm(join(folder, 'transport.pem'));
  await resultOf(['register'], { folder });
  await resultOf(['consent', 'create'], { folder });
  await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], { folder });
  await resultOf(['accounts'], { folder });
  await proxy.close();
  secret = (await resultOf(['token', 'show', '--reveal'], { folder })).tokens[0].access_token;
}, 120_000);
afterAll(async () => {
  await bank?.stop();
  await rm(home, { recursive: true, force: true });
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

/** Answers each request's beginning by these bytes, and ends the connection. */
const says = (bytes: string | Buffer) => () =>
  createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(bytes));
  });
const page = (status: string, title: string, headers = '') => {
  const body = `<html><head><title>${title}</title></head><body>Support ID 12345-67890</body></html>`;
  return `HTTP/1.1 ${status}\r\ncontent-type: text/html\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;
};

const hostile: Record<string, { proxy: () => Server; code: RegExp; said: RegExp }> = {
  'answers garbage': {
    proxy: says('\x00\x01garbage\r\n\r\n\u001b[31mred\u202e'),
    code: /^answer_invalid$/,
    said: /^What the proxy PROXY .* answered for \S+ is not HTTP as it should be \(HPE_\w+\)\.$/,
  },
  'closes at once': {
    proxy: () => createServer((socket) => socket.destroy()),
    code: /^(answer_incomplete|proxy_unreachable)$/,
    said: /^The proxy PROXY that has the client certificate \(transport\.proxy\) (ended|cannot)/,
  },
  'closes once it was asked': {
    proxy: says(''),
    code: /^answer_incomplete$/,
    said: /^The proxy PROXY that has the client certificate \(transport\.proxy\) ended the connection without an answer/,
  },
  redirects: {
    proxy: says(page('302 Found', 'Moved', 'location: https://evil.test/sign-in?token=abc\r\n')),
    code: /refused|answer/,
    said: /a redirect to https:\/\/evil\.test\S* which was not followed, by way of the proxy PROXY \(transport\.proxy\)/,
  },
  'wants a sign-on': {
    proxy: says(page('407 Proxy Authentication Required', 'Sign on', 'proxy-authenticate: Basic realm="x"\r\n')),
    code: /refused|answer/,
    said: /a demand for a sign-on, by way of the proxy PROXY \(transport\.proxy\)/,
  },
  'has no answer of the bank, with a page': {
    proxy: says(page('502 Bad Gateway', 'Bad Gateway')),
    code: /refused|answer/,
    said: /a page of HTML \(“Bad Gateway”, .*\), by way of the proxy PROXY \(transport\.proxy\)/,
  },
  'has no answer of the bank, without a word': {
    proxy: says('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'),
    code: /refused|answer/,
    said: /nothing of the API, by way of the proxy PROXY \(transport\.proxy\)/,
  },
  'sends a huge header': {
    proxy: says(`HTTP/1.1 200 OK\r\nx-huge: ${'x'.repeat(300_000)}\r\ncontent-length: 2\r\n\r\n{}`),
    code: /^answer_invalid$/,
    said: /^The proxy PROXY .* answered for \S+ with headers that are too long/,
  },
  'breaks off in the body': {
    proxy: says('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{"access'),
    code: /^answer_incomplete$/,
    said: / \(through the proxy PROXY\) answered 200, and its answer broke off after 8 bytes/,
  },
  'speaks TLS': {
    proxy: () => createTlsServer({ cert: tls.cert, key: tls.key }, (socket) => socket.on('error', () => undefined)),
    code: /^answer_(invalid|incomplete)$/,
    said: /[Tt]he proxy PROXY that has the client certificate \(transport\.proxy\)/,
  },
};

/** A command that needs the certificate, and one that may not be repeated. */
const commands = [['accounts'], ['consent', 'create'], ['client', 'show']];

describe('a proxy that has the client certificate and', () => {
  it.each(Object.entries(hostile))(
    '%s is named',
    async (_, { proxy, code, said }) => {
      const address = await listen(proxy());
      await pointTo(address);
      for (const command of commands) {
        const { status, stdout, stderr } = await run([...command, '--json'], { folder });
        const all = `${stdout}${stderr}`;
        expect(status, all).toBe(1);
        const { error } = JSON.parse(stderr);
        expect(error.message.replaceAll(address, 'PROXY'), command.join(' ')).toMatch(said);
        expect(error.code).toMatch(code);
        expect(error.try.length).toBeGreaterThan(20);
        expect(all).not.toMatch(/\n {4}at |node:internal|token=abc/);
        for (const hidden of ['\u001b', '\u202e']) expect(all).not.toContain(hidden);
        expect(secret.length).toBeGreaterThan(20);
        expect(all).not.toContain(secret);
      }
    },
    60_000,
  );
});

describe('obw check urls beside transport.proxy', () => {
  const check = async () => {
    const { status, stdout } = await run(['check', 'urls', '--json'], { folder });
    return { status, findings: JSON.parse(stdout).findings as { code: string; severity: string; message: string }[] };
  };
  const mutualHost = () => new URL(bank.ready.tokenEndpoint).host;

  it('does not ask the bank’s host for the certificate that only the proxy has', async () => {
    const proxy = await startMutualProxy(tls);
    onTestFinished(proxy.close);
    await pointTo(proxy.address);
    const { findings } = await check();
    const about = findings.filter(({ message }) => message.startsWith(mutualHost()));
    expect(about).toMatchObject([
      {
        severity: 'information',
        code: 'url_at_local_proxy',
        message: expect.stringContaining(
          `the proxy ${proxy.address} (transport.proxy), which has the client certificate`,
        ),
      },
    ]);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('names the proxy where it takes no connections', async () => {
    const proxy = await startMutualProxy(tls);
    await proxy.close();
    await pointTo(proxy.address);
    const { status, findings } = await check();
    expect(status).toBe(1);
    expect(findings).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        code: 'proxy_unreachable',
        message: expect.stringMatching(
          /^127\S+ .* cannot be asked: the proxy 127\S+ \(transport\.proxy\), .* \(ECONNREFUSED\)\.$/,
        ),
      }),
    );
  });
});
