/** What the customer shared, read and shown: accounts, balances, transactions, and the latter's export. */
import * as vscode from 'vscode';
import type { BankObject } from '../../tpp/accounts/pages.ts';
import type { TransactionRange } from '../../tpp/accounts/resources.ts';
import type { Session } from '../../tpp/session.ts';
import { accountsText, balancesText } from '../accounts/account-pages.ts';
import { askRange } from '../accounts/ask-range.ts';
import { askFile, exportText } from '../accounts/export.ts';
import { accountName } from '../accounts/names.ts';
import { readAccounts } from '../accounts/read.ts';
import { TextViews, viewUri } from '../accounts/text-views.ts';
import { type Shown, streamTransactions } from '../accounts/transactions-view.ts';
import type { AccountNode } from '../nodes.ts';
import { pickAccount, pickConsent } from '../pick.ts';
import type { Handlers, Workbench } from '../workbench.ts';

type AccountCommand = 'showAccounts' | 'showBalances' | 'showTransactions' | 'exportTransactions' | 'copyAccountId';

const viewsOfWindows = new WeakMap<Workbench, TextViews>();

/** The window's read-only texts, registered with the commands. */
function viewsOf(workbench: Workbench): TextViews {
  const known = viewsOfWindows.get(workbench);
  if (known) return known;
  const views = new TextViews();
  viewsOfWindows.set(workbench, views);
  workbench.context.subscriptions.push(views);
  return views;
}

/** Shows transactions that were read already, e.g. by the journey. */
export async function openTransactions(
  workbench: Workbench,
  session: Session,
  account: BankObject,
  transactions: BankObject[],
): Promise<void> {
  const of = { bank: session.bank.name, folder: session.workspace.folder, account, range: {} };
  await streamTransactions(viewsOf(workbench), of, once({ items: transactions }), () => undefined);
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

export function accountCommands(workbench: Workbench): Handlers<AccountCommand> {
  const views = viewsOf(workbench);

  return {
    /** `handler(item)` gives `{ uri, count }`: the editor's address and how many accounts it shows. */
    async showAccounts(item) {
      const node = await pickConsent(workbench, item, ({ authorisedAt }) => authorisedAt !== undefined);
      if (!node) return undefined;
      const { of, consent } = node;
      const accounts = await workbench.run(vscode.l10n.t('Reading accounts'), ({ signal }) =>
        readAccounts(workbench, of, consent, signal),
      );
      if (!accounts) return undefined;
      const title = vscode.l10n.t('Accounts at {0}', of.bank.name);
      const uri = viewUri(title, of.place.folder.toString(), consent.consentId);
      views.set(uri, accountsText(of.bank.name, consent.consentId, accounts));
      await views.open(uri);
      workbench.changed();
      return { uri, count: accounts.length } satisfies Shown;
    },

    /** `handler(item)` gives `{ uri, count }`: the editor's address and how many balances it shows. */
    async showBalances(item) {
      const node = await pickAccount(workbench, item);
      if (!node) return undefined;
      const { of, consent, accountId, account } = node;
      const { consentId } = consent;
      const tpp = await workbench.tpp();
      const session = await workbench.session(of);
      const balances = await workbench.run(vscode.l10n.t('Reading balances'), ({ signal }) =>
        tpp.balances(session, accountId, { consentId, signal }),
      );
      if (!balances) return undefined;
      const title = vscode.l10n.t('Balances of {0}', accountName(account, accountId));
      const uri = viewUri(title, of.place.folder.toString(), of.bank.name, accountId);
      views.set(uri, balancesText(of.bank.name, account, accountId, balances));
      await views.open(uri);
      return { uri, count: balances.length } satisfies Shown;
    },

    /**
     * `handler(item, { from?, to? })` asks for no range (days like 2026-01-31; neither: all) and gives `{ uri, count }`. A reading that
     * was cancelled or failed gives undefined; the editor keeps what had come.
     */
    async showTransactions(item, choices) {
      const node = await pickAccount(workbench, item);
      const range = node && (rangeIn(choices) ?? (await askRange()));
      if (!node || !range) return undefined;
      const tpp = await workbench.tpp();
      const session = await workbench.session(node.of);
      const of = { bank: node.of.bank.name, folder: session.workspace.folder, account: accountOf(node), range };
      return workbench.run(
        vscode.l10n.t('Reading transactions of {0}', accountName(node.account, node.accountId)),
        ({ signal, report }) => {
          const pages = tpp.transactionPages(session, node.accountId, range, {
            consentId: node.consent.consentId,
            signal,
          });
          return streamTransactions(views, of, pages, (count) => report(vscode.l10n.t('{0} so far', count)));
        },
      );
    },

    /**
     * `handler(item, { uri, from?, to? })` asks neither for a range nor for a file, and gives `{ uri, count }`. A name that ends with
     * `.json` takes the bank's own objects, every other name CSV.
     */
    async exportTransactions(item, choices) {
      const node = await pickAccount(workbench, item);
      if (!node) return undefined;
      const { of, consent, accountId, account } = node;
      const given = uriIn(choices);
      const range = rangeIn(choices) ?? (await askRange());
      const title = vscode.l10n.t('Transactions of {0}', accountName(account, accountId));
      const uri = range && (given ?? (await askFile(of.place.folder, title)));
      if (!range || !uri) return undefined;
      const tpp = await workbench.tpp();
      const session = await workbench.session(of);
      const count = await workbench.run(
        vscode.l10n.t('Exporting transactions of {0}', accountName(account, accountId)),
        async ({ signal, report }) => {
          const transactions: BankObject[] = [];
          for await (const { items } of tpp.transactionPages(session, accountId, range, {
            consentId: consent.consentId,
            signal,
          })) {
            for (const each of items) transactions.push(each);
            report(vscode.l10n.t('{0} so far', transactions.length));
          }
          // Only what is complete becomes a file.
          await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(await exportText(tpp, uri, transactions)));
          return transactions.length;
        },
      );
      if (count === undefined) return undefined;
      if (!given) void offerToOpen(uri, count);
      return { uri, count } satisfies Shown;
    },

    /** `handler(item)` gives the account's id. */
    async copyAccountId(item) {
      const node = await pickAccount(workbench, item);
      if (!node) return undefined;
      await vscode.env.clipboard.writeText(node.accountId);
      vscode.window.setStatusBarMessage(vscode.l10n.t('Account id copied'), 3000);
      return node.accountId;
    },
  };
}

/** What the tree knows of an account; its id alone where it was not read yet. */
function accountOf({ account, accountId }: AccountNode): BankObject {
  return account ?? { AccountId: accountId };
}

async function offerToOpen(uri: vscode.Uri, count: number): Promise<void> {
  const open = vscode.l10n.t('Open');
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} transactions written to {1}.', count, name),
    open,
  );
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
