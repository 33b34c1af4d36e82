/** Saving the environment file that a bank made for its client: where to, and a word when a repository would take it up. */
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { PostmanEnvironment } from '../../tpp/postman/environment.ts';
import { commandId } from '../contributions/commands.ts';
import { showInformation, showWarning } from '../plain/messages.ts';
import type { ClientNode } from '../workbench/nodes.ts';
import { ignore, repositoryOf, writePrivate } from './environment-file.ts';

/** Asks where to; the place offered is one that git ignores. */
export async function askEnvironmentPath({ of }: ClientNode): Promise<string | undefined> {
  const file = join(of.place.folder.fsPath, '.openbanking', `${of.bank.name}.postman_environment.json`);
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the environment file; it holds the client secret'),
    defaultUri: vscode.Uri.file(file),
    filters: { [vscode.l10n.t('Postman environment')]: ['json'] },
  });
  return uri?.fsPath;
}

/** Writes it with mode 0600 and says what it holds. */
export async function saveEnvironment(environment: PostmanEnvironment, path: string): Promise<void> {
  await writePrivate(path, `${JSON.stringify(environment, undefined, 2)}\n`);
  void tell(path);
}

async function tell(path: string): Promise<void> {
  const name = basename(path);
  const repository = await repositoryOf(path);
  if (repository === undefined) {
    const take = vscode.l10n.t('Import…');
    const message = vscode.l10n.t('{0} is saved. It holds the client secret: keep it out of git.', name);
    if ((await showInformation(message, take)) === take)
      await vscode.commands.executeCommand(commandId('importFromPostman'), undefined, [path]);
    return;
  }
  const exclude = vscode.l10n.t('Add to .gitignore');
  const message = vscode.l10n.t(
    '{0} holds the client secret, and git would take it up: it lies in the repository {1}.',
    name,
    basename(repository),
  );
  if ((await showWarning(message, exclude)) === exclude) await ignore(repository, path);
}
