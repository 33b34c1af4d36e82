/** Beside Postman: its files taken over, banks handed out to it, and saved requests sent. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { SigningTools } from '../../tpp/postman/export-collection.ts';
import type { NamedRequest, StoredCollection } from '../../tpp/postman/saved-request.ts';
import { openExchange } from '../exchanges/documents.ts';
import { showInformation } from '../plain/messages.ts';
import { showPick } from '../plain/picks.ts';
import { previewFiles } from '../postman/import.ts';
import { writePrivate } from '../registration/environment-file.ts';
import { mayWrite } from '../workbench/attempt.ts';
import { consentsMeant } from '../workbench/defaults.ts';
import { pickBank } from '../workbench/pick.ts';
import type { BankOf, Handlers, Tpp, Workbench } from '../workbench/workbench.ts';

type Names = 'importFromPostman' | 'exportToPostman' | 'runSavedRequest';

export function postmanCommands(workbench: Workbench): Handlers<Names> {
  return {
    /** `handler(item, paths?)` gives the preview as a text; the explorer's menu gives a file, and all that are selected. */
    async importFromPostman(item, given) {
      const files = item instanceof vscode.Uri ? filesIn(given, item) : undefined;
      const folder = await pickFolder(workbench);
      if (!folder) return undefined;
      const paths = files ?? pathsIn(given) ?? (await askFiles(folder));
      return paths && previewFiles(workbench, folder, paths);
    },

    /** `handler(item, { folder, secrets? })` asks nothing and gives the paths of the files. */
    async exportToPostman(item, choices) {
      const of = await pickBank(workbench, item);
      if (!of) return undefined;
      const secrets = secretsIn(choices) ?? (await askSecrets());
      const folder = secrets === undefined ? undefined : (folderIn(choices) ?? (await askFolder(of)));
      if (secrets === undefined || folder === undefined) return undefined;
      const tpp = await workbench.tpp();
      const session = await workbench.session(of);
      const title = vscode.l10n.t('Exporting {0} for Postman', of.bank.name);
      const paths = await workbench.run(title, async () => {
        const files = await tpp.exportPostman(session, { secrets, tools: signingTools });
        return Promise.all(files.map((file) => writeExport(folder, file)));
      });
      if (paths) void tellExported(paths, secrets);
      return paths;
    },

    /** `handler(item, name?)` sends the saved request with this name and gives the new exchange's id. */
    async runSavedRequest(item, name) {
      const of = await pickBank(workbench, item);
      if (!of) return undefined;
      const tpp = await workbench.tpp();
      const saved =
        typeof name === 'string'
          ? await tpp.findSavedRequest(of.place.folder.fsPath, name)
          : await pickSaved(tpp, await tpp.readSavedRequests(of.place.folder.fsPath), of.bank.name);
      if (!saved || !(await mayRun(of, saved))) return undefined;
      const session = await workbench.session(of);
      const title = vscode.l10n.t('Sending “{0}” to {1}', saved.request.name, of.bank.name);
      const answer = await workbench.run(title, ({ signal }) =>
        tpp.runSavedRequest(
          session,
          saved.request,
          {},
          {
            collection: saved.collection,
            consents: consentsMeant(tpp, session.surroundings.now()),
            signal,
          },
        ),
      );
      const record = answer && workbench.exchanges.find(answer.interactionId);
      if (!record) return undefined;
      await openExchange(workbench, record);
      return record.id;
    },
  };
}

/** The folder whose openbanking.json takes the import; without one, the only open folder. */
async function pickFolder(workbench: Workbench): Promise<vscode.Uri | undefined> {
  const places = await workbench.places();
  const folders =
    places.length > 0
      ? places
      : (vscode.workspace.workspaceFolders ?? []).map(({ uri, name }) => ({ folder: uri, name }));
  if (folders.length === 1) return folders[0]?.folder;
  if (folders.length === 0) {
    const create = vscode.l10n.t('Open Folder');
    const message = vscode.l10n.t('An import goes beside an openbanking.json: open a folder first.');
    if ((await showInformation(message, create)) === create) {
      await vscode.commands.executeCommand('vscode.openFolder');
    }
    return undefined;
  }
  const rows = folders.map(({ folder, name }) => ({ label: name, description: folder.fsPath, folder }));
  return (await showPick(rows, { title: vscode.l10n.t('Into which folder?') }))?.folder;
}

/** @param folder where they go; people have no files in the extension's own */
async function askFiles(folder: vscode.Uri): Promise<string[] | undefined> {
  const open = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const isOpen = open.some((each) => each.toString() === folder.toString());
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Environments, collections, globals and certificate lists that Postman exported'),
    openLabel: vscode.l10n.t('Preview Import'),
    canSelectMany: true,
    defaultUri: isOpen ? folder : (open[0] ?? folder),
    filters: { JSON: ['json'] },
  });
  return chosen?.map(({ fsPath }) => fsPath);
}

async function askSecrets(): Promise<boolean | undefined> {
  const without = {
    label: vscode.l10n.t('Without secrets'),
    detail: vscode.l10n.t('The client secret is given to newman with --env-var, or typed into Postman.'),
    secrets: false,
  };
  const withThem = {
    label: vscode.l10n.t('With the client secret and the key’s passphrase'),
    detail: vscode.l10n.t('The files that hold them can be read by you alone. Keep them out of git.'),
    secrets: true,
  };
  const title = vscode.l10n.t('Export with or without secrets?');
  return (await showPick([without, withThem], { title }))?.secrets;
}

async function askFolder({ place }: BankOf): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Where shall environment, collection and certificate list go?'),
      openLabel: vscode.l10n.t('Export Here'),
      canSelectFolders: true,
      canSelectFiles: false,
      defaultUri: place.folder,
    })) ?? [];
  return chosen?.fsPath;
}

async function writeExport(
  folder: string,
  { name, text, secret }: { name: string; text: string; secret: boolean },
): Promise<string> {
  const path = join(folder, name);
  if (secret) await writePrivate(path, text);
  else await vscode.workspace.fs.writeFile(vscode.Uri.file(path), new TextEncoder().encode(text));
  return path;
}

async function tellExported(paths: readonly string[], secrets: boolean): Promise<void> {
  const open = vscode.l10n.t('Open Collection');
  const message = secrets
    ? vscode.l10n.t('{0} files written. They hold secrets: keep them out of git.', paths.length)
    : vscode.l10n.t('{0} files written, without a secret. The collection says at its top how to run it.', paths.length);
  if ((await showInformation(message, open)) !== open) return;
  const collection = paths.find((path) => path.includes('collection'));
  if (collection !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(collection));
}

async function pickSaved(
  tpp: Tpp,
  collections: readonly StoredCollection[],
  bank: string,
): Promise<NamedRequest | undefined> {
  // Those of this bank first; a collection may be for any.
  const sorted = [...collections].sort((a, b) => Number(b.bank === bank) - Number(a.bank === bank));
  const rows = sorted.flatMap((collection) => [
    { label: collection.name, kind: vscode.QuickPickItemKind.Separator },
    ...tpp.namedRequests([collection]).map((saved) => ({
      // Its name, with the number that tells it from others of its folder.
      label: saved.path.slice([collection.id, ...saved.request.folder, ''].join('/').length),
      description: [...saved.request.folder, saved.request.method].join(' · '),
      detail: saved.request.url,
      saved,
    })),
  ]);
  if (rows.length === 0) {
    const run = vscode.l10n.t('Import from Postman…');
    const message = vscode.l10n.t('There are no saved requests here yet. A collection from Postman brings some.');
    if ((await showInformation(message, run)) === run) {
      await vscode.commands.executeCommand('openBanking.importFromPostman');
    }
    return undefined;
  }
  const chosen = await showPick(rows, {
    title: vscode.l10n.t('Which request?'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen && 'saved' in chosen ? chosen.saved : undefined;
}

async function mayRun(of: BankOf, { request }: NamedRequest): Promise<boolean> {
  if (request.method === 'GET') return true;
  return mayWrite(of, vscode.l10n.t('Send “{0}” to {1}?', request.name, of.bank.name), vscode.l10n.t('Send'));
}

function filesIn(given: unknown, file: vscode.Uri): string[] {
  const all = Array.isArray(given) ? given.filter((each) => each instanceof vscode.Uri) : [];
  return (all.length > 0 ? all : [file]).map(({ fsPath }) => fsPath);
}

function pathsIn(given: unknown): string[] | undefined {
  const several = typeof given === 'string' ? [given] : given;
  return Array.isArray(several) && several.every((each) => typeof each === 'string') && several.length > 0
    ? several
    : undefined;
}

/** A collection that needs a signature is run with newman, in a terminal: `obw` signs there, whoever exported. */
const signingTools: SigningTools = {
  claims: 'obw register --dry-run --json',
  sign: (bank) => `obw jwt sign --bank ${bank}`,
};

const member = (choices: unknown, name: string): unknown =>
  typeof choices === 'object' && choices !== null && !Array.isArray(choices) ? Reflect.get(choices, name) : undefined;

function folderIn(choices: unknown): string | undefined {
  const folder = member(choices, 'folder');
  return typeof folder === 'string' ? folder : undefined;
}

function secretsIn(choices: unknown): boolean | undefined {
  return folderIn(choices) === undefined ? undefined : member(choices, 'secrets') === true;
}
