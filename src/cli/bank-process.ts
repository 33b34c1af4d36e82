/** The embedded bank as a child process: started, waited for, and ended whatever happens to us. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { fail, OpenBankingError } from '../tpp/errors.ts';
import { holdBank } from './control.ts';
import { harmless, raise, reportedIn } from './errors.ts';

export interface BankProcess {
  issuer: string;
  /** Ends it; after a moment by force. */
  stop(): Promise<void>;
}

export interface BankProcessOptions {
  dir: string;
  transactions?: number;
  signal: AbortSignal;
  /** The bundle of the bank; default: the one beside ours. */
  file?: string;
}

const readySchema = z.object({ issuer: z.string() });

/** Milliseconds until a bank that says nothing is given up; a million entries take their time. */
const timeout = 180_000;
/** Milliseconds that it has to end by itself. */
const killDelay = 2500;
/** Seconds until a bank whose starter was killed ends by itself. */
const linger = 2;

/**
 * Starts the bank and waits for its ready line.
 * @throws OpenBankingError `bank_not_started` with the bank's last words, `cancelled`; or what the bank itself reports
 */
export async function startBankProcess({ dir, transactions, signal, file }: BankProcessOptions): Promise<BankProcess> {
  const counted = transactions === undefined ? [] : ['--transactions', String(transactions)];
  const args = ['start', '--dir', dir, '--linger', String(linger), ...counted];
  const child = spawn(process.execPath, [file ?? join(__dirname, 'bank.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // In a terminal of the desktop's VS Code the program is Electron.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  // Even an end that runs no code of ours must not leave a bank behind.
  const last = () => child.kill('SIGKILL');
  process.once('exit', last);
  void ended.then(() => process.removeListener('exit', last));
  const stop = async () => {
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), killDelay);
    await ended;
    clearTimeout(force);
  };

  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-8000);
  });
  let clear = () => {};
  const line = new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.includes('\n')) resolve(out.slice(0, out.indexOf('\n')));
    });
    void ended.then(() => reject(new Error('ended')));
    child.once('error', reject);
    const giveUp = () => reject(new Error(signal.aborted ? 'cancelled' : 'no answer'));
    const timer = setTimeout(giveUp, timeout);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    clear = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    };
  });
  try {
    const issuer = issuerIn(await line);
    await holdBank(dir);
    return { issuer, stop };
  } catch (cause) {
    await stop();
    return notStarted(words, cause, signal);
  } finally {
    clear();
  }
}

function issuerIn(line: string): string {
  const ready = readySchema.safeParse(JSON.parse(line));
  if (!ready.success) throw new Error('no ready line');
  return ready.data.issuer;
}

function notStarted(words: string, cause: unknown, signal: AbortSignal): never {
  if (signal.aborted)
    fail({ code: 'cancelled', message: 'Cancelled.', try: 'Run it again when you are ready.' }, cause);
  const said = reportedIn(words);
  if (said) raise(said);
  if (cause instanceof OpenBankingError) throw cause;
  const last = harmless(words).trim().split('\n').at(-1);
  return fail(
    {
      code: 'bank_not_started',
      message: `The bank did not start${last ? `: ${last}` : cause instanceof Error ? ` (${cause.message})` : ''}.`,
      try: 'Run obw bank start --dir FOLDER to see what it says. Where dist/bank.js is missing, npm ci builds it.',
    },
    cause,
  );
}
