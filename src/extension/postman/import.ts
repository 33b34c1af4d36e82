/** Import from Postman: files are read, shown as what would become of them, and taken only when a person says so. */
import * as vscode from 'vscode';
import type { ImportPreview } from '../../tpp/postman/import-types.ts';
import { readText } from '../chosen-file.ts';
import { addressArguments } from '../commands/arguments.ts';
import { memoryScheme, memoryUri, onDidForgetMemoryFile, openMemoryFile } from '../documents/memory-files.ts';
import { pickIdentityName } from '../pick.ts';
import { codeLens } from '../plain/lens.ts';
import { confirm, showInformation } from '../plain/messages.ts';
import { secretStorageOf } from '../secret-storage.ts';
import type { Workbench } from '../workbench.ts';
import { previewText } from './preview-text.ts';

interface Waiting {
  folder: vscode.Uri;
  preview: ImportPreview;
}

/** A command of the preview alone: it stands in its lens and in no menu. */
const applyCommand = '_openBanking.postmanImport.apply';

/** The previews that are open, by the addresses of their documents. */
const waiting = new Map<string, Waiting>();

/** Reads the files and shows what would be taken. */
export async function previewFiles(
  workbench: Workbench,
  folder: vscode.Uri,
  paths: readonly string[],
): Promise<vscode.TextDocument | undefined> {
  const tpp = await workbench.tpp();
  const preview = await workbench.run(vscode.l10n.t('Reading files from Postman'), async () => {
    const workspace = await textOf(vscode.Uri.joinPath(folder, 'openbanking.json'));
    return tpp.previewPostmanFiles(paths, { workspace, folder: folder.fsPath });
  });
  if (!preview) return undefined;
  const names = paths.map((path) => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
  const path = 'postman/Import from Postman.txt';
  waiting.set(memoryUri(path).toString(), { folder, preview });
  return openMemoryFile(path, previewText(preview, names), { readonly: true });
}

/** Writes what the preview in this document shows. Gives what came of it. */
async function applyPreview(workbench: Workbench, uri: vscode.Uri): Promise<unknown> {
  const { folder, preview } = waiting.get(uri.toString()) ?? {};
  if (!folder || !preview) return undefined;
  const tpp = await workbench.tpp();
  const workspace = (await textOf(vscode.Uri.joinPath(folder, 'openbanking.json'))) ?? '';
  const isNew = preview.banks.some(({ known }) => !known);
  const identity = isNew ? await pickIdentityName(tpp.identityNamesIn(workspace)) : undefined;
  if (identity === 'dismissed') return undefined;
  const target = {
    ...identity,
    folder: folder.fsPath,
    state: tpp.fileStateStore(folder.fsPath),
    secrets: secretStorageOf(workbench.context.secrets, folder),
    surroundings: tpp.realSurroundings,
  };
  const title = vscode.l10n.t('Importing from Postman');
  const applied = await workbench.run(title, async () => {
    try {
      return await tpp.applyImport(preview, target);
    } catch (thrown) {
      if (tpp.problemOf(thrown).code !== 'files_exist' || !(await mayOverwrite(tpp.problemOf(thrown).message)))
        throw thrown;
      return tpp.applyImport(preview, { ...target, overwrite: true });
    }
  });
  if (!applied) return undefined;
  workbench.changed();
  await closeTab(uri);
  const banks = applied.banks.map(({ name }) => name).join(', ');
  void showInformation(
    banks === ''
      ? vscode.l10n.t(
          'Imported: {0} files of saved requests, {1} secrets.',
          applied.files.length,
          applied.secrets.length,
        )
      : vscode.l10n.t(
          'Imported {0}, {1} files of saved requests and {2} secrets.',
          banks,
          applied.files.length,
          applied.secrets.length,
        ),
  );
  return applied;
}

async function mayOverwrite(message: string): Promise<boolean> {
  const replace = vscode.l10n.t('Replace');
  return confirm(message, undefined, replace);
}

async function closeTab(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs: each }) => each);
  const ours = tabs.filter(({ input }) => input instanceof vscode.TabInputText && input.uri.path === uri.path);
  await vscode.window.tabGroups.close(ours, true);
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return await readText(uri, 'openbanking.json');
  } catch {
    return undefined;
  }
}

export function registerPostmanPreview(workbench: Workbench): void {
  workbench.context.subscriptions.push(
    vscode.commands.registerCommand(applyCommand, (...given) =>
      applyPreview(workbench, ...addressArguments.parse(given)),
    ),
    vscode.languages.registerCodeLensProvider(
      { scheme: memoryScheme, pattern: '**/postman/*.txt' },
      {
        provideCodeLenses: ({ uri }) =>
          waiting.has(uri.toString())
            ? [
                codeLens(new vscode.Range(0, 0, 0, 0), {
                  icon: 'check',
                  title: vscode.l10n.t('Import'),
                  command: applyCommand,
                  arguments: [uri],
                }),
              ]
            : [],
      },
    ),
    onDidForgetMemoryFile((uri) => waiting.delete(uri.toString())),
  );
}
