/** The tabs with transactions: what is read for them, and what a page asks for. */
import * as vscode from 'vscode';
import type { Failed } from '../../messages/reading.ts';
import {
  type FromTransactionsPage,
  fromTransactionsPage,
  type Looking,
  readLooking,
  type ToTransactionsPage,
} from '../../messages/transactions.ts';
import type { BankObject } from '../../tpp/accounts/pages.ts';
import type { TransactionRange } from '../../tpp/accounts/resources.ts';
import type { Problem } from '../../tpp/errors.ts';
import type { ConsentRecord } from '../../tpp/workspace/state.ts';
import { askFile, exportedText, exportRows } from '../accounts/export.ts';
import { Fetch, type FetchedAccount } from '../accounts/fetch.ts';
import type { Action } from '../workbench/leads.ts';
import type { ConsentNode } from '../workbench/nodes.ts';
import type { BankOf, Tpp, Workbench } from '../workbench/workbench.ts';
import { Panel, pageOptions, titleOfTab } from './panel.ts';
import { accountShown, bankOfSource, failedAs, findAgain, nameInTitle } from './reading.ts';
import { copyRows, rawPath, rawText } from './transactions-files.ts';

const transactionsView = 'openBanking.transactions';

type Source = NonNullable<Looking['source']>;

/** What a page is about. */
export interface TransactionsOf {
  of: BankOf;
  consent: ConsentRecord;
  accounts: readonly FetchedAccount[];
  range: TransactionRange;
  /** The transactions of the first account, where they were read already. */
  known?: readonly BankObject[];
}

/** What a page needs of the editor's other output. */
export interface TransactionsTools {
  workbench: Workbench;
  /** Shows a text that is kept in memory alone. */
  openText(path: string, text: string): Promise<unknown>;
}

/** Pages that are open, by what they are about. */
const pages = new Map<string, TransactionsPanel>();

/**
 * Opens the page, or the one that is open on the same, and reads.
 * @returns the finished fetch; its `ended` says how it ended
 */
export async function openTransactions(
  tools: TransactionsTools,
  about: TransactionsOf,
  column: vscode.ViewColumn = vscode.ViewColumn.Active,
): Promise<Fetch | undefined> {
  const key = keyOf(about);
  const open = pages.get(key);
  if (open) {
    open.reveal();
    return open.read(about);
  }
  const extension = tools.workbench.context.extensionUri;
  const view = vscode.window.createWebviewPanel(transactionsView, titleOf(about.accounts), column, {
    ...pageOptions(extension),
    // The rows are in the page alone: what a hidden page let go of would have to be kept a second time here.
    retainContextWhenHidden: true,
  });
  return new TransactionsPanel(tools, view, key).read(about);
}

/**
 * Fills a tab that was open when the window was loaded. What was looked at is known, the data is not: it is read anew where nothing speaks
 * against it, and otherwise when somebody asks.
 */
export async function restoreTransactions(
  tools: TransactionsTools,
  view: vscode.WebviewPanel,
  state: unknown,
): Promise<void> {
  const { source } = readLooking(state);
  if (!source) return view.dispose();
  const panel = new TransactionsPanel(tools, view, keyOfSource(source), source);
  const bank = await panel.findBank();
  if (!vscode.workspace.isTrusted) {
    panel.wait(
      vscode.l10n.t('Nothing is kept of transactions over a reload. They are read again once this folder is trusted.'),
    );
  } else if (bank?.bank.entry.environment === 'production') {
    panel.wait(
      vscode.l10n.t(
        'Nothing is kept of transactions over a reload. {0} is a production bank: it is asked when you say so.',
        bank.bank.name,
      ),
    );
  } else void panel.readAgain();
}

class TransactionsPanel {
  readonly #tools: TransactionsTools;
  readonly #panel: Panel<typeof fromTransactionsPage, ToTransactionsPage>;
  #source: Source | undefined;
  #about: TransactionsOf | undefined;
  #fetch: Fetch | undefined;
  /** The last that read everything, to compare with. */
  #whole: Fetch | undefined;
  #reading: AbortController | undefined;
  /** What is said in the place of transactions that were not read, and why. */
  #instead: ToTransactionsPage | undefined;
  /** What leads on from the last failure. */
  #cure: Action | undefined;
  #ready = false;

  constructor(tools: TransactionsTools, view: vscode.WebviewPanel, key: string, source?: Source) {
    this.#tools = tools;
    this.#source = source;
    this.#panel = new Panel(
      tools.workbench.context.extensionUri,
      { name: 'transactions', incoming: fromTransactionsPage, icon: 'media/transactions.svg' },
      view,
      (message) => void this.#answer(message),
    );
    pages.set(key, this);
    this.#panel.onDidClose(() => {
      this.#reading?.abort();
      this.#fetch = this.#whole = undefined;
      if (pages.get(key) === this) pages.delete(key);
    });
  }

  reveal(): void {
    this.#panel.view.reveal();
  }

  /** Says why nothing is read by itself. */
  wait(text: string): void {
    this.#sayInstead({ type: 'waiting', text });
  }

  /** Reads, and shows what comes as it comes. */
  async read(about: TransactionsOf, compareWith?: Fetch): Promise<Fetch> {
    const { workbench } = this.#tools;
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#instead = undefined;
    this.#about = { ...about, known: undefined };
    this.#source = sourceOf(about);
    this.#panel.view.title = titleOf(about.accounts);
    const tpp = await workbench.tpp();
    const fetch = new Fetch(tpp, {
      consentId: about.consent.consentId,
      accounts: about.accounts,
      range: about.range,
      showsBalances: about.consent.permissions?.includes('ReadBalances') === true,
    });
    this.#fetch = fetch;
    if (this.#ready) this.#show(tpp, fetch);
    await fetch.run(await workbench.session(about.of), reading.signal, about.known);
    if (this.#fetch !== fetch) return fetch;
    if (fetch.ended === 'done') {
      this.#whole = fetch;
      if (compareWith) await fetch.compareWith(compareWith, reading.signal);
    }
    if (compareWith && typeof fetch.ended === 'object') this.#goBack(tpp, compareWith, fetch.ended);
    else this.#end(fetch);
    return fetch;
  }

  /** Reads what is left of a fetch that failed or was cancelled. */
  async #goOn(fetch: Fetch): Promise<void> {
    const { workbench } = this.#tools;
    const about = this.#about;
    if (!about || !fetch.canGoOn || !(await workbench.sandbox.wake(about.of))) return;
    const reading = new AbortController();
    this.#reading = reading;
    this.#say({ type: 'progress', account: 0, pages: 0, rows: fetch.count });
    await fetch.goOn(await workbench.session(about.of), reading.signal);
    if (this.#fetch !== fetch) return;
    if (fetch.ended === 'done') this.#whole = fetch;
    this.#end(fetch);
  }

  /** What was there before stays where it could not be read again. */
  #goBack(tpp: Tpp, before: Fetch, problem: Problem): void {
    this.#fetch = before;
    if (!this.#ready) return;
    this.#show(tpp, before);
    this.#say({ ...this.#failed(problem), asBefore: true });
  }

  /** Reads what was read before and compares with it, or reads what was looked at before the window was loaded again. */
  async readAgain(): Promise<Fetch | undefined> {
    try {
      const about = this.#about ?? (await this.#find());
      if (!(await this.#tools.workbench.sandbox.wake(about.of))) return undefined;
      return await this.read(about, this.#whole);
    } catch (thrown) {
      const { problemOf } = await this.#tools.workbench.tpp();
      this.#sayInstead(this.#failed(problemOf(thrown)));
      return undefined;
    }
  }

  findBank(): Promise<BankOf | undefined> {
    return bankOfSource(this.#tools.workbench, this.#source);
  }

  async #find(): Promise<TransactionsOf> {
    const { workbench } = this.#tools;
    const source = this.#source;
    const missing = () => vscode.l10n.t('Open the folder that has it, or show transactions of another bank.');
    const { of, consent, accounts: objects } = await findAgain(workbench, source, missing);
    const { accountId } = await workbench.tpp();
    const accounts = (source?.accounts ?? []).map((id) => ({
      id,
      object: objects.find((each) => accountId(each) === id),
    }));
    return { of, consent, accounts, range: source?.period ?? {} };
  }

  #say(message: ToTransactionsPage): void {
    void this.#panel.say(message);
  }

  /** A page that is not there yet has it told when it is. */
  #sayInstead(message: ToTransactionsPage): void {
    this.#instead = message;
    if (this.#ready) this.#say(message);
  }

  /** Begins the page anew with all that a fetch has. */
  #show(tpp: Tpp, fetch: Fetch): void {
    const about = this.#about;
    if (!about) return;
    this.#say({
      type: 'start',
      source: sourceOf(about),
      accounts: about.accounts.map(({ id, object }) => accountShown(id, object)),
      shows: shownBy(about.consent),
      marks: tpp.rowMarks.map(({ id, label, explanation, counted }) => ({
        id,
        label,
        explanation: counted === undefined ? explanation : `${explanation} ${counted}`,
      })),
    });
    fetch.listen({
      onBalances: (balances) => this.#say({ type: 'balances', balances: [...balances] }),
      onRows: (rows) => this.#say({ type: 'rows', rows }),
    });
    fetch.onPage = (progress) => this.#say({ type: 'progress', ...progress });
    this.#end(fetch);
  }

  #end({ ended, compared, notes, canGoOn }: Fetch): void {
    if (!this.#ready || ended === undefined) return;
    const odd = { notes: [...notes], ...(canGoOn && { goOn: true }) };
    if (ended === 'done') this.#say({ type: ended, notes: odd.notes });
    else if (ended === 'cancelled') this.#say({ type: ended, ...odd });
    else this.#say({ ...this.#failed(ended), ...odd });
    if (compared) this.#say({ type: 'compared', ...compared });
  }

  /** Logs a problem. @returns what the page is told of it */
  #failed(problem: Problem): Failed {
    const { said, cure } = failedAs(this.#tools.workbench, problem, () => this.readAgain(), this.#item());
    this.#cure = cure;
    return said;
  }

  #item(): ConsentNode | undefined {
    return this.#about && { kind: 'consent', of: this.#about.of, consent: this.#about.consent };
  }

  async #answer(message: FromTransactionsPage): Promise<void> {
    const { workbench, openText } = this.#tools;
    const tpp = await workbench.tpp();
    const fetch = this.#fetch;
    try {
      switch (message.type) {
        case 'ready':
          this.#ready = true;
          if (fetch) this.#show(tpp, fetch);
          else if (this.#instead) this.#say(this.#instead);
          return;
        case 'cancel':
          return this.#reading?.abort();
        case 'refetch':
          await this.readAgain();
          return;
        case 'goOn':
          if (fetch) await this.#goOn(fetch);
          return;
        case 'cure':
          await this.#cure?.run();
          return;
        case 'raw':
          return this.#say({ type: 'raw', row: message.row, json: fetch ? rawText(fetch, [message.row]) : '' });
        case 'openRaw':
          if (fetch)
            await openText(
              rawPath(this.#source ? keyOfSource(this.#source) : '', message.rows[0] ?? 0),
              rawText(fetch, message.rows),
            );
          return;
        case 'export': {
          const uri =
            fetch && (await askFile(this.#about?.of.place.folder, wholeTitleOf(fetch.of.accounts), message.format));
          if (!fetch || !uri) return;
          return this.#say({
            type: 'notice',
            text: exportedText(uri, await exportRows(tpp, uri, fetch, message.rows)),
          });
        }
        case 'copy':
          if (fetch) this.#say({ type: 'notice', text: await copyRows(tpp, fetch, message) });
      }
    } catch (thrown) {
      await workbench.show(tpp.problemOf(thrown));
    }
  }
}

function sourceOf({ of, consent, accounts, range }: TransactionsOf): Source {
  return {
    folder: of.place.folder.toString(),
    bank: of.bank.name,
    consent: consent.consentId,
    accounts: accounts.map(({ id }) => id),
    period: range,
  };
}

const keyOf = (about: TransactionsOf): string => keyOfSource(sourceOf(about));
const keyOfSource = ({ folder, bank, consent, accounts, period }: Source): string =>
  JSON.stringify([folder, bank, consent, accounts, period.from, period.to]);

const titleOf = (accounts: readonly FetchedAccount[]): string => titleOfTab(wholeTitleOf(accounts));

/** Longer than a tab has room for; the name of a file is made of it. */
function wholeTitleOf(accounts: readonly FetchedAccount[]): string {
  const [first] = accounts;
  return accounts.length === 1 && first
    ? vscode.l10n.t('Transactions of {0}', nameInTitle(first.id, first.object))
    : vscode.l10n.t('Transactions of {0} accounts', accounts.length);
}

function shownBy({ permissions }: ConsentRecord): 'both' | 'credits' | 'debits' {
  const [credits, debits] = ['ReadTransactionsCredits', 'ReadTransactionsDebits'].map((each) =>
    permissions?.includes(each),
  );
  return credits === debits ? 'both' : credits ? 'credits' : 'debits';
}
