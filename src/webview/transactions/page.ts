/** The page put together: head, news, toolbar, charts, groups, grid, details, totals; what a person does here changes {@link Looking}. */
import type { FromTransactionsPage, Looking, ToTransactionsPage } from '../../messages/transactions.ts';
import type { Column } from '../grid/column.ts';
import { Details } from '../grid/details.ts';
import { fitted } from '../grid/fit.ts';
import { Grid } from '../grid/grid.ts';
import { News } from '../grid/news.ts';
import { makeRoom } from '../grid/room.ts';
import { element } from '../kit/element.ts';
import type { MenuItem } from '../kit/menu.ts';
import { t } from '../kit/words.ts';
import { Charts } from './charts/charts.ts';
import { comparisonText } from './comparison.ts';
import { Content } from './content.ts';
import { described } from './details.ts';
import { Groups } from './groups.ts';
import { Head } from './head.ts';
import { columnNames } from './model/sort.ts';
import { newsWords } from './news-words.ts';
import { Nothing } from './nothing.ts';
import { Toolbar } from './toolbar.ts';
import { TotalsBar } from './totals-bar.ts';

/** Pixels beside the columns: the grid's edges and its scroll bar. */
const edges = 32;
/** Milliseconds between two looks at rows that still come. */
const delay = 200;

export class TransactionsPage {
  readonly view: HTMLElement;
  readonly #send: (message: FromTransactionsPage) => void;
  readonly #remember: (looking: Looking) => void;
  readonly #head = new Head();
  readonly #news: News;
  readonly #toolbar: Toolbar;
  readonly #charts = new Charts();
  readonly #groups: Groups;
  readonly #grid: Grid;
  readonly #details: Details;
  readonly #totals = new TotalsBar();
  readonly #nothing = new Nothing(() => this.#look({ search: undefined, filter: undefined, group: undefined }));
  /** Widths that somebody chose, and those that fit. */
  readonly #chosen = new Map<string, number>();
  /** Those that the grid shows: what had no room is not among them. */
  #columnsThere: ReadonlySet<string> = new Set();
  readonly #fitting = new Map<string, { width: number; widest: number | undefined }>();
  #content = new Content();
  #looking: Looking;
  #columnsShown = '';
  #coming: ReturnType<typeof setTimeout> | undefined;
  #reading = false;
  /** Whether everything was read: what was not asked is not empty. */
  #whole = false;

  constructor(looking: Looking, send: (message: FromTransactionsPage) => void, remember: (looking: Looking) => void) {
    this.#looking = looking;
    this.#send = send;
    this.#remember = remember;
    this.#news = new News(newsWords, {
      onCancel: () => send({ type: 'cancel' }),
      onRetry: () => send({ type: 'refetch' }),
      onCure: () => send({ type: 'cure' }),
      onGoOn: () => send({ type: 'goOn' }),
    });
    this.#toolbar = new Toolbar({
      onSearch: (search) => this.#look({ search: search || undefined }),
      onFilter: (filter) => this.#look({ filter }),
      onGroup: (group) => this.#look({ group }),
      onPending: (pending) => this.#look({ counting: { pending, mutable: pending } }),
      onCharts: (shown) => this.#look({ panel: shown ? 'charts' : undefined }),
      onExport: (format) => send({ type: 'export', format, rows: this.#chosenRows() }),
      onCopy: () => send({ type: 'copy', format: 'text', rows: this.#chosenRows() }),
      onRefresh: () => send({ type: 'refetch' }),
      onDown: () => this.#grid.focus(),
      columns: () => this.#columnItems(),
    });
    this.#groups = new Groups((key) => {
      this.#content.group = key;
      this.#look({});
    });
    this.#grid = new Grid(t('Transactions'), {
      onSort: (column) => this.#sortBy(column),
      onOpen: (row) => {
        this.#showDetails(row);
        this.#details.focus();
      },
      onActive: (row) => {
        if (this.#details.open) this.#showDetails(row);
      },
      onSelect: () => this.#sumUp(),
      onWidth: (column, width) => this.#resize(column, width),
      onLeave: () => this.#closeDetails(),
    });
    this.#details = new Details({
      onClose: () => {
        this.#closeDetails();
        this.#grid.focus();
      },
      onOpenRaw: (row) => send({ type: 'openRaw', rows: Uint32Array.of(row) }),
      onCopy: (row) => send({ type: 'copy', format: 'json', rows: Uint32Array.of(row) }),
      onRaw: (row) => send({ type: 'raw', row }),
    });
    const middle = element(
      'div',
      { class: 'middle' },
      this.#charts.view,
      element('div', { class: 'rows' }, this.#grid.view, this.#nothing.view),
    );
    this.view = element(
      'main',
      { class: 'grid-page' },
      this.#head.view,
      this.#news.view,
      this.#toolbar.view,
      element('div', { class: 'panes' }, this.#groups.view, middle, this.#details.view),
      this.#totals.view,
    );
    this.#toolbar.show(looking);
    new ResizeObserver(() => this.#putColumns()).observe(this.#grid.view);
    window.addEventListener('focus', () => this.#enter());
    document.addEventListener('copy', (event) => this.#copy(event));
    document.addEventListener('keydown', (event) => {
      if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.#toolbar.focusSearch();
    });
  }

  /** To be called once the view is in the document. */
  mount(): void {
    this.#grid.mount();
  }

  take(message: ToTransactionsPage): void {
    switch (message.type) {
      case 'start':
        this.#begin(message);
        break;
      case 'rows':
        if (this.#content.append(message.rows)) this.#arrived();
        break;
      case 'balances':
        this.#content.balances = message.balances;
        this.#head.balances(message.balances);
        break;
      case 'progress':
        this.#news.progress(message);
        break;
      case 'done':
        this.#news.done(message.notes);
        this.#settle(true);
        break;
      case 'cancelled':
        this.#news.cancelled(this.#content.table.count, message);
        this.#settle(false);
        break;
      case 'failed':
        this.#news.failed(message, this.#content.table.count);
        if (message.asBefore !== true) this.#settle(false);
        break;
      case 'waiting':
        this.#news.waiting(message.text);
        break;
      case 'compared':
        this.#compared(message);
        break;
      case 'raw':
        this.#details.raw(message);
        break;
      case 'restore':
        this.#look(message.looking);
        break;
      case 'notice':
        this.#news.notice(message.text);
        break;
    }
  }

  #begin(start: Extract<ToTransactionsPage, { type: 'start' }>): void {
    this.#content = new Content(start);
    this.#content.look(this.#looking);
    this.#columnsShown = '';
    this.#fitting.clear();
    this.#reading = true;
    this.#whole = false;
    this.#grid.selection.clear();
    this.#closeDetails();
    this.#head.start(start);
    this.#news.reading();
    this.#look({ source: start.source });
  }

  /** Where nothing of the page has the focus, the rows take it: arrows work at once. */
  #enter(): void {
    if (document.activeElement === document.body && document.hasFocus() && this.#grid.order.length > 0)
      this.#grid.focus();
  }

  /** The first rows are shown at once; further ones when there was time to look. */
  #arrived(): void {
    if (this.#grid.order.length === 0) {
      this.#refresh('place');
      this.#enter();
      return;
    }
    this.#coming ??= setTimeout(() => {
      const begun = performance.now();
      this.#coming = undefined;
      this.#refresh(this.#isArranged ? 'row' : 'place');
      // Looking takes longer the more there are: no more than a quarter of the time is spent on it.
      const spent = performance.now() - begun;
      if (spent > delay / 4) this.#coming = setTimeout(() => this.#restart(), spent * 3);
    }, delay);
  }

  #restart(): void {
    this.#coming = undefined;
    if (this.#grid.order.length < this.#content.table.count) this.#arrived();
  }

  /** Whether rows stand otherwise than as they came. */
  get #isArranged(): boolean {
    const { sort, search, filter, group } = this.#looking;
    return sort !== undefined || search !== undefined || filter !== undefined || group !== undefined;
  }

  #settle(complete: boolean): void {
    clearTimeout(this.#coming);
    this.#coming = undefined;
    this.#reading = false;
    this.#whole = complete;
    this.#refresh(this.#isArranged ? 'row' : 'place');
    const content = this.#content;
    // The rows are on the screen before their balances are run.
    setTimeout(() => {
      if (content !== this.#content) return;
      content.settle(complete);
      this.#columnsShown = '';
      this.#fitting.clear();
      this.#show(this.#isArranged ? 'row' : 'place');
      this.#toolbar.offer(content.table, content.seen, content.comparison);
    });
  }

  #compared(compared: Extract<ToTransactionsPage, { type: 'compared' }>): void {
    const { states } = compared;
    this.#content.comparison = states;
    this.#content.settle(true);
    this.#news.notice(comparisonText(compared));
    this.#refresh('row');
    this.#toolbar.offer(this.#content.table, this.#content.seen, states);
  }

  /** A change of what is looked at. */
  #look(change: Partial<Looking>): void {
    this.#looking = { ...this.#looking, ...change };
    this.#remember(this.#looking);
    this.#toolbar.show(this.#looking);
    this.#content.look(this.#looking);
    this.#show('row');
  }

  /** Takes in rows that came. */
  #refresh(keep: 'place' | 'row'): void {
    this.#content.update();
    this.#show(keep);
  }

  #show(keep: 'place' | 'row'): void {
    const { sort, group, panel } = this.#looking;
    this.#putColumns();
    this.#grid.sorted(sort);
    this.#grid.show(this.#content.order, keep);
    if (group) this.#groups.show(group, this.#content.groups, this.#content.group, this.#content.view.rows.length);
    else this.#groups.hide();
    if (panel === 'charts' && !this.#reading) {
      const { table, running } = this.#content;
      this.#charts.show({
        table,
        bases: running?.bases ?? [],
        flows: this.#content.flows(),
      });
    } else this.#charts.hide();
    this.#showEmpty();
    this.#sumUp();
  }

  /** Gives the grid its columns, where they are others than before: those that hold something and have room. */
  #putColumns(): void {
    const { hiddenColumns, sort } = this.#looking;
    const holding = this.#content.columns().filter(({ id, holds }) => holds && hiddenColumns?.includes(id) !== true);
    const columns = holding.map((column) => ({ ...column, width: this.#widthOf(column) }));
    // Whoever chose columns gets them, and a scroll bar.
    if (hiddenColumns === undefined) makeRoom(columns, this.#grid.view.clientWidth - edges);
    this.#columnsThere = new Set(columns.map(({ id }) => id));
    const key = JSON.stringify(columns.map(({ id, title, width }) => [id, title, width]));
    if (key === this.#columnsShown) return;
    this.#columnsShown = key;
    this.#grid.columns(columns, sort);
  }

  #widthOf(column: Column): number {
    const { id } = column;
    const chosen = this.#chosen.get(id);
    if (chosen !== undefined) return chosen;
    const known = this.#fitting.get(id);
    // A figure that is wider than all before widens its column.
    if (known !== undefined && known.widest === column.widest) return known.width;
    const { order } = this.#content;
    const width = Math.max(known?.width ?? 0, fitted(column, order, getComputedStyle(this.#grid.view).font));
    if (order.length > 0) this.#fitting.set(id, { width, widest: column.widest });
    return width;
  }

  #columnItems(): MenuItem[] {
    const there = this.#columnsThere;
    const holding = this.#content.columns().filter(({ holds }) => holds);
    // Whoever chooses has what is shown to choose from: what had no room counts as hidden from then on.
    const hidden = holding.map(({ id }) => id).filter((id) => !there.has(id));
    return holding.map(({ id, title }) => ({
      label: title,
      checked: there.has(id),
      choose: () =>
        this.#look({ hiddenColumns: there.has(id) ? [...hidden, id] : hidden.filter((each) => each !== id) }),
    }));
  }

  #resize(column: string, width: number): void {
    this.#chosen.set(column, width);
    this.#columnsShown = '';
    this.#putColumns();
  }

  /** First upwards, then downwards, then as the bank has it. */
  #sortBy(column: string): void {
    const { sort } = this.#looking;
    if (!columnNames.some((name) => name === column)) return;
    const next =
      sort?.column !== column
        ? { column, descending: false }
        : sort.descending
          ? undefined
          : { column, descending: true };
    this.#look({ sort: next });
  }

  #showDetails(row: number): void {
    this.#details.show(row, () => described(this.#content.table.row(row)));
    this.view.classList.add('with-details');
    this.#grid.keepInSight();
  }

  #closeDetails(): void {
    this.#details.close();
    this.view.classList.remove('with-details');
  }

  /** What an export or a copy is about: the selection, or all that is shown. */
  #chosenRows(): Uint32Array<ArrayBuffer> | 'all' {
    const { order, selection } = this.#grid;
    if (selection.count > 0) return selection.of(order);
    return order.length === this.#content.table.count && !this.#isArranged ? 'all' : Uint32Array.from(order);
  }

  #copy(event: ClipboardEvent): void {
    if (!this.#grid.view.contains(document.activeElement)) return;
    const { order, selection, active } = this.#grid;
    const rows = selection.count > 0 ? selection.of(order) : active === undefined ? undefined : Uint32Array.of(active);
    if (!rows) return;
    event.preventDefault();
    this.#send({ type: 'copy', format: 'text', rows });
  }

  #sumUp(): void {
    const { order, selection } = this.#grid;
    this.#totals.view.hidden = !this.#whole && this.#content.table.count === 0;
    const rows = selection.count > 0 ? selection.of(order) : order;
    this.#totals.show({
      totals: this.#content.totals(rows),
      shown: order.length,
      all: this.#content.table.count,
      selected: selection.count > 0 ? rows.length : 0,
    });
  }

  #showEmpty(): void {
    const { table, order, start } = this.#content;
    const said = this.#whole || table.count > 0;
    if (order.length === 0 && !this.#reading && start !== undefined && said) this.#nothing.show(table.count);
    else this.#nothing.hide();
  }
}
