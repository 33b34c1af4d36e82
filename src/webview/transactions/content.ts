/** What the page shows: the rows as they came, the view of them, their groups, balances and sums. No element is made here. */
import type { Account, Mark } from '../../messages/reading.ts';
import type { Balance, Counting, Filter, Looking, RowChunk, ToTransactionsPage } from '../../messages/transactions.ts';
import type { ColumnSort } from '../grid/column.ts';
import { columnsOf, Seen } from './columns.ts';
import { type Group, groupedRows } from './model/groups.ts';
import { type MonthFlow, monthFlows } from './model/month-flows.ts';
import { type RunningBalance, runBalances } from './model/running-balance.ts';
import { columnNames, type Sort } from './model/sort.ts';
import { bookedOnly, type Totals, totalsOf } from './model/sums.ts';
import { TransactionTable } from './model/table.ts';
import { TransactionView } from './model/view.ts';

type Start = Extract<ToTransactionsPage, { type: 'start' }>;

export class Content {
  readonly start: Start | undefined;
  readonly table: TransactionTable;
  readonly view: TransactionView;
  readonly seen = new Seen();
  balances: readonly Balance[] = [];
  running: RunningBalance | undefined;
  comparison: Uint8Array | undefined;
  complete = false;
  #counting: Counting = bookedOnly;
  #group: Looking['group'];
  /** The group that is shown alone. */
  group: string | undefined;
  #groups: Group[] = [];
  #order: Uint32Array = new Uint32Array(0);

  constructor(
    start?: Start,
    accounts: readonly Account[] = start?.accounts ?? [],
    marks: readonly Mark[] = start?.marks ?? [],
  ) {
    this.start = start;
    this.table = new TransactionTable(accounts, marks);
    this.view = new TransactionView(this.table);
  }

  /** The rows of the grid, in their order. */
  get order(): Uint32Array {
    return this.#order;
  }

  get groups(): readonly Group[] {
    return this.#groups;
  }

  /** @returns whether the rows followed those that are here */
  append(rows: RowChunk): boolean {
    const taken = this.table.append(rows);
    this.seen.update(this.table);
    return taken;
  }

  /** Sorts, filters and groups anew after rows came. */
  update(): void {
    this.view.update({ running: this.running, comparison: this.comparison });
    this.#arrange();
  }

  /** Takes over what is to be looked at, as far as it changed. */
  look({ sort, search = '', filter = {}, group, counting = bookedOnly }: Looking): void {
    const wanted = sortOf(sort);
    if (wanted?.column !== this.view.sort?.column || wanted?.descending !== this.view.sort?.descending)
      this.view.sortBy(wanted);
    if (search !== this.view.query) this.view.searchFor(search);
    if (!sameFilter(filter, this.view.filter)) this.view.filterBy(filter);
    if (group !== this.#group) this.group = undefined;
    this.#group = group;
    const counted = counting.pending !== this.#counting.pending || counting.mutable !== this.#counting.mutable;
    this.#counting = counting;
    if (counted && this.complete) this.runBalances();
    this.#arrange();
  }

  /** All rows came, or no more will. */
  settle(complete: boolean): void {
    this.complete = complete;
    this.table.trim();
    this.runBalances();
  }

  runBalances(): void {
    const { start, balances, complete } = this;
    this.running = runBalances(this.table, {
      balances,
      complete,
      shows: start?.shows ?? 'both',
      period: start?.source.period ?? {},
      counting: this.#counting,
    });
    this.view.update({ running: this.running });
    this.#arrange();
  }

  columns() {
    return columnsOf(this.table, this.seen, { running: this.running, comparison: this.comparison });
  }

  totals(rows: Uint32Array): Totals {
    return totalsOf(this.table, rows, this.#counting);
  }

  flows(): { currency: string; months: MonthFlow[] }[] {
    return monthFlows(this.table, this.view.rows, this.#counting);
  }

  #arrange(): void {
    const { rows } = this.view;
    if (!this.#group) {
      this.#groups = [];
      this.#order = rows;
      return;
    }
    const grouped = groupedRows(this.table, rows, this.#group, this.#counting);
    this.#groups = grouped.groups;
    const alone = grouped.groups.find(({ key }) => key === this.group);
    if (!alone) this.group = undefined;
    this.#order = alone ? grouped.rows.subarray(alone.start, alone.end) : rows;
  }
}

function sortOf(sort: ColumnSort | undefined): Sort | undefined {
  const column = columnNames.find((name) => name === sort?.column);
  return sort && column && { column, descending: sort.descending };
}

function sameFilter(a: Filter, b: Filter): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
