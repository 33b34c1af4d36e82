/** Runs the tests concerned on mutants of the central functions, and lists those that leave them green. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomFrom } from '../../bank/support/random.ts';
import { type Mutant, mutantsOf } from './mutants.mts';
import { type Target, targets } from './targets.mts';

const root = join(import.meta.dirname, '..', '..', '..');
/** A mutant may go round in a circle: what takes that long was noticed. */
const timeout = 180_000;
const lanes = 2;

export interface MutationOptions {
  /** Which mutants are chosen, where not all are run. */
  seed: number;
  /** At most so many of each file. */
  count: number;
  /** Files whose name contains this. */
  only: string;
}

/** Whether the tests pass, on the source as it is or on a mutant of it. */
async function passes({ file, tests }: Target, mutant?: Mutant): Promise<boolean> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const config = join(import.meta.dirname, 'vitest.config.mts');
  const env = { ...process.env, ...(mutant && { OBW_MUTANT: JSON.stringify({ file, ...mutant }) }) };
  const options = { cwd: root, env, stdio: 'ignore', timeout, killSignal: 'SIGKILL' } as const;
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...tests], options);
  const [status] = await once(child, 'exit');
  return status === 0;
}

/** @returns how many mutants went unnoticed, those known to be the original in other words not counted */
export async function runMutations({ seed, count, only }: MutationOptions): Promise<number> {
  const random = randomFrom(seed);
  let unnoticed = 0;
  for (const target of targets.filter(({ file }) => file.includes(only))) {
    const { file, equivalent = {} } = target;
    const all = mutantsOf(readFileSync(join(root, file), 'utf8')).filter((mutant) => !(mutant.change in equivalent));
    const chosen = random.shuffled(all).slice(0, count);
    if (!(await passes(target))) {
      console.log(`${file}: its tests fail as it is, without any mutant`);
      unnoticed += 1;
      continue;
    }
    const green: Mutant[] = [];
    const waiting = [...chosen];
    const lane = async (): Promise<void> => {
      for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
        if (await passes(target, mutant)) green.push(mutant);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    console.log(`${file}: ${chosen.length} of ${all.length} mutants, ${chosen.length - green.length} noticed`);
    for (const { line, change } of green.toSorted((one, other) => one.start - other.start)) {
      console.log(`  line ${line}: ${change}`);
    }
    unnoticed += green.length;
  }
  return unnoticed;
}
