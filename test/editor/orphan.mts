/** The VS Code that an earlier `npm start` left behind, killed as it was before it could end it: it has the port, and is ours to end. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Running } from './kept.mts';

/** Milliseconds that it has to end by itself. */
const timeout = 5000;

/**
 * Ends the server of a start that is gone, and says whether it did. Nothing is ended whose starter lives, or whose command line does not
 * have the start's own folder: another program may have that process id by now.
 *
 * @param dir the server's folder, as it stands among its arguments
 */
export async function endOrphan({ pid, server }: Pick<Running, 'pid' | 'server'>, dir: string): Promise<boolean> {
  if (server < 2 || isAlive(pid) || !isAlive(server) || !(await commandOf(server)).includes(dir)) return false;
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    end(server, signal);
    // What it started has its port too.
    for (let waited = 0; waited < timeout; waited += 100) {
      if (!isAlive(server) && !isAlive(-server)) return true;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return false;
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

/** With what it started, which is one group; where there are no groups, alone. */
function end(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // No such group.
    }
  }
}

/** Empty where this system does not say. */
async function commandOf(pid: number): Promise<string> {
  return promisify(execFile)('ps', ['-o', 'command=', '-ww', '-p', String(pid)], { timeout: 5000 }).then(
    ({ stdout }) => stdout,
    () => '',
  );
}
