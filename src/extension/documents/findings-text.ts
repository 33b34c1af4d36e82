/** What a check found, as a text to read: worst first, each with its place and its remedy below. */
import * as vscode from 'vscode';
import type { Remedy } from '../../tpp/remedies.ts';
import { fixInEditorWords } from '../editor-words.ts';
import { oneLine } from '../plain/text.ts';

/** What checks of addresses, files and keys have in common of their findings. */
export interface CheckFinding {
  severity: 'error' | 'warning' | 'information';
  message: string;
  fix: string;
  remedies?: readonly Remedy[];
  /** Where it is: an address, or a line of a file. */
  place?: string;
}

const rank = { error: 0, warning: 1, information: 2 } as const;
const marks = { error: '✗', warning: '!', information: '✓' } as const;

/** How many findings of a kind there are. */
export function countOf(
  findings: readonly Pick<CheckFinding, 'severity'>[],
  severity: CheckFinding['severity'],
): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

/**
 * @param good the verdict when there is nothing to mend and nothing to look at
 * @param more lines below the findings
 */
export function findingsText(
  title: string,
  good: string,
  findings: readonly CheckFinding[],
  more: readonly string[] = [],
): string {
  const [errors, warnings] = [countOf(findings, 'error'), countOf(findings, 'warning')];
  const verdict = errors + warnings === 0 ? good : vscode.l10n.t('{0} to mend, {1} to look at.', errors, warnings);
  const sorted = [...findings].sort((a, b) => rank[a.severity] - rank[b.severity]);
  return [title, verdict, '', ...sorted.flatMap(linesOf), ...(more.length > 0 ? ['', ...more] : []), ''].join('\n');
}

function linesOf(finding: CheckFinding): string[] {
  const { severity, message, place } = finding;
  const said = `${marks[severity]} ${oneLine(message)}`;
  if (severity === 'information') return [said];
  return [
    said,
    ...(place === undefined ? [] : [`    ${oneLine(place)}`]),
    `    → ${oneLine(fixInEditorWords(finding))}`,
  ];
}
