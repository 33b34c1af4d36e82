/** Registering a client and changing one: what is sent, and what each way of failing leads to. */

import * as vscode from 'vscode';
import type { Problem } from '../../tpp/errors.ts';
import { usesSecret } from '../../tpp/registration/auth-methods.ts';
import type { RegisterOptions, Registration } from '../../tpp/registration/register.ts';
import type { Session } from '../../tpp/session.ts';
import { commandId } from '../contributions/commands.ts';
import { fixPreview, openPreviewAtFinding, type Purpose } from '../documents/registration-preview.ts';
import type { ClientNode } from '../nodes.ts';
import { bankNode, pickBank, pickClient } from '../pick.ts';
import { showInformation } from '../plain/messages.ts';
import type { BankOf, Workbench } from '../workbench.ts';
import { attempt, mayWrite, untilCancelled } from './attempt.ts';

/** What a test or a caller gets: the registration, or why there is none. Undefined when the developer thought better of it. */
export type Outcome = Registration | { problem: Problem } | undefined;

/** Registers with these choices (or these very claims) and tells how it went. One POST, whatever happens. */
export async function registerWith(workbench: Workbench, of: BankOf, options: RegisterOptions): Promise<Outcome> {
  const { name } = of.bank;
  const register = vscode.l10n.t('Register');
  if (!(await mayWrite(of, vscode.l10n.t('Register a client with {0}?', name), register))) return undefined;
  const tpp = await workbench.tpp();
  const session = await workbench.session(of);
  const tried = await attempt(workbench, vscode.l10n.t('Registering with {0}', name), ({ signal }) =>
    tpp.register(session, { ...options, signal }),
  );
  workbench.changed();
  if ('problem' in tried) {
    void explain(workbench, of, options, tried.problem, 'register');
    return tried;
  }
  const { clientId } = tried.done;
  void offer(vscode.l10n.t('Registered with {0} as {1}.', name, clientId), {
    title: vscode.l10n.t('Create Account Access Consent…'),
    run: async () => vscode.commands.executeCommand(commandId('createAccountAccessConsent'), bankNode(of)),
  });
  return tried.done;
}

/** Registers or updates with exactly what a preview says. */
export async function sendPreviewed(
  workbench: Workbench,
  of: BankOf,
  purpose: Purpose,
  options: RegisterOptions,
): Promise<Outcome> {
  if (purpose === 'register') {
    const bank = await pickBank(workbench, bankNode(of));
    return bank && registerWith(workbench, bank, options);
  }
  const node = await pickClient(workbench, bankNode(of));
  return node && updateWith(workbench, node, options);
}

/** Sends the client's whole registration anew (PUT). What is not chosen stays as it was registered. */
export async function updateWith(workbench: Workbench, node: ClientNode, options: RegisterOptions): Promise<Outcome> {
  const { of, client } = node;
  const { name } = of.bank;
  const update = vscode.l10n.t('Update');
  const question = vscode.l10n.t('Update the client {0} at {1}?', client.clientId, name);
  if (!(await mayWrite(of, question, update))) return undefined;
  const tpp = await workbench.tpp();
  const session = await sessionFor(workbench, node);
  const send = async (signal: AbortSignal): Promise<Registration> => {
    const updated = await tpp.updateRegistration(session, { ...options, signal });
    const method = updated.registration.token_endpoint_auth_method;
    // A client that proves itself by a key has no secret any more, whatever is kept of before.
    if (typeof method === 'string' && !usesSecret(method)) {
      await session.secrets.delete(tpp.clientSecretName(of.bank.name, client.clientId));
    }
    return updated;
  };
  const tried = await attempt(workbench, vscode.l10n.t('Updating the client at {0}', name), ({ signal }) =>
    untilCancelled(workbench, signal, send(signal)),
  );
  workbench.changed();
  if ('problem' in tried) {
    void explain(workbench, of, options, tried.problem, 'update');
    return tried;
  }
  void offer(vscode.l10n.t('The client {0} is updated at {1}.', client.clientId, name), {
    title: vscode.l10n.t('Read Client Registration'),
    run: async () => vscode.commands.executeCommand(commandId('readClientRegistration'), node),
  });
  return tried.done;
}

/** The session for this very client: the developer may have clicked on another than the one registered last. */
export async function sessionFor(workbench: Workbench, { of, client }: ClientNode): Promise<Session> {
  return { ...(await workbench.session(of)), client: client.clientId };
}

interface Action {
  title: string;
  run(): Promise<unknown>;
}

/** Good news with one way on. */
async function offer(message: string, { title, run }: Action): Promise<void> {
  if ((await showInformation(message, title)) === title) await run();
}

/** The bank's words, what to try, and the one thing that leads on. */
async function explain(
  workbench: Workbench,
  of: BankOf,
  options: RegisterOptions,
  problem: Problem,
  purpose: Purpose,
): Promise<void> {
  switch (problem.code) {
    case 'client_exists':
    case 'client_shared':
      return offerExisting(workbench, of);
    case 'preflight_failed': {
      const document = await openPreviewAtFinding(workbench, of, options, { purpose });
      const run = async (): Promise<unknown> => fixPreview(workbench, document);
      return workbench.show(problem, { title: vscode.l10n.t('Fix All'), run });
    }
    case 'registration_refused': {
      if (problem.remedies?.some((remedy) => remedy.do === 'adoptClient')) {
        return workbench.show(problem, undefined, bankNode(of));
      }
      const run = async (): Promise<unknown> =>
        openPreviewAtFinding(workbench, of, options, { purpose, refusal: problem });
      return workbench.show(problem, { title: vscode.l10n.t('Preview Registration Request'), run });
    }
    default:
      return workbench.show(problem, undefined, bankNode(of));
  }
}

/** A client that is known here already is shown or deleted; a second one is never made by accident. */
export async function offerExisting(workbench: Workbench, of: BankOf): Promise<void> {
  const tpp = await workbench.tpp();
  const client = await tpp.findClient(await workbench.session(of));
  if (!client) return;
  const node: ClientNode = { kind: 'client', of, client };
  if (!(await isOwn(workbench, of, client.clientId))) return offerShared(workbench, of, node);
  const [show, remove] = [vscode.l10n.t('Show Client'), vscode.l10n.t('Delete Client…')];
  const message = vscode.l10n.t('The client {0} is registered with {1} already.', client.clientId, of.bank.name);
  const chosen = await showInformation(message, show, remove);
  if (chosen === show) await vscode.commands.executeCommand(commandId('readClientRegistration'), node);
  if (chosen === remove) await vscode.commands.executeCommand(commandId('deleteClient'), node);
}

/** Whether a client stands in this folder's own state, and not in the team's file alone. */
export async function isOwn(workbench: Workbench, of: BankOf, clientId: string): Promise<boolean> {
  const { clients } = await (await workbench.session(of)).state.read();
  return clients.some((each) => each.bank === of.bank.name && each.clientId === clientId);
}

/** A colleague's client is taken over, or used as it is where its secret can be had. */
async function offerShared(workbench: Workbench, of: BankOf, node: ClientNode): Promise<void> {
  const [adopt, show] = [vscode.l10n.t('Adopt Client'), vscode.l10n.t('Show Client')];
  const { clientId, registeredAt } = node.client;
  const isUsable = await hasSecret(workbench, of, node.client);
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
  const chosen = await showInformation(message, adopt, ...(isUsable ? [show] : []));
  if (chosen === adopt) await vscode.commands.executeCommand(commandId('adoptClient'), bankNode(of));
  if (chosen === show) await vscode.commands.executeCommand(commandId('readClientRegistration'), node);
}

/** Whether a client's secret is here or given by the team's command, or none is needed. */
async function hasSecret(workbench: Workbench, of: BankOf, client: ClientNode['client']): Promise<boolean> {
  if (!usesSecret(client.tokenEndpointAuthMethod)) return true;
  const [tpp, { secrets }] = await Promise.all([workbench.tpp(), workbench.session(of)]);
  const name = tpp.clientSecretName(of.bank.name, client.clientId);
  return (await secrets.get(name).catch(() => undefined)) !== undefined;
}
