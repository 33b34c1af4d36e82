/** The bank's process as windows of the editor share it: found or started, held by each, taken again, ended. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askToStop, statementsOf } from '../../src/extension/sandbox/control.ts';
import {
  type Holding,
  issueStatement,
  runVerb,
  SandboxFailure,
  type Taken,
  takeOrStart,
  takeRunning,
  whenGone,
} from '../../src/extension/sandbox/process.ts';
import { readNote, type Told } from '../../src/extension/sandbox/words.ts';
import { type BankProgram, bankProgram } from './support/process.ts';

let program: BankProgram;
let home: string;
let folders = 0;
const pids = new Set<number>();
const held = new Set<Taken>();

beforeAll(async () => {
  program = await bankProgram();
  home = await mkdtemp(join(tmpdir(), 'obw-sandbox-process-'));
});
afterEach(async () => {
  for (const { connection } of held) connection.letGo();
  held.clear();
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }
  pids.clear();
});
afterAll(async () => {
  program.remove();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
});

interface Window extends Holding {
  told: Told;
}

function openWindow(holder: string): Window {
  const window: Window = {
    holder,
    told: {},
    onTold(told) {
      Object.assign(window.told, told);
      if (told.ready) pids.add(told.ready.pid);
    },
  };
  return window;
}

const newPlace = () => ({ program: program.file, dir: join(home, `user-${++folders}`, 'bank') });
const never = new AbortController().signal;
type Place = ReturnType<typeof newPlace>;

async function start(place: Place, window: Window, signal = never): Promise<Taken> {
  const taken = await takeOrStart(place, 'permissive', window, signal);
  held.add(taken);
  return taken;
}

it('is started by the first window in a folder that is not there yet, and taken by the second', async () => {
  const place = newPlace();
  const [first, second] = [openWindow('first'), openWindow('second')];
  const { connection } = await start(place, first);
  await start(place, second);
  expect(second.told.ready).toEqual(first.told.ready);
  expect(first.told.ready).toMatchObject({ profile: 'permissive', discovery: expect.stringMatching(/^https:/) });
  expect(second.told.customers?.map(({ login, password }) => `${login} ${password}`).sort()).toEqual([
    'ivsa ivsa.',
    'mits mits.',
    'rora rora.',
  ]);
  expect(second.told.holders).toEqual(['first', 'second']);
  connection.letGo();
  await expect.poll(() => second.told.holders).toEqual(['second']);
});

it('is one for windows that start it at the same moment', async () => {
  const place = newPlace();
  const windows = ['a', 'b', 'c'].map(openWindow);
  await Promise.all(windows.map((window) => start(place, window)));
  expect(new Set(windows.map(({ told }) => told.ready?.pid)).size).toBe(1);
  await expect.poll(() => windows[0]?.told.holders?.toSorted()).toEqual(['a', 'b', 'c']);
});

it('hears each process that it starts, however many windows start one at the same moment', async () => {
  const place = { ...newPlace(), program: join(home, 'taken.js') };
  const words = { error: { code: 'bank_already_running', message: 'Another one has the folder.', try: 'Wait.' } };
  await writeFile(
    place.program,
    `require('node:fs').appendFileSync('starts', '.');
    console.error(${JSON.stringify(JSON.stringify(words))});
    process.exitCode = 1;`,
  );
  const leave = new AbortController();
  const windows = Array.from({ length: 8 }, (_, index) => openWindow(`window ${index}`));
  const starts = Promise.allSettled(windows.map((window) => start(place, window, leave.signal)));
  const count = async () => (await readFile(join(dirname(place.dir), 'starts'), 'utf8').catch(() => '')).length;
  await expect.poll(count, { timeout: 30_000 }).toBeGreaterThan(2 * windows.length);
  leave.abort();
  const codes = (await starts).map((outcome) => outcome.status === 'rejected' && outcome.reason.failure.code);
  // On a slow machine it may have been said for long enough to be believed.
  for (const code of codes) expect(code).toMatch(/^(cancelled|bank_already_running)$/);
});

it('removes before a start what windows that were closed meanwhile left of theirs', async () => {
  const place = newPlace();
  const { pid: gone } = spawnSync(process.execPath, ['--version']);
  const others = [`bank.log.${process.ppid}-7`, 'bank.log.txt', `bank.log.${gone}-mine`];
  await mkdir(dirname(place.dir), { recursive: true });
  for (const name of [`bank.log.${gone}-1`, `bank.log.${gone}-12`, ...others])
    await writeFile(join(dirname(place.dir), name), '');
  await start(place, openWindow('first'));
  const logs = async () => (await readdir(dirname(place.dir))).filter((name) => name.startsWith('bank.log'));
  await expect.poll(async () => (await logs()).sort()).toEqual(['bank.log', ...others].sort());
});

it('leaves the words of the bank that runs in bank.log, and none of those that gave way to it', async () => {
  const place = newPlace();
  const windows = ['a', 'b', 'c'].map(openWindow);
  await Promise.all(windows.map((window) => start(place, window)));
  const logs = async () => (await readdir(dirname(place.dir))).filter((name) => name.startsWith('bank.log'));
  await expect.poll(logs).toEqual(['bank.log']);
});

it('is taken again after a reload, without a new start', async () => {
  const place = newPlace();
  const before = openWindow('before');
  const { connection } = await start(place, before);
  connection.letGo();
  const after = openWindow('after');
  const again = await takeRunning(place, after);
  if (again) held.add(again);
  expect(after.told.ready?.pid).toBe(before.told.ready?.pid);
});

it('is not there to take where none runs, even when a kill left its note', async () => {
  const place = newPlace();
  expect(await takeRunning(place, openWindow('w'))).toBeUndefined();
  const window = openWindow('w');
  const { connection } = await start(place, window);
  process.kill(window.told.ready?.pid ?? 0, 'SIGKILL');
  await connection.ended;
  expect(await readNote(place.dir)).toBeDefined();
  expect(await takeRunning(place, window)).toBeUndefined();
  const pid = window.told.ready?.pid;
  await start(place, window);
  expect(window.told.ready?.pid).not.toBe(pid);
});

it('ends for all windows when one asks, and its folder is free then', async () => {
  const place = newPlace();
  const [one, other] = [openWindow('one'), openWindow('other')];
  const { door } = await start(place, one);
  const { connection } = await start(place, other);
  expect(await askToStop(door)).toEqual(['one', 'other']);
  await connection.ended;
  await whenGone(place);
  expect(other.told.ending).toBe(true);
  expect(await readNote(place.dir)).toBeUndefined();
  expect(JSON.parse(await runVerb(place, 'reset', [], never))).toEqual({ directoryKept: true });
});

it('makes software statements and lists them', async () => {
  const place = newPlace();
  const { door } = await start(place, openWindow('w'));
  const out = join(home, 'statement');
  const issued = await issueStatement(place, ['--out', out], never);
  expect(await statementsOf(door)).toEqual([expect.objectContaining({ clientName: 'Workbench Test Application' })]);
  expect(issued).toEqual({
    softwareId: (await statementsOf(door))[0]?.softwareId,
    files: expect.arrayContaining([expect.stringContaining('openbanking.json')]),
  });
  await expect(issueStatement(place, ['--out', out], never)).rejects.toMatchObject({
    failure: { code: 'files_exist' },
  });
});

describe('a start that fails', () => {
  const failure = async (work: Promise<unknown>) => {
    const thrown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(SandboxFailure);
    return thrown instanceof SandboxFailure ? thrown.failure : undefined;
  };

  it('for a port that another program took names the port', async () => {
    const place = newPlace();
    const window = openWindow('w');
    const { door } = await start(place, window);
    await askToStop(door);
    await whenGone(place);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(door.port, '127.0.0.1', resolve));
    try {
      const { code, message } = (await failure(start(place, window))) ?? {};
      expect({ code, message }).toEqual({ code: 'port_in_use', message: expect.stringContaining(String(door.port)) });
    } finally {
      server.close();
    }
  });

  it('for a program that is not there says so, without a stack', async () => {
    const place = { ...newPlace(), program: join(home, 'gone.js') };
    const { code, message } = (await failure(start(place, openWindow('w')))) ?? {};
    expect(code).toBe('bank_not_started');
    expect(message).toContain('gone.js');
    expect(message).not.toMatch(/\bat /);
  });

  it('for want of node:sqlite says so', async () => {
    const old = join(home, 'old.js');
    await writeFile(old, "require('node:sqlite-of-tomorrow');");
    const { code } = (await failure(start({ ...newPlace(), program: old }, openWindow('w')))) ?? {};
    expect(code).toBe('node_sqlite_missing');
  });

  it('is given up when cancelled', async () => {
    const idle = join(home, 'idle.js');
    await writeFile(idle, 'setTimeout(() => {}, 3000);');
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 200);
    const { code } = (await failure(start({ ...newPlace(), program: idle }, openWindow('w'), cancel.signal))) ?? {};
    expect(code).toBe('cancelled');
  });

  it('for a folder that cannot be written says which', async () => {
    const place = newPlace();
    await mkdir(join(place.dir, '..'), { recursive: true });
    await writeFile(place.dir, 'a file');
    const { code, message } = (await failure(start(place, openWindow('w')))) ?? {};
    expect({ code, message }).toEqual({ code: 'folder_not_writable', message: expect.stringContaining(place.dir) });
    expect(await readFile(place.dir, 'utf8')).toBe('a file');
  });
});
