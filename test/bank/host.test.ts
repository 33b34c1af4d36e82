/** Whom a request means: on every listener, the names that count for the bank and no other, in origin and in absolute form. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Ready } from '../../src/bank/index.ts';
import { makeTpp, type Tpp } from './support/bank.ts';
import { type BankProcess, type BankProgram, bankProgram, endAllBanks, spawnBank } from './support/process.ts';

let program: BankProgram;
let dir: string;
let bank: BankProcess;
let ready: Ready;
let ca: string;
let tpp: Tpp;
beforeAll(async () => {
  program = await bankProgram();
  dir = await mkdtemp(join(tmpdir(), 'obw-host-'));
  bank = spawnBank(program.file, ['start', '--dir', dir]);
  ready = await bank.ready;
  [ca, tpp] = await Promise.all([readFile(ready.ca, 'utf8'), makeTpp(dir, ready)]);
});
// A deprecation warning of Node's would stand there.
afterEach(() => expect(bank.stderr()).toBe(''));
afterAll(async () => {
  await tpp.agent.destroy();
  await endAllBanks();
  program.remove();
  await rm(dir, { recursive: true, force: true });
});

interface Door {
  scheme: 'http' | 'https';
  url(): string;
  /** A path, and what it answers to whoever means the bank. */
  path: string;
  answers: number;
}
const doors: [string, Door][] = [
  ['plain TLS', { scheme: 'https', url: () => ready.issuer, path: '/.well-known/openid-configuration', answers: 200 }],
  ['mutual TLS', { scheme: 'https', url: () => ready.tokenEndpoint, path: '/ozone/v1.0/nothing', answers: 404 }],
  ['the front door', { scheme: 'http', url: () => ready.frontChannel, path: '/auth?client_id=nobody', answers: 400 }],
];

/** Sends lines of a request by hand, and reads until the end. */
async function ask({ scheme, url }: Door, lines: string[]): Promise<{ status: number; text: string }> {
  const port = Number(new URL(url()).port);
  const { certificate: cert, key } = tpp.transport;
  const socket: Socket =
    scheme === 'https' ? connectTls({ port, host: '127.0.0.1', ca, cert, key }) : connect({ port, host: '127.0.0.1' });
  socket.write(Buffer.from([...lines, 'Connection: close', '', ''].join('\r\n'), 'latin1'));
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += chunk;
  return { status: Number(text.split(' ')[1]), text };
}

describe.each(doors)('%s', (_name, door) => {
  const get = (host: string | undefined, target = door.path, version = '1.1') =>
    ask(door, [`GET ${target} HTTP/${version}`, ...(host === undefined ? [] : [`Host: ${host}`])]);
  const port = (): string => new URL(door.url()).port;

  it.each([
    ['the name in every URL', '127.0.0.1'],
    ['localhost', 'localhost'],
    ['the loopback of IPv6', '[::1]'],
    ['upper case', 'LocalHost'],
    ['a port of another listener', '127.0.0.1:1'],
    ['an empty port', 'localhost:'],
    ['the highest port', '127.0.0.1:65535'],
  ])('answers to %s', async (_case, host) => {
    expect((await get(host)).status).toBe(door.answers);
    expect((await get(`${host.replace(/:\d*$/, '')}:${port()}`)).status).toBe(door.answers);
  });

  it.each([
    ['another name', 'rebound.example'],
    ['another name with the port', 'rebound.example:443'],
    ['a name that begins with one of ours', '127.0.0.1.rebound.example'],
    ['a name that ends with one of ours', 'rebound.localhost'],
    ['a dot at the end', 'localhost.'],
    ['a dot at the end of the address', '127.0.0.1.:1'],
    ['a short spelling of the address', '127.1'],
    ['the address as one number', '2130706433'],
    ['the address in hexadecimal', '0x7f.0.0.1'],
    ['another loopback address', '127.0.0.2'],
    ['the long spelling of IPv6', '[0:0:0:0:0:0:0:1]'],
    ['the mapped address', '[::ffff:127.0.0.1]'],
    ['IPv6 without brackets', '::1', 400],
    ['an empty Host', ''],
    ['the address of everything', '0.0.0.0'],
    ['a percent-encoded name', '%6cocalhost'],
    ['a port out of range', 'localhost:65536', 400],
    ['a port that is no number', 'localhost:http', 400],
    ['a user before the name', 'localhost@rebound.example', 400],
    ['a user before our name', 'rebound.example@localhost', 400],
    ['a path after our name', 'localhost/x', 400],
    ['two names', 'localhost, rebound.example', 400],
  ])('refuses %s', async (_case, host, status = 421) => {
    const reply = await get(host);
    expect(reply.status).toBe(status);
    expect(reply.text).toMatch(/\r\nconnection: close\r\n/i);
    if (status === 421) expect(reply.text).toContain('answers to 127.0.0.1, localhost, [::1] only');
  });

  it.each(['/control', '/auth', '/token', '/nothing'])('refuses another name before it looks at %s', async (path) => {
    expect((await get('rebound.example', path)).status).toBe(421);
  });

  it('refuses several Hosts, whichever comes first', async () => {
    for (const hosts of [
      ['127.0.0.1', 'rebound.example'],
      ['rebound.example', '127.0.0.1'],
      ['127.0.0.1', '127.0.0.1'],
    ]) {
      const reply = await ask(door, [`GET ${door.path} HTTP/1.1`, ...hosts.map((host) => `Host: ${host}`)]);
      expect([hosts, reply.status]).toEqual([hosts, 400]);
    }
  });

  it('refuses a request without Host, and one of HTTP/1.0 that names nobody', async () => {
    expect((await get(undefined)).status).toBe(400);
    expect((await get(undefined, door.path, '1.0')).status).toBe(421);
    expect((await get('localhost', door.path, '1.0')).status).toBe(door.answers);
  });

  it('answers a target in absolute form as its path, whatever the Host header says', async () => {
    const { scheme, path, answers } = door;
    for (const authority of [`127.0.0.1:${port()}`, 'localhost', '[::1]:1', 'LOCALHOST']) {
      for (const host of [authority, 'rebound.example']) {
        expect([authority, (await get(host, `${scheme}://${authority}${path}`)).status]).toEqual([authority, answers]);
      }
    }
    expect((await get('localhost', `${scheme.toUpperCase()}://localhost${path}`)).status).toBe(answers);
    expect((await get('localhost', `${scheme}://localhost`)).status).not.toBe(421);
    expect((await get('localhost', `${scheme}://localhost?x=1`)).status).not.toBe(421);
  });

  const other = door.scheme === 'http' ? 'https' : 'http';
  it.each([
    ['another authority', `${door.scheme}://rebound.example${door.path}`, 421],
    ['an authority with a dot at its end', `${door.scheme}://localhost.${door.path}`, 421],
    ['a user before the authority', `${door.scheme}://localhost@rebound.example${door.path}`, 400],
    ['our name as a user', `${door.scheme}://rebound.example@localhost${door.path}`, 400],
    ['no authority', `${door.scheme}://${door.path}`, 421],
    ['another scheme', `${other}://localhost${door.path}`, 421],
    ['a scheme of nobody', `gopher://localhost${door.path}`, 421],
    ['a fragment', `${door.path}#x`, 400],
    ['a fragment in absolute form', `${door.scheme}://localhost/#x`, 400],
    ['a target beyond ASCII', `/\u00a0`, 400],
  ])('refuses a target with %s', async (_case, target, status) => {
    expect((await get('localhost', target)).status).toBe(status);
  });

  it('keeps what looks like a URL within a path', async () => {
    expect((await get('localhost', '//rebound.example/auth')).status).toBe(404);
  });
});
