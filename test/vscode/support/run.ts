/** What VS Code calls: mocha's verbs are ready when the test files are loaded, and `run` leaves a report. */
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
  timeout: 20_000,
  forbidOnly: true,
  reporter: Silent,
  ...(grep ? { grep } : {}),
});
mocha.suite.emit('pre-require', {}, '', mocha);

/** Runs the tests that were loaded. @throws Error when one has failed, which VS Code answers with its exit status */
export async function run(): Promise<void> {
  const failures = new Map<Mocha.Runnable, unknown>();
  await new Promise<void>((resolve) => {
    mocha.run(() => resolve()).on('fail', (failed: Mocha.Runnable, error: unknown) => failures.set(failed, error));
  });
  // A hook that failed stands in no list of tests, and is no less a failure.
  const all = new Set<Mocha.Runnable>([...testsOf(mocha.suite), ...failures.keys()]);
  const results = [...all].map((test) =>
    resultOf(test, failures.has(test) ? 'failed' : statusOf(test), failures.get(test)),
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

function resultOf(test: Mocha.Runnable, status: TestResult['status'], error: unknown): TestResult {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    fullName: `${window}: ${test.fullTitle()}`,
    status,
    duration: test.duration ?? 0,
    failureMessages: status === 'failed' ? [words] : [],
  };
}
