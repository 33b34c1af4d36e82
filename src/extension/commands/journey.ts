/** Try Account Information…: the guide's steps for one bank, each ticked on its page and told in the log. */
import * as vscode from 'vscode';
import type { StepReport } from '../../tpp/journey.ts';
import { sandboxSteps } from '../../tpp/report/journey.ts';
import { isSandbox } from '../../tpp/workspace/profile.ts';
import { JourneyPage } from '../report/journey.ts';
import { pickBank } from '../workbench/pick.ts';
import type { BankOf, Handlers, Workbench } from '../workbench/workbench.ts';
import { ensureDemo } from '../workspace-file/demo.ts';
import { showTransactionsPage } from './accounts.ts';
import { authoriseInEditor } from './authorisation.ts';

/** The bank to run on; in a window with no workspace file at all, the sandbox with a demo workspace, made now. */
async function bankToRunOn(workbench: Workbench, item: unknown): Promise<BankOf | 'demo' | undefined> {
  if (item === undefined && (await workbench.places()).length === 0) return 'demo';
  const of = await pickBank(workbench, item);
  // The demo workspace is the extension's own, and is made anew where the sandbox has become another.
  const isDemo = of?.place.folder.toString() === workbench.demoFolder.toString();
  return isDemo ? 'demo' : of;
}

export function journeyCommands(workbench: Workbench): Handlers<'runAccountInformationJourney' | 'showLog'> {
  const { log } = workbench;
  return {
    async showLog() {
      log.show();
    },
    async runAccountInformationJourney(item) {
      const chosen = await bankToRunOn(workbench, item);
      if (!chosen) return undefined;
      const tpp = await workbench.tpp();
      const isDemo = chosen === 'demo';
      const names = [...(isDemo ? sandboxSteps : []), ...tpp.journeySteps];
      const about = isDemo
        ? { bank: 'sandbox', folder: workbench.demoFolder }
        : { bank: chosen.bank.name, folder: chosen.place.folder };
      const page = new JourneyPage(workbench, about, names);
      await page.open();
      const of = isDemo ? await ensureDemo(workbench, (step) => page.step(step)) : chosen;
      if (!of) return undefined;
      const session = await workbench.session(of);
      log.info(`Trying account information at ${of.bank.name}`);
      const journey = await workbench.run(
        vscode.l10n.t('Trying account information at {0}', of.bank.name),
        async ({ signal, report }) => {
          report(page.words);
          const onStep = (step: StepReport): void => {
            page.step(step);
            report(page.words);
            const { name, status, milliseconds, result } = step;
            log.info(`${name}: ${status} in ${milliseconds} ms${result ? `, ${result}` : ''}`);
          };
          const customer = { user: 'rora' };
          const authorise = isSandbox(of.bank.entry)
            ? undefined
            : authoriseInEditor(workbench, session, signal, report);
          const walked = await tpp.runJourney(session, { customer, authorise, onStep, signal });
          if (walked.problem) {
            page.fail(walked.problem);
            throw new tpp.OpenBankingError(walked.problem);
          }
          return walked;
        },
      );
      workbench.changed();
      const [first] = journey?.accounts ?? [];
      if (!journey || !first) return journey;
      const consent = await tpp.findConsent(session, journey.consentId ?? '');
      const accounts = [{ id: tpp.accountId(first) ?? '', object: first }];
      const shown = { of, consent, accounts, range: {}, known: journey.transactions };
      await showTransactionsPage(workbench, shown, await page.columnBeside());
      return journey;
    },
  };
}
