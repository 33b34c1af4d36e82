/** A proxy on this machine that has the client certificate: what goes to it, what does not, and how it is told that it fails. */
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { explainExchange } from '../../../src/tpp/exchanges/explain.ts';
import { mayHaveArrived } from '../../../src/tpp/transport/failure.ts';
import { localProxy } from '../../../src/tpp/transport/local-proxy.ts';
import { openWorkspace } from '../../../src/tpp/workspace/workspace.ts';
import { startMutualProxy } from '../../support/mutual-proxy.ts';
import { complete, workspaceFolder } from '../tpp-workspace/folder.ts';
import { pki, startBank, startTransport } from './server.ts';

const get = (url: string) => ({ method: 'GET' as const, url, purpose: 'test' });

async function started() {
  const { root, client } = await pki();
  const proxy = await startMutualProxy({ cert: client.certificate, key: client.key, ca: root.certificate });
  onTestFinished(proxy.close);
  const mutual = await startBank(undefined, { requestCert: true, rejectUnauthorized: true });
  const open = await startBank();
  const transport = await startTransport({
    terminator: localProxy(proxy.address),
    clientCertificateUrls: [mutual.url],
  });
  return { proxy, mutual, open, transport };
}

it('requests that need the certificate go to the proxy, with the bank’s host, path and body, and no others', async () => {
  const { proxy, mutual, open, transport } = await started();
  const answer = await transport.send({
    method: 'POST',
    url: `${mutual.url}/token?x=1`,
    purpose: 'test',
    headers: { 'content-type': 'text/plain' },
    body: 'grant',
  });
  expect(answer.status).toBe(200);
  await transport.send(get(`${open.url}/keys`));
  expect(proxy.requests).toEqual([
    { method: 'POST', host: `127.0.0.1:${mutual.port}`, url: '/token?x=1', body: 'grant' },
  ]);
  expect(mutual.requests).toMatchObject([{ client: '0015800001041RHAAY', url: '/token?x=1', body: 'grant' }]);
  expect(open.requests).toHaveLength(1);
  expect(transport.records).toMatchObject([
    { proxy: proxy.address, tls: 'none', clientCertificate: { offered: false, why: 'held_by_proxy' } },
    { tls: 'verified', clientCertificate: { why: 'not_a_host_of_the_bank' } },
  ]);
  expect(transport.records[1]).not.toHaveProperty('proxy');
});

it('a proxy that is not there is told as that, and nothing has reached the bank', async () => {
  const { proxy, mutual, transport } = await started();
  await proxy.close();
  const failure = await transport.send(get(mutual.url)).catch((thrown) => thrown);
  expect(mayHaveArrived(failure)).toBe(false);
  expect(failure).toMatchObject({
    code: 'proxy_unreachable',
    message: `The proxy ${proxy.address} that has the client certificate (transport.proxy) cannot be reached (ECONNREFUSED).`,
  });
});

it('a proxy that ends the connection is told as that, and the bank may have seen the request', async () => {
  const { proxy, mutual, transport } = await started();
  await mutual.close();
  const failure = await transport.send({ ...get(mutual.url), method: 'POST' }).catch((thrown) => thrown);
  expect(failure).toMatchObject({ code: 'answer_incomplete' });
  expect(failure.message).toContain(`The proxy ${proxy.address} that has the client certificate`);
  expect(mayHaveArrived(failure)).toBe(true);
});

it('an answer that is too large is told as that', async () => {
  const { proxy, mutual } = await started();
  const transport = await startTransport({
    terminator: localProxy(proxy.address),
    clientCertificateUrls: [mutual.url],
    maxAnswerSize: 1,
  });
  const failure = await transport.send(get(mutual.url)).catch((thrown) => thrown);
  expect(failure).toMatchObject({ code: 'answer_invalid' });
  expect(failure.message).toBe(
    `The proxy ${proxy.address} that has the client certificate (transport.proxy) gave an answer of 127.0.0.1:${mutual.port} that is too large and was not read to its end.`,
  );
});

it('the explanation of an exchange that failed at it advises what the error does', async () => {
  const { proxy, mutual, transport } = await started();
  await mutual.close();
  const ended = await transport.send(get(mutual.url)).catch((thrown) => thrown);
  await proxy.close();
  const unreachable = await transport.send(get(mutual.url)).catch((thrown) => thrown);
  const advised = transport.records.map((record) => explainExchange(record).readings.map((reading) => reading.try));
  expect(advised).toEqual([[ended.problem.try], [unreachable.problem.try]]);
});

it.each<[string, object, string]>([
  ['beside a key', { ...complete.transport, proxy: '127.0.0.1:9443' }, 'transport.proxy stands beside key'],
  [
    'on another machine without saying so',
    { proxy: '10.0.0.5:9443' },
    'transport.proxy must be a host and port of this machine',
  ],
  [
    'without a port, and no address',
    { proxy: '127.0.0.999' },
    'transport.proxy must be a host and port of this machine',
  ],
  ['at port 0', { proxy: 'localhost:0' }, 'transport.proxy must name a host that there can be, and a port from 1'],
  ['at a port over 65535', { proxy: 'http://proxy.internal:99999' }, 'a port from 1 to 65535'],
  ['at no address', { proxy: '127.0.0.999:80' }, 'transport.proxy must name a host that there can be'],
  ['instead of which there is half a pair', { certificate: 'keys/transport.pem' }, 'transport.key is missing'],
])('a proxy %s is a fault of openbanking.json', async (_, transport, message) => {
  const { folder } = await workspaceFolder({ ...complete, transport });
  const told = await openWorkspace(folder).catch((thrown) => String(thrown.message));
  expect(told).toContain(message);
  expect(told).not.toMatch(/;.*transport\.proxy/);
});

it.each([
  ['127.0.0.1:9443', '127.0.0.1:9443'],
  ['localhost:80', 'localhost:80'],
  ['http://proxy.internal:9443/', 'proxy.internal:9443'],
  ['[::1]:65535', '[::1]:65535'],
])('%s is a proxy, needs no files, and may have its certificate shown', async (proxy, name) => {
  const { folder } = await workspaceFolder({ ...complete, transport: { proxy } });
  const workspace = await openWorkspace(folder);
  const credentials = await workspace.transportCredentials(workspace.bank());
  expect(credentials).toMatchObject({ proxy: { name } });
  expect(credentials).not.toHaveProperty('parsed');
  const shown = await workspaceFolder({ ...complete, transport: { proxy, certificate: 'keys/transport.pem' } });
  const opened = await openWorkspace(shown.folder);
  expect((await opened.transportCredentials(opened.bank())).parsed?.commonName).toBe('0015800001041RHAAY');
});

it('an IPv6 address is connected to without its brackets', async () => {
  // Port 1: that nothing listens there is known from the address itself, whether this machine has IPv6 or not.
  const url = 'https://bank.example/x';
  const transport = await startTransport({ terminator: localProxy('[::1]:1'), clientCertificateUrls: [url] });
  const failure = await transport.send(get(url)).catch((thrown) => thrown);
  expect(failure.message).toMatch(/^The proxy \[::1\]:1 that has .* cannot be reached \((?!ENOTFOUND)E[A-Z]+\)\.$/);
});

it('closes what it opened to the proxy', async () => {
  let open = 0;
  const server = createServer((socket) => {
    open += 1;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open -= 1;
    });
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const url = 'https://bank.example/x';
  const transport = await startTransport({ terminator: localProxy(`127.0.0.1:${port}`), clientCertificateUrls: [url] });
  await transport.send(get(url));
  expect(open).toBe(1);
  await transport.close();
  await expect.poll(() => open).toBe(0);
});

it('a proxy that says nothing is named when the time is over, and the bank may have seen the request', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const name = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const url = 'https://bank.example/x';
  const transport = await startTransport({ terminator: localProxy(name), clientCertificateUrls: [url] });
  const failure = await transport.send({ ...get(url), timeout: 200 }).catch((thrown) => thrown);
  expect(failure).toMatchObject({
    code: 'timed_out',
    message: `bank.example (through the proxy ${name}) did not answer within 0.2 s.`,
  });
  expect(mayHaveArrived(failure)).toBe(true);
});
