/** Rehearse Renewal…: at the sandbox a customer authorises a consent again while its old token works, each step told on a page. */
import * as vscode from 'vscode';
import type { RehearsalStep } from '../../tpp/rehearsal-steps.ts';
import { rehearsalReport, rehearsalTitle } from '../../tpp/report/rehearsal.ts';
import { isSandbox } from '../../tpp/workspace/profile.ts';
import { type AuthoriseChoices, wayToAuthorise } from '../authorisation/authorise.ts';
import { runFor } from '../authorisation/run.ts';
import { sessionOf } from '../authorisation/session.ts';
import { commandId } from '../contributions/commands.ts';
import { showInformation } from '../plain/messages.ts';
import { type ReportPage, showReport } from '../report/show.ts';
import { leadOf } from '../workbench/leads.ts';
import type { ConsentNode } from '../workbench/nodes.ts';
import { pickAuthorised } from '../workbench/pick.ts';
import type { Handlers, Workbench } from '../workbench/workbench.ts';
import { authoriseInEditor } from './authorisation.ts';

export function rehearsalCommands(workbench: Workbench): Handlers<'rehearseRenewal'> {
  return {
    /** `handler(item, choices?: { as })` gives what came of it: its steps. */
    async rehearseRenewal(item, given) {
      const node = await pickAuthorised(workbench, item);
      return node && rehearse(workbench, node, (given ?? {}) as Pick<AuthoriseChoices, 'as'>);
    },
  };
}

async function rehearse(
  workbench: Workbench,
  node: ConsentNode,
  choices: Pick<AuthoriseChoices, 'as'>,
): Promise<unknown> {
  const { of, consent } = node;
  if (!isSandbox(of.bank.entry)) {
    void showInformation(
      vscode.l10n.t('A renewal is rehearsed at the sandbox of this machine alone: it ends the tokens that there are.'),
    );
    return undefined;
  }
  const how = await wayToAuthorise(node, { ...choices, onPhone: false });
  if (!how) return undefined;
  const [tpp, session] = await Promise.all([workbench.tpp(), sessionOf(workbench, node)]);
  const steps: RehearsalStep[] = [];
  const now = Date.now();
  const show = (more: Pick<Parameters<typeof rehearsalReport>[0], 'problem'> & Pick<ReportPage, 'silently'>) =>
    showReport(workbench, rehearsalReport({ name: of.bank.name, steps, problem: more.problem, now }), {
      key: `rehearsal ${of.place.folder.toString()} ${of.bank.name} ${consent.consentId}`,
      tab: vscode.l10n.t('Renewal Rehearsed at {0}', of.bank.name),
      actions: [
        {
          title: vscode.l10n.t('See the Requests'),
          run: () => vscode.commands.executeCommand(commandId('showExchanges')),
        },
      ],
      leadOf: ({ remedies, state }) =>
        state === 'error' && remedies ? leadOf(workbench, { remedies }, node) : undefined,
      ...(more.silently && { silently: true }),
    });
  await show({});
  const title = vscode.l10n.t('Rehearsing a renewal at {0}', of.bank.name);
  const rehearsal = await runFor(workbench, node, title, async ({ signal, report }) => {
    const customer = 'user' in how ? how : { user: '' };
    const authorise = 'user' in how ? undefined : authoriseInEditor(workbench, session, signal, report);
    const onStep = (step: RehearsalStep): void => {
      steps.push(step);
      report(rehearsalTitle(step.name));
      show({ silently: true }).catch((thrown: unknown) => workbench.log.error(String(thrown)));
    };
    return tpp.rehearseRenewal(session, consent.consentId, { customer, authorise, onStep, signal });
  });
  workbench.changed();
  if (rehearsal) await show({ problem: rehearsal.problem, silently: true });
  return rehearsal;
}
