/** What every tab with a bank's list needs: the bank that it was of, and the words of what went wrong. */
import * as vscode from 'vscode';
import type { Account, Failed } from '../../messages/reading.ts';
import { accountCurrency, accountName, accountNumberWritten, accountType } from '../../tpp/accounts/account-words.ts';
import type { BankObject } from '../../tpp/accounts/pages.ts';
import type { Problem } from '../../tpp/errors.ts';
import type { Session } from '../../tpp/session.ts';
import type { ConsentRecord } from '../../tpp/workspace/state.ts';
import { inEditorWords } from '../words/editor-words.ts';
import { type Cure, cureOf } from '../workbench/cures.ts';
import type { ConsentNode } from '../workbench/nodes.ts';
import type { BankOf, Workbench } from '../workbench/workbench.ts';

/** Where a page's data came from, as far as it is the bank's. */
interface KeptSource {
  folder: string;
  bank: string;
  consent: string;
}

export async function bankOfSource(workbench: Workbench, source: KeptSource | undefined): Promise<BankOf | undefined> {
  const banks = await workbench.banks();
  return banks.find(({ place, bank }) => place.folder.toString() === source?.folder && bank.name === source.bank);
}

/**
 * The consent of a page that the window opened again, with the accounts that it shares.
 * @throws OpenBankingError where the bank is not here any more, its sandbox was not started, or it does not answer
 */
export async function findAgain(
  workbench: Workbench,
  source: KeptSource | undefined,
  missing: () => string,
): Promise<{ of: BankOf; consent: ConsentRecord; session: Session; accounts: BankObject[] }> {
  const [of, tpp] = [await bankOfSource(workbench, source), await workbench.tpp()];
  if (!of || !source) {
    throw new tpp.OpenBankingError({
      code: 'bank_not_named',
      message: vscode.l10n.t('The bank {0} is not in this window’s openbanking.json.', source?.bank ?? ''),
      try: missing(),
    });
  }
  if (!(await workbench.sandbox.wake(of))) {
    throw new tpp.OpenBankingError({
      code: 'bank_unreachable',
      message: vscode.l10n.t('The sandbox was not started.'),
      try: vscode.l10n.t('Start the sandbox, then try again.'),
    });
  }
  const session = await workbench.session(of);
  const consent = await tpp.findConsent(session, source.consent);
  return { of, consent, session, accounts: await tpp.accounts(session, { consentId: consent.consentId }) };
}

/** Logs a problem. @returns what a page is told of it, and what leads on */
export function failedAs(
  workbench: Workbench,
  problem: Problem,
  again: () => Promise<unknown>,
  item: ConsentNode | undefined,
): { said: Failed; cure: Cure | undefined } {
  const { code, message, bank } = problem;
  workbench.logProblem(problem);
  const said =
    bank && [`${bank.status}`, bank.error, bank.description, ...(bank.codes ?? [])].filter(Boolean).join(' · ');
  const cure = cureOf(workbench, problem, again, item);
  const words = inEditorWords(problem, ...(cure?.remedy ? [cure.remedy] : []));
  return {
    said: {
      type: 'failed',
      problem: { code, message, try: words, ...(said && { bank: said }) },
      ...(cure && { cure: cure.title }),
    },
    cure,
  };
}

/** An account as a page's head has it. */
export function accountShown(id: string, object: BankObject | undefined): Account {
  return {
    id,
    name: accountName(object, id),
    number: accountNumberWritten(object),
    currency: accountCurrency(object),
    type: accountType(object),
  };
}

/** An id tells nobody which account it is. */
export function nameInTitle(id: string, object: BankObject | undefined): string {
  const name = accountName(object, id);
  return name === id ? accountType(object) || vscode.l10n.t('an account') : name;
}
