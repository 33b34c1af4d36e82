/** The tree "Certificates and Keys": software statement, transport and signing pair, CAs of each place; files dropped on it are recognised. */
import * as vscode from 'vscode';
import type { Problem } from '../../tpp/errors.ts';
import type { Credentials } from '../../tpp/workspace/credentials.ts';
import { memberArguments } from '../contributions/arguments.ts';
import { commandId } from '../contributions/commands.ts';
import { oneLine } from '../plain/text.ts';
import { keptPassphrase } from '../secrets/passphrase.ts';
import { inEditorWords } from '../words/editor-words.ts';
import type { OpenedFolder, Workbench } from '../workbench/workbench.ts';
import { droppedFiles } from '../workspace-file/given-files.ts';
import { revealMember } from '../workspace-file/reveal.ts';
import {
  descriptionOf,
  descriptionOfHolder,
  iconOf,
  keyTooltip,
  labelOf,
  spellingsOf,
  summaryOf,
  titleOfGroup,
  titleOfHolder,
} from './key-words.ts';
import { type KeysEntry, type KeysGroup, keysOf, worstOf } from './keys-model.ts';
import { openCommand } from './open-command.ts';
import { staleMessage } from './stale.ts';

/** What the context menu's commands copy. */
export interface CopiedValues {
  kid?: string;
  thumbprint?: string;
  /** The subject, by the name of each spelling. */
  subjects?: readonly (readonly [name: string, text: string])[];
}

type KeysNode = { folder: vscode.Uri; copied?: CopiedValues } & (
  | { kind: 'place'; place: OpenedFolder }
  | { kind: 'holder'; holder: Credentials }
  | { kind: 'group'; holder: Credentials; group: KeysGroup }
  | { kind: 'entry'; holder: Credentials; entry: KeysEntry }
  | { kind: 'problem'; problem: Problem }
);

const revealCommand = '_openBanking.keys.reveal';
const icons = { statement: 'verified', certificate: 'file-text', key: 'key', authority: 'shield' } as const;
const groupIcons = { statement: 'verified', transport: 'plug', signing: 'edit', authorities: 'shield' } as const;

class KeysTree implements vscode.TreeDataProvider<KeysNode>, vscode.TreeDragAndDropController<KeysNode> {
  readonly #workbench: Workbench;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #looked = new vscode.EventEmitter<OpenedFolder[]>();
  /** The files were looked at. */
  readonly onDidLook = this.#looked.event;
  readonly dropMimeTypes = ['text/uri-list', 'files'];
  readonly dragMimeTypes = [];

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** The keys of every place are read anew when the view is next seen. */
  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(node?: KeysNode): Promise<KeysNode[]> {
    if (!node) {
      const places = await this.#workbench.places();
      this.#looked.fire(places);
      const [only, ...more] = places;
      if (only && more.length === 0) return this.#holders(only);
      return places.map((place) => ({ kind: 'place', folder: place.folder, place }));
    }
    if (node.kind === 'place') return this.#holders(node.place);
    if (node.kind === 'holder') return groupsOf(node.folder, node.holder);
    if (node.kind !== 'group') return [];
    const { folder, holder, group } = node;
    return group.entries.map((entry) => ({ kind: 'entry', folder, holder, entry, copied: valuesOf(entry) }));
  }

  /** With one identity, its groups stand by themselves. */
  async #holders({ folder, workspace, problem, before }: OpenedFolder): Promise<KeysNode[]> {
    if (problem && !before) return [{ kind: 'problem', folder, problem }];
    const tpp = await this.#workbench.tpp();
    const passphrase = keptPassphrase(this.#workbench, folder);
    const holders = await tpp.readCredentials(folder.fsPath, (workspace ?? before)?.file, passphrase);
    const [only, ...more] = holders;
    if (only && more.length === 0) return groupsOf(folder, only);
    return holders.map((holder) => ({ kind: 'holder', folder, holder }));
  }

  getTreeItem(node: KeysNode): vscode.TreeItem {
    const item = itemOf(node);
    item.id = `${node.folder.toString()}#${idOf(node)}`;
    return item;
  }

  /** Files of the machine or of the explorer: recognised, shown, and written into openbanking.json once that is confirmed. */
  async handleDrop(_target: KeysNode | undefined, dropped: vscode.DataTransfer): Promise<void> {
    const files = await droppedFiles(dropped);
    if (files.length === 0) return;
    await vscode.commands.executeCommand(commandId('createWorkspaceFile'), undefined, { files, ask: true });
  }

  dispose(): void {
    this.#changed.dispose();
    this.#looked.dispose();
  }
}

export function registerKeysView(workbench: Workbench): void {
  const tree = new KeysTree(workbench);
  const view = vscode.window.createTreeView('openBanking.keys', {
    treeDataProvider: tree,
    dragAndDropController: tree,
    showCollapseAll: true,
  });
  workbench.context.subscriptions.push(
    tree,
    view,
    tree.onDidLook((places) => {
      view.message = staleMessage(places);
    }),
    workbench.onDidChange(() => tree.refresh()),
    vscode.commands.registerCommand(revealCommand, (...given: unknown[]) =>
      revealMember(...memberArguments.parse(given)),
    ),
  );
}

function groupsOf(folder: vscode.Uri, holder: Credentials): KeysNode[] {
  return keysOf(holder, Date.now()).map((group) => ({ kind: 'group', folder, holder, group }));
}

function idOf(node: KeysNode): string {
  switch (node.kind) {
    case 'group':
      return `${node.holder.pointer}#group.${node.group.id}`;
    case 'entry':
      return `${node.holder.pointer}#${node.entry.id}`;
    case 'holder':
      return node.holder.pointer;
    default:
      return node.kind;
  }
}

function itemOf(node: KeysNode): vscode.TreeItem {
  switch (node.kind) {
    case 'place': {
      const item = new vscode.TreeItem(node.place.name, vscode.TreeItemCollapsibleState.Expanded);
      item.iconPath = new vscode.ThemeIcon('root-folder');
      return item;
    }
    case 'problem': {
      const { problem, folder } = node;
      const item = new vscode.TreeItem(oneLine(problem.message));
      item.iconPath = iconOf('wrong', 'error');
      item.tooltip = `${problem.message} ${inEditorWords(problem)}`;
      item.command = openCommand(problem, vscode.Uri.joinPath(folder, 'openbanking.json'));
      return item;
    }
    case 'holder': {
      const { holder } = node;
      const state = worstOf(keysOf(holder, Date.now()));
      const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
      // So that all identities are seen, and of each what is amiss.
      const item = new vscode.TreeItem(titleOfHolder(holder), state === 'fine' ? Collapsed : Expanded);
      item.description = descriptionOfHolder(holder);
      item.iconPath = iconOf(state, holder.bank === undefined ? 'account' : 'link');
      item.contextValue = 'keyHolder';
      return item;
    }
    case 'group': {
      const { group } = node;
      const item = new vscode.TreeItem(titleOfGroup(group.id), vscode.TreeItemCollapsibleState.Expanded);
      item.description = summaryOf(group, Date.now());
      item.iconPath = iconOf(group.state === 'encrypted' ? 'fine' : group.state, groupIcons[group.id]);
      item.contextValue = 'keyGroup';
      return item;
    }
    case 'entry': {
      const { entry } = node;
      const item = new vscode.TreeItem(labelOf(entry));
      item.description = descriptionOf(entry);
      item.tooltip = keyTooltip(entry);
      item.iconPath = iconOf(entry.state, icons[entry.kind]);
      item.contextValue = contextOf(node.entry, node.copied);
      item.command =
        entry.state === 'encrypted'
          ? { title: vscode.l10n.t('Enter Passphrase…'), command: commandId('enterPassphrase'), arguments: [node] }
          : opens(node.folder, entry.pointer);
      return item;
    }
  }
}

/** `statement`, or `key` with what it offers: `key.kid`, `key.thumbprint.subject`, `key.encrypted`. */
function contextOf(entry: KeysEntry, copied: CopiedValues | undefined): string {
  if (entry.kind === 'statement') return 'statement';
  const offers = [
    entry.state === 'encrypted' && 'encrypted',
    copied?.kid && 'kid',
    copied?.thumbprint && 'thumbprint',
    copied?.subjects && 'subject',
  ];
  return ['key', ...offers.filter(Boolean)].join('.');
}

function valuesOf(entry: KeysEntry): CopiedValues | undefined {
  if (entry.kind === 'key') return { kid: entry.kid };
  if (entry.kind !== 'certificate' || !entry.certificate) return undefined;
  const { thumbprint, subjectSpellings } = entry.certificate;
  return { thumbprint, subjects: spellingsOf(subjectSpellings) };
}

function opens(folder: vscode.Uri, pointer: string): vscode.Command {
  return { title: vscode.l10n.t('Show in openbanking.json'), command: revealCommand, arguments: [folder, pointer] };
}
