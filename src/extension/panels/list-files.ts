/** What leaves the page of a list: the bank's own objects as text, copies, exports. */
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { BankObject } from '../../tpp/accounts/pages.ts';
import type { ReadOptions } from '../../tpp/accounts/read.ts';
import type { ResourceName } from '../../tpp/accounts/resource-rows.ts';
import { textAt } from '../../tpp/accounts/text-at.ts';
import type { Finding } from '../../tpp/finding.ts';
import type { Session } from '../../tpp/session.ts';
import type { ListFetch } from '../accounts/list-fetch.ts';
import { askWhereTo, nameOfFile, writeWhole } from '../accounts/save.ts';
import { oneLine } from '../plain/text.ts';
import { fixInEditorWords } from '../words/editor-words.ts';
import { resourceLooks } from '../words/resource-words.ts';
import type { Tpp } from '../workbench/workbench.ts';

type Rows = 'all' | readonly number[];

const objectsOf = ({ objects }: ListFetch, rows: Rows): BankObject[] =>
  rows === 'all' ? [...objects] : rows.map((row) => objects[row]).filter((object) => object !== undefined);

/** Where a row stands as a text: by a hash of all that the page is about, as a bank's ids may hold anything. */
export function rawPathOf(key: string, resource: ResourceName, row: number): string {
  const page = createHash('sha256').update(key).digest('hex').slice(0, 8);
  return `${resource} ${page}/${resource} ${row + 1}.json`;
}

/** Indented JSON. */
export const jsonOf = (object: BankObject | undefined): string =>
  object === undefined ? '' : JSON.stringify(object, undefined, 2);

/** Copies rows. @returns what to say of it */
export async function copyList(tpp: Tpp, fetch: ListFetch, rows: Rows, format: 'text' | 'json'): Promise<string> {
  const objects = objectsOf(fetch, rows);
  const text =
    format === 'text'
      ? tabbedText(tpp, fetch.of.resource, objects)
      : JSON.stringify(objects.length === 1 ? objects[0] : objects, undefined, 2);
  await vscode.env.clipboard.writeText(text);
  return vscode.l10n.t('Copied: {0}.', objects.length);
}

/** One line a row, tabs between its parts: what a spreadsheet takes when it is pasted. */
function tabbedText(tpp: Tpp, resource: ResourceName, objects: readonly BankObject[]): string {
  const columns = tpp.listColumns(resource);
  const lines = objects.map((object) =>
    columns
      .map((column) => {
        if (column.kind !== 'amount') return cell(column.of(object));
        const { digits, written, currency } = column.of(object);
        return `${digits ?? cell(written)} ${cell(currency)}`.trim();
      })
      .join('\t'),
  );
  return lines.join('\n');
}

/** On one line, and not a formula. */
function cell(text: string): string {
  const line = oneLine(text);
  return /^[=+\-@]/.test(line) ? `'${line}` : line;
}

/**
 * Asks for a file and writes rows to it, all or nothing.
 * @param name what the page is called
 * @returns what to say of it; undefined when the dialog was dismissed
 */
export async function exportList(
  tpp: Tpp,
  fetch: ListFetch,
  { folder, name, rows, format }: { folder: vscode.Uri | undefined; name: string; rows: Rows; format: 'csv' | 'json' },
): Promise<string | undefined> {
  const kinds = {
    csv: vscode.l10n.t('CSV, for spreadsheets'),
    json: vscode.l10n.t('JSON, as the bank sent it'),
  };
  const title = vscode.l10n.t('Export {0}', resourceLooks(fetch.of.resource).title);
  const uri = await askWhereTo(title, folder, name, [[format, kinds[format]]]);
  if (!uri) return undefined;
  const objects = objectsOf(fetch, rows);
  const parts =
    format === 'csv'
      ? tpp.resourceCsvParts(tpp.resourceRow(fetch.of.resource).columns ?? [], objects)
      : tpp.jsonParts(objects);
  await writeWhole(uri, parts);
  return vscode.l10n.t('{0} written to {1}.', objects.length, nameOfFile(uri));
}

/**
 * Reads the file of a statement, asks where to and writes it, all or nothing.
 * @param about the bank's own object, and the account that was asked for, where it names none
 * @returns what to say of it; undefined when the dialog was dismissed
 * @throws OpenBankingError what the bank refused
 */
export async function saveStatement(
  tpp: Tpp,
  session: Session,
  about: { statement: BankObject; asked?: string | undefined },
  options: ReadOptions,
  folder: vscode.Uri,
): Promise<string | undefined> {
  const { statement, asked = '' } = about;
  const [account, id] = [textAt(statement, 'AccountId') || asked, textAt(statement, 'StatementId')];
  const found: string[] = [];
  const onFinding = (finding: Finding) => void found.push(`${finding.message} ${fixInEditorWords(finding)}`);
  const { bytes, type } = await tpp.readStatementFile(session, { account, statement: id }, { ...options, onFinding });
  const kind = type === 'application/pdf' ? 'pdf' : type.startsWith('text/') ? 'txt' : 'bin';
  const title = vscode.l10n.t('Save Statement');
  const uri = await askWhereTo(title, folder, vscode.l10n.t('Statement {0}', id), [[kind, type]]);
  if (!uri) return undefined;
  await writeWhole(uri, [bytes]);
  return [vscode.l10n.t('{0} bytes written to {1}.', bytes.length, nameOfFile(uri)), ...found].join(' ');
}
