/** Pipelined requests at each of the bank's listeners: answered in their order, and no more of them kept than a bound. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestBank, type TestBank } from './support/bank.ts';

let bank: TestBank;
let ca: string;
beforeAll(async () => {
  bank = await startTestBank();
  ca = await readFile(bank.ready.ca, 'utf8');
});
afterAll(() => bank.stop());
afterEach(() => expect(bank.failures).toEqual([]));

const request = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;

describe.each<[string, () => string]>([
  ['plain TLS', () => bank.ready.issuer],
  ['mutual TLS', () => bank.ready.tokenEndpoint],
  ['the front door', () => bank.ready.frontChannel],
])('%s', (_name, url) => {
  async function open(): Promise<Socket> {
    const { protocol, port } = new URL(url());
    const to = { host: '127.0.0.1', port: Number(port) };
    const socket = protocol === 'https:' ? connectTls({ ...to, ca }) : connect(to);
    socket.on('error', () => {});
    await once(socket, protocol === 'https:' ? 'secureConnect' : 'connect');
    return socket;
  }

  it('answers what was sent at once, one after the other', async () => {
    const socket = await open();
    const last = request('/nothing', 'Connection: close\r\n');
    socket.write(request('/nothing').repeat(30) + request('/nothing#') + last);
    let text = '';
    for await (const chunk of socket.setEncoding('utf8')) text += chunk;
    // The one with a fragment is refused and ends the connection: what came behind it is not answered (RFC 9112 §9.6).
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).toEqual([...Array(30).fill('404'), '400']);
  });

  it('answers thousands that were sent at once by who reads', async () => {
    const socket = await open();
    socket.write(request('/nothing').repeat(5000) + request('/nothing', 'Connection: close\r\n'));
    let text = '';
    for await (const chunk of socket.setEncoding('utf8')) text += chunk;
    expect(text.match(/HTTP\/1\.1 404/g)).toHaveLength(5001);
  });
});
