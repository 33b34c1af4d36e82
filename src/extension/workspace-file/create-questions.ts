/** What Create openbanking.json… asks before it looks at files: for which bank, in which folder, and where the bank is. */
import * as vscode from 'vscode';
import { bankIcon } from '../contributions/looks.ts';
import { showInformation } from '../plain/messages.ts';
import { askOne, askText, type Choice, turnOf } from '../questions/ask.ts';
import { type Question, walk } from '../questions/walk.ts';
import type { Tpp } from '../workbench/workbench.ts';

/** The answers so far. */
export interface Way {
  kind?: 'sandbox' | 'own';
  folder?: vscode.Uri;
  discovery?: string;
}

/**
 * For which bank, and where it is; undefined when a question was dismissed, or there is no folder to write in.
 *
 * @param isOwn whether it is for a bank of one's own, which is not asked then
 */
export async function askWay(tpp: Tpp, given: vscode.Uri | undefined, isOwn: boolean): Promise<Way | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const hasFolder = given !== undefined || folders.length > 0;
  if (isOwn && !hasFolder) return offerFolder();
  const own = [...(given === undefined && folders.length > 1 ? [askFolder(folders)] : []), askBank(tpp)];
  const which = isOwn ? [] : [askKind(hasFolder)];
  return walk<Way>({}, ({ kind }) => (kind === 'sandbox' ? which : [...which, ...own]));
}

const askKind =
  (hasFolder: boolean): Question<Way> =>
  async (way, position) => {
    const title = vscode.l10n.t('Create openbanking.json');
    const placeholder = vscode.l10n.t('For which bank is it?');
    const selected = way.kind === undefined ? [] : [way.kind];
    const kind = await askOne({ title, placeholder, position, choices: kinds(), selected });
    // Told before more is typed in.
    if (kind === 'own' && !hasFolder) {
      await offerFolder();
      return 'dismissed';
    }
    return turnOf(kind, (chosen) => ({ ...way, kind: chosen }));
  };

const askFolder =
  (folders: readonly vscode.WorkspaceFolder[]): Question<Way> =>
  async (way, position) => {
    const choices = folders.map(({ name, uri }) => ({ label: name, description: uri.fsPath, value: uri }));
    const selected = way.folder === undefined ? [] : [way.folder];
    const title = vscode.l10n.t('In which folder?');
    const folder = await askOne({ title, placeholder: title, position, choices, selected });
    return turnOf(folder, (chosen) => ({ ...way, folder: chosen }));
  };

const askBank =
  (tpp: Tpp): Question<Way> =>
  async (way, position) => {
    const answer = await askText({
      title: vscode.l10n.t('The bank’s discovery URL'),
      prompt: vscode.l10n.t('The issuer, or the whole address of its openid-configuration'),
      placeholder: 'https://auth1.bank.example/.well-known/openid-configuration',
      position,
      value: way.discovery,
      validate: (typed) =>
        tpp.discoveryUrl(typed) !== undefined
          ? undefined
          : vscode.l10n.t('An https URL is needed, such as https://auth1.bank.example.'),
    });
    return turnOf(answer, ({ text }) => ({ ...way, discovery: text }));
  };

function kinds(): Choice<'sandbox' | 'own'>[] {
  return [
    {
      icon: 'beaker',
      label: vscode.l10n.t('For the sandbox that comes along'),
      detail: vscode.l10n.t('A bank on this machine with a directory of its own: nothing else is needed.'),
      value: 'sandbox' as const,
    },
    {
      icon: bankIcon,
      label: vscode.l10n.t('For a bank, with my own software statement and keys'),
      detail: vscode.l10n.t('The bank’s discovery URL, and the files that the Directory gave, in any order.'),
      value: 'own' as const,
    },
  ];
}

/** The bank's discovery URL alone. */
export const askDiscovery = async (tpp: Tpp): Promise<string | undefined> =>
  (await walk<Way>({}, [askBank(tpp)]))?.discovery;

export async function pickFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) return (await walk<Way>({}, [askFolder(folders)]))?.folder;
  return folders[0]?.uri ?? offerFolder();
}

async function offerFolder(): Promise<undefined> {
  const open = vscode.l10n.t('Open Folder…');
  const message = vscode.l10n.t('openbanking.json stands in a folder, beside your keys: open one first.');
  if ((await showInformation(message, open)) === open) {
    await vscode.commands.executeCommand('vscode.openFolder');
  }
}
