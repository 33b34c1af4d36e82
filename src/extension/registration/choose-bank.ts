/** The whole of Register Client… as questions: the bank, where there are several, then what to register. */
import * as vscode from 'vscode';
import { askOne } from '../questions/ask.ts';
import { untilCancelled } from '../workbench/attempt.ts';
import { type AskBank, pickBank } from '../workbench/pick.ts';
import type { BankOf, Workbench } from '../workbench/workbench.ts';
import { type Chosen, chooseRegistration, questionCount, readOffers } from './choose.ts';
import { offerExisting } from './existing-client.ts';

/**
 * What to register where; undefined when it was given up, or the bank has a client already, which was then said.
 * @param anew although it has one
 */
export async function chooseBankAndRegistration(
  workbench: Workbench,
  item: unknown,
  { anew = false }: { anew?: boolean } = {},
): Promise<(Chosen & { of: BankOf }) | undefined> {
  let before: string | undefined;
  for (;;) {
    let asked = false;
    const of = await pickBank(workbench, item, (title, choices) => {
      asked = true;
      return askBank(title, choices, before);
    });
    if (!of) return undefined;
    const tpp = await workbench.tpp();
    if (!anew && (await tpp.findClient(await workbench.session(of)))) {
      void offerExisting(workbench, of);
      return undefined;
    }
    const offers = await workbench.run(vscode.l10n.t('Reading what {0} supports', of.bank.name), ({ signal }) =>
      untilCancelled(workbench, signal, readOffers(workbench, of)),
    );
    if (!offers) return undefined;
    const chosen = await chooseRegistration(workbench, of, offers, { before: asked ? 1 : 0 });
    if (chosen !== 'back') return chosen && { ...chosen, of };
    before = idOf(of);
  }
}

async function askBank(
  placeholder: string,
  choices: Parameters<AskBank>[1],
  before: string | undefined,
): Promise<BankOf | undefined> {
  const picked = await askOne({
    title: vscode.l10n.t('Register a client'),
    placeholder,
    position: { step: 1, of: questionCount + 1, back: false },
    choices,
    selected: choices.map(({ value }) => value).filter((of) => idOf(of) === before),
  });
  return picked === 'back' ? undefined : picked;
}

/** Workspace files are read anew for each question, and a bank with them. */
const idOf = ({ place, bank }: BankOf): string => `${place.folder.toString()}#${bank.name}`;
