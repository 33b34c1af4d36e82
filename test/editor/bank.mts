/** The embedded bank as a test needs it: a process of its own on a fresh folder, and a workspace folder that its directory made. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface BankProcess {
  /** The bank's folder. */
  dir: string;
  /** Ends it, as Ctrl-C would. */
  stop(): Promise<void>;
}

export interface BankChoices {
  /** Entries in the first account of rora; absent: two years of them, whose number changes with the day of the data. */
  transactions?: number;
  /** The day that the data end before; absent: today. */
  dataDay?: string;
}

/** Starts the built bank. @throws Error with its last words when it does not come up */
export async function startBank(of: { dist: string; dir: string } & BankChoices): Promise<BankProcess> {
  const { dist, dir, transactions = 0, dataDay } = of;
  const asked = ['start', '--dir', dir, '--transactions', String(transactions)];
  if (dataDay !== undefined) asked.push('--data-day', dataDay);
  const child = spawn(process.execPath, [join(dist, 'bank.js'), ...asked], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // In the desktop's extension host the program is Electron.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const last = (): void => void child.kill('SIGKILL');
  process.once('exit', last);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  void ended.then(() => process.removeListener('exit', last));
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-4000);
  });
  await new Promise<void>((resolve, reject) => {
    createInterface(child.stdout).once('line', () => resolve());
    void ended.then(() => reject(new Error(`The bank did not start: ${words}`)));
  });
  return {
    dir,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Makes a software statement at the bank in `dir` and puts its files, `openbanking.json` among them, into the folder `out`. */
export async function giveSoftwareStatement(of: { dist: string; dir: string; out: string }): Promise<void> {
  const load = createRequire(join(of.dist, 'bank.js'));
  const bank: typeof import('../../src/bank/index.ts') = load('./bank.js');
  await bank.issueSoftwareStatement({ dir: of.dir, out: of.out });
}
