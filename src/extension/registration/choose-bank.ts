/** The whole of Register Client… as questions: the bank, where there are several, then what to register. */
import * as vscode from 'vscode';
import { pickBank } from '../pick.ts';
import type { BankOf, Workbench } from '../workbench.ts';
import { askOne } from './ask.ts';
import { untilCancelled } from './attempt.ts';
import { type Chosen, chooseRegistration, questionCount, readOffers } from './choose.ts';
import { offerExisting } from './register-client.ts';

/** What to register where; undefined when it was given up, or the bank has a client already, which was then said. */
export async function chooseBankAndRegistration(
  workbench: Workbench,
  item: unknown,
): Promise<(Chosen & { of: BankOf }) | undefined> {
  const banks = item === undefined ? await workbench.banks() : [];
  let chosenBefore: BankOf | undefined;
  for (;;) {
    const of = banks.length > 1 ? await askBank(banks, chosenBefore) : await pickBank(workbench, item);
    if (!of) return undefined;
    const tpp = await workbench.tpp();
    if (await tpp.findClient(await workbench.session(of))) {
      void offerExisting(workbench, of);
      return undefined;
    }
    const offers = await workbench.run(vscode.l10n.t('Reading what {0} supports', of.bank.name), ({ signal }) =>
      untilCancelled(workbench, signal, readOffers(workbench, of)),
    );
    if (!offers) return undefined;
    const chosen = await chooseRegistration(workbench, of, offers, { before: banks.length > 1 ? 1 : 0 });
    if (chosen !== 'back') return chosen && { ...chosen, of };
    chosenBefore = of;
  }
}

async function askBank(banks: readonly BankOf[], before: BankOf | undefined): Promise<BankOf | undefined> {
  const picked = await askOne({
    title: vscode.l10n.t('Register a client'),
    placeholder: vscode.l10n.t('Which bank?'),
    position: { step: 1, of: questionCount + 1, back: false },
    choices: banks.map((value) => ({
      label: value.bank.name,
      description: value.place.name,
      detail: value.bank.entry.discovery,
      value,
    })),
    selected: before ? [before] : [],
  });
  return picked === 'back' ? undefined : picked;
}
