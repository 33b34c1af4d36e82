/** The README's test command: builds, checks types and style, runs the suites, and ends with a line that counts the tests. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { leapDay } from './days/cells.mts';
import { movableClock } from './days/clock.mts';
import { outcomeOf } from './suite-report.mts';

const root = join(import.meta.dirname, '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const results = join(root, 'test-results');
mkdirSync(results, { recursive: true });

/** The tests' TypeScript is run as it stands; Node need not wonder at each file which kind of module it is. */
const untyped = '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON';

const reportOf = (name) => join(results, `${name}.json`);
const vitest = (name, projects = name) => ({
  command: bin('vitest'),
  args: ['run', '--project', projects, '--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(name)}`],
});

const { clockOf, kind } = await movableClock();
const anotherDay = leapDay(Date.now());

/** Each step is run whatever became of the one before, so that one run shows everything there is to mend. */
const steps = [
  { name: 'build', command: process.execPath, args: ['esbuild.js'], minutes: 3 },
  { name: 'typecheck', command: bin('tsc'), args: ['--noEmit'], minutes: 5 },
  { name: 'typecheck of the pages', command: bin('tsc'), args: ['--noEmit', '-p', 'src/webview'], minutes: 5 },
  { name: 'lint', command: bin('biome'), args: ['check', '--error-on-warnings', '.'], minutes: 5 },
  { name: 'names', command: process.execPath, args: [untyped, 'scripts/names.mts'], minutes: 2 },
  { name: 'dead exports', command: bin('knip'), args: ['--no-progress'], minutes: 2 },
  { name: 'code of tests alone', command: bin('knip'), args: ['--no-progress', '--production'], minutes: 2 },
  { name: 'unit', suite: true, ...vitest('unit', 'unit*'), environment: clockOf(anotherDay), minutes: 15 },
  { name: 'bank', suite: true, ...vitest('bank'), minutes: 30 },
  { name: 'vscode', suite: true, command: process.execPath, args: [untyped, 'test/vscode/run.mts'], minutes: 40 },
  { name: 'e2e', suite: true, ...vitest('e2e'), minutes: 40 },
];

/** The step that runs, in a process group of its own, which ends as a whole. */
let running;
const endRunning = () => {
  try {
    if (running?.pid) process.kill(-running.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};
process.on('exit', endRunning);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

/** Runs a step to its end, or to the end of its time: what hangs is a failure like another. */
function run(command, args, minutes, environment) {
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment };
    running = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], detached: true, env });
    const timer = setTimeout(() => {
      console.error(`Ended after ${minutes} minutes: it did not come to an end.`);
      endRunning();
    }, minutes * 60_000);
    const done = (status) => {
      clearTimeout(timer);
      // Whatever it started and left behind.
      endRunning();
      running = undefined;
      resolve(status);
    };
    running.once('error', (error) => {
      console.error(error.message);
      done(1);
    });
    running.once('exit', done);
  });
}

let passed = 0;
const failures = [];
const notRun = [];
const secondTry = [];
const broken = [];

for (const { name, suite, command, args, minutes, environment } of steps) {
  console.log(`\n== ${name}`);
  if (environment) console.log(`From ${new Date(anotherDay.begins).toISOString()} in ${anotherDay.zone}, by ${kind}.`);
  const report = reportOf(name);
  rmSync(report, { force: true });
  const status = await run(command, args, minutes, environment);
  if (status !== 0) broken.push(name);
  if (!suite) continue;
  try {
    const outcome = outcomeOf(readFileSync(report, 'utf8'));
    passed += outcome.passed;
    failures.push(...outcome.failures);
    notRun.push(...outcome.notRun);
    secondTry.push(...outcome.secondTry);
  } catch {
    console.error(`The ${name} suite left no report.`);
    if (!broken.includes(name)) broken.push(name);
  }
}

if (secondTry.length > 0) {
  console.log(`\nPassed at the second try:\n${secondTry.map((name) => `  ${name}`).join('\n')}`);
}
if (notRun.length > 0) console.log(`\nSkipped:\n${notRun.map((name) => `  ${name}`).join('\n')}`);
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `  ${failure}`).join('\n')}`);
if (broken.length > 0) console.log(`\nNot in order: ${broken.join(', ')}`);
console.log(`\n${passed} passed, ${failures.length} failed${notRun.length > 0 ? `, ${notRun.length} skipped` : ''}`);
process.exitCode = broken.length > 0 || failures.length > 0 || passed === 0 ? 1 : 0;
