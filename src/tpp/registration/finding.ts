/** What findings about a request stop. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import type { Advice } from '../remedies.ts';
import type { ClaimFinding } from './preflight.ts';

/** The findings that stop a request from being sent. */
export function errorsIn(findings: readonly ClaimFinding[]): ClaimFinding[] {
  return findings.filter(({ severity }) => severity === 'error');
}

/**
 * Stops before sending when a finding says that no bank of this profile would say yes.
 * @param what what would be sent, as in "the bank would refuse this registration"
 * @param otherwise a way on beside mending it
 * @throws OpenBankingError `preflight_failed`
 */
export function assertSendable(findings: readonly ClaimFinding[], what: string, otherwise?: Advice): void {
  const errors = errorsIn(findings);
  if (errors.length === 0) return;
  fail({
    code: 'preflight_failed',
    message: t(
      'The bank would refuse this {0}, so it was not sent: {1}',
      what,
      errors.map(({ message }) => message).join(' '),
    ),
    try: [...errors.map(({ fix }) => fix), otherwise?.try].filter((each) => each !== undefined).join(' '),
    ...(otherwise?.remedies && { remedies: otherwise.remedies }),
  });
}
