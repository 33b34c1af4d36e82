/** An import from Postman as a text, before anything of it is written: what would be taken, what would not, and why. */
import * as vscode from 'vscode';
import type { ImportItem, ImportOutcome } from '../../tpp/postman/import-item.ts';
import type { ImportPreview } from '../../tpp/postman/import-types.ts';
import { oneLine } from '../plain/text.ts';

/** The preview, its sections worst first: what a person has to look at stands above what simply works. */
export function previewText(preview: ImportPreview, files: readonly string[]): string {
  const { items, scripts } = preview;
  const outcomes = (Object.keys(titles()) as ImportOutcome[]).map((outcome) =>
    section(titles()[outcome], rowsOf(items.filter((item) => item.outcome === outcome))),
  );
  return [
    vscode.l10n.t('Import from Postman: {0}', files.map(oneLine).join(', ')),
    vscode.l10n.t('Nothing is written yet. “Import”, above, takes what this says; no secret goes into a file.'),
    '',
    ...section(vscode.l10n.t('What comes of it'), outcomeRows(preview)),
    ...outcomes.flat(),
    ...(scripts.length > 0 ? [vscode.l10n.t('Scripts: to be read here, never run and never kept'), ''] : []),
    ...scripts.flatMap(({ place, when, text }) => [`  ${oneLine(place)} (${whenText(when)})`, indented(text), '']),
  ].join('\n');
}

const whenText = (when: 'before' | 'after'): string =>
  when === 'before' ? vscode.l10n.t('before the request') : vscode.l10n.t('after the answer');

const titles = (): Record<ImportOutcome, string> => ({
  refused: vscode.l10n.t('Refused'),
  contradictory: vscode.l10n.t('Contradictory'),
  'not understood': vscode.l10n.t('Not understood: kept as variables of saved requests'),
  secret: vscode.l10n.t('Secrets: to the editor’s secret storage and nowhere else'),
  taken: vscode.l10n.t('Taken'),
  'not needed': vscode.l10n.t('Not needed'),
  double: vscode.l10n.t('There twice'),
  disabled: vscode.l10n.t('Switched off in Postman'),
});

function outcomeRows({ banks, collections, certificates, privateKeys }: ImportPreview): string[][] {
  return [
    ...banks.map(({ name, known, client }) => [
      vscode.l10n.t('Bank {0}', name),
      known ? vscode.l10n.t('known already: its entry stays as it is') : vscode.l10n.t('new in openbanking.json'),
      client ? vscode.l10n.t('client {0}', client.clientId) : '',
    ]),
    ...collections.map(({ id, requests }) => [
      `requests/${id}.json`,
      vscode.l10n.t('{0} saved requests', requests.length),
      '',
    ]),
    ...certificates.map(({ name, hosts }) => [vscode.l10n.t('Client certificate {0}', name), hosts.join(', '), '']),
    ...privateKeys.map(({ kind, place }) => [
      vscode.l10n.t('Private key ({0})', kind),
      vscode.l10n.t('to the secret storage; take it out of {0}', place),
      '',
    ]),
  ];
}

const rowsOf = (items: readonly ImportItem[]): string[][] =>
  items.map(({ key, reason, place }) => [key, reason, place]);

/** A title and its rows in columns; nothing for no rows. */
function section(title: string, rows: readonly string[][]): string[] {
  if (rows.length === 0) return [];
  const clean = rows.map((row) => row.map(oneLine));
  const widths = [0, 1].map((column) => Math.min(60, Math.max(...clean.map((row) => row[column]?.length ?? 0))));
  const line = ([first = '', second = '', third = '']: string[]): string =>
    `  ${first.padEnd(widths[0] ?? 0)}  ${second.padEnd(third === '' ? 0 : (widths[1] ?? 0))}  ${third}`.trimEnd();
  return [title, '', ...clean.map(line), ''];
}

const indented = (text: string): string => text.replace(/^/gm, '    ');
