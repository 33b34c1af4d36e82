/** Diagnostics of openbanking.json and openbanking.clients.json beyond their schemas: files, keys, certificates and software statement, each at its member, with quick fixes. */
import * as vscode from 'vscode';
import { withReplacement } from '../../tpp/json-pointer.ts';
import type { LocatedFinding } from '../../tpp/workspace/located-finding.ts';
import { quickFixArguments } from '../contributions/arguments.ts';
import { Debounce } from '../debounce.ts';
import { diagnosticOf, editTo } from '../documents/findings.ts';
import { diagnosticSource } from '../plain/diagnostic.ts';
import { keptPassphrase } from '../secrets/passphrase.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { applyQuickFix, titleOfQuickFix } from './quick-fixes.ts';

export const workspaceFileName = 'openbanking.json';
const clientsFileName = 'openbanking.clients.json';

/** Milliseconds without typing after which the file is looked at. */
const delay = 400;
/** The quick fix's own command: it stands in no menu. */
const applyCommand = '_openBanking.workspaceFile.apply';

class WorkspaceFileDiagnostics implements vscode.CodeActionProvider {
  readonly #workbench: Workbench;
  readonly #diagnostics = vscode.languages.createDiagnosticCollection(diagnosticSource);
  readonly #findings = new Map<string, readonly LocatedFinding[]>();
  readonly #waiting = new Debounce(delay);

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    const all = (): void => {
      for (const document of vscode.workspace.textDocuments) this.#inspectSoon(document);
    };
    const keyFiles = vscode.workspace.createFileSystemWatcher('**/*.{pem,key,crt,cer,jwt,jwk}');
    const ignored = vscode.workspace.createFileSystemWatcher('**/.gitignore');
    const renewed = ({ path }: vscode.Uri): void => {
      if (!/\/(node_modules|\.git|\.openbanking)\//.test(path)) this.#keysChangedSoon();
    };
    workbench.context.subscriptions.push(
      this.#diagnostics,
      keyFiles,
      ignored,
      keyFiles.onDidChange(renewed),
      keyFiles.onDidCreate(renewed),
      keyFiles.onDidDelete(renewed),
      ignored.onDidChange(all),
      ignored.onDidCreate(all),
      ignored.onDidDelete(all),
      vscode.languages.registerCodeActionsProvider(
        { scheme: 'file', pattern: `**/{${workspaceFileName},${clientsFileName}}` },
        this,
        {
          providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
        },
      ),
      vscode.workspace.onDidOpenTextDocument((document) => this.#inspectSoon(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#inspectSoon(document)),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (isWorkspaceFile(document)) workbench.changed();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)),
      vscode.workspace.onDidGrantWorkspaceTrust(all),
      workbench.onDidChange(all),
      vscode.commands.registerCommand(applyCommand, (...given: unknown[]) => {
        const [folder, fix] = quickFixArguments.parse(given);
        return applyQuickFix(workbench, folder, fix);
      }),
      this.#waiting,
    );
    // What the window shows at its start; reading it is no business of activation.
    setImmediate(all);
  }

  /** A session holds the keys it began with: after a change the next use reads them anew. */
  #keysChangedSoon(): void {
    const renew = async (): Promise<void> => {
      await this.#workbench.forgetSessions();
      this.#workbench.changed();
    };
    this.#waiting.run(() => renew().catch((error: unknown) => this.#workbench.log.error(String(error))));
  }

  #inspectSoon(document: vscode.TextDocument): void {
    if (!isWorkspaceFile(document) || !vscode.workspace.isTrusted) return;
    const inspect = (): void =>
      void this.inspect(document).catch((error: unknown) => this.#workbench.log.error(String(error)));
    this.#waiting.run(inspect, document.uri.toString());
  }

  /** Puts the diagnostics of the text as it stands; a text that changes meanwhile is looked at again by its own change. */
  async inspect(document: vscode.TextDocument): Promise<readonly LocatedFinding[]> {
    const { version } = document;
    const folder = folderOf(document.uri);
    const tpp = await this.#workbench.tpp();
    const passphrase = keptPassphrase(this.#workbench, folder);
    const findings = document.uri.path.endsWith(clientsFileName)
      ? await tpp.inspectClientsFile(document.getText(), folder.fsPath)
      : await tpp.inspectWorkspaceFile(document.getText(), folder.fsPath, { now: Date.now(), passphrase });
    if (document.version !== version || document.isClosed) return findings;
    this.#findings.set(document.uri.toString(), findings);
    this.#diagnostics.set(
      document.uri,
      findings.map((finding) => diagnosticOf(document, finding)),
    );
    return findings;
  }

  /** Adds what only asking the bank can tell; it stands until the file is looked at again. */
  add(document: vscode.TextDocument, more: readonly LocatedFinding[]): void {
    const key = document.uri.toString();
    const known = this.#findings.get(key) ?? [];
    const findings = [...known, ...more.filter(({ code }) => !known.some((one) => one.code === code))];
    this.#findings.set(key, findings);
    this.#diagnostics.set(
      document.uri,
      findings.map((finding) => diagnosticOf(document, finding)),
    );
  }

  #forget(uri: vscode.Uri): void {
    // A change of language closes a document and opens it again.
    setTimeout(() => {
      const key = uri.toString();
      if (vscode.workspace.textDocuments.some((each) => each.uri.toString() === key)) return;
      this.#findings.delete(key);
      this.#diagnostics.delete(uri);
    }, 0);
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const findings = this.#findings.get(document.uri.toString()) ?? [];
    return findings.flatMap((finding) => {
      const ours = diagnosticOf(document, finding).range;
      if (!ours.intersection(range)) return [];
      const { quickFixes = [] } = finding;
      return quickFixes.map((fix) => {
        const action = new vscode.CodeAction(titleOfQuickFix(fix), vscode.CodeActionKind.QuickFix);
        action.diagnostics = diagnostics.filter((each) => each.code === finding.code && each.range.isEqual(ours));
        action.isPreferred = quickFixes.length === 1;
        if (fix.kind === 'replace') {
          action.edit = editTo(document, withReplacement(document.getText(), fix.pointer, fix));
        } else {
          action.command = {
            title: action.title,
            command: applyCommand,
            arguments: [folderOf(document.uri), fix],
          };
        }
        return action;
      });
    });
  }
}

let diagnostics: WorkspaceFileDiagnostics | undefined;

export function registerWorkspaceFileDiagnostics(workbench: Workbench): void {
  diagnostics = new WorkspaceFileDiagnostics(workbench);
}

/**
 * Looks at the openbanking.json of a folder and puts its rows into the Problems panel, whether it is open in an editor or not.
 *
 * @param more what was found besides, by asking the bank; a finding that is there already is not shown twice.
 */
export async function inspectWorkspaceFileOf(
  folder: vscode.Uri,
  more: readonly LocatedFinding[] = [],
): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, workspaceFileName));
  await diagnostics?.inspect(document);
  diagnostics?.add(document, more);
  return document;
}

const isWorkspaceFile = ({ uri }: vscode.TextDocument): boolean =>
  uri.scheme === 'file' && [workspaceFileName, clientsFileName].some((name) => uri.path.endsWith(`/${name}`));

const folderOf = (uri: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(uri, '..');
