/** What became of a suite's tests, read from the JSON report that vitest and the runs inside VS Code leave. */
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

export interface Outcome {
  passed: number;
  /** What failed, each with why. */
  failures: string[];
  /** Names of tests that passed after they had failed. */
  secondTry: string[];
  /** Names of what neither passed nor failed, each with what became of it. */
  notRun: string[];
}

const reportShape = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string().optional(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          /** Of each try that failed, in their order. */
          failureMessages: z.array(z.string()).default([]),
        }),
      ),
    }),
  ),
});

/**
 * Counts a report's tests. A file that failed without a failed test, in its imports or its setup, is one failure.
 *
 * @throws SyntaxError or ZodError for what is no report
 */
export function outcomeOf(report: string): Outcome {
  const { testResults } = reportShape.parse(JSON.parse(report));
  const tests = testResults.flatMap((file) => file.assertionResults);
  const asWholes = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const passed = tests.filter(({ status }) => status === 'passed');
  const failed = tests.filter(({ status }) => status === 'failed');
  return {
    passed: passed.length,
    failures: [
      ...asWholes.map(({ name, message }) => `${name} failed as a whole: ${firstLineOf(message)}`),
      ...failed.map(({ fullName, failureMessages }) => `${fullName}: ${reasonsOf(failureMessages)}`),
    ],
    secondTry: passed.filter(({ failureMessages }) => failureMessages.length > 0).map(({ fullName }) => fullName),
    notRun: tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName, status }) => (status === 'skipped' ? fullName : `${fullName} (${status})`)),
  };
}

/** The last try's reason, and the first one's where it is another: the second try may have failed of what the first one left. */
function reasonsOf(messages: readonly string[]): string {
  const [first, last] = [firstLineOf(messages[0]), firstLineOf(messages.at(-1))];
  return first === last ? last : `${last}; at the first try: ${first}`;
}

/** An error's first line, without colours. */
const firstLineOf = (text = ''): string => stripVTControlCharacters(text).split('\n', 1).join('').slice(0, 300);
