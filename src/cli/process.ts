/** `obw` as a process: its streams and signals, and the rooms and the browser it reaches. */
import { constants } from 'node:os';
import { run } from './run.ts';
import type { Terminal } from './terminal.ts';

/** A terminal gives Ctrl-C to a whole group of processes, and one that forwards it makes it two: within this time they are one. */
const sameSignal = 1000;
/** Milliseconds after a signal at which the process ends, whatever still waits: a bank, a question, a reader of its output. */
const timeout = 1500;

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Runs the command that the process was started with, and ends the process with its status. */
export async function runInProcess(): Promise<void> {
  silenceSqlite();
  const cancel = new AbortController();
  const signalled = listenForSignals(cancel);
  // A reader that has seen enough (`| head`) is no failure; the run goes on for a moment, and keeps the exchanges that it had.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(1);
    setTimeout(() => process.exit(0), timeout);
  });
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
  // A verb that a signal ends on purpose, or that was done all the same, has its own status.
  const signal = signalled();
  if (signal === undefined || status === 0) process.exit(status);
  endBy(signal);
}

/** Gives the first signal that came, if one did. The process outlives it by {@link timeout} at most. */
function listenForSignals(cancel: AbortController): () => Signal | undefined {
  let first: { signal: Signal; at: number } | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (first !== undefined && performance.now() - first.at > sameSignal) endBy(signal);
      if (first !== undefined) return;
      first = { signal, at: performance.now() };
      setTimeout(() => endBy(signal), timeout);
      cancel.abort();
    });
  }
  return () => first?.signal;
}

/** Ends with the status that a shell gives to a signal, 128 and its number. */
function endBy(signal: Signal): never {
  // At its end Node waits for its threads, and a silent name server may keep one; the signal itself, the same to a shell, waits for nobody.
  process.once('exit', () => {
    if (!process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap')) return;
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
  process.exit(128 + constants.signals[signal]);
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
