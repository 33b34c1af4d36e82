/** What a test needs of the system itself: looked for, installed where that may be done, and named when it cannot be had. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Milliseconds that {@link requirePackages} may take; for the hook that calls it. */
export const installTime = 300_000;

/** One installation at a time, whatever the number of tests that find something missing: apt-get refuses a second one. */
const turn = join(tmpdir(), 'obw-apt-get.lock');

/**
 * Makes sure of Debian packages: installs them when `isThere` says no and this process is root on a system with apt-get.
 *
 * @throws Error that says what is missing and how to get it.
 */
export async function requirePackages(names: string[], what: string, isThere: () => Promise<boolean>): Promise<void> {
  if (await isThere()) return;
  const install = `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  const missing = `${what} is missing and this test needs it. On Debian: apt-get update && ${install}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(missing);
  try {
    await run('flock', [turn, 'sh', '-c', `apt-get update && ${install}`], {
      timeout: installTime - 10_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (cause) {
    throw new Error(`${missing} (tried it here: ${cause instanceof Error ? cause.message : String(cause)})`, { cause });
  }
  if (!(await isThere())) throw new Error(`${missing} (it was installed, and still does not work)`);
}
