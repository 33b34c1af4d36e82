/** A server as a child process: started, waited for until it says its port, and ended whatever happens to us. */
import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';

export interface ChildOptions {
  /** The Node that runs it. Default: this one. */
  node?: string | undefined;
  /** For Node: the program and its arguments. */
  args: readonly string[];
  /** What it says once it listens; the first group is the port. */
  listening: RegExp;
  /** Default: ours. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Whether what it starts ends with it, by a process group; a Ctrl-C in the terminal is then ours alone. */
  group?: boolean;
  /** What it is called where it does not come up. */
  name: string;
}

export interface Child {
  pid: number | undefined;
  port: number;
  /** Settles when the process is gone, whoever ended it. */
  ended: Promise<void>;
  /** Ends it; after a moment by force. */
  stop(): Promise<void>;
}

/** Milliseconds until a server that names no port is given up. */
const timeout = 60_000;
/** Milliseconds that it has to end by itself. */
const killDelay = 1000;
/** @throws Error with its last words when it does not come up */
export async function startChild({
  node = process.execPath,
  args,
  listening,
  env,
  cwd,
  group,
  name,
}: ChildOptions): Promise<Child> {
  // Windows has no such groups.
  const detached = group === true && process.platform !== 'win32';
  const child = spawn(node, args, { stdio: ['ignore', 'pipe', 'pipe'], env, cwd, detached });
  // Not 'close': what it started may hold its streams for a moment longer.
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const end = (signal: NodeJS.Signals): void => {
    try {
      if (detached && child.pid !== undefined) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // It has ended already.
    }
  };
  // Even an end that runs no code of ours must not leave a server behind.
  const last = (): void => end('SIGKILL');
  process.once('exit', last);
  void ended.then(() => process.removeListener('exit', last));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await Promise.race([ended, setTimeout(killDelay, undefined, { ref: false })]);
    last();
    await ended;
  };

  let words = '';
  const port = new Promise<number>((resolve, reject) => {
    const hear = (text: string): void => {
      words = (words + text).slice(-8000);
      const [, digits] = listening.exec(words) ?? [];
      if (digits !== undefined) resolve(Number(digits));
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    void ended.then(() => reject(new Error('it ended')));
    void setTimeout(timeout, undefined, { ref: false }).then(() => reject(new Error('it named no port')));
  });
  try {
    return { pid: child.pid, port: await port, ended, stop };
  } catch (cause) {
    await stop();
    throw new Error(`${name} did not start: ${String(cause)}. Its last words: ${words}`, { cause });
  }
}
