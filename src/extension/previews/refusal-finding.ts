/** A bank's refusal as a finding: at the claim that it is about, for as long as that claim stays as it was. */
import type { Problem } from '../../tpp/errors.ts';
import type { ClaimFinding } from '../../tpp/registration/preflight.ts';
import type { RequestText } from '../documents/request-text.ts';
import { inEditorWords } from '../words/editor-words.ts';

export interface RefusalFinding {
  finding: ClaimFinding;
  /** What stood at its place when the bank refused it, as JSON. */
  refused: string | undefined;
}

export function refusalFinding(problem: Problem, request: RequestText): RefusalFinding {
  const pointer = problem.about?.claim ?? '/claims';
  const finding: ClaimFinding = {
    severity: 'error',
    code: problem.code,
    message: problem.message,
    fix: inEditorWords(problem),
    pointer,
  };
  return { finding, refused: valueAt(request, pointer) };
}

/** Whether what the bank refused still stands there. */
export function stillRefused({ finding, refused }: RefusalFinding, request: RequestText): boolean {
  return valueAt(request, finding.pointer) === refused;
}

function valueAt({ header, claims }: RequestText, pointer: string): string | undefined {
  const [, where, name] = pointer.split('/');
  const members = where === 'header' ? header : claims;
  return JSON.stringify(name === undefined ? members : members[name]);
}
