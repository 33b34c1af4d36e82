/** What the quick fixes of openbanking.json do: change a member, keep a key out of git, or keep others from reading it. */
import { chmod } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { QuickFix } from '../../tpp/workspace/located-finding.ts';
import { readText } from '../documents/chosen-file.ts';
import { showWarning } from '../plain/messages.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { withIgnored } from './gitignore.ts';

/** What a quick fix says it will do. */
export function titleOfQuickFix(fix: QuickFix): string {
  switch (fix.kind) {
    case 'replace': {
      const parts = fix.pointer.split('/');
      const name = /^\d+$/.test(parts.at(-1) ?? '') ? (parts.at(-2) ?? '') : (parts.at(-1) ?? '');
      if (fix.value !== undefined) return vscode.l10n.t('Set {0} to {1}', name, String(fix.value));
      return name === 'redirectUris' ? vscode.l10n.t('Remove this redirect URI') : vscode.l10n.t('Remove {0}', name);
    }
    case 'ignore':
      return vscode.l10n.t('Add {0} to .gitignore', fix.path);
    case 'untrack':
      return vscode.l10n.t('Stop tracking {0} with git and add it to .gitignore', fix.path);
    case 'chmod':
      return vscode.l10n.t('Let only me read {0} (chmod 600)', fix.path);
  }
}

/** Does what is not an edit of the document. */
export async function applyQuickFix(workbench: Workbench, folder: vscode.Uri, fix: QuickFix): Promise<void> {
  if (!vscode.workspace.isTrusted) return;
  if (fix.kind === 'chmod') await chmod(vscode.Uri.joinPath(folder, fix.path).fsPath, 0o600);
  if (fix.kind === 'untrack') {
    const tpp = await workbench.tpp();
    if (!(await tpp.untrack(folder.fsPath, fix.path))) {
      await showWarning(
        vscode.l10n.t('Git did not take {0} out of its index; try git rm --cached in a terminal.', fix.path),
      );
    }
  }
  if (fix.kind === 'ignore' || fix.kind === 'untrack') await addToGitignore(folder, [fix.path]);
  workbench.changed();
}

/** Adds lines to the .gitignore of a folder, which is made when it is not there. */
export async function addToGitignore(folder: vscode.Uri, paths: readonly string[]): Promise<void> {
  const file = vscode.Uri.joinPath(folder, '.gitignore');
  const text = await textOf(file);
  const next = withIgnored(text, paths);
  if (next !== text) await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(next));
}

async function textOf(file: vscode.Uri): Promise<string> {
  try {
    return await readText(file, '.gitignore');
  } catch (thrown) {
    if (thrown instanceof vscode.FileSystemError && thrown.code === 'FileNotFound') return '';
    throw thrown;
  }
}
