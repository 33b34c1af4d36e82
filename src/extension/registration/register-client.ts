/** Registering a client and changing one: what is sent, and what each way of failing leads to. */

import * as vscode from 'vscode';
import type { Problem } from '../../tpp/errors.ts';
import type { RegisterOptions, Registration } from '../../tpp/registration/register.ts';
import type { Session } from '../../tpp/session.ts';
import { commandId } from '../contributions/commands.ts';
import { showInformation } from '../plain/messages.ts';
import { attempt, mayWrite, untilCancelled } from '../workbench/attempt.ts';
import type { ClientNode } from '../workbench/nodes.ts';
import { bankNode, pickBank, pickClient } from '../workbench/pick.ts';
import type { BankOf, Workbench } from '../workbench/workbench.ts';
import { offerExisting, registerAnew } from './existing-client.ts';
import { fixPreview, openPreviewAtFinding, type PreviewPurpose } from './preview.ts';

/** What a test or a caller gets: the registration, or why there is none. Undefined when the developer thought better of it. */
export type Outcome = Registration | { problem: Problem } | undefined;

/**
 * Registers with these choices (or these very claims) and tells how it went. One POST, whatever happens; another one at
 * this window's sandbox, where a client is to be replaced and it said that there is one. The one that was replaced is forgotten where
 * nothing can use it any more.
 */
export async function registerWith(workbench: Workbench, of: BankOf, options: RegisterOptions): Promise<Outcome> {
  const { name } = of.bank;
  const register = vscode.l10n.t('Register');
  if (!(await mayWrite(of, vscode.l10n.t('Register a client with {0}?', name), register))) return undefined;
  const tpp = await workbench.tpp();
  const session = await workbench.session(of);
  const replaced = options.force ? await tpp.findClient(session) : undefined;
  const tried = await attempt(workbench, vscode.l10n.t('Registering with {0}', name), async ({ signal }) => {
    const registered = await tpp.register(session, { ...options, signal }).catch(async (thrown: unknown) => {
      // Not before it refused: what does not even pass the preflight costs nobody the client that there is.
      const inTheWay = replaced && removalAt(workbench, of, tpp.problemOf(thrown));
      if (inTheWay === undefined) throw thrown;
      await workbench.sandbox.removeClient(inTheWay, signal);
      return tpp.register(session, { ...options, signal });
    });
    // Some banks register a client again under its id.
    const isAnother = replaced !== undefined && replaced.clientId !== registered.clientId;
    if (isAnother && (workbench.sandbox.isOf(of) || (await tpp.isSecretLost(session, replaced)))) {
      // The new one is registered, whatever becomes of the old one here.
      await tpp.forgetClient(session, replaced).catch((thrown: unknown) => workbench.show(tpp.problemOf(thrown)));
    }
    return registered;
  });
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
  purpose: PreviewPurpose,
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
  const tried = await attempt(workbench, vscode.l10n.t('Updating the client at {0}', name), ({ signal }) =>
    untilCancelled(workbench, signal, tpp.updateRegistration(session, { ...options, signal })),
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
  purpose: PreviewPurpose,
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
        return workbench.show(problem, registeringAnew(workbench, of, options, problem), bankNode(of));
      }
      const run = async (): Promise<unknown> =>
        openPreviewAtFinding(workbench, of, options, { purpose, refusal: problem });
      return workbench.show(problem, { title: vscode.l10n.t('Preview Registration Request'), run });
    }
    default:
      return workbench.show(problem, undefined, bankNode(of));
  }
}

/** The sandbox has a client that nobody here can use: it is removed there, and the same request sent again. */
function registeringAnew(
  workbench: Workbench,
  of: BankOf,
  options: RegisterOptions,
  problem: Problem,
): Action | undefined {
  const clientId = removalAt(workbench, of, problem);
  if (clientId === undefined) return undefined;
  const title = vscode.l10n.t('Removing the client {0} at {1}', clientId, of.bank.name);
  return {
    title: registerAnew(),
    async run() {
      const tried = await attempt(workbench, title, ({ signal }) => workbench.sandbox.removeClient(clientId, signal));
      if ('problem' in tried) return workbench.show(tried.problem, undefined, bankNode(of));
      return registerWith(workbench, of, options);
    },
  };
}

/** The client that this window's sandbox can remove, so that it takes what it refused. */
function removalAt(workbench: Workbench, of: BankOf, { remedies = [] }: Problem): string | undefined {
  const removal = remedies.find((remedy) => remedy.do === 'removeAtSandbox');
  return workbench.sandbox.isOf(of) ? removal?.clientId : undefined;
}
