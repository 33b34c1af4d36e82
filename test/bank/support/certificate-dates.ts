/** A bank's certificates where the tests' clock is handed in to each Node (test/days): TLS libraries go by the system's. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withoutClock } from '../../support/system-time.ts';
import { projectRoot } from './shared.ts';

/** Before a bank is started in a new folder: on such a clock it finds certificates of the system's time there; else nothing is done. */
export function dateCertificates(dir: string | undefined): void {
  if (process.env.OBW_CLOCK_AHEAD === undefined || dir === undefined || existsSync(join(dir, 'pki'))) return;
  // Where no folder can be made, the bank says so itself.
  spawnSync(process.execPath, [join(projectRoot, 'test', 'days', 'authority.mts'), dir], { env: withoutClock() });
}

/** The folder of `start --dir DIR` among a command's arguments. */
export function startedIn(args: readonly string[]): string | undefined {
  return args.includes('start') ? args[args.indexOf('--dir') + 1] : undefined;
}
