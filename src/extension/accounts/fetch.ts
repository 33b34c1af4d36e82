/** One fetch of transactions, for one account or several: balances first, then page by page, kept so that a page can be given all of it again. */

import { t } from '../../standard/language.ts';
import { accountCurrency } from '../../tpp/accounts/account-words.ts';
import type { ReadBalance } from '../../tpp/accounts/balance-rows.ts';
import type { BankObject, Page } from '../../tpp/accounts/pages.ts';
import type { ReadOptions } from '../../tpp/accounts/read.ts';
import type { TransactionRange } from '../../tpp/accounts/resources.ts';
import type { RowColumns } from '../../tpp/accounts/row-columns.ts';
import type { StatementRows } from '../../tpp/accounts/statement-rows.ts';
import type { Waiting } from '../../tpp/api/steady-sender.ts';
import type { Problem } from '../../tpp/errors.ts';
import type { Finding } from '../../tpp/finding.ts';
import type { Session } from '../../tpp/session.ts';
import { fixInEditorWords } from '../words/editor-words.ts';
import type { Tpp } from '../workbench/workbench.ts';

export interface FetchedAccount {
  id: string;
  /** As the bank gave it; absent where it was not read. */
  object?: BankObject;
}

export interface FetchOf {
  consentId: string;
  accounts: readonly FetchedAccount[];
  range: TransactionRange;
  /** Whether the consent shows balances. */
  showsBalances: boolean;
}

export interface Progress {
  /** A place in the accounts. */
  account: number;
  pages: number;
  of?: number;
  rows: number;
  /** What the bank is waited for, in a sentence. */
  waiting?: string;
}

/** What a fetch tells while it goes on. */
export interface FetchEvents {
  onBalances(balances: readonly ReadBalance[]): void;
  onRows(rows: RowColumns): void;
}

/** Milliseconds between two messages of rows; the first goes at once. */
const delay = 60;
/** Rows of a message when all are given again. */
const atOnce = 20_000;

/** An account, by its place, and its page that was not read. */
interface Stop {
  place: number;
  url?: string | undefined;
}

export class Fetch {
  readonly of: FetchOf;
  readonly at = Date.now();
  balances: readonly ReadBalance[] = [];
  /** What was odd about the bank's answers and forgiven, each once. */
  readonly notes = new Set<string>();
  /** How it ended; undefined while it goes on. */
  ended: 'done' | 'cancelled' | Problem | undefined;
  readonly #tpp: Tpp;
  #rows: StatementRows;
  /** Up to which row the rows belong to which account. */
  readonly #ends: { row: number; account: string }[] = [];
  /** What became of the rows since an earlier fetch. */
  compared: { states: Uint8Array<ArrayBuffer>; earlier: number; changedIds: number } | undefined;
  #sentAt = 0;
  #listener: FetchEvents | undefined;
  /** Where it stopped, so that it can go on there. */
  #stopped: Stop | undefined;
  /** Called after each page, and before each wait for the bank. */
  onPage: (progress: Progress) => void = () => undefined;

  constructor(tpp: Tpp, of: FetchOf) {
    this.#tpp = tpp;
    this.of = of;
    this.#rows = this.#empty();
  }

  get rows(): StatementRows {
    return this.#rows;
  }

  get count(): number {
    return this.#rows.count;
  }

  /** Gives all that came so far, and then what comes. */
  listen(events: FetchEvents): void {
    this.#listener = undefined;
    if (this.balances.length > 0) events.onBalances(this.balances);
    for (const rows of this.#again()) events.onRows(rows);
    this.#listener = events;
  }

  /**
   * Reads everything. It never throws for what the bank does: `ended` says how it came to its end, and what came before stays.
   * @param known the transactions of the first account, where they were read already
   */
  async run(session: Session, signal: AbortSignal, known?: readonly BankObject[]): Promise<void> {
    await this.#until(async () => {
      await this.#readBalances(session, signal);
      await this.#readFrom({ place: 0 }, session, signal, known);
    });
  }

  /** Whether what is left can be read by itself, without a row twice or missing. */
  get canGoOn(): boolean {
    return this.#stopped !== undefined;
  }

  /** Reads what is left, as {@link run} does: from the page that failed or was not asked for any more. */
  async goOn(session: Session, signal: AbortSignal): Promise<void> {
    const from = this.#stopped;
    if (!from) return;
    this.#stopped = this.ended = undefined;
    await this.#until(() => this.#readFrom(from, session, signal));
  }

  async #until(read: () => Promise<void>): Promise<void> {
    try {
      await read();
      this.#flush();
      this.ended = 'done';
    } catch (thrown) {
      this.#flush();
      const problem = this.#tpp.problemOf(thrown);
      this.ended = problem.code === 'cancelled' ? 'cancelled' : problem;
    }
  }

  async #readFrom(
    { place: first, url }: Stop,
    session: Session,
    signal: AbortSignal,
    known?: readonly BankObject[],
  ): Promise<void> {
    for (const [place, { id }] of this.of.accounts.entries()) {
      if (place < first) continue;
      const from = place === first && url !== undefined ? { continueFrom: url } : {};
      const options = { ...this.#options(signal, place), ...from };
      const pages =
        known && place === 0
          ? once({ items: [...known] })
          : this.#tpp.transactionPages(session, id, this.of.range, options);
      try {
        await this.#readPages(pages, place, id);
      } catch (thrown) {
        const stoppedAt = this.#tpp.continueFrom(thrown);
        // With nothing read a new beginning is as good, and has the balances too.
        if (stoppedAt !== undefined && this.count > 0) this.#stopped = { place, url: stoppedAt };
        throw thrown;
      }
    }
  }

  /** Why it did not read everything, to be thrown. */
  failure(): Error {
    const { ended } = this;
    return new this.#tpp.OpenBankingError(
      typeof ended === 'object'
        ? ended
        : { code: 'cancelled', message: t('The reading was cancelled.'), try: t('Try again.') },
    );
  }

  /** Compares with an earlier fetch; rows that are gone since come behind the others. Cancelled, it has not happened. */
  async compareWith(earlier: Fetch, signal: AbortSignal): Promise<void> {
    try {
      const { states, gone, changedIds } = await this.#tpp.compareStatements(earlier.rows, this.#rows, signal);
      this.#rows.addGone(earlier.rows, gone);
      const all = new Uint8Array(this.count).fill(this.#tpp.rowStates.indexOf('gone'));
      all.set(states);
      this.#flush();
      this.compared = { states: all, earlier: earlier.at, changedIds };
    } catch (thrown) {
      if (this.#tpp.problemOf(thrown).code !== 'cancelled') throw thrown;
    }
  }

  /** A consent need not show balances: refused at once, there is no balance line, and that is all. Refused on the way, it is said. */
  async #readBalances(session: Session, signal: AbortSignal): Promise<void> {
    const { accounts, showsBalances } = this.of;
    if (!showsBalances) return;
    const ids = accounts.map(({ id }) => id);
    const found: ReadBalance[] = [];
    for (const id of ids) {
      try {
        const objects = await this.#tpp.balances(session, id, this.#options(signal));
        found.push(...this.#tpp.readBalances(objects, ids, id));
      } catch (thrown) {
        const { code, message } = this.#tpp.problemOf(thrown);
        if (code !== 'api_refused' && code !== 'answer_invalid') throw thrown;
        const before = this.#tpp.readBefore(thrown);
        found.push(...this.#tpp.readBalances(before, ids, id));
        if (code === 'answer_invalid') this.notes.add(message);
        else if (before.length > 0) this.notes.add(t('Not all balances of {0} could be read. {1}', id, message));
      }
    }
    this.balances = found;
    this.#listener?.onBalances(found);
  }

  #options(signal: AbortSignal, account = 0): ReadOptions {
    const onFinding = (finding: Finding) => this.notes.add(`${finding.message} ${fixInEditorWords(finding)}`);
    const onWait = ({ seconds, why }: Waiting) => {
      const at = new Date(Date.now() + seconds * 1000).toLocaleTimeString();
      this.#flush();
      this.onPage({ account, pages: 0, rows: this.count, waiting: t('{0} Going on at {1}.', why, at) });
    };
    return { consentId: this.of.consentId, signal, onFinding, onWait };
  }

  async #readPages(pages: AsyncIterable<Pick<Page, 'items' | 'totalPages'>>, place: number, id: string): Promise<void> {
    let read = 0;
    for await (const { items, totalPages: of } of pages) {
      this.#rows.add(items, id);
      this.#ends.push({ row: this.count, account: id });
      read += 1;
      this.onPage({ account: place, pages: read, ...(of && { of }), rows: this.count });
      if (Date.now() - this.#sentAt >= delay) this.#flush();
    }
  }

  #flush(): void {
    if (!this.#listener || this.#rows.waiting === 0) return;
    this.#listener.onRows(this.#rows.take());
    this.#sentAt = Date.now();
  }

  /** The rows from the first on: columns are made of the kept objects again, as nobody keeps the columns. */
  *#again(): Generator<RowColumns> {
    const before = this.#rows;
    const { raw, waiting, count, present } = before;
    if (waiting === count) {
      if (count > 0) yield this.#rows.take();
      return;
    }
    const anew = this.#empty();
    let from = 0;
    for (const { row: end, account } of this.#ends) {
      for (; from < end; from += 1) {
        const object = raw.object(from);
        if (object) anew.add([object], account);
        if (anew.waiting >= atOnce) yield anew.take();
      }
    }
    anew.addGone(
      before,
      Array.from({ length: count - present }, (_, place) => present + place),
    );
    if (anew.waiting > 0) yield anew.take();
    this.#rows = anew;
  }

  #empty(): StatementRows {
    return new this.#tpp.StatementRows(
      this.of.accounts.map(({ id, object }) => ({ id, currency: accountCurrency(object) })),
    );
  }
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}
