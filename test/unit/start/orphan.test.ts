/** What a killed `npm start` left running, and what is none of its business. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { endOrphan } from '../../editor/orphan.mts';

/** A process that runs until it is ended, with a word among its arguments, at the head of a group. */
async function running(word: string): Promise<number> {
  const waits = "console.log('up'); setInterval(() => {}, 1000)";
  const child = spawn(process.execPath, ['-e', waits, word], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

/** Of a process that has ended. */
async function gone(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

// Windows has no ps, so nothing is ended there.
const onUnix = test.skipIf(process.platform === 'win32');

onUnix('the server of a start that is gone is ended', async () => {
  const server = await running('/home/me/.demo/vscode/user');
  expect(await endOrphan({ pid: await gone(), server }, '/home/me/.demo/vscode')).toBe(true);
  expect(isAlive(server)).toBe(false);
});

onUnix.each([
  ['one whose start lives', '/home/me/.demo/vscode/user', true],
  ['another program that has its process id', '/usr/bin/editor', false],
  ['that of another folder', '/home/me/other/vscode/user', false],
])('%s is left alone', async (_, word, lives) => {
  const server = await running(word);
  expect(await endOrphan({ pid: lives ? process.pid : await gone(), server }, '/home/me/.demo/vscode')).toBe(false);
  expect(isAlive(server)).toBe(true);
});

test('one that is gone as well is nothing to end', async () => {
  expect(await endOrphan({ pid: await gone(), server: await gone() }, '/home/me/.demo/vscode')).toBe(false);
});
