/** What `npm start` keeps for the next one. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startHandover } from '../../editor/handover.mts';
import { askRunning, keptOf, sayRunning } from '../../editor/kept.mts';

async function emptyHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'obw-kept-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return home;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** A program that has a port, and answers whatever it is asked. */
async function otherProgram(): Promise<number> {
  const server = createServer((_, response) => void response.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('port and password are the same at the next start, in a file that is its owner’s alone', async () => {
  const home = await emptyHome();
  const first = await keptOf(home, undefined);
  expect(await keptOf(home, undefined)).toEqual(first);
  expect(first.password).toMatch(/^[\w-]{43}$/);
  expect((await keptOf(await emptyHome(), undefined)).password).not.toBe(first.password);
  if (process.platform !== 'win32') expect((await stat(join(home, 'start.json'))).mode & 0o777).toBe(0o600);
});

test('a port that was named is kept from then on, with the password', async () => {
  const home = await emptyHome();
  const { port: first, password } = await keptOf(home, undefined);
  const port = await freePort();
  expect(port).not.toBe(first);
  expect(await keptOf(home, port)).toEqual({ port, password });
  expect(await keptOf(home, undefined)).toEqual({ port, password });
});

test.each([
  ['is empty', ''],
  ['has a port that is none', '{"port": 70000, "password": "0123456789012345678901234567890123456789"}'],
  ['has a password that could be guessed', '{"port": 40404, "password": "1234"}'],
])('a file that %s is as none', async (_, text) => {
  const home = await emptyHome();
  await writeFile(join(home, 'start.json'), text);
  const kept = await keptOf(home, undefined);
  expect(kept.password).toMatch(/^[\w-]{43}$/);
  expect(JSON.parse(await readFile(join(home, 'start.json'), 'utf8'))).toEqual(kept);
});

test('a port that a program took is told with the way to another, and is not kept where it was named', async () => {
  const home = await emptyHome();
  const kept = await keptOf(home, undefined);
  const port = await otherProgram();
  await expect(keptOf(home, port)).rejects.toThrow(`Port ${port} is taken`);
  await expect(keptOf(home, port)).rejects.toThrow(`npm start -- --browser --port ${port + 1}`);
  expect(await keptOf(home, undefined)).toEqual(kept);
});

test('a start that runs is asked for another address; one that ended, or whose port another program has, is not', async () => {
  const home = await emptyHome();
  expect(await askRunning(home)).toBeUndefined();
  const door = await startHandover({ logIn: async () => ['a=b'], window: 'http://127.0.0.1:1/' });
  onTestFinished(door.close);
  const { port, key } = door;
  const takeBack = await sayRunning(home, { pid: 1, server: 2, door: port, key });
  expect(await askRunning(home)).toMatch(`http://127.0.0.1:${port}/`);
  await takeBack();
  expect(await askRunning(home)).toBeUndefined();
  await sayRunning(home, { pid: 1, server: 2, door: await otherProgram(), key });
  expect(await askRunning(home)).toBeUndefined();
});
