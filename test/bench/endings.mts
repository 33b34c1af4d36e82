/** How soon a verb of the command line ends by Ctrl-C or SIGTERM while a bank does not answer, or nobody types. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { workspaceFor } from './client.mts';
import { folder, root, startBank } from './processes.mts';
import { type Row, upperBudget } from './report.mts';

const rounds = 3;
/** Each waits for the bank, or for standard input. */
const verbs = ['check', 'check urls', 'register --dry-run', 'jwt decode -'];

/** A bank that takes connections and says nothing. */
async function muteBank() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => {})));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    discovery: `https://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/openid-configuration`,
    asked: () => once(server, 'connection'),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Milliseconds from the signal to the end of a verb that waits. */
async function ending(words: string, workspace: string, asked: () => Promise<unknown>, signal: NodeJS.Signals) {
  const fromInput = words.endsWith('-');
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...words.split(' ')], {
    cwd: workspace,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(child, 'exit');
  const waits = fromInput ? taken(child.stdin) : asked();
  await Promise.race([waits, ended.then(([status]) => Promise.reject(new Error(`obw ${words} ended with ${status}`)))]);
  const started = performance.now();
  child.kill(signal);
  const [status] = await ended;
  if (status !== (signal === 'SIGINT' ? 130 : 143)) throw new Error(`obw ${words} ended by ${signal} with ${status}`);
  return performance.now() - started;
}

/** Fulfilled when more than a pipe holds has been read. */
const taken = (input: NodeJS.WritableStream) =>
  new Promise<void>((resolve) => input.write(' '.repeat(1024 * 1024), () => resolve()));

export async function endingRows(): Promise<Row[]> {
  const dir = folder();
  const bank = await startBank(dir);
  const workspace = await workspaceFor(dir);
  await bank.stop();
  const mute = await muteBank();
  const file = join(workspace, 'openbanking.json');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(bank.ready.discovery, mute.discovery));
  const rows: Row[] = [];
  for (const words of verbs) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        times.push(await ending(words, workspace, mute.asked, signal));
      }
    }
    rows.push(upperBudget(`obw ${words}, signal to end, the slowest`, 2000, Math.max(...times), 'ms'));
  }
  mute.close();
  return rows;
}
