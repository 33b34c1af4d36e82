/**
 * The unit and bank suites on other days and in other zones: `npm run test:days -- [--only TEXT] [--handed-in]`.
 *
 * A run is named CELL/SUITE; `--only` takes those whose name contains the text, `--handed-in` does without faketime.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Outcome, outcomeOf } from '../suite-report.mts';
import { type Cell, cells } from './cells.mts';
import { type ClockOf, movableClock } from './clock.mts';

const root = join(import.meta.dirname, '..', '..');
const results = join(root, 'test-results', 'days');
const suites = ['unit', 'bank'];
const timeout = 40 * 60_000;

/** One run: what became of its tests. One that ends badly, or leaves no report, has a failure. */
async function runCell(cell: Cell, suite: string, clockOf: ClockOf): Promise<Outcome> {
  const report = join(results, `${cell.name}-${suite}.json`);
  rmSync(report, { force: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [
    'run',
    '--project',
    suite === 'unit' ? 'unit*' : suite,
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const env = { ...process.env, ...clockOf(cell) };
  const child = spawn(process.execPath, [vitest, ...args], { cwd: root, stdio: 'ignore', env, timeout });
  const [status] = await once(child, 'exit');
  try {
    const outcome = outcomeOf(readFileSync(report, 'utf8'));
    if (status !== 0 && outcome.failures.length === 0)
      outcome.failures.push(`ended with ${status}, without a failed test`);
    return outcome;
  } catch (cause) {
    const why = `left no report: ${cause instanceof Error ? cause.message : String(cause)}`;
    return { passed: 0, failures: [why], notRun: [], secondTry: [] };
  }
}

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, 'handed-in': { type: 'boolean', default: false } },
});
const runs = cells(Date.now())
  .flatMap((cell) => suites.map((suite) => ({ cell, suite, name: `${cell.name}/${suite}` })))
  .filter(({ name }) => name.includes(values.only));
if (runs.length === 0) {
  console.error(`No run has "${values.only}" in its name. A name is one of these, with /${suites.join(' or /')}:`);
  for (const { name } of cells(Date.now())) console.error(`  ${name}`);
  process.exit(1);
}

mkdirSync(results, { recursive: true });
const { clockOf, kind } = await movableClock(values['handed-in']);
console.log(`${runs.length} runs; the clock is moved by ${kind}.`);
let failed = 0;
for (const { cell, suite, name } of runs) {
  const from = performance.now();
  const { passed, failures, notRun, secondTry } = await runCell(cell, suite, clockOf);
  const seconds = Math.round((performance.now() - from) / 1000);
  const begun = new Date(cell.begins).toISOString();
  const skipped = notRun.length > 0 ? `, ${notRun.length} skipped` : '';
  console.log(`${name}, from ${begun}: ${passed} passed, ${failures.length} failed${skipped}, ${seconds} s`);
  for (const failure of failures) console.log(`  ${failure}`);
  for (const test of notRun) console.log(`  Skipped: ${test}`);
  for (const test of secondTry) console.log(`  Passed at the second try: ${test}`);
  failed += failures.length;
}
console.log(failed > 0 ? `\n${failed} failed` : '\nAll passed');
process.exitCode = failed > 0 ? 1 : 0;
