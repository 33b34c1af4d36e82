/** The tabs with lists of account information: what is read for them, and what a page asks for. */
import * as vscode from 'vscode';
import {
  type FromListPage,
  fromListPage,
  type LookingAtList,
  readLookingAtList,
  type ToListPage,
} from '../../messages/list.ts';
import type { Failed } from '../../messages/reading.ts';
import type { BankObject } from '../../tpp/accounts/pages.ts';
import type { ResourceName } from '../../tpp/accounts/resource-rows.ts';
import type { Problem } from '../../tpp/errors.ts';
import type { ConsentRecord } from '../../tpp/workspace/state.ts';
import { ListFetch } from '../accounts/list-fetch.ts';
import { resourceLooks } from '../words/resource-words.ts';
import type { Action } from '../workbench/leads.ts';
import type { BankOf, Tpp, Workbench } from '../workbench/workbench.ts';
import { copyList, exportList, jsonOf, rawPathOf, saveStatement } from './list-files.ts';
import { Panel, pageOptions, titleOfTab } from './panel.ts';
import { accountShown, bankOfSource, failedAs, findAgain, nameInTitle } from './reading.ts';

const listView = 'openBanking.list';

type Source = NonNullable<LookingAtList['source']>;

/** What a page is about. */
export interface ListPageOf {
  of: BankOf;
  consent: ConsentRecord;
  resource: ResourceName;
  /** Absent for all that the customer shared. */
  account?: { id: string; object?: BankObject | undefined } | undefined;
  /** What accounts are called, by their ids, where they are known. */
  accountNames?: ReadonlyMap<string, string>;
}

/** What a page needs of the editor's other output. */
export interface ListTools {
  workbench: Workbench;
  /** Shows a text that is kept in memory alone. */
  openText(path: string, text: string): Promise<unknown>;
}

/** Pages that are open, by what they are about. */
const pages = new Map<string, ListPanel>();

/**
 * Opens the page, or the one that is open on the same, and reads.
 * @returns the finished reading; its `ended` says how it ended
 */
export async function openList(tools: ListTools, about: ListPageOf, column?: vscode.ViewColumn): Promise<ListFetch> {
  const key = keyOf(sourceOf(about));
  const open = pages.get(key);
  if (open) {
    open.reveal();
    return open.read(about);
  }
  const view = vscode.window.createWebviewPanel(
    listView,
    titleOfTab(titleOf(about)),
    column ?? vscode.ViewColumn.Active,
    // The page's own order, selection and place would be lost with it.
    { ...pageOptions(tools.workbench.context.extensionUri), retainContextWhenHidden: true },
  );
  return new ListPanel(tools, view, key).read(about);
}

/**
 * Fills a tab that was open when the window was loaded: it is read anew where nothing speaks against it, and otherwise when somebody asks.
 */
export async function restoreList(tools: ListTools, view: vscode.WebviewPanel, state: unknown): Promise<void> {
  const { source } = readLookingAtList(state);
  const { resourceRows } = await tools.workbench.tpp();
  if (!source || !(source.resource in resourceRows)) return view.dispose();
  const panel = new ListPanel(tools, view, keyOf(source), source);
  const bank = await bankOfSource(tools.workbench, source);
  if (!vscode.workspace.isTrusted) {
    panel.wait(
      vscode.l10n.t('Nothing is kept of lists over a reload. They are read again once this folder is trusted.'),
    );
  } else if (bank?.bank.entry.environment === 'production') {
    panel.wait(
      vscode.l10n.t(
        'Nothing is kept of lists over a reload. {0} is a production bank: it is asked when you say so.',
        bank.bank.name,
      ),
    );
  } else void panel.readAgain();
}

class ListPanel {
  readonly #tools: ListTools;
  readonly #panel: Panel<typeof fromListPage, ToListPage>;
  #source: Source | undefined;
  #about: ListPageOf | undefined;
  #fetch: ListFetch | undefined;
  #reading: AbortController | undefined;
  /** What is said in the place of rows that were not read, and why. */
  #instead: ToListPage | undefined;
  /** What leads on from the last failure. */
  #cure: Action | undefined;
  #ready = false;

  constructor(tools: ListTools, view: vscode.WebviewPanel, key: string, source?: Source) {
    this.#tools = tools;
    this.#source = source;
    this.#panel = new Panel(
      tools.workbench.context.extensionUri,
      { name: 'list', incoming: fromListPage, icon: 'media/transactions.svg' },
      view,
      (message) => void this.#answer(message),
    );
    pages.set(key, this);
    this.#panel.onDidClose(() => {
      this.#reading?.abort();
      this.#fetch = undefined;
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
  async read(about: ListPageOf): Promise<ListFetch> {
    const { workbench } = this.#tools;
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#instead = undefined;
    this.#about = about;
    this.#source = sourceOf(about);
    this.#panel.view.title = titleOfTab(titleOf(about));
    const tpp = await workbench.tpp();
    const { consent, resource, account } = about;
    const fetch = new ListFetch(tpp, { consentId: consent.consentId, resource, account: account?.id });
    this.#fetch = fetch;
    if (this.#ready) this.#show(tpp, fetch);
    await fetch.run(await workbench.session(about.of), reading.signal);
    if (this.#fetch === fetch) this.#end(fetch);
    return fetch;
  }

  /** Reads what was read before, or what was looked at before the window was loaded again. */
  async readAgain(): Promise<ListFetch | undefined> {
    try {
      const about = this.#about ?? (await this.#find());
      if (!(await this.#tools.workbench.sandbox.wake(about.of))) return undefined;
      return await this.read(about);
    } catch (thrown) {
      const { problemOf } = await this.#tools.workbench.tpp();
      this.#sayInstead(this.#failed(problemOf(thrown)));
      return undefined;
    }
  }

  async #find(): Promise<ListPageOf> {
    const { workbench } = this.#tools;
    const source = this.#source;
    const missing = () => vscode.l10n.t('Open the folder that has it, or show what another bank has.');
    const { of, consent, accounts } = await findAgain(workbench, source, missing);
    const { accountId, accountNames } = await workbench.tpp();
    const id = source?.account;
    return {
      of,
      consent,
      resource: source?.resource as ResourceName,
      accountNames: accountNames(accounts),
      ...(id !== undefined && { account: { id, object: accounts.find((each) => accountId(each) === id) } }),
    };
  }

  #say(message: ToListPage): void {
    void this.#panel.say(message);
  }

  /** A page that is not there yet has it told when it is. */
  #sayInstead(message: ToListPage): void {
    this.#instead = message;
    if (this.#ready) this.#say(message);
  }

  /** Begins the page anew with all that a reading has. */
  #show(tpp: Tpp, fetch: ListFetch): void {
    const about = this.#about;
    if (!about) return;
    const { resource, account, consent, accountNames } = about;
    const columns = tpp.listColumns(resource);
    this.#say({
      type: 'start',
      source: sourceOf(about),
      title: resourceLooks(resource).title,
      ...(account && { account: accountShown(account.id, account.object) }),
      columns: columns.map(({ id, head, kind }) => ({ id, head, kind })),
      marks: [...tpp.listMarks],
      hasFiles: resource === 'statements' && consent.permissions?.includes('ReadStatementsDetail') !== false,
    });
    const rows = new tpp.ListRows(resource, account?.id);
    const accountPlace = columns.findIndex(({ id }) => id === tpp.accountColumn);
    let first = 0;
    fetch.listen({
      onRows: (objects) => {
        const added = rows.add(objects);
        for (const { cells } of added.rows) {
          const name = accountNames?.get(String(cells[accountPlace]));
          if (name !== undefined) cells[accountPlace] = name;
        }
        this.#say({ type: 'rows', first, ...added });
        first += objects.length;
      },
      onPage: (progress) => this.#say({ type: 'progress', ...progress }),
    });
    this.#end(fetch);
  }

  #end({ ended, notes }: ListFetch): void {
    if (!this.#ready || ended === undefined) return;
    const odd = { notes: [...notes] };
    if (typeof ended === 'string') this.#say({ type: ended, ...odd });
    else this.#say({ ...this.#failed(ended), ...odd });
  }

  #failed(problem: Problem): Failed {
    const about = this.#about;
    const item = about && ({ kind: 'consent', of: about.of, consent: about.consent } as const);
    const { said, cure } = failedAs(this.#tools.workbench, problem, () => this.readAgain(), item);
    this.#cure = cure;
    return said;
  }

  async #answer(message: FromListPage): Promise<void> {
    const { workbench } = this.#tools;
    const tpp = await workbench.tpp();
    try {
      switch (message.type) {
        case 'ready':
          this.#ready = true;
          if (this.#fetch) this.#show(tpp, this.#fetch);
          else if (this.#instead) this.#say(this.#instead);
          return;
        case 'cancel':
          return this.#reading?.abort();
        case 'refetch':
          await this.readAgain();
          return;
        case 'cure':
          await this.#cure?.run();
          return;
        default:
          if (this.#fetch && this.#about) await this.#answerOf(tpp, this.#fetch, this.#about, message);
      }
    } catch (thrown) {
      await workbench.show(tpp.problemOf(thrown));
    }
  }

  /** @returns what to say of it; undefined where nothing was saved */
  async #saveFile(tpp: Tpp, fetch: ListFetch, { of, consent }: ListPageOf, row: number): Promise<string | undefined> {
    const { workbench } = this.#tools;
    const session = await workbench.session(of);
    return workbench.run(vscode.l10n.t('Reading the statement’s file'), ({ signal }) =>
      saveStatement(
        tpp,
        session,
        { statement: fetch.objects[row] ?? {}, asked: fetch.of.account },
        { consentId: consent.consentId, signal },
        of.place.folder,
      ),
    );
  }

  /** What a page asks about rows that are there. */
  async #answerOf(
    tpp: Tpp,
    fetch: ListFetch,
    about: ListPageOf,
    message: Extract<FromListPage, { type: 'details' | 'openRaw' | 'file' | 'export' | 'copy' }>,
  ): Promise<void> {
    const { resource } = about;
    switch (message.type) {
      case 'details': {
        const { row } = message;
        const object = fetch.objects[row];
        if (object) this.#say({ type: 'details', row, ...tpp.listDetails(object, new Date()) });
        return;
      }
      case 'openRaw': {
        const path = rawPathOf(keyOf(sourceOf(about)), resource, message.row);
        await this.#tools.openText(path, jsonOf(fetch.objects[message.row]));
        return;
      }
      case 'copy':
        return this.#say({ type: 'notice', text: await copyList(tpp, fetch, message.rows, message.format) });
      case 'export': {
        const folder = about.of.place.folder;
        const text = await exportList(tpp, fetch, { ...message, folder, name: titleOf(about) });
        if (text !== undefined) this.#say({ type: 'notice', text });
        return;
      }
      case 'file': {
        const text = await this.#saveFile(tpp, fetch, about, message.row);
        if (text !== undefined) this.#say({ type: 'notice', text });
      }
    }
  }
}

function sourceOf({ of, consent, resource, account }: ListPageOf): Source {
  return {
    folder: of.place.folder.toString(),
    bank: of.bank.name,
    consent: consent.consentId,
    resource,
    ...(account && { account: account.id }),
  };
}

const keyOf = ({ folder, bank, consent, resource, account }: Source): string =>
  JSON.stringify([folder, bank, consent, resource, account]);

/** Longer than a tab has room for; the name of a file is made of it. */
function titleOf({ of, resource, account }: ListPageOf): string {
  const { title } = resourceLooks(resource);
  return account
    ? vscode.l10n.t('{0} of {1}', title, nameInTitle(account.id, account.object))
    : vscode.l10n.t('{0} at {1}', title, of.bank.name);
}
