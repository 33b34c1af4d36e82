/** The states of a folder and its bank in the window's own folder, with the window's own sandbox as the bank. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { commands, Uri } from 'vscode';
import { z } from 'zod';
import { answering } from './dialogs.ts';
import { extension } from './extension.ts';
import { secretStorage } from './secrets.ts';
import { clear, folder } from './workspace.ts';

const startedSchema = z.object({ ca: z.string() });
const entered = z.object({ folder: z.string(), secrets: z.record(z.string(), z.string()) });

export interface States {
  /** Of the client that every state but those without one has. */
  clientId: string;
  /** Of an account that the customer shares. */
  accountId: string;
  /** @param state its place in `possibleStates` */
  enter(state: number): Promise<void>;
  end(): Promise<void>;
}

/** Starts the window's sandbox, and makes there what every state is made of. */
export async function openStates(): Promise<States> {
  const { ca } = startedSchema.parse(await commands.executeCommand('openBanking.startSandbox'));
  const script = join(extension().extensionPath, 'test', 'bank', 'support', 'states-process.mts');
  const bank = dirname(dirname(ca));
  const words = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', script, '--bank', bank];
  // Sources run on the project's own Node; that of the window may be older, or Electron.
  const node = join(extension().extensionPath, 'node_modules', 'node', 'bin', 'node');
  const child = spawn(node, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  const last = (): void => void child.kill('SIGKILL');
  process.once('exit', last);
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4000);
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`The states ended: ${complaint}`);
    return JSON.parse(value);
  };
  const ids = z.object({ clientId: z.string(), accountId: z.string() }).parse(await next());
  const prefix = `${Uri.file(folder()).toString()}#`;
  const put = async (state: number): Promise<z.infer<typeof entered>['secrets']> => {
    child.stdin.write(`${state}\n`);
    const made = entered.parse(await next());
    await clear(folder());
    await cp(made.folder, folder(), { recursive: true });
    return made.secrets;
  };
  await put(0);
  const secrets = await secretStorage(() =>
    answering({}, () => commands.executeCommand('openBanking.readClientRegistration')),
  );
  const forget = async (): Promise<void> => {
    for (const key of await secrets.keys()) if (key.startsWith(prefix)) await secrets.delete(key);
  };
  return {
    ...ids,
    async enter(state) {
      const given = await put(state);
      await forget();
      for (const [name, value] of Object.entries(given)) await secrets.store(prefix + name, value);
      await commands.executeCommand('openBanking.refreshViews');
    },
    async end() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'close');
      process.removeListener('exit', last);
      assert.equal(child.exitCode, 0, complaint);
      await forget();
      await answering({ messages: ['Stop'] }, () => commands.executeCommand('openBanking.stopSandbox'));
      // Its software statements would be there for every test that follows in this window.
      await rm(bank, { recursive: true, force: true, maxRetries: 3 });
      await clear(folder());
    },
  };
}
