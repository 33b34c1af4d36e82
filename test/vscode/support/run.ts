/** What VS Code calls: mocha's verbs are ready when the test files are loaded, and `run` leaves a report, and beside it which test runs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Mocha from 'mocha';
import type { Report, TestResult } from '../report.mts';

process.setSourceMapsEnabled(true);

const { OBW_TEST_WINDOW: window = '', OBW_TEST_REPORT: report = '', OBW_TEST_GREP: grep } = process.env;

/** VS Code shows nothing of what is printed here: the report is all. */
class Silent extends Mocha.reporters.Base {}

const mocha = new Mocha({
  ui: 'bdd',
  timeout: 60_000,
  // A window, a browser and a bank on a busy machine: what passes at the second try is named at the end of the run.
  retries: grep ? 0 : 1,
  forbidOnly: true,
  reporter: Silent,
  ...(grep ? { grep } : {}),
});
mocha.suite.emit('pre-require', {}, '', mocha);

/** Runs the tests that were loaded. @throws Error when one has failed, which VS Code answers with its exit status */
export async function run(): Promise<void> {
  const failures = new Map<Mocha.Runnable, unknown>();
  // A second try is a test of its own in mocha's eyes: the suite goes on naming the first.
  const again = new Map<string, Mocha.Runnable>();
  const firstTries = new Map<string, unknown>();
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('test', (test: Mocha.Test) => writeFileSync(`${report}.running`, test.fullTitle()))
      .on('fail', (failed: Mocha.Runnable, error: unknown) => failures.set(failed, error))
      .on('retry', (test: Mocha.Test, error: unknown) => {
        again.set(test.fullTitle(), test);
        firstTries.set(test.fullTitle(), error);
      })
      .on('pass', (test: Mocha.Test) => again.has(test.fullTitle()) && again.set(test.fullTitle(), test));
  });
  // A hook that failed stands in no list of tests, and is no less a failure.
  const tests = testsOf(mocha.suite).map((test) => again.get(test.fullTitle()) ?? test);
  const failed = new Set([...failures.keys()].map((test) => test.fullTitle()));
  const all = new Set<Mocha.Runnable>([...tests.filter((test) => !failed.has(test.fullTitle())), ...failures.keys()]);
  const results = [...all].map((test) =>
    resultOf(
      test,
      failures.has(test) ? 'failed' : statusOf(test),
      [firstTries.get(test.fullTitle()), failures.get(test)].filter((error) => error !== undefined),
    ),
  );
  const count = (status: TestResult['status']): number => results.filter((result) => result.status === status).length;
  const whole: Report = {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    testResults: [{ name: window, assertionResults: results }],
  };
  mkdirSync(dirname(report), { recursive: true });
  writeFileSync(report, JSON.stringify(whole, undefined, 2));
  if (whole.numFailedTests > 0) throw new Error(`${whole.numFailedTests} failed`);
}

const prefix = `${window}: `;

function testsOf(suite: Mocha.Suite): Mocha.Test[] {
  const tests: Mocha.Test[] = [];
  suite.eachTest((test) => {
    if (!grep || test.fullTitle().includes(grep)) tests.push(test);
  });
  return tests;
}

/** A test that never ran, as when a hook before it failed, is not one that passed. */
function statusOf({ state }: Mocha.Runnable): TestResult['status'] {
  return state === 'passed' ? state : 'skipped';
}

/** @param errors why each try failed: a test that passed at the second has one too */
function resultOf(test: Mocha.Runnable, status: TestResult['status'], errors: readonly unknown[]): TestResult {
  return {
    fullName: `${prefix}${test.fullTitle()}`,
    status,
    duration: test.duration ?? 0,
    failureMessages: errors.map((error) => (error instanceof Error ? (error.stack ?? error.message) : String(error))),
  };
}
