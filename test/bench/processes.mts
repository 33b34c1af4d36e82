/** Processes of the bench: the bank, and anything timed from its start to its exit. Each ends with the bench. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const root = join(import.meta.dirname, '..', '..');

const temporary: string[] = [];
const children: ChildProcess[] = [];
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const dir of temporary) rmSync(dir, { recursive: true, force: true });
});

export interface Ready {
  pid: number;
  issuer: string;
  discovery: string;
  frontChannel: string;
  tokenEndpoint: string;
  registrationEndpoint: string;
  resourceServer: string;
  environment: string;
  ca: string;
  organisationId: string;
}

export interface RunningBank {
  ready: Ready;
  /** From the process's start to its ready line. */
  milliseconds: number;
  stop(): Promise<void>;
}

/** Gives a folder that is removed when the bench ends. */
export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'obw-bench-'));
  temporary.push(dir);
  return dir;
}

/** Starts a script that prints one JSON line when it is ready. */
export async function startScript<T>(
  args: string[],
): Promise<{ ready: T; milliseconds: number; stop(): Promise<void> }> {
  const started = performance.now();
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { stdout } = child;
  if (!stdout) throw new Error('no standard output');
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code} before it was ready`)));
  });
  return {
    ready: JSON.parse(line) as T,
    milliseconds: performance.now() - started,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export function startBank(dir: string, ...args: string[]): Promise<RunningBank> {
  return startScript<Ready>([join(root, 'dist', 'bank.js'), 'start', '--dir', dir, ...args]);
}

/** Runs a command to its end; milliseconds from start to exit, and what it printed. */
export function timed(command: string, args: string[], cwd = root): { milliseconds: number; stdout: string } {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  const milliseconds = performance.now() - started;
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stdout.slice(-3000)} ${stderr.slice(-1000)}`);
  return { milliseconds, stdout };
}
