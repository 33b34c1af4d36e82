/** A JSON document compared with a message of the standard: what differs stands in the Problems panel, at its place. */
import * as vscode from 'vscode';
import type { Message } from '../../tpp/api/compare.ts';
import { spanOfPointer } from '../../tpp/json-pointer.ts';
import { rangeOf } from '../documents/findings.ts';
import { diagnostic } from '../plain/diagnostic.ts';
import { showInformation } from '../plain/messages.ts';
import { showPick } from '../plain/picks.ts';
import type { Workbench } from '../workbench.ts';

/** Its own collection: it stands until the document is compared again or closed, whatever else is looked at meanwhile. */
let collection: vscode.DiagnosticCollection | undefined;

const severities = {
  breach: vscode.DiagnosticSeverity.Error,
  loose: vscode.DiagnosticSeverity.Warning,
  hint: vscode.DiagnosticSeverity.Information,
} as const;

function diagnosticsOf({ context }: Workbench): vscode.DiagnosticCollection {
  if (collection !== undefined) return collection;
  const made = vscode.languages.createDiagnosticCollection('Open Banking standard');
  collection = made;
  context.subscriptions.push(
    made,
    vscode.workspace.onDidCloseTextDocument(({ uri }) => made.delete(uri)),
    new vscode.Disposable(() => {
      collection = undefined;
    }),
  );
  return made;
}

/**
 * Compares a document with the message that the person chooses of those that it most looks like.
 * @param chosen stands for the person's choice: which of the messages that are offered
 * @returns how many findings there are; undefined where the document is no JSON or nothing was chosen
 */
export async function compareDocument(
  workbench: Workbench,
  document: vscode.TextDocument,
  chosen?: (offered: readonly Message[]) => Message | undefined,
): Promise<number | undefined> {
  const text = document.getText();
  const tpp = await workbench.tpp();
  const json = tpp.jsonDocument(text);
  if (json === undefined) {
    void showInformation(vscode.l10n.t('This is no JSON, so it cannot be compared with the standard.'));
    return undefined;
  }
  const offered = tpp.likeliestMessages(json.value);
  const message = chosen ? chosen(offered) : await askMessage(offered);
  if (!message) return undefined;
  const { findings } = tpp.compareWith(json.value, message);
  const name = `${message.operation} (${message.of}, ${message.version})`;
  diagnosticsOf(workbench).set(
    document.uri,
    findings.map(({ grade, rule, path, says }) => {
      const range = rangeOf(document, spanOfPointer(text, path));
      return diagnostic(range, `${says} [${name}]`, severities[grade], `standard.${rule}`);
    }),
  );
  if (findings.length === 0) void showInformation(vscode.l10n.t('Nothing differs from {0}.', name));
  else void vscode.commands.executeCommand('workbench.actions.view.problems');
  return findings.length;
}

async function askMessage(offered: readonly Message[]): Promise<Message | undefined> {
  const rows = offered.map((message) => ({
    label: message.operation,
    description: `${message.of === 'request' ? vscode.l10n.t('request') : vscode.l10n.t('answer')} · ${message.version}`,
    detail: message.name,
    message,
  }));
  const title = vscode.l10n.t('Compare with Which Message of the Standard?');
  const placeHolder = vscode.l10n.t('The likeliest first');
  return (await showPick(rows, { title, placeHolder, matchOnDescription: true, matchOnDetail: true }))?.message;
}
