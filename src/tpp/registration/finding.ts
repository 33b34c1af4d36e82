/** Findings about a claim, in few words. */
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
