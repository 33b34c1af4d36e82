/** Notes the tests that failed and then passed, so that the end of the run can name them. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

export default class SecondTry {
  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky) {
      appendFileSync(join(import.meta.dirname, '..', 'test-results', 'second-try.txt'), `${test.fullName}\n`);
    }
  }
}
