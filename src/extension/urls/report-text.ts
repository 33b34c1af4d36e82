/** What a check of a bank's addresses found, as a text: the findings, then the addresses themselves. */
import * as vscode from 'vscode';
import type { CheckedUrls } from '../../tpp/urls/check-urls.ts';
import { findingsText } from '../documents/findings-text.ts';
import { oneLine } from '../plain/text.ts';

export function urlsText({ bank, urls, findings }: CheckedUrls): string {
  const width = Math.max(0, ...urls.map(({ name }) => name.length));
  return findingsText(
    vscode.l10n.t('The addresses of {0}', bank),
    vscode.l10n.t('All of them answer as they should.'),
    findings.map(({ url, ...finding }) => ({ ...finding, place: url })),
    urls.map(({ name, url }) => `  ${name.padEnd(width)}  ${oneLine(url)}`),
  );
}
