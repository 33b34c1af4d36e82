/** Findings about a claim, in few words, and what they stop. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import type { Advice } from '../remedies.ts';
import type { ClaimFinding, PreflightContext } from './preflight.ts';

interface Details {
  code: string;
  pointer: string;
  message: string;
  fix: string;
  replacement?: ClaimFinding['replacement'];
}

/** No bank takes it. */
export function refusedEverywhere(details: Details): ClaimFinding {
  return { severity: 'error', ...details };
}

/** A permissive sandbox takes it, a bank that follows the standard does not. */
export function refusedByStrict(details: Details, { permissive }: Pick<PreflightContext, 'permissive'>): ClaimFinding {
  return { severity: permissive ? 'warning' : 'error', ...details };
}

/** Banks differ. */
export function doubtful(details: Details): ClaimFinding {
  return { severity: 'warning', ...details };
}

export function show(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? 'absent');
}

/** The members of a claim that should be a list of texts; undefined when it is not one. */
export function textsIn(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}

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
