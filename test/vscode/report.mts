/** What a run of tests left: the shape of vitest's JSON, so that one reader counts all suites. */
import { z } from 'zod';

export const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      /** The kind of window. */
      name: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.enum(['passed', 'failed', 'skipped']),
          /** Milliseconds. */
          duration: z.number(),
          failureMessages: z.array(z.string()),
        }),
      ),
    }),
  ),
});

export type Report = z.infer<typeof reportSchema>;
export type TestResult = Report['testResults'][number]['assertionResults'][number];

/** One report of several. */
export function joinReports(reports: readonly Report[]): Report {
  const sum = (of: (report: Report) => number): number => reports.reduce((total, report) => total + of(report), 0);
  return {
    numPassedTests: sum((report) => report.numPassedTests),
    numFailedTests: sum((report) => report.numFailedTests),
    testResults: reports.flatMap((report) => report.testResults),
  };
}
