/** Import from Postman: files are read, shown as what would become of them, and taken only when a person says so. */
import * as vscode from 'vscode';
import type { ImportPreview } from '../../tpp/postman/import-types.ts';
import { importReport } from '../../tpp/report/import.ts';
import { readText } from '../documents/chosen-file.ts';
import { confirm, showInformation } from '../plain/messages.ts';
import { closeReport, showReport } from '../report/show.ts';
import { secretStorageOf } from '../secrets/secret-storage.ts';
import { pickIdentityName } from '../workbench/pick.ts';
import type { Workbench } from '../workbench/workbench.ts';

interface Waiting {
  folder: vscode.Uri;
  preview: ImportPreview;
}

/** There is one preview: the files that were read last. */
const page = 'import from Postman';

/** Reads the files and shows what would be taken. @returns the report as a text */
export async function previewFiles(
  workbench: Workbench,
  folder: vscode.Uri,
  paths: readonly string[],
): Promise<string | undefined> {
  const tpp = await workbench.tpp();
  const preview = await workbench.run(vscode.l10n.t('Reading files from Postman'), async () => {
    const workspace = await textOf(vscode.Uri.joinPath(folder, 'openbanking.json'));
    return tpp.previewPostmanFiles(paths, { workspace, folder: folder.fsPath });
  });
  if (!preview) return undefined;
  const names = paths.map((path) => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
  const lead = vscode.l10n.t('Nothing is written yet. “Import” takes what this says over; no secret goes into a file.');
  return showReport(workbench, importReport({ preview, files: names, lead, now: Date.now() }), {
    key: page,
    tab: vscode.l10n.t('Import from Postman'),
    actions: [
      { title: vscode.l10n.t('Import'), run: () => applyPreview(workbench, { folder, preview }), primary: true },
    ],
    leadOf: () => undefined,
  });
}

/** Writes what the preview shows. Gives what came of it. */
async function applyPreview(workbench: Workbench, { folder, preview }: Waiting): Promise<unknown> {
  const tpp = await workbench.tpp();
  const workspace = (await textOf(vscode.Uri.joinPath(folder, 'openbanking.json'))) ?? '';
  const isNew = preview.banks.some(({ known }) => !known);
  const identity = isNew ? await pickIdentityName(tpp.identityNamesIn(workspace)) : undefined;
  if (identity === 'dismissed') return undefined;
  const target = {
    ...identity,
    folder: folder.fsPath,
    state: tpp.fileStateStore(folder.fsPath),
    secrets: secretStorageOf(workbench, folder),
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
  await closeReport(page);
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

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return await readText(uri, 'openbanking.json');
  } catch {
    return undefined;
  }
}
