/** A JSON document compared with a message of the standard: what differs stands in the Problems panel, at its place. */
import * as vscode from 'vscode';
import type { Version } from '../../standard/operation.ts';
import type { Message } from '../../tpp/conformance/compare.ts';
import { spanOfPointer } from '../../tpp/json-pointer.ts';
import { Debounce } from '../debounce.ts';
import { rangeOf } from '../documents/findings.ts';
import { diagnostic } from '../plain/diagnostic.ts';
import { showInformation } from '../plain/messages.ts';
import { showPick } from '../plain/picks.ts';
import type { Workbench } from '../workbench/workbench.ts';

/** Its own collection: it stands until the document is closed, follows what is typed, and stays whatever else is looked at meanwhile. */
let collection: vscode.DiagnosticCollection | undefined;
/** What each document was compared with. */
const compared = new Map<string, Message>();

/** Milliseconds without a key before a document is looked at again. */
const settle = 300;

const severities = {
  breach: vscode.DiagnosticSeverity.Error,
  loose: vscode.DiagnosticSeverity.Warning,
  hint: vscode.DiagnosticSeverity.Information,
} as const;

function diagnosticsOf(workbench: Workbench): vscode.DiagnosticCollection {
  if (collection !== undefined) return collection;
  const changed = new Map<vscode.TextDocument, Message>();
  const soon = new Debounce(settle);
  const made = vscode.languages.createDiagnosticCollection('Open Banking standard');
  collection = made;
  workbench.context.subscriptions.push(
    made,
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      const message = compared.get(document.uri.toString());
      if (message === undefined) return;
      changed.set(document, message);
      soon.run(() => {
        for (const [each, than] of changed) void mark(workbench, each, than);
        changed.clear();
      });
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      made.delete(uri);
      compared.delete(uri.toString());
    }),
    soon,
    new vscode.Disposable(() => {
      compared.clear();
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
  const offered = tpp.likeliestMessages(json.value, undefined, await versionsAt(workbench));
  const message = chosen ? chosen(offered) : await askMessage(offered);
  if (!message) return undefined;
  const count = await mark(workbench, document, message);
  if (count === 0) void showInformation(vscode.l10n.t('Nothing differs from {0}.', nameOf(message)));
  else void vscode.commands.executeCommand('workbench.actions.view.problems');
  return count;
}

/** The versions of this window's banks. */
async function versionsAt(workbench: Workbench): Promise<Version[]> {
  const { versionOf } = await workbench.tpp();
  const found = (await workbench.banks()).map(({ bank: { entry } }) =>
    versionOf(entry, 'aisp', entry.resourceServers?.aisp ?? ''),
  );
  return [...new Set(found)].filter((version) => version !== undefined);
}

const nameOf = ({ operation, of, version }: Message): string => `${operation} (${of}, ${version})`;

/** Puts what differs beside the document's text as it is now; while that is no JSON, as by typing, what was there stays. */
async function mark(
  workbench: Workbench,
  document: vscode.TextDocument,
  message: Message,
): Promise<number | undefined> {
  const tpp = await workbench.tpp();
  const text = document.getText();
  const json = tpp.jsonDocument(text);
  if (json === undefined || document.isClosed) return undefined;
  const { findings } = tpp.compareWith(json.value, message);
  compared.set(document.uri.toString(), message);
  diagnosticsOf(workbench).set(
    document.uri,
    findings.map(({ grade, rule, path, says }) => {
      const range = rangeOf(document, spanOfPointer(text, path));
      return diagnostic(range, `${says} [${nameOf(message)}]`, severities[grade], `standard.${rule}`);
    }),
  );
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
