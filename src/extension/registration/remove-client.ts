/** The end of a client: deleted at the bank, or forgotten here alone where the bank cannot be asked. */
import * as vscode from 'vscode';
import { confirm, flash } from '../plain/messages.ts';
import { attempt, untilCancelled } from '../workbench/attempt.ts';
import type { ClientNode } from '../workbench/nodes.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { sessionFor } from './register-client.ts';

/** @returns `{ clientId }` once it is deleted at the bank; a message with the way on where the bank did not do it */
export async function deleteClient(
  workbench: Workbench,
  node: ClientNode,
  confirmed: boolean,
): Promise<{ clientId: string } | undefined> {
  if (!confirmed && !(await confirmDeletion(node))) return undefined;
  const tpp = await workbench.tpp();
  const session = await sessionFor(workbench, node);
  const title = vscode.l10n.t('Deleting the client at {0}', node.of.bank.name);
  const tried = await attempt(workbench, title, ({ signal }) =>
    untilCancelled(workbench, signal, tpp.deleteRegistration(session)),
  );
  workbench.changed();
  if ('problem' in tried) {
    void workbench.show(tried.problem, undefined, node);
    return undefined;
  }
  flash(vscode.l10n.t('The client {0} is deleted.', tried.done.clientId), 5000);
  return tried.done;
}

/** @returns `{ clientId }` once it is forgotten here */
export async function removeClientHere(
  workbench: Workbench,
  node: ClientNode,
  confirmed: boolean,
): Promise<{ clientId: string } | undefined> {
  if (!confirmed && !(await confirmRemoval(node))) return undefined;
  const tpp = await workbench.tpp();
  const session = await sessionFor(workbench, node);
  const title = vscode.l10n.t('Removing the client {0}', node.client.clientId);
  const removed = await workbench.run(title, () => tpp.removeHere(session));
  workbench.changed();
  if (removed) flash(vscode.l10n.t('The client {0} is removed here.', removed.clientId), 5000);
  return removed;
}

function confirmDeletion({ of, client }: ClientNode): Promise<boolean> {
  const question = vscode.l10n.t('Delete the client {0} at {1}?', client.clientId, of.bank.name);
  const detail = vscode.l10n.t('Its tokens and consents end with it, at the bank and here.');
  return confirm(question, detail, vscode.l10n.t('Delete'));
}

function confirmRemoval({ of, client }: ClientNode): Promise<boolean> {
  const question = vscode.l10n.t('Remove the client {0} here only?', client.clientId);
  const detail = vscode.l10n.t(
    'Its consents, tokens and secret are forgotten in this folder. {0} is not asked: there it stays as it is.',
    of.bank.name,
  );
  return confirm(question, detail, vscode.l10n.t('Remove Here Only'));
}
