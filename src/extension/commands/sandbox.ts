/** Start, stop and reset the sandbox, and copy what its view shows. */
import * as vscode from 'vscode';
import { confirm, flash, showInformation } from '../plain/messages.ts';
import { copied } from '../sandbox/info.ts';
import { isOfSandbox } from '../sandbox/local.ts';
import type { Ready } from '../sandbox/words.ts';
import type { BankOf, Handlers, Workbench } from '../workbench/workbench.ts';
import { createSandboxSoftwareStatement } from './sandbox-statement.ts';

type Names =
  | 'startSandbox'
  | 'stopSandbox'
  | 'resetSandboxData'
  | 'createSandboxSoftwareStatement'
  | 'copySandboxAddress'
  | 'copyCustomerPassword'
  | 'copyCustomerName'
  | 'copySoftwareId';

/** In the place of the questions of Reset Sandbox Data…. */
interface ResetChoices {
  confirmed?: boolean;
}

const copies = {
  copySandboxAddress: 'address',
  copyCustomerPassword: 'password',
  copyCustomerName: 'login',
  copySoftwareId: 'softwareId',
} as const;

/** A command of a tree's row: puts a text of it on the clipboard and returns the text. */
function copying(what: (typeof copies)[keyof typeof copies]): (item?: unknown) => Promise<string | undefined> {
  return async (item) => {
    const text = copied(item, what);
    if (text === undefined) return undefined;
    await vscode.env.clipboard.writeText(text);
    flash(vscode.l10n.t('Copied'), 2000);
    return text;
  };
}

export function sandboxCommands(workbench: Workbench): Handlers<Names> {
  const { sandbox } = workbench;
  return {
    /** `handler()`: asks nothing. @returns what the sandbox says of itself ({@link Ready}); undefined when it did not start */
    async startSandbox(): Promise<Ready | undefined> {
      const running = await workbench.run(vscode.l10n.t('Starting the sandbox'), ({ signal }) => sandbox.start(signal));
      return running?.ready;
    },

    /** `handler()`: asks nothing. @returns the names of the other windows that were using it */
    async stopSandbox(): Promise<string[] | undefined> {
      const others = await workbench.run(vscode.l10n.t('Stopping the sandbox'), () => sandbox.stop());
      if (others && others.length > 0) {
        const start = vscode.l10n.t('Start Sandbox');
        const message = vscode.l10n.t(
          'The sandbox has ended. It was in use by another window too: {0}',
          others.join(', '),
        );
        void showInformation(message, start).then(async (chosen) => {
          if (chosen === start) await vscode.commands.executeCommand('openBanking.startSandbox');
        });
      }
      return others;
    },

    /** `handler(item, choices?: ResetChoices)`. @returns {@link Ready}; undefined when it was not confirmed or failed */
    async resetSandboxData(_item, choices): Promise<Ready | undefined> {
      const { confirmed = false } = (choices ?? {}) as ResetChoices;
      await sandbox.take();
      if (!confirmed && !(await confirmReset(sandbox.others))) return undefined;
      const running = await workbench.run(vscode.l10n.t('Resetting the sandbox’s data'), async ({ signal }) => {
        const anew = await sandbox.reset(signal);
        await forgetClients(workbench, anew.ready);
        return anew;
      });
      await workbench.forgetSessions();
      workbench.changed();
      return running?.ready;
    },

    createSandboxSoftwareStatement: (item, choices) => createSandboxSoftwareStatement(workbench, item, choices),

    copySandboxAddress: copying(copies.copySandboxAddress),
    copyCustomerPassword: copying(copies.copyCustomerPassword),
    copyCustomerName: copying(copies.copyCustomerName),
    copySoftwareId: copying(copies.copySoftwareId),
  };
}

async function confirmReset(others: readonly string[]): Promise<boolean> {
  const reset = vscode.l10n.t('Reset Data');
  const detail = [
    vscode.l10n.t(
      'All clients, consents and tokens of the sandbox go, and its customers get new transactions. This window’s folders forget those clients and consents; those that other folders remember become unknown to the sandbox.',
    ),
    vscode.l10n.t('Its ports, keys and software statements stay, so openbanking.json stays good.'),
    ...(others.length > 0 ? [vscode.l10n.t('In use by another window too: {0}', others.join(', '))] : []),
  ].join('\n\n');
  return confirm(vscode.l10n.t('Reset the sandbox’s data?'), detail, reset);
}

/** The clients that this window's workspaces remember of the sandbox are known to nobody any more. */
async function forgetClients(workbench: Workbench, ready: Ready): Promise<void> {
  const tpp = await workbench.tpp();
  const ours: BankOf[] = (await workbench.banks()).filter((of) => isOfSandbox(of, ready));
  for (const of of ours) {
    const session = await workbench.session(of);
    const { clients } = await session.state.read();
    for (const client of clients) if (client.bank === of.bank.name) await tpp.forgetClient(session, client);
  }
  // The demo workspace is the sandbox's alone, shown here or not.
  const state = vscode.Uri.joinPath(workbench.demoFolder, '.openbanking', 'state.json');
  await vscode.workspace.fs.delete(state).then(undefined, () => {});
}
