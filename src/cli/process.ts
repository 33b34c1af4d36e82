/** `obw` as a process: its streams and signals, and the rooms and the browser it reaches. */
import { run } from './run.ts';
import type { Terminal } from './terminal.ts';

/** A terminal gives Ctrl-C to a whole group of processes, and one that forwards it makes it two: within this time they are one. */
const sameSignal = 1000;

/** Runs the command that the process was started with, and ends the process with its status. */
export async function runInProcess(): Promise<void> {
  silenceSqlite();
  const cancel = new AbortController();
  listenForSignals(cancel);
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const terminal: Terminal = {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    folder: process.cwd(),
    signal: cancel.signal,
    tpp: () => import('../tpp/index.ts'),
    bank: () => import('../bank/index.ts'),
    openInBrowser: async (url) => {
      const { default: open } = await import('open');
      await open(url);
    },
  };
  const status = await run(process.argv.slice(2), terminal);
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
  process.exit(status);
}

function listenForSignals(cancel: AbortController): void {
  let first: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (first !== undefined && performance.now() - first > sameSignal) process.exit(1);
      first ??= performance.now();
      cancel.abort();
    });
  }
}

/** The bank's store is node:sqlite, whose API Node calls experimental; every other warning of Node goes on to standard error. */
function silenceSqlite(): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'ExperimentalWarning' && warning.message.startsWith('SQLite')) return;
    process.stderr.write(`${warning.name}: ${warning.message}\n`);
  });
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
