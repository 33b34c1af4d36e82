/** The report of Check Prerequisites: a text whose places lead to openbanking.json, and whose lenses lead on to the registration. */
import * as vscode from 'vscode';
import { spanOfPointer } from '../../tpp/json-pointer.ts';
import type { LocatedFinding } from '../../tpp/workspace/located-finding.ts';
import { type CommandName, commandId } from '../contributions/commands.ts';
import { countOf, findingsText } from '../documents/findings-text.ts';
import { memoryScheme, onDidForgetMemoryFile, openMemoryFile } from '../documents/memory-files.ts';
import { workspaceFileName } from '../documents/workspace-file-diagnostics.ts';
import { bankNode } from '../pick.ts';
import { codeLens } from '../plain/lens.ts';
import type { BankOf, Workbench } from '../workbench.ts';

interface Report {
  of: BankOf;
  ready: boolean;
}

/** Of the reports that are open. */
const reports = new Map<string, Report>();

/**
 * Shows the findings; the report that is open for this bank takes the new ones.
 *
 * @param checked openbanking.json as it stood when it was checked
 */
export async function openPrerequisitesReport(
  of: BankOf,
  findings: readonly LocatedFinding[],
  checked: string,
): Promise<void> {
  const { name } = of.bank;
  const text = findingsText(
    vscode.l10n.t('What {0} needs before a client is registered', name),
    vscode.l10n.t('Everything is there.'),
    findings.map((finding) => {
      const { start } = spanOfPointer(checked, finding.pointer);
      const line = checked.slice(0, start).split('\n').length;
      return { ...finding, place: `${workspaceFileName}:${line}` };
    }),
  );
  const path = `${of.place.name}/Prerequisites of ${name}.txt`;
  const { uri } = await openMemoryFile(path, text, { readonly: true });
  reports.set(uri.toString(), { of, ready: countOf(findings, 'error') === 0 });
  lensesChanged.fire();
}

const lensesChanged = new vscode.EventEmitter<void>();

export function registerPrerequisitesReport({ context }: Workbench): void {
  const documents = { scheme: memoryScheme, pattern: '**/Prerequisites of *.txt' };
  context.subscriptions.push(
    onDidForgetMemoryFile((uri) => void reports.delete(uri.toString())),
    vscode.languages.registerCodeLensProvider(documents, {
      onDidChangeCodeLenses: lensesChanged.event,
      provideCodeLenses: ({ uri }) => lensesOf(reports.get(uri.toString())),
    }),
    vscode.languages.registerDocumentLinkProvider(documents, {
      provideDocumentLinks: (document) => linksIn(document, reports.get(document.uri.toString())),
    }),
  );
}

function lensesOf(report: Report | undefined): vscode.CodeLens[] {
  if (!report) return [];
  const lens = (icon: string, title: string, command: CommandName): vscode.CodeLens =>
    codeLens(new vscode.Range(0, 0, 0, 0), {
      icon,
      title,
      command: commandId(command),
      arguments: [bankNode(report.of)],
    });
  return [
    ...(report.ready ? [lens('add', vscode.l10n.t('Register Client…'), 'registerClient')] : []),
    lens('refresh', vscode.l10n.t('Check Again'), 'checkPrerequisites'),
  ];
}

/** The lines below a finding that name a line of openbanking.json. */
function linksIn(document: vscode.TextDocument, report: Report | undefined): vscode.DocumentLink[] {
  if (!report) return [];
  const file = vscode.Uri.joinPath(report.of.place.folder, workspaceFileName);
  const text = document.getText();
  return [...text.matchAll(/^ {4}(openbanking\.json:(\d+))$/gm)].map(({ index, 1: place = '', 2: line = '' }) => {
    const start = document.positionAt(index + 4);
    const range = new vscode.Range(start, start.translate(0, place.length));
    return new vscode.DocumentLink(range, file.with({ fragment: `L${line}` }));
  });
}
