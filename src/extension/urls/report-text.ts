/** What a check of a bank's addresses found, as a text: worst first, each with its remedy, then the addresses themselves. */
import * as vscode from 'vscode';
import type { CheckedUrls, UrlFinding } from '../../tpp/urls/check-urls.ts';
import { oneLine } from '../accounts/safe-text.ts';

const rank = { error: 0, warning: 1, information: 2 } as const;
const marks = { error: '✗', warning: '!', information: '✓' } as const;

/** How many findings of a kind there are. */
export function countOf(findings: readonly UrlFinding[], severity: UrlFinding['severity']): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

export function urlsText({ bank, urls, findings }: CheckedUrls): string {
  const [errors, warnings] = [countOf(findings, 'error'), countOf(findings, 'warning')];
  const verdict =
    errors + warnings === 0
      ? vscode.l10n.t('All of them answer as they should.')
      : vscode.l10n.t('{0} to mend, {1} to look at.', errors, warnings);
  const sorted = [...findings].sort((a, b) => rank[a.severity] - rank[b.severity]);
  const width = Math.max(0, ...urls.map(({ name }) => name.length));
  return [
    vscode.l10n.t('The addresses of {0}', bank),
    verdict,
    '',
    ...sorted.flatMap(linesOf),
    '',
    ...urls.map(({ name, url }) => `  ${name.padEnd(width)}  ${oneLine(url)}`),
    '',
  ].join('\n');
}

function linesOf({ severity, message, fix, url }: UrlFinding): string[] {
  const said = `${marks[severity]} ${oneLine(message)}`;
  if (severity === 'information') return [said];
  return [said, ...(url === undefined ? [] : [`    ${oneLine(url)}`]), `    → ${oneLine(fix)}`];
}
