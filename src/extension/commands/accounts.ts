/** What the customer shared, read and shown: accounts, balances, transactions, and the latter's export. */
import * as vscode from 'vscode';
import { accountCurrency, accountName, accountNumberWritten, accountType } from '../../tpp/accounts/account-words.ts';
import type { TransactionRange } from '../../tpp/accounts/resources.ts';
import { askRange, type RangeAnswers, rangeAnswered, rangeQuestions } from '../accounts/ask-range.ts';
import { askFile, type Exported, exportedText, exportRows } from '../accounts/export.ts';
import { Fetch, type FetchedAccount } from '../accounts/fetch.ts';
import { rangeNamed } from '../accounts/range.ts';
import { readAccounts } from '../accounts/read.ts';
import { openMemoryFile } from '../documents/memory-files.ts';
import type { TransactionsOf, TransactionsTools } from '../panels/transactions.ts';
import { flash, showInformation, showWarning } from '../plain/messages.ts';
import { askSome, turnOf } from '../questions/ask.ts';
import { type Question, walk } from '../questions/walk.ts';
import type { ConsentNode } from '../workbench/nodes.ts';
import { pickAccount, pickAuthorised } from '../workbench/pick.ts';
import type { Handlers, Workbench } from '../workbench/workbench.ts';

type AccountCommand =
  | 'showAccounts'
  | 'showBalances'
  | 'showTransactions'
  | 'showAllTransactions'
  | 'exportTransactions'
  | 'copyAccountId';

/** What a command gives back: how many transactions the page shows, once all are there. */
export interface ShownTransactions {
  count: number;
}

export function transactionsTools(workbench: Workbench): TransactionsTools {
  return {
    workbench,
    openText: (path, text) => openMemoryFile(path, text, { languageId: 'json', readonly: true }),
  };
}

/** Opens the page of transactions. A reading that was cancelled or failed gives undefined; the page keeps what had come, and says why. */
export async function showTransactionsPage(
  workbench: Workbench,
  about: TransactionsOf,
  column?: vscode.ViewColumn,
): Promise<ShownTransactions | undefined> {
  const { openTransactions } = await import('../panels/index.ts');
  const fetch = await openTransactions(transactionsTools(workbench), about, column);
  return fetch?.ended === 'done' ? { count: fetch.count } : undefined;
}

export function accountCommands(workbench: Workbench): Handlers<AccountCommand> {
  /** All accounts that a consent shares. */
  const accountsOf = async ({ of, consent }: ConsentNode): Promise<FetchedAccount[] | undefined> => {
    const tpp = await workbench.tpp();
    const accounts = await workbench.run(vscode.l10n.t('Reading accounts'), ({ signal }) =>
      readAccounts(workbench, of, consent, signal),
    );
    if (!accounts) return undefined;
    workbench.changed();
    if (accounts.length > 0) return accounts.map((object) => ({ id: tpp.accountId(object) ?? '', object }));
    void showInformation(vscode.l10n.t('The customer shared no account.'));
    return undefined;
  };

  return {
    /**
     * `handler(item, { accounts?, from?, to? })`, `accounts` a list of ids, asks neither for accounts nor for a range, and gives
     * `{ accounts, count }`: how many accounts the consent shares, and how many transactions the page shows.
     */
    async showAccounts(item, choices) {
      const node = await pickAuthorised(workbench, item);
      const shared = node && (await accountsOf(node));
      if (!node || !shared) return undefined;
      const about = await chooseAccounts(transactionsOf(node), shared, choices);
      const shown = about && (await showTransactionsPage(workbench, { of: node.of, consent: node.consent, ...about }));
      return shown && { ...shown, accounts: shared.length };
    },

    /** `handler(item, { from?, to? })` asks for no range and gives `{ count }`. */
    async showAllTransactions(item, choices) {
      const node = await pickAuthorised(workbench, item);
      const accounts = node && (await accountsOf(node));
      const range = accounts && (rangeIn(choices) ?? (await askRange(transactionsOf(node))));
      if (!node || !range) return undefined;
      return showTransactionsPage(workbench, { of: node.of, consent: node.consent, accounts, range });
    },

    /** Balances stand at the head of the page, over the last 90 days. `handler(item)` gives `{ count }` of transactions. */
    async showBalances(item) {
      const node = await pickAccount(workbench, item);
      if (!node) return undefined;
      const { of, consent, accountId, account } = node;
      const accounts = [{ id: accountId, object: account }];
      return showTransactionsPage(workbench, { of, consent, accounts, range: rangeNamed('last90', new Date()) });
    },

    /** `handler(item, { from?, to? })` asks for no range (days like 2026-01-31; neither: all) and gives `{ count }`. */
    async showTransactions(item, choices) {
      const node = await pickAccount(workbench, item);
      if (!node) return undefined;
      const { of, consent, accountId, account } = node;
      const title = vscode.l10n.t('Transactions of {0}', accountName(account, accountId));
      const range = rangeIn(choices) ?? (await askRange(title));
      if (!range) return undefined;
      return showTransactionsPage(workbench, { of, consent, accounts: [{ id: accountId, object: account }], range });
    },

    /**
     * `handler(item, { uri, from?, to? })` asks neither for a range nor for a file, and gives `{ uri, count }`. A name that ends with
     * `.json` takes the bank's own objects, with `.ofx` booked rows for accounting, every other name CSV.
     */
    async exportTransactions(item, choices) {
      const node = await pickAccount(workbench, item);
      if (!node) return undefined;
      const { of, consent, accountId, account } = node;
      const given = uriIn(choices);
      const title = vscode.l10n.t('Transactions of {0}', accountName(account, accountId));
      const range = rangeIn(choices) ?? (await askRange(title));
      const uri = range && (given ?? (await askFile(of.place.folder, title)));
      if (!range || !uri) return undefined;
      const tpp = await workbench.tpp();
      const session = await workbench.session(of);
      const exported = await workbench.run(
        vscode.l10n.t('Exporting transactions of {0}', accountName(account, accountId)),
        async ({ signal, report }) => {
          const fetch = new Fetch(tpp, {
            consentId: consent.consentId,
            accounts: [{ id: accountId, object: account }],
            range,
            showsBalances: consent.permissions?.includes('ReadBalances') === true,
          });
          fetch.onPage = ({ rows }) => report(vscode.l10n.t('{0} so far', rows));
          await fetch.run(session, signal);
          for (const note of fetch.notes) void showWarning(note);
          // Only what is complete becomes a file.
          if (fetch.ended !== 'done') throw fetch.failure();
          return exportRows(tpp, uri, fetch, 'all');
        },
      );
      if (!exported) return undefined;
      if (!given) void offerToOpen(uri, exported);
      return { uri, count: exported.count };
    },

    /** `handler(item)` gives the account's id. */
    async copyAccountId(item) {
      const node = await pickAccount(workbench, item);
      if (!node) return undefined;
      await vscode.env.clipboard.writeText(node.accountId);
      flash(vscode.l10n.t('Account id copied'), 3000);
      return node.accountId;
    },
  };
}

const transactionsOf = ({ of }: ConsentNode): string => vscode.l10n.t('Transactions at {0}', of.bank.name);

interface Wanted extends RangeAnswers {
  accounts: FetchedAccount[];
}

/** Which of the shared accounts, all at first, and which days: one question after the other, unless they are given. */
async function chooseAccounts(
  title: string,
  shared: FetchedAccount[],
  choices: unknown,
): Promise<{ accounts: FetchedAccount[]; range: TransactionRange } | undefined> {
  const ids = member(choices, 'accounts');
  const given = Array.isArray(ids) ? shared.filter(({ id }) => ids.includes(id)) : undefined;
  const range = rangeIn(choices);
  const asked: readonly Question<Wanted>[] = given || shared.length === 1 ? [] : [askAccounts(title, shared)];
  const answers = await walk<Wanted>({ accounts: given ?? shared }, (so) => [
    ...asked,
    ...(range ? [] : rangeQuestions(title, so)),
  ]);
  if (answers === undefined || answers.accounts.length === 0) return undefined;
  return { accounts: answers.accounts, range: range ?? rangeAnswered(answers) };
}

function askAccounts(title: string, shared: readonly FetchedAccount[]): Question<Wanted> {
  const choices = shared.map((account) => ({
    label: accountName(account.object, account.id),
    description: [accountType(account.object), accountCurrency(account.object)].filter(Boolean).join(' · '),
    detail: accountNumberWritten(account.object) || account.id,
    value: account,
  }));
  const placeholder = vscode.l10n.t('Transactions of which accounts?');
  return async (answers, position) =>
    turnOf(await askSome({ title, position, placeholder, choices, selected: answers.accounts }), (accounts) => ({
      ...answers,
      accounts,
    }));
}

async function offerToOpen(uri: vscode.Uri, exported: Exported): Promise<void> {
  const open = vscode.l10n.t('Open');
  const chosen = await showInformation(exportedText(uri, exported), open);
  if (chosen === open) await vscode.commands.executeCommand('vscode.open', uri);
}

/** A tree's menu gives the selected items as a second argument: a list, which is no choice. */
function member(choices: unknown, name: string): unknown {
  return typeof choices === 'object' && choices !== null && !Array.isArray(choices)
    ? Reflect.get(choices, name)
    : undefined;
}

function rangeIn(choices: unknown): TransactionRange | undefined {
  if (typeof choices !== 'object' || choices === null || Array.isArray(choices)) return undefined;
  const [from, to] = [member(choices, 'from'), member(choices, 'to')];
  return { ...(typeof from === 'string' && { from }), ...(typeof to === 'string' && { to }) };
}

function uriIn(choices: unknown): vscode.Uri | undefined {
  const uri = member(choices, 'uri');
  return uri instanceof vscode.Uri ? uri : undefined;
}
