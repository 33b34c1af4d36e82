/** The bank's process from its first start to its end, as command-line.md has it, and everything that may stand in its way. */
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Ports } from '../../src/bank/addresses.ts';
import { often, seed } from '../support/chance.ts';
import { agentOf, makeTpp } from './support/bank.ts';
import { faultsIn } from './support/database.ts';
import {
  type BankProcess,
  type BankProgram,
  bankProgram,
  endAllBanks,
  failureOf,
  portsApart,
  spawnBank,
} from './support/process.ts';
import { randomFrom } from './support/random.ts';

/** Milliseconds: room for a busy machine beside the two seconds of the contract, and far from the minutes that a request may take. */
const endsWithin = 10_000;

let program: BankProgram;
let home: string;
let folders = 0;
/** A folder that a bank has been in and left, with the ready line of its last start: copied, it saves each test a first start. */
let made: { dir: string; bank: BankProcess };

const newDir = (): string => join(home, `bank-${++folders}`);
const start = (dir: string, ...options: string[]): BankProcess =>
  spawnBank(program.file, ['start', '--dir', dir, ...options]);

async function usedDir(): Promise<string> {
  const dir = newDir();
  await cp(made.dir, dir, { recursive: true });
  return dir;
}

beforeAll(async () => {
  program = await bankProgram();
  home = await mkdtemp(join(tmpdir(), 'obw-lifecycle-'));
  const dir = newDir();
  const bank = start(dir, ...portsApart());
  await bank.ready;
  await bank.end('SIGTERM');
  made = { dir, bank };
});
afterEach(endAllBanks);
afterAll(async () => {
  program.remove();
  await rm(home, { recursive: true, force: true });
});

/** The modes of all files in a folder and below it, by their paths within. */
async function modesIn(dir: string): Promise<Record<string, string>> {
  const found = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = found.filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(await Promise.all(files.map(async (file) => [relative(dir, file), await modeOf(file)])));
}

/** Files that are not 0600, or a certificate that is not 0644. */
const tooOpen = (modes: Record<string, string>): [string, string][] =>
  Object.entries(modes).filter(([name, mode]) => mode !== (name.endsWith('.pem') ? '644' : '600'));

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

async function listener(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

async function freePorts(count: number): Promise<number[]> {
  const listeners = await Promise.all(Array.from({ length: count }, listener));
  await Promise.all(listeners.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  return listeners.map(({ port }) => port);
}

describe('the first start', () => {
  it('says in one line on standard output what command-line.md promises, and nothing on standard error', async () => {
    const { bank, dir } = made;
    expect(bank.stdout().trimEnd().split('\n')).toHaveLength(1);
    expect(bank.stderr()).toBe('');
    const port = /:(\d+)$/;
    const ready = await bank.ready;
    const tls = `https://127.0.0.1:${port.exec(ready.issuer)?.[1]}`;
    const mtls = `https://127.0.0.1:${port.exec(new URL(ready.tokenEndpoint).origin)?.[1]}`;
    const front = `http://127.0.0.1:${port.exec(new URL(ready.frontChannel).origin)?.[1]}`;
    expect(ready).toEqual({
      pid: bank.pid,
      issuer: tls,
      discovery: `${tls}/.well-known/openid-configuration`,
      frontChannel: `${front}/auth`,
      authorizationEndpoint: `${tls}/auth`,
      tokenEndpoint: `${mtls}/token`,
      registrationEndpoint: `${mtls}/dynamic-client-registration/v3.1/register`,
      resourceServer: `${mtls}/open-banking/v3.1`,
      environment: `${mtls}/ozone/v1.0/postman/environment`,
      ca: join(dir, 'pki', 'ca.pem'),
      organisationId: '0015800001ZEc3hAAD',
      profile: 'permissive',
    });
    expect(new Set([tls, mtls, front]).size).toBe(3);
  });

  it('makes keys that nobody else may read, in a folder that nobody else may enter', async () => {
    const { dir } = made;
    expect(await modeOf(dir)).toBe('700');
    expect(await modeOf(join(dir, 'pki'))).toBe('700');
    expect(await modeOf(join(dir, 'bank.sqlite'))).toBe('600');
    const keys = (await readdir(join(dir, 'pki'))).filter((name) => name.endsWith('.key'));
    expect(keys.sort()).toEqual([
      'bank-ec.key',
      'bank.key',
      'directory.key',
      'issuing.key',
      'server-rsa.key',
      'server.key',
    ]);
    for (const key of keys) expect(await modeOf(join(dir, 'pki', key))).toBe('600');
  });

  it('keeps every file but certificates to its owner, while it runs and afterwards', async () => {
    const dir = newDir();
    const bank = start(dir);
    await bank.ready;
    await makeTpp(dir, await bank.ready).then(({ agent, folder }) =>
      Promise.all([agent.destroy(), rm(folder, { recursive: true })]),
    );
    const running = await modesIn(dir);
    expect(Object.keys(running).sort()).toEqual(
      expect.arrayContaining(['bank.sqlite-shm', 'bank.sqlite-wal', 'lock.sqlite', 'running.json']),
    );
    await bank.end('SIGTERM');
    expect([tooOpen(running), tooOpen(await modesIn(dir))]).toEqual([[], []]);
  });

  it('leaves nothing else behind than keys, database and lock', async () => {
    expect((await readdir(made.dir)).sort()).toEqual(['bank.sqlite', 'lock.sqlite', 'pki']);
  });

  it('takes a folder with a relative path, and names its CA absolutely', async () => {
    const dir = await usedDir();
    const bank = start(join('..', dir.slice(1).replace(/^/, '../'.repeat(process.cwd().split('/').length - 2))));
    expect((await bank.ready).ca).toBe(join(dir, 'pki', 'ca.pem'));
  });
});

describe('a later start', () => {
  it('takes from others what they may do with its files, and leaves alone what is not its own', async () => {
    const dir = await usedDir();
    const strangers = ['notes.txt', 'pki/notes.txt', 'pki/mine.key', 'pki/mine.pem', 'pki/old-ca.pem'];
    for (const name of strangers) await writeFile(join(dir, name), '');
    const all = Object.keys(await modesIn(dir));
    for (const name of all) await chmod(join(dir, name), 0o666);
    const bank = start(dir);
    await bank.ready;
    const modes = Object.entries(await modesIn(dir));
    await bank.end('SIGTERM');
    const [left, own] = [true, false].map((isStranger) =>
      Object.fromEntries(modes.filter(([name]) => strangers.includes(name) === isStranger)),
    );
    expect(left).toEqual(Object.fromEntries(strangers.map((name) => [name, '666'])));
    expect(tooOpen(own ?? {})).toEqual([]);
  });

  it('keeps ports, keys and certificates', async () => {
    const dir = await usedDir();
    const before = await readFile(join(dir, 'pki', 'bank.key'), 'utf8');
    const bank = start(dir);
    const first = await made.bank.ready;
    expect(await bank.ready).toEqual({ ...first, pid: bank.pid, ca: join(dir, 'pki', 'ca.pem') });
    expect(await readFile(join(dir, 'pki', 'bank.key'), 'utf8')).toBe(before);
  });

  it('takes the ports asked for, and keeps those', async () => {
    const dir = await usedDir();
    const [front, tls, mtls] = await freePorts(3);
    const asked = start(dir, '--front-port', `${front}`, '--tls-port', `${tls}`, '--mtls-port', `${mtls}`);
    const ready = await asked.ready;
    expect([ready.frontChannel, ready.issuer, ready.tokenEndpoint].map((url) => Number(new URL(url).port))).toEqual([
      front,
      tls,
      mtls,
    ]);
    await asked.end('SIGTERM');
    const again = start(dir);
    expect(await again.ready).toEqual({ ...ready, pid: again.pid });
  });

  it('notes its process, ports and control token for its owner alone while it runs', async () => {
    const dir = await usedDir();
    const bank = start(dir);
    const { issuer } = await bank.ready;
    const note = JSON.parse(await readFile(join(dir, 'running.json'), 'utf8'));
    expect(note).toEqual({
      pid: bank.pid,
      open: {
        ports: { front: expect.any(Number), tls: Number(new URL(issuer).port), mtls: expect.any(Number) },
        controlToken: expect.stringMatching(/^[\w-]{32}$/),
      },
    });
    expect(await modeOf(join(dir, 'running.json'))).toBe('600');
  });
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  it('ends it with status 0 in time, with connections kept alive and a request in flight', async () => {
    const bank = start(await usedDir());
    const ready = await bank.ready;
    const agent = await agentOf(ready);
    const keeping = new Agent({ keepAliveTimeout: 60_000 });
    await (await request(ready.discovery, { dispatcher: agent })).body.dump();
    await (await request(ready.frontChannel, { dispatcher: keeping })).body.dump();
    const silent = connect(Number(new URL(ready.frontChannel).port), '127.0.0.1').on('error', () => {});
    // Its body never comes to an end.
    const inFlight = httpRequest(`${ready.frontChannel.replace(/auth$/, 'interaction/none/login')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': 1000 },
    }).on('error', () => {});
    inFlight.write('loginName=');
    await sleep(100);
    const from = performance.now();
    expect(await bank.end(signal)).toEqual({ status: 0, signal: null });
    expect(performance.now() - from).toBeLessThan(endsWithin);
    silent.destroy();
    inFlight.destroy();
    await Promise.all([agent.destroy(), keeping.destroy()]);
    expect(bank.stdout().trimEnd().split('\n')).toHaveLength(1);
  });

  it('ends it with status 0 while it is still starting', async () => {
    const dir = newDir();
    const bank = start(dir);
    const noted = async (): Promise<boolean> => (await readdir(dir).catch((): string[] => [])).includes('lock.sqlite');
    while (!(await noted())) await sleep(5);
    expect(await bank.end(signal)).toEqual({ status: 0, signal: null });
    await start(dir).ready;
  });

  it('that comes twice ends it all the same', async () => {
    const bank = start(await usedDir());
    await bank.ready;
    bank.child.kill(signal);
    bank.child.kill('SIGTERM');
    expect(await bank.end('SIGINT')).toEqual({ status: 0, signal: null });
  });
});

it('lets go of its lock, its note and its log when it ends in order', async () => {
  const dir = await usedDir();
  const bank = start(dir);
  await bank.ready;
  await bank.end('SIGTERM');
  expect((await readdir(dir)).sort()).toEqual(['bank.sqlite', 'lock.sqlite', 'pki']);
});

it('goes on when nobody reads its streams any more', async () => {
  const bank = start(await usedDir());
  const { frontChannel } = await bank.ready;
  bank.child.stdout?.destroy();
  bank.child.stderr?.destroy();
  for (let tries = 0; tries < 3; tries++) {
    // A request that is broken off is a failure that the bank writes down.
    const broken = httpRequest(frontChannel.replace(/auth$/, 'interaction/none/login'), {
      method: 'POST',
      headers: { 'content-length': 1000 },
    }).on('error', () => {});
    broken.write('x');
    await sleep(50);
    broken.destroy();
  }
  await sleep(100);
  const { statusCode, body } = await request(frontChannel);
  await body.dump();
  expect(statusCode).toBe(400);
});

/** Ends without a ready line, with status 1 and one line of JSON. */
async function refusalOf(bank: BankProcess, status = 1) {
  expect(await bank.exit).toEqual({ status, signal: null });
  expect(bank.stdout()).toBe('');
  expect(bank.stderr().trimEnd().split('\n')).toHaveLength(1);
  return failureOf(bank);
}

describe('a port that is taken', () => {
  it.each(['front', 'tls', 'mtls'])('for the %s listener is named, and is not kept', async (name) => {
    const dir = await usedDir();
    const { server, port } = await listener();
    try {
      const { code, message } = await refusalOf(start(dir, `--${name}-port`, `${port}`));
      expect({ code, message }).toEqual({ code: 'port_in_use', message: expect.stringContaining(`${port}`) });
    } finally {
      server.close();
    }
    const again = start(dir);
    const first = await made.bank.ready;
    expect(await again.ready).toEqual({ ...first, pid: again.pid, ca: join(dir, 'pki', 'ca.pem') });
  });

  it('at the first start leaves a folder that the next start takes', async () => {
    const dir = newDir();
    const { server, port } = await listener();
    expect((await refusalOf(start(dir, '--tls-port', `${port}`))).code).toBe('port_in_use');
    server.close();
    expect((await readdir(dir)).sort()).toEqual(['bank.sqlite', 'lock.sqlite', 'pki']);
    const { issuer } = await start(dir).ready;
    expect(issuer).not.toBe(`https://127.0.0.1:${port}`);
  });
});

describe('a port that another program takes while the bank starts for its first time', () => {
  /** As soon as the bank has chosen its ports, one of them is taken: before the bank listens, which is what is tested. */
  async function takenMeanwhile(dir: string): Promise<Server> {
    for (;;) {
      const ports = chosenPorts(dir);
      if (ports === undefined) {
        await sleep(1);
        continue;
      }
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(ports.tls, '127.0.0.1', resolve);
      });
      return server;
    }
  }

  function chosenPorts(dir: string): Ports | undefined {
    try {
      const database = new DatabaseSync(join(dir, 'bank.sqlite'), { readOnly: true });
      try {
        const row = database.prepare("SELECT json FROM documents WHERE kind = 'Setting' AND id = 'ports'").get();
        return row && JSON.parse(String(row.json));
      } finally {
        database.close();
      }
    } catch {
      return undefined;
    }
  }

  it('is given up for another one, which is kept', async () => {
    const dir = newDir();
    const bank = start(dir);
    const taken = await takenMeanwhile(dir);
    try {
      const port = String((taken.address() as AddressInfo).port);
      const ready = await bank.ready;
      expect(new URL(ready.issuer).port).not.toBe(port);
      await bank.end('SIGTERM');
      const again = start(dir);
      expect(await again.ready).toEqual({ ...ready, pid: again.pid });
    } finally {
      taken.close();
    }
  });
});

describe('a second bank in the same folder', () => {
  it('is refused with the process id of the first, which goes on', async () => {
    const dir = await usedDir();
    const first = start(dir);
    const { frontChannel } = await first.ready;
    const { code, message } = await refusalOf(start(dir));
    expect({ code, message }).toEqual({
      code: 'bank_already_running',
      message: expect.stringMatching(new RegExp(`\\b${first.pid}\\b`)),
    });
    const { statusCode, body } = await request(frontChannel);
    await body.dump();
    expect(statusCode).toBe(400);
  });

  it('is refused with the process id of the first while that one is still starting', async () => {
    const dir = newDir();
    const both = [start(dir), start(dir)];
    const ready = await Promise.allSettled(both.map((bank) => bank.ready));
    const winners = both.filter((_, index) => ready[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    const [winner] = winners;
    const [loser] = both.filter((bank) => bank !== winner);
    expect(loser && (await refusalOf(loser)).message).toContain(`process ${winner?.pid}.`);
  });

  it('starts when the first was killed, whatever note that one left', async () => {
    const dir = await usedDir();
    const first = start(dir);
    const ready = await first.ready;
    await first.end('SIGKILL');
    expect(await readdir(dir)).toContain('running.json');
    const again = start(dir);
    expect(await again.ready).toEqual({ ...ready, pid: again.pid });
  });
});

describe('a folder that cannot be used', () => {
  it('because the database is of a newer version is left as it is', async () => {
    const dir = await usedDir();
    const db = new DatabaseSync(join(dir, 'bank.sqlite'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    const before = await readFile(join(dir, 'bank.sqlite'));
    const { code, message } = await refusalOf(start(dir));
    expect({ code, message }).toEqual({ code: 'store_newer', message: expect.stringContaining('99') });
    expect((await readFile(join(dir, 'bank.sqlite'))).equals(before)).toBe(true);
  });

  const damages: Record<string, (file: string) => Promise<void>> = {
    'is no database': (file) => writeFile(file, 'This was a database once.\n'.repeat(1000)),
    'was cut in half': async (file) => truncate(file, Math.floor((await stat(file)).size / 2)),
    'has pages of nonsense': async (file) => {
      const bytes = await readFile(file);
      await writeFile(file, Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(bytes.length - 100, 0x5a)]));
    },
    'has a tree that leads astray': async (file) => {
      const bytes = await readFile(file);
      bytes.fill(0xff, 4096, 8 * 4096);
      await writeFile(file, bytes);
    },
  };
  it.each(Object.entries(damages))('because the database %s is left as it is', async (_name, damage) => {
    const dir = await usedDir();
    const file = join(dir, 'bank.sqlite');
    await damage(file);
    const before = await readFile(file);
    const { code, try: advice } = await refusalOf(start(dir));
    expect({ code, advice }).toEqual({ code: 'store_damaged', advice: expect.stringContaining('bank.sqlite') });
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  it('because a key is damaged says which folder to look at', async () => {
    const dir = await usedDir();
    await writeFile(join(dir, 'pki', 'bank.key'), 'no key');
    const { code, message } = await refusalOf(start(dir));
    expect({ code, message }).toEqual({ code: 'store_damaged', message: expect.stringContaining(join(dir, 'pki')) });
  });

  it('because it lies below a file is named', async () => {
    await writeFile(join(home, 'file'), '');
    const dir = join(home, 'file', 'bank');
    const { code, message } = await refusalOf(start(dir));
    expect({ code, message }).toEqual({ code: 'folder_not_writable', message: expect.stringContaining(dir) });
  });

  it.skipIf(process.platform !== 'linux')('because nothing can be written there is named', async () => {
    const { code, message } = await refusalOf(start('/proc/self'));
    expect({ code, message }).toEqual({ code: 'folder_not_writable', message: expect.stringContaining('/proc/self') });
  });
});

describe('wrong usage', () => {
  it.each([
    ['no verb', [], 'verb'],
    ['an unknown verb', ['begin', '--dir', 'D'], 'begin'],
    ['no folder', ['start'], '--dir'],
    ['an unknown option', ['start', '--dir', 'D', '--colour', 'red'], '--colour'],
    ['an option without its value', ['start', '--dir'], '--dir'],
    ['an unknown profile', ['start', '--dir', 'D', '--profile', 'lax'], '--profile'],
    ['a port that is no number', ['start', '--dir', 'D', '--front-port', 'eighty'], '--front-port'],
    ['an empty port', ['start', '--dir', 'D', '--tls-port', ''], '--tls-port'],
    ['a port out of range', ['start', '--dir', 'D', '--mtls-port', '65536'], '--mtls-port'],
    ['a negative number of transactions', ['start', '--dir', 'D', '--transactions=-1'], '--transactions'],
    ['a day of the data that no year has', ['start', '--dir', 'D', '--data-day', '2026-02-29'], '--data-day'],
    ['a day of the data before its customers', ['start', '--dir', 'D', '--data-day', '2019-12-31'], '--data-day'],
    ['too many transactions', ['start', '--dir', 'D', '--transactions', '1000001'], '--transactions'],
  ])('%s ends with status 2 and says what', async (_name, args, named) => {
    const { code, message } = await refusalOf(spawnBank(program.file, args), 2);
    expect({ code, message }).toEqual({ code: 'usage', message: expect.stringContaining(named) });
  });
});

it('starts clean on whatever a first start left that was killed in its first second', {
  timeout: often(120_000),
}, async () => {
  const random = randomFrom(seed);
  for (let round = 0; round < often(5); round++) {
    const dir = newDir();
    const moments: number[] = [];
    try {
      // Killed up to three times before it may live.
      for (let kills = 0; kills <= round % 3; kills++) {
        const bank = start(dir);
        moments.push(random.next() * 700);
        await Promise.race([sleep(moments.at(-1) ?? 0), bank.ready]);
        await bank.end('SIGKILL');
      }
      const bank = start(dir);
      const ready = await bank.ready;
      expect(faultsIn(dir)).toEqual([]);
      const agent = await agentOf(ready);
      const { statusCode, body } = await request(ready.discovery, { dispatcher: agent });
      await body.dump();
      expect(statusCode).toBe(200);
      await agent.destroy();
      expect(await bank.end('SIGTERM')).toEqual({ status: 0, signal: null });
      expect((await readdir(dir)).sort()).toEqual(['bank.sqlite', 'lock.sqlite', 'pki']);
    } catch (cause) {
      throw new Error(`OBW_SEED=${seed}, round ${round}, killed at ${moments.join(', ')} ms: ${String(cause)}`, {
        cause,
      });
    }
  }
});

it.skipIf(process.platform !== 'linux')(
  'opens its database a second time in one process without losing its locks',
  async () => {
    const { openSqliteStore } = await import('../../src/bank/store/sqlite.ts');
    const dir = newDir();
    await mkdir(dir);
    const file = join(dir, 'bank.sqlite');
    await copyFile(join(made.dir, 'bank.sqlite'), file);
    const locks = async (): Promise<number> => {
      const { ino } = await stat(file);
      const lines = (await readFile('/proc/locks', 'utf8')).split('\n');
      return lines.filter((line) => line.includes(`:${ino} `)).length;
    };
    const clock = { now: () => Date.now() };
    const first = openSqliteStore(file, clock);
    await first.list('Customer');
    expect(await locks()).toBeGreaterThan(0);
    const second = openSqliteStore(file, clock);
    expect(await locks()).toBeGreaterThan(0);
    await second.close();
    expect(await locks()).toBeGreaterThan(0);
    await first.close();
  },
);
