/**
 * What the suites do a few times by chance, done by the thousand: `npm run test:long -- [--seed N] [--times N] [--only TEXT]`.
 *
 * First every test that has chance in it (kills, properties, hostile inputs), each `--times` as often as in the suites; then
 * the mutants of the central functions, all of them or `--mutants` of each. `--only` takes the test files, or the
 * mutated ones, whose name contains the text. The same seed does the same again.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runMutations } from './mutations/run.mts';

const root = join(import.meta.dirname, '..', '..');

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    times: { type: 'string', default: '50' },
    mutants: { type: 'string', default: 'Infinity' },
    only: { type: 'string', default: '' },
  },
});
const { seed, times, only } = values;
for (const [name, value] of Object.entries({ seed, times, mutants: values.mutants })) {
  if (Number(value) >= 0) continue;
  console.error(`--${name} is a number, not ${value}.`);
  process.exit(1);
}

/** The test files with chance in them. */
function testsOfChance(): string[] {
  const files = ['test/unit', 'test/bank'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const chance = /from '(?:fast-check|.*\/support\/chance\.ts)'/;
  return files.filter((file) => file.endsWith('.test.ts') && chance.test(readFileSync(join(root, file), 'utf8')));
}

/** @returns whether they passed */
async function runTests(files: string[]): Promise<boolean> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const env = { ...process.env, OBW_SEED: seed, OBW_TIMES: times };
  const args = [vitest, 'run', '--project', 'unit*', '--project', 'bank', '--retry', '0', ...files];
  const [status] = await once(spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' }), 'exit');
  return status === 0;
}

console.log(`The seed is ${seed}: --seed ${seed} does the same again.`);
const tests = testsOfChance().filter((file) => file.includes(only));
const passed = tests.length === 0 || (await runTests(tests));
const unnoticed = await runMutations({ seed: Number(seed), count: Number(values.mutants), only });
console.log(
  `\nThe seed was ${seed}. ${passed ? 'The tests passed' : 'Tests failed'}; ${unnoticed} mutants went unnoticed.`,
);
process.exitCode = passed && unnoticed === 0 ? 0 : 1;
