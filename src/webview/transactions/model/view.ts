/** What the grid shows of a table: the rows that pass filter and search, in order. The grid asks for `rows[place]`, and for nothing else. */
import type { Filter } from '../../../messages/transactions.ts';
import { filteredRows } from './filter.ts';
import type { RunningBalance } from './running-balance.ts';
import { Search } from './search.ts';
import { arrivalOrder, type Sort, sortedRows } from './sort.ts';
import type { TransactionTable } from './table.ts';

const shorterThanAFrame = 12;

export class TransactionView {
  readonly #table: TransactionTable;
  readonly #search: Search;
  #sort: Sort | undefined;
  /** Counts sorts, so that one with pauses knows when it is no longer wanted. */
  #turn = 0;
  #filter: Filter = {};
  #query = '';
  #running: RunningBalance | undefined;
  #comparison: Uint8Array | undefined;
  /** All rows in order; none while they stand as they came. */
  #order: Uint32Array | undefined;
  #passing: Uint8Array | undefined;
  #found: Uint8Array | undefined;
  #rows: Uint32Array = new Uint32Array();

  constructor(table: TransactionTable) {
    this.#table = table;
    this.#search = new Search(table);
    this.update();
  }

  /** The numbers of the shown rows, from the first line on. */
  get rows(): Uint32Array {
    return this.#rows;
  }

  get sort(): Sort | undefined {
    return this.#sort;
  }

  get filter(): Filter {
    return this.#filter;
  }

  get query(): string {
    return this.#query;
  }

  /** Sorts at once. Without a sort rows stand as the bank listed them. */
  sortBy(sort: Sort | undefined): void {
    this.#sort = sort;
    this.#putInOrder();
    this.#assemble();
  }

  /**
   * Sorts with pauses, for a text column of very many rows; until it is done the rows stand as before.
   * @param pause resolves when the browser had its turn
   * @param stretch milliseconds of work between two pauses
   * @returns whether the rows are now in this order; false when another sort or an update came between, which then holds
   */
  async sortSlowly(sort: Sort, pause: () => Promise<void>, stretch = shorterThanAFrame): Promise<boolean> {
    this.#turn += 1;
    const turn = this.#turn;
    const steps = this.#steps(sort);
    let since = performance.now();
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        this.#sort = sort;
        this.#order = step.value;
        this.#assemble();
        return true;
      }
      if (performance.now() - since < stretch) continue;
      await pause();
      if (this.#turn !== turn) return false;
      since = performance.now();
    }
  }

  filterBy(filter: Filter): void {
    this.#filter = filter;
    this.#passing = filteredRows(this.#table, filter, this.#comparison);
    this.#assemble();
  }

  searchFor(query: string): void {
    this.#query = query;
    this.#found = this.#search.rows(query);
    this.#assemble();
  }

  /** Takes in rows that came, and what is sorted or filtered by besides the table. */
  update(context: { running?: RunningBalance; comparison?: Uint8Array } = {}): void {
    this.#running = context.running ?? this.#running;
    this.#comparison = context.comparison ?? this.#comparison;
    this.#putInOrder();
    this.#passing = filteredRows(this.#table, this.#filter, this.#comparison);
    this.#found = this.#search.rows(this.#query);
    this.#assemble();
  }

  #putInOrder(): void {
    this.#turn += 1;
    if (this.#sort === undefined) {
      this.#order = undefined;
      return;
    }
    const steps = this.#steps(this.#sort);
    let step = steps.next();
    while (!step.done) step = steps.next();
    this.#order = step.value;
  }

  #steps(sort: Sort): Generator<void, Uint32Array, undefined> {
    const { running, comparison } = { running: this.#running, comparison: this.#comparison };
    return sortedRows(this.#table, sort, { search: this.#search, running, comparison });
  }

  #assemble(): void {
    const { count } = this.#table;
    const [order, passing, found] = [this.#order, this.#passing, this.#found];
    if (passing === undefined && found === undefined) {
      this.#rows = order ?? arrivalOrder(count);
      return;
    }
    const rows = new Uint32Array(count);
    let shown = 0;
    for (let place = 0; place < count; place += 1) {
      const row = order === undefined ? place : (order[place] ?? 0);
      if (passing?.[row] === 0 || found?.[row] === 0) continue;
      rows[shown] = row;
      shown += 1;
    }
    this.#rows = rows.slice(0, shown);
  }
}
