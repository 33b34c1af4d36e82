/** The view Banks: its tree, what makes it look again, and the context keys that say what a window has. */
import * as vscode from 'vscode';
import { accountMemoryOf, memoryKey } from '../accounts/read.ts';
import { unreadArguments } from '../contributions/arguments.ts';
import { commandId } from '../contributions/commands.ts';
import { contextKeys } from '../contributions/views.ts';
import { Debounce } from '../debounce.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { cureCommand, readAccountsCommand } from './bank-items.ts';
import type { TimedConsentNode } from './bank-nodes.ts';
import { readBanks } from './banks-model.ts';
import { BanksTree, consentsIn } from './banks-tree.ts';
import { isOverdue } from './needs.ts';
import { staleMessage } from './stale.ts';

/** Changes that come together, such as a file and the command that wrote it, are one look. */
const settle = 100;
/** Consents and tokens end while nobody does anything. */
const tick = 60_000;

export function registerBanksView(workbench: Workbench): void {
  const tree = new BanksTree(workbench);
  const view = vscode.window.createTreeView('openBanking.banks', { treeDataProvider: tree, showCollapseAll: true });
  let stale = false;
  const soon = new Debounce(settle);
  const refresh = (): void => {
    stale = !view.visible;
    const looked = stale
      ? showBadge(workbench, view)
      : tree.refresh().then(() => showBadge(workbench, view, tree.consents));
    looked.catch((thrown: unknown) => workbench.log.error(String(thrown)));
  };
  const refreshSoon = (): void => soon.run(refresh);
  const ticking = setInterval(refresh, tick);
  const showPlaces = (): void => {
    setContextKeys(workbench).catch((thrown: unknown) => workbench.log.error(String(thrown)));
    refreshSoon();
  };
  const watching = watchFiles(workbench);
  showPlaces();
  workbench.context.subscriptions.push(
    tree,
    view,
    watching,
    tree.onDidLoad((places) => {
      view.message = staleMessage(places);
    }),
    soon,
    { dispose: () => clearInterval(ticking) },
    workbench.onDidChange(showPlaces),
    vscode.workspace.onDidGrantWorkspaceTrust(() => workbench.changed()),
    view.onDidChangeVisibility(() => {
      if (stale) refreshSoon();
    }),
    view.onDidExpandElement(({ element }) => void tree.open(element)),
    vscode.commands.registerCommand(readAccountsCommand, (...given: unknown[]) => {
      const own = ownConsent(tree, given);
      return own && tree.read(own);
    }),
    vscode.commands.registerCommand(cureCommand, async (...given: unknown[]) => {
      const own = ownConsent(tree, given);
      if (!own) return;
      const cure = tree.cure(own);
      const { problem } = accountMemoryOf(workbench).get(memoryKey(own.of, own.consent)) ?? {};
      if (cure) await cure.run();
      else if (problem) await workbench.show(problem, undefined, own);
      else await vscode.commands.executeCommand(commandId('showExchanges'));
    }),
  );
}

/** The tree's own consent, whatever bank the one that was given has. */
function ownConsent(tree: BanksTree, given: unknown[]): TimedConsentNode | undefined {
  const [{ consent }] = unreadArguments.parse(given);
  const key = memoryKey(consent.of, consent.consent);
  return tree.consents.find((each) => memoryKey(each.of, each.consent) === key);
}

/** Says on the icon, before anybody looks, how many consents stopped giving data until somebody does something. */
async function showBadge(
  workbench: Workbench,
  view: vscode.TreeView<unknown>,
  known: readonly TimedConsentNode[] = [],
): Promise<void> {
  const consents = known.length > 0 ? known : consentsIn(await readBanks(workbench));
  const now = Date.now();
  const value = consents.filter((each) => isOverdue(each, now)).length;
  const tooltip = value === 1 ? vscode.l10n.t('One consent needs you') : vscode.l10n.t('{0} consents need you', value);
  if (view.badge?.value !== value) view.badge = value === 0 ? undefined : { value, tooltip };
}

/** Tells the window when the command line, or a person, changes a workspace or state file, or a secret that both use. */
function watchFiles(workbench: Workbench): vscode.Disposable {
  let watchers: vscode.Disposable[] = [];
  const watch = (): void => {
    for (const watcher of watchers) watcher.dispose();
    watchers = foldersOf(workbench).flatMap((folder) => [
      watchFile(workbench, folder, 'openbanking.json'),
      watchFile(workbench, folder, 'openbanking.clients.json'),
      watchFile(workbench, vscode.Uri.joinPath(folder, '.openbanking'), 'state.json'),
      // A token that a terminal renewed changes no state. Drafts have another ending.
      watchFile(workbench, vscode.Uri.joinPath(folder, '.openbanking', 'secrets'), '*.????????????'),
    ]);
  };
  watch();
  const following = vscode.workspace.onDidChangeWorkspaceFolders(() => {
    watch();
    workbench.changed();
  });
  return {
    dispose() {
      following.dispose();
      for (const watcher of watchers) watcher.dispose();
    },
  };
}

function watchFile(workbench: Workbench, folder: vscode.Uri, name: string): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, name));
  const changed = (): void => workbench.changed();
  watcher.onDidChange(changed);
  watcher.onDidCreate(changed);
  watcher.onDidDelete(changed);
  return watcher;
}

/** The window's folders; without one, or where the sandbox was tried in it, the extension's own too. */
function foldersOf(workbench: Workbench): vscode.Uri[] {
  const open = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  return workbench.wantsDemo ? [...open, workbench.demoFolder] : open;
}

/** What welcome views, shortcuts and the walkthrough ask: is there a folder, has one of them a workspace file? Looks at names only, so it may at once. */
async function setContextKeys(workbench: Workbench): Promise<void> {
  const found = await Promise.all(
    foldersOf(workbench).map((folder) =>
      vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, 'openbanking.json')).then(
        () => true,
        () => false,
      ),
    ),
  );
  const hasFolder = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
  await vscode.commands.executeCommand('setContext', contextKeys.hasFolder, hasFolder);
  await vscode.commands.executeCommand('setContext', contextKeys.hasWorkspaceFile, found.includes(true));
  await vscode.commands.executeCommand('setContext', contextKeys.ready, true);
}
