/** dist/cli.js as its users start it: a child process with its own folder, streams and signals. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { dateCertificates, startedIn } from './certificate-dates.ts';

/** What obw says on standard error of an exchange that is not as the standard has it. */
const againstStandard = /Note \([^)]*\): the (request|answer) is not as (Read\/Write|Dynamic Client Registration)/;
/** Folders whose bank answers as a test wants it. */
const rogue = new Set<string>();

/** Lets what is said of this folder's bank stand. */
export function noteRogue(folder: string): void {
  rogue.add(folder);
}

export const cli = join(import.meta.dirname, '../../../dist/cli.js');

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  folder?: string;
  environment?: NodeJS.ProcessEnv;
  input?: string;
  /** Standard input stays open: the command waits for more. */
  inputOpen?: boolean;
  /** Nobody reads its standard output. */
  outputUnread?: boolean;
  /** Another Node than the one that runs the tests. */
  node?: string;
}

export interface Started {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves with standard output and standard error so far when a text stands in one of them. */
  says(text: string | RegExp): Promise<string>;
}

export function start(args: readonly string[], options: CommandOptions = {}): Started {
  dateCertificates(startedIn(args));
  const child = spawn(options.node ?? process.execPath, [cli, ...args], {
    cwd: options.folder,
    env: { ...process.env, NO_COLOR: '1', ...options.environment },
  });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  const heard = () => {
    for (const listener of listeners) listener();
  };
  if (options.outputUnread) child.stdout.once('readable', () => {});
  else
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      heard();
    });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    heard();
  });
  // A command that ends before it has read everything is no fault.
  child.stdin.on('error', () => {});
  if (options.inputOpen) child.stdin.write(options.input ?? '');
  else child.stdin.end(options.input ?? '');
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('close', (status) => {
      if (againstStandard.test(stderr) && !rogue.has(options.folder ?? '')) {
        reject(new Error(`Our bank, or our request to it, is not as the standard has it: ${stderr}`));
      } else resolve({ status, stdout, stderr });
      heard();
    });
  });
  const says = (text: string | RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const said = stdout + stderr;
        if (typeof text === 'string' ? said.includes(text) : text.test(said)) resolve(said);
        else if (child.exitCode !== null) reject(new Error(`It ended without saying ${text}: ${said}`));
        else return;
        listeners.delete(look);
      };
      listeners.add(look);
      look();
    });
  return { child, ended, says };
}

export const run = (args: readonly string[], options?: CommandOptions): Promise<Ended> => start(args, options).ended;

/** Runs a verb with `--json` that must be done without a word on standard error, and gives its result. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the command answered
export async function resultOf(args: readonly string[], options?: CommandOptions): Promise<any> {
  const ended = await run([...args, '--json'], options);
  expect(ended, `${args.join(' ')}: ${ended.stderr}`).toMatchObject({ status: 0 });
  return JSON.parse(ended.stdout);
}

/** Runs a verb with `--json` that must fail as the contract says, and gives the error. */
export async function errorOf(
  args: readonly string[],
  options?: CommandOptions,
  status = 1,
): Promise<Record<string, unknown>> {
  const ended = await run([...args, '--json'], options);
  expect(ended, `${args.join(' ')}: ${ended.stderr}`).toMatchObject({ status, stdout: '' });
  expect(ended.stderr.split('\n').slice(1), ended.stderr).toEqual(['']);
  return JSON.parse(ended.stderr).error;
}
