/** Who holds the bank's control connection keeps it alive; the last one who leaves ends it a moment later. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get, request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type BankProcess,
  type BankProgram,
  bankProgram,
  endAllBanks,
  failureOf,
  portsApart,
  spawnBank,
} from './support/process.ts';

/** Seconds. */
const linger = 1;

let program: BankProgram;
let home: string;
let made: string;
let folders = 0;
const connections = new Set<Connection>();

beforeAll(async () => {
  program = await bankProgram();
  home = await mkdtemp(join(tmpdir(), 'obw-control-'));
  made = join(home, 'made');
  const first = spawnBank(program.file, ['start', '--dir', made, ...portsApart()]);
  await first.ready;
  await first.end('SIGTERM');
});
afterEach(async () => {
  for (const connection of connections) connection.leave();
  connections.clear();
  await endAllBanks();
});
afterAll(async () => {
  program.remove();
  await rm(home, { recursive: true, force: true });
});

interface Connection {
  /** What the bank told on it so far. */
  told: Record<string, unknown>[];
  ended: Promise<unknown>;
  leave(): void;
}

interface Held {
  dir: string;
  bank: BankProcess;
  front: number;
  token: string;
  hold(name?: string): Promise<Connection>;
}

async function startLingering(...more: string[]): Promise<Held> {
  const dir = join(home, `bank-${++folders}`);
  await cp(made, dir, { recursive: true });
  const bank = spawnBank(program.file, ['start', '--dir', dir, '--linger', String(linger), ...more]);
  await bank.ready;
  const { open } = JSON.parse(await readFile(join(dir, 'running.json'), 'utf8'));
  const { front } = open.ports;
  const token: string = open.controlToken;
  return { dir, bank, front, token, hold: (name) => hold(front, token, name) };
}

async function hold(port: number, token: string, name = 'test'): Promise<Connection> {
  const headers = { authorization: `Bearer ${token}`, 'x-control-holder': encodeURIComponent(name) };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/control', headers, agent: false }, resolve).on('error', reject);
  });
  expect(response.statusCode).toBe(200);
  const told: Record<string, unknown>[] = [];
  const ended = new Promise((resolve) => response.on('error', () => {}).on('close', resolve));
  createInterface(response)
    .on('error', () => {})
    .on('line', (line) => told.push(JSON.parse(line)));
  const connection = { told, ended, leave: () => response.destroy() };
  connections.add(connection);
  await expect.poll(() => told.length).toBeGreaterThan(0);
  return connection;
}

/** Sends a request to the front listener and gives the status and the body. */
async function send(port: number, method: string, path: string, authorization?: string) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest({
      host: '127.0.0.1',
      port,
      path,
      method,
      agent: false,
      headers: { ...(authorization && { authorization }) },
    })
      .on('response', resolve)
      .on('error', reject)
      .end();
  });
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, text };
}

const lives = (bank: BankProcess): boolean => bank.child.exitCode === null && bank.child.signalCode === null;
const inTime = linger * 1000 + 3000;

describe('a bank that lingers', () => {
  it('lives while a connection is held and ends in order a moment after it', { timeout: 30_000 }, async () => {
    const { bank, hold: take, dir } = await startLingering();
    const connection = await take();
    await sleep(linger * 1000 + 1500);
    expect(lives(bank)).toBe(true);
    const left = performance.now();
    connection.leave();
    expect(await bank.exit).toEqual({ status: 0, signal: null });
    expect(performance.now() - left).toBeGreaterThan(linger * 1000 - 100);
    expect(performance.now() - left).toBeLessThan(inTime);
    await expect(readFile(join(dir, 'running.json'))).rejects.toThrow(/ENOENT/);
  });

  it('tells a holder at once what it is, and then who else holds it', async () => {
    const { bank, hold: take } = await startLingering();
    const first = await take('the first window');
    expect(first.told[0]).toEqual({
      ready: await bank.ready,
      customers: expect.arrayContaining([expect.objectContaining({ login: 'rora', password: 'rora.' })]),
      holders: ['the first window'],
    });
    const second = await take('Zweites Fenster – 窓');
    await expect.poll(() => first.told.at(-1)).toEqual({ holders: ['the first window', 'Zweites Fenster – 窓'] });
    first.leave();
    await expect.poll(() => second.told.at(-1)).toEqual({ holders: ['Zweites Fenster – 窓'] });
  });

  it('goes over to a second holder when the first one leaves', async () => {
    const { bank, hold: take } = await startLingering();
    const first = await take();
    const second = await take();
    first.leave();
    await sleep(linger * 1000 + 1000);
    expect(lives(bank)).toBe(true);
    second.leave();
    expect(await bank.exit).toEqual({ status: 0, signal: null });
  });

  it('survives a reload: dropped and taken again within the time', async () => {
    const { bank, hold: take } = await startLingering();
    for (let reload = 0; reload < 3; reload++) {
      const connection = await take();
      connection.leave();
      await sleep(linger * 700);
    }
    await take();
    await sleep(linger * 1000 + 500);
    expect(lives(bank)).toBe(true);
  });

  it('waits for its first holder longer than it lingers', async () => {
    const { bank } = await startLingering();
    await sleep(linger * 1000 + 1000);
    expect(lives(bank)).toBe(true);
  });

  it('ends on SIGTERM whoever holds it', async () => {
    const { bank, hold: take } = await startLingering();
    const connection = await take();
    expect(await bank.end('SIGTERM')).toEqual({ status: 0, signal: null });
    await connection.ended;
  });

  it('ends for all when one holder asks for it, and says so', async () => {
    const { bank, hold: take, front, token } = await startLingering();
    const connection = await take();
    expect(await send(front, 'POST', '/control/stop', `Bearer ${token}`)).toMatchObject({ status: 202 });
    expect(await bank.exit).toEqual({ status: 0, signal: null });
    await connection.ended;
    expect(connection.told.at(-1)).toEqual({ ending: 'stopped' });
  });
});

it('that was not asked to linger lives on when its last holder leaves', async () => {
  const dir = join(home, `bank-${++folders}`);
  await cp(made, dir, { recursive: true });
  const bank = spawnBank(program.file, ['start', '--dir', dir]);
  await bank.ready;
  const { open } = JSON.parse(await readFile(join(dir, 'running.json'), 'utf8'));
  (await hold(open.ports.front, open.controlToken)).leave();
  await sleep(1000);
  expect(lives(bank)).toBe(true);
});

describe('the control paths', () => {
  it.each([
    ['no token', undefined],
    ['another token', `Bearer ${'A'.repeat(32)}`],
    ['an empty token', 'Bearer '],
    ['the token with something behind it', (token: string) => `Bearer ${token}x`],
    ['another scheme', (token: string) => `Basic ${token}`],
  ])('refuse %s with 401 and do nothing', async (_name, given) => {
    const { bank, front, token } = await startLingering();
    const authorization = typeof given === 'function' ? given(token) : given;
    for (const [method, path] of [
      ['GET', '/control'],
      ['GET', '/control/statements'],
      ['POST', '/control/stop'],
    ] as const) {
      const { status, text } = await send(front, method, path, authorization);
      expect(status, path).toBe(401);
      expect(text).not.toContain(token);
    }
    expect(lives(bank)).toBe(true);
  });

  it('take the scheme in any case', async () => {
    const { front, token } = await startLingering();
    for (const scheme of ['bearer', 'BEARER'])
      expect((await send(front, 'GET', '/control/statements', `${scheme} ${token}`)).status).toBe(200);
  });

  it('know no other method and no other path', async () => {
    const { front, token } = await startLingering();
    for (const [method, path] of [
      ['POST', '/control'],
      ['GET', '/control/stop'],
      ['GET', '/control/else'],
    ] as const) {
      expect((await send(front, method, path, `Bearer ${token}`)).status, `${method} ${path}`).toBe(405);
    }
  });

  it('are found on the plain-HTTP listener only', async () => {
    const { bank, token } = await startLingering();
    const { issuer, tokenEndpoint, ca } = await bank.ready;
    const { Agent, request } = await import('undici');
    const dispatcher = new Agent({ connect: { ca: await readFile(ca, 'utf8') } });
    for (const origin of [issuer, new URL(tokenEndpoint).origin]) {
      const headers = { authorization: `Bearer ${token}` };
      const { statusCode, body } = await request(`${origin}/control`, { dispatcher, headers });
      await body.dump();
      expect(statusCode, origin).toBe(404);
    }
    await dispatcher.destroy();
  });
});

describe('the verbs beside a running bank', () => {
  const resultOf = async (...args: string[]) => {
    const ended = spawnBank(program.file, args);
    expect(await ended.exit, ended.stderr()).toEqual({ status: 0, signal: null });
    expect(ended.stderr()).toBe('');
    return JSON.parse(ended.stdout());
  };

  it('make a software statement, which the running bank then lists', async () => {
    const { dir, front, token } = await startLingering();
    const out = join(dir, 'tpp');
    const { softwareId, files } = await resultOf(
      'software-statement',
      '--dir',
      dir,
      '--out',
      out,
      '--redirect-port',
      '4321',
    );
    expect(files).toContain(join(out, 'openbanking.json'));
    const { text } = await send(front, 'GET', '/control/statements', `Bearer ${token}`);
    expect(JSON.parse(text).statements).toEqual([
      expect.objectContaining({ softwareId, redirectUris: expect.arrayContaining(['http://127.0.0.1:4321/callback']) }),
    ]);
  });

  it('refuse to overwrite, and to reset a bank that runs', async () => {
    const { dir, bank } = await startLingering();
    const out = join(dir, 'tpp');
    await resultOf('software-statement', '--dir', dir, '--out', out);
    const again = spawnBank(program.file, ['software-statement', '--dir', dir, '--out', out]);
    expect((await again.exit).status).toBe(1);
    expect(failureOf(again).code).toBe('files_exist');
    const reset = spawnBank(program.file, ['reset', '--dir', dir]);
    expect((await reset.exit).status).toBe(1);
    expect(failureOf(reset)).toMatchObject({
      code: 'bank_already_running',
      message: expect.stringContaining(String(bank.pid)),
    });
  });

  it('reset a bank that rests: its ports, keys and directory stay', async () => {
    const { dir, bank } = await startLingering();
    const before = await bank.ready;
    const { softwareId } = await resultOf('software-statement', '--dir', dir, '--out', join(dir, 'tpp'));
    await bank.end('SIGTERM');
    expect(await resultOf('reset', '--dir', dir)).toEqual({ directoryKept: true });
    const again = spawnBank(program.file, ['start', '--dir', dir, '--linger', String(linger)]);
    expect(await again.ready).toEqual({ ...before, pid: again.pid });
    const { open } = JSON.parse(await readFile(join(dir, 'running.json'), 'utf8'));
    const { text } = await send(open.ports.front, 'GET', '/control/statements', `Bearer ${open.controlToken}`);
    expect(JSON.parse(text).statements).toEqual([expect.objectContaining({ softwareId })]);
  });

  it('reset a bank whose database is damaged, which takes its directory along', async () => {
    const { dir, bank } = await startLingering();
    await bank.end('SIGTERM');
    await writeFile(join(dir, 'bank.sqlite'), 'This was a database once.\n'.repeat(1000));
    expect(await resultOf('reset', '--dir', dir)).toEqual({ directoryKept: false });
    const again = spawnBank(program.file, ['start', '--dir', dir]);
    expect(await again.ready).toMatchObject({ ca: join(dir, 'pki', 'ca.pem') });
  });

  it('leave alone the database of a newer version', async () => {
    const { dir, bank } = await startLingering();
    await bank.end('SIGTERM');
    const db = new DatabaseSync(join(dir, 'bank.sqlite'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    const reset = spawnBank(program.file, ['reset', '--dir', dir]);
    expect((await reset.exit).status).toBe(1);
    expect(failureOf(reset).code).toBe('store_newer');
  });
});
