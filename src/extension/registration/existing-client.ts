/** What there is to do about a client that is registered already: shown, taken over, removed, or replaced by another. */
import * as vscode from 'vscode';
import { type CommandName, commandId } from '../contributions/commands.ts';
import { confirm, showInformation } from '../plain/messages.ts';
import { titleOfCommand } from '../words/command-title.ts';
import type { ClientNode } from '../workbench/nodes.ts';
import { bankNode } from '../workbench/pick.ts';
import type { BankOf, Workbench } from '../workbench/workbench.ts';

/** A client that is known here already; a second one is never made by accident. */
export async function offerExisting(workbench: Workbench, of: BankOf): Promise<void> {
  const tpp = await workbench.tpp();
  const session = await workbench.session(of);
  const client = await tpp.findClient(session);
  if (!client) return;
  const node: ClientNode = { kind: 'client', of, client };
  if (!(await tpp.isOwnClient(session, client.clientId))) return offerShared(workbench, of, node);
  const anew: Way = { title: registerAnew(), run: () => offerAnew(workbench, node) };
  if (!(await tpp.isSecretLost(session, client))) {
    const message = vscode.l10n.t('The client {0} is registered with {1} already.', client.clientId, of.bank.name);
    return offer(message, [way('readClientRegistration', node), way('deleteClient', node), anew]);
  }
  const message = vscode.l10n.t(
    'The client {0} is registered with {1} already, but its secret is not here.',
    client.clientId,
    of.bank.name,
  );
  return offer(message, [anew, way('adoptClient', bankNode(of)), way('removeClientHere', node)]);
}

export const registerAnew = (): string => vscode.l10n.t('Register Anew');

interface Way {
  title: string;
  run(): Thenable<unknown>;
}

const way = (command: CommandName, item: unknown): Way => ({
  title: titleOfCommand(command),
  run: () => vscode.commands.executeCommand(commandId(command), item),
});

async function offer(message: string, ways: readonly Way[]): Promise<void> {
  const chosen = await showInformation(message, ...ways.map(({ title }) => title));
  await ways.find(({ title }) => title === chosen)?.run();
}

/** Says what the bank will make of a second client, then asks what to register. */
async function offerAnew(workbench: Workbench, { of, client }: ClientNode): Promise<void> {
  const question = vscode.l10n.t('Register anew with {0}?', of.bank.name);
  const detail = workbench.sandbox.isOf(of)
    ? vscode.l10n.t(
        'The sandbox takes one client for a software statement: it removes {0} first, with its consents and tokens.',
        client.clientId,
      )
    : vscode.l10n.t(
        'Many banks take one client for a software statement. Such a bank will refuse: then its desk has to remove {0}, or you register with another software statement.',
        client.clientId,
      );
  if (!(await confirm(question, detail, registerAnew()))) return;
  await vscode.commands.executeCommand(commandId('registerClient'), bankNode(of), { anew: true });
}

/** A colleague's client is taken over, or used as it is where its secret can be had. */
async function offerShared(workbench: Workbench, of: BankOf, node: ClientNode): Promise<void> {
  const { clientId, registeredAt } = node.client;
  const isUsable = await hasSecret(workbench, node);
  const said = [clientId, of.bank.name, registeredAt.slice(0, 10)];
  const message = isUsable
    ? vscode.l10n.t(
        'A colleague registered the client {0} with {1} on {2}. It can be used as it is, or taken over.',
        ...said,
      )
    : vscode.l10n.t(
        'A colleague registered the client {0} with {1} on {2}. Its secret is not here, and the colleague has it: take the client over with it.',
        ...said,
      );
  const adopt = way('adoptClient', bankNode(of));
  const anew: Way = { title: registerAnew(), run: () => offerAnew(workbench, node) };
  await offer(message, isUsable ? [adopt, way('readClientRegistration', node), anew] : [adopt, anew]);
}

/** Whether a client's secret is here or given by the team's command, or none is needed. */
async function hasSecret(workbench: Workbench, { of, client }: ClientNode): Promise<boolean> {
  const [tpp, session] = await Promise.all([workbench.tpp(), workbench.session(of)]);
  return !('secret' in (await tpp.adoptionOf(session, client)));
}
