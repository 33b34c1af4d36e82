/** The sandbox's process: found running or started, and its verbs that print one line and end. */

import { spawn } from 'node:child_process';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { makeFolders } from '../../tpp/files/folders.ts';
import { type Connection, hold } from './control.ts';
import { type Failure, failureIn, type IssuedStatement, type Note, readIssued, readNote, type Told } from './words.ts';

/** Where the bank's program and its folder are. */
export interface SandboxProgram {
  /** `dist/bank.js`. */
  program: string;
  dir: string;
}

export interface Taken {
  connection: Connection;
  door: NonNullable<Note['open']>;
  /** Of the bank's process. */
  pid: number;
}

/** A failure that the process told, or that is told of it. */
export class SandboxFailure extends Error {
  override readonly name = 'SandboxFailure';
  readonly failure: Failure;
  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.message, options);
    this.failure = failure;
  }
}

export interface Holding {
  /** Name of the window. */
  holder: string;
  onTold(told: Told): void;
}

/** Seconds that the bank lives on after the last window has let go: longer than a reload takes. */
const linger = 10;
/** Milliseconds until a start is given up; the first one makes keys and data, on a machine that may be busy. */
const timeout = 60_000;
/** Milliseconds for which a folder may be held by a bank that takes no connection: one that starts or ends. */
const takeOverTimeout = 10_000;
const delay = 40;
/** Milliseconds that a bank may take to end. */
const stopTimeout = 4000;

/** Takes the bank that runs in the folder; undefined when none does. */
export async function takeRunning(
  { dir }: Pick<SandboxProgram, 'dir'>,
  { holder, onTold }: Holding,
): Promise<Taken | undefined> {
  const note = await readNote(dir);
  if (!note?.open) return undefined;
  try {
    return { connection: await hold(note.open, holder, onTold), door: note.open, pid: note.pid };
  } catch {
    // A note that a kill left behind, or a bank that is just ending.
    return undefined;
  }
}

/**
 * Takes the bank that runs in the folder, or starts it. Of several windows that start it at once one does, and the others take it.
 * @throws SandboxFailure with what the bank says of its failure; or as `bank_not_started`, `node_sqlite_missing`, `cancelled`
 */
export async function takeOrStart(
  place: SandboxProgram,
  profile: string,
  holding: Holding,
  signal: AbortSignal,
): Promise<Taken> {
  const began = performance.now();
  let child: Child | undefined;
  let takenSince: number | undefined;
  let runs: number | undefined;
  try {
    for (;;) {
      const taken = await takeRunning(place, holding);
      runs = taken?.pid;
      if (taken) return taken;
      if (signal.aborted) throw failed('cancelled', t('Cancelled.'), '');
      if (performance.now() - began > timeout) {
        throw failed(
          'bank_not_started',
          t('The sandbox does not answer.'),
          t('Try again when the machine is less busy.'),
        );
      }
      child ??= await startDetached(place, profile);
      if (child.ended()) {
        const failure = await child.failure();
        // Another window's bank that is still starting, or one that is just ending.
        takenSince ??= performance.now();
        const lasts = performance.now() - takenSince > takeOverTimeout;
        if (failure.code !== 'bank_already_running' || lasts) throw new SandboxFailure(failure);
        child = undefined;
        await sleep(delay * 5);
      }
      await sleep(delay);
    }
  } finally {
    await child?.settle(runs);
  }
}

/** Waits until the bank that was asked to end has let go of its folder; a moment at most. */
export async function whenGone({ dir }: Pick<SandboxProgram, 'dir'>): Promise<void> {
  const began = performance.now();
  while ((await readNote(dir)) && performance.now() - began < stopTimeout) await sleep(delay);
}

interface Child {
  ended(): boolean;
  /** What it died of; its words are gone then. */
  failure(): Promise<Failure>;
  /** Keeps its words as those of the bank when it is the one that runs; else they are gone. */
  settle(runs: number | undefined): Promise<void>;
}

let starts = 0;

/**
 * Starts the bank so that it outlives this window. What it says on standard error goes to a file beside its folder: its own,
 * as other windows may start one at the same moment, and `bank.log` once it is the bank that runs.
 */
async function startDetached({ program, dir }: SandboxProgram, profile: string): Promise<Child> {
  const home = dirname(dir);
  starts += 1;
  const words = join(home, `bank.log.${process.pid}-${starts}`);
  await makeFolders(home);
  await clearWords(home);
  const file = await open(words, 'w', 0o600);
  let pid: number | undefined;
  let ended = false;
  let cause: Error | undefined;
  try {
    const args = [
      '--optimize-for-size',
      program,
      'start',
      '--dir',
      dir,
      '--profile',
      profile,
      '--linger',
      String(linger),
    ];
    const child = spawn(process.execPath, args, {
      cwd: home,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'ignore', file.fd],
      env: environment(),
    });
    pid = child.pid;
    child.once('error', (error) => {
      cause = error;
      ended = true;
    });
    child.once('exit', () => {
      ended = true;
    });
    child.unref();
  } finally {
    await file.close();
  }
  return {
    ended: () => ended,
    async failure() {
      const said = await readFile(words, 'utf8').catch(() => '');
      await rm(words, { force: true });
      return failureOf(cause?.message ?? said);
    },
    // Words that cannot be kept or removed are no reason to do without the bank.
    settle: (runs) =>
      (runs !== undefined && runs === pid ? rename(words, join(home, 'bank.log')) : rm(words, { force: true })).catch(
        () => {},
      ),
  };
}

/** Removes the words of starts whose window was closed meanwhile, so that nobody settled them. */
async function clearWords(home: string): Promise<void> {
  const names = await readdir(home).catch((): string[] => []);
  const left = names.filter((name) => {
    const window = /^bank\.log\.(\d{1,10})-\d+$/.exec(name)?.[1];
    return window !== undefined && !isAlive(Number(window));
  });
  await Promise.all(left.map((name) => rm(join(home, name), { force: true }).catch(() => {})));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Runs a verb of the bank's process and gives what it prints.
 * @throws SandboxFailure
 */
export async function runVerb(
  { program, dir }: SandboxProgram,
  verb: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  await makeFolders(dirname(dir));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, verb, '--dir', dir, ...args], {
      cwd: dirname(dir),
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(),
      signal,
    });
    let [out, words] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-8000);
    });
    child.once('error', (error) => {
      const failure = signal.aborted
        ? { code: 'cancelled', message: t('Cancelled.'), try: '' }
        : failureOf(error.message);
      reject(new SandboxFailure(failure, { cause: error }));
    });
    child.once('close', (status) => {
      if (status === 0) resolve(out);
      else reject(new SandboxFailure(failureOf(words)));
    });
  });
}

/** Has the process make a software statement. @throws SandboxFailure */
export async function issueStatement(
  program: SandboxProgram,
  args: readonly string[],
  signal: AbortSignal,
): Promise<IssuedStatement> {
  const text = await runVerb(program, 'software-statement', args, signal);
  const issued = readIssued(text);
  // It ended well, so the files are written.
  if (issued === undefined) {
    throw failed(
      'statement_untold',
      t('The sandbox made a software statement, and what it said of it cannot be read.'),
      t('Look into the folder that it was made for: its files are there.'),
    );
  }
  return issued;
}

/** The editor's program runs as Node, without what a debugger or a shell gives to the editor's own. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, VSCODE_INSPECTOR_OPTIONS: _inspector, ...rest } = process.env;
  return { ...rest, ELECTRON_RUN_AS_NODE: '1' };
}

/** What a process that ended without its ready line died of. */
export function failureOf(words: string): Failure {
  const told = failureIn(words);
  if (told) return told;
  if (words.includes('node:sqlite')) {
    return {
      code: 'node_sqlite_missing',
      message: t("The sandbox needs node:sqlite, which this editor's Node {0} does not have.", process.versions.node),
      try: t('Update VS Code.'),
    };
  }
  const last = words
    .trim()
    .split('\n')
    .find((line) => /error/i.test(line));
  return {
    code: 'bank_not_started',
    message: last
      ? t('The sandbox’s process ended: {0}.', truncate(last.trim(), 300))
      : t('The sandbox’s process ended without a word.'),
    try: t('Install the extension again if its files are damaged.'),
  };
}

const failed = (code: string, message: string, advice: string): SandboxFailure =>
  new SandboxFailure({ code, message, try: advice });
