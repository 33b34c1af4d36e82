/** The page put together: head, news, toolbar, grid, details, count; what a person does here changes {@link LookingAtList}. */
import type { FromListPage, LookingAtList, ToListPage } from '../../messages/list.ts';
import type { Column } from '../grid/column.ts';
import { Details } from '../grid/details.ts';
import { fitted } from '../grid/fit.ts';
import { Grid } from '../grid/grid.ts';
import { News } from '../grid/news.ts';
import { makeRoom } from '../grid/room.ts';
import { dates, days, figureText, line, moneyText } from '../grid/words.ts';
import { button } from '../kit/controls.ts';
import { element } from '../kit/element.ts';
import type { MenuItem } from '../kit/menu.ts';
import { locale, t } from '../kit/words.ts';
import { type ListColumn, listColumnsOf } from './columns.ts';
import { ListHead } from './head.ts';
import { countWords, listNews } from './news-words.ts';
import { NothingListed } from './nothing.ts';
import { type CellWords, ListTable } from './table.ts';
import { ListToolbar } from './toolbar.ts';

/** Pixels beside the columns: the grid's edges and its scroll bar. */
const edges = 32;

const cellWords: CellWords = { ...dates, locale, line, figure: figureText, money: moneyText };

type Start = Extract<ToListPage, { type: 'start' }>;

export class ListPage {
  readonly view: HTMLElement;
  readonly #send: (message: FromListPage) => void;
  readonly #remember: (looking: LookingAtList) => void;
  readonly #head = new ListHead();
  readonly #news: News;
  readonly #toolbar: ListToolbar;
  readonly #grid: Grid;
  readonly #details: Details;
  readonly #nothing = new NothingListed(() => this.#look({ search: undefined }));
  readonly #count = element('div', { class: 'count', attributes: { role: 'status' } });
  /** Widths that somebody chose. */
  readonly #chosen = new Map<string, number>();
  #columnsThere: ReadonlySet<string> = new Set();
  #columnsShown = '';
  #start: Start | undefined;
  #table = new ListTable(cellWords);
  #looking: LookingAtList;
  #drawing = false;
  #reading = false;
  /** Whether everything was read: what was not asked is not empty. */
  #whole = false;

  constructor(
    looking: LookingAtList,
    send: (message: FromListPage) => void,
    remember: (looking: LookingAtList) => void,
  ) {
    this.#looking = looking;
    this.#send = send;
    this.#remember = remember;
    this.#news = new News(listNews, {
      onCancel: () => send({ type: 'cancel' }),
      onRetry: () => send({ type: 'refetch' }),
      onCure: () => send({ type: 'cure' }),
    });
    this.#toolbar = new ListToolbar({
      onSearch: (search) => this.#look({ search: search || undefined }),
      onExport: (format) => send({ type: 'export', format, rows: this.#chosenRows() }),
      onCopy: () => send({ type: 'copy', format: 'text', rows: this.#chosenRows() }),
      onRefresh: () => send({ type: 'refetch' }),
      onDown: () => this.#grid.focus(),
      columns: () => this.#columnItems(),
    });
    this.#grid = new Grid(t('Rows'), {
      onSort: (column) => this.#sortBy(column),
      onOpen: (row) => {
        this.#showDetails(row);
        this.#details.focus();
      },
      onActive: (row) => {
        if (this.#details.open) this.#showDetails(row);
      },
      onSelect: () => this.#tellCount(),
      onWidth: (column, width) => {
        this.#chosen.set(column, width);
        this.#putColumns();
      },
      onLeave: () => this.#closeDetails(),
    });
    this.#details = new Details({
      onClose: () => {
        this.#closeDetails();
        this.#grid.focus();
      },
      onOpenRaw: (row) => send({ type: 'openRaw', row }),
      onCopy: (row) => send({ type: 'copy', format: 'json', rows: [row] }),
      onRaw: (row) => send({ type: 'details', row }),
    });
    this.view = element(
      'main',
      { class: 'grid-page' },
      this.#head.view,
      this.#news.view,
      this.#toolbar.view,
      element(
        'div',
        { class: 'panes' },
        element('div', { class: 'middle' }, element('div', { class: 'rows' }, this.#grid.view, this.#nothing.view)),
        this.#details.view,
      ),
      this.#count,
    );
    this.#toolbar.show(looking.search ?? '');
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

  take(message: ToListPage): void {
    switch (message.type) {
      case 'start':
        this.#begin(message);
        break;
      case 'rows':
        if (this.#table.append(message.first, message.rows, message.remarked)) this.#showSoon();
        break;
      case 'progress':
        this.#news.progress(message);
        break;
      case 'done':
        this.#news.done(message.notes);
        this.#settle(true);
        break;
      case 'cancelled':
        this.#news.cancelled(this.#table.count, message);
        this.#settle(false);
        break;
      case 'failed':
        this.#news.failed(message, this.#table.count);
        this.#settle(false);
        break;
      case 'waiting':
        this.#news.waiting(message.text);
        break;
      case 'notice':
        this.#news.notice(message.text);
        break;
      case 'details':
        this.#details.raw({
          ...message,
          fields: message.notes.map((note) => [note.label, note.days.map(days.write), note.explanation]),
        });
    }
  }

  #begin(start: Start): void {
    this.#start = start;
    this.#table = new ListTable(cellWords, start.columns, start.marks);
    this.#reading = true;
    this.#whole = false;
    this.#grid.selection.clear();
    this.#closeDetails();
    this.#head.show(start);
    this.#news.reading();
    this.#look({ source: start.source });
  }

  /** Rows of several messages are drawn once. */
  #showSoon(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    setTimeout(() => {
      this.#drawing = false;
      this.#show();
      this.#enter();
    }, 50);
  }

  #settle(whole: boolean): void {
    this.#reading = false;
    this.#whole = whole;
    this.#show();
    this.#enter();
  }

  /** Where nothing of the page has the focus, the rows take it: arrows work at once. */
  #enter(): void {
    if (document.activeElement === document.body && document.hasFocus() && this.#grid.order.length > 0)
      this.#grid.focus();
  }

  /** A change of what is looked at. */
  #look(change: Partial<LookingAtList>): void {
    this.#looking = { ...this.#looking, ...change };
    this.#remember(this.#looking);
    this.#toolbar.show(this.#looking.search ?? '');
    this.#show();
  }

  #show(): void {
    const order = this.#table.order(this.#looking);
    // Widths are measured on the rows that there are.
    this.#grid.show(order, 'row');
    this.#putColumns();
    this.#grid.sorted(this.#looking.sort);
    const { count } = this.#table;
    if (order.length === 0 && !this.#reading && this.#start && (this.#whole || count > 0))
      this.#nothing.show(this.#start.title, count);
    else this.#nothing.hide();
    this.#tellCount();
  }

  /** Gives the grid its columns, where they are others than before: those that hold something and have room. */
  #putColumns(): void {
    const { hiddenColumns, sort } = this.#looking;
    const columns = this.#columns()
      .filter(({ id }) => hiddenColumns?.includes(id) !== true)
      .map((column) => ({ ...column, width: this.#widthOf(column) }));
    // Whoever chose columns gets them, and a scroll bar.
    if (hiddenColumns === undefined) makeRoom(columns, this.#grid.view.clientWidth - edges);
    this.#columnsThere = new Set(columns.map(({ id }) => id));
    const key = JSON.stringify(columns.map(({ id, title, width }) => [id, title, width]));
    if (key === this.#columnsShown) return;
    this.#columnsShown = key;
    this.#grid.columns(columns, sort);
  }

  #columns(): ListColumn[] {
    return listColumnsOf(this.#table, this.#start?.account !== undefined);
  }

  #widthOf(column: Column): number {
    return this.#chosen.get(column.id) ?? fitted(column, this.#grid.order, getComputedStyle(this.#grid.view).font);
  }

  #columnItems(): MenuItem[] {
    const there = this.#columnsThere;
    const holding = this.#columns();
    // Whoever chooses has what is shown to choose from: what had no room counts as hidden from then on.
    const hidden = holding.map(({ id }) => id).filter((id) => !there.has(id));
    return holding.map(({ id, title }) => ({
      label: title,
      checked: there.has(id),
      choose: () =>
        this.#look({ hiddenColumns: there.has(id) ? [...hidden, id] : hidden.filter((each) => each !== id) }),
    }));
  }

  /** First upwards, then downwards, then as the bank has it. */
  #sortBy(column: string): void {
    const { sort } = this.#looking;
    if (!this.#table.columns.some(({ id }) => id === column)) return;
    if (sort?.column !== column) this.#look({ sort: { column, descending: false } });
    else this.#look({ sort: sort.descending ? undefined : { column, descending: true } });
  }

  #showDetails(row: number): void {
    const table = this.#table;
    this.#details.show(row, () => ({
      title: table.title(row) || t('Row {0}', row + 1),
      marks: table.marks(row),
      fields: table.columns.map(({ head }, place) => [head, table.text(row, place, true)]),
      ...(this.#start?.hasFiles && {
        actions: [
          element(
            'div',
            { class: 'actions file' },
            button(t('Save File…'), () => this.#send({ type: 'file', row }), 'primary'),
          ),
        ],
      }),
    }));
    this.view.classList.add('with-details');
    this.#grid.keepInSight();
  }

  #closeDetails(): void {
    this.#details.close();
    this.view.classList.remove('with-details');
  }

  /** What an export or a copy is about: the selection, or all that is shown. */
  #chosenRows(): number[] | 'all' {
    const { order, selection } = this.#grid;
    if (selection.count > 0) return [...selection.of(order)];
    return order.length === this.#table.count && this.#looking.sort === undefined ? 'all' : [...order];
  }

  #copy(event: ClipboardEvent): void {
    if (!this.#grid.view.contains(document.activeElement)) return;
    const { order, selection, active } = this.#grid;
    const rows = selection.count > 0 ? [...selection.of(order)] : active === undefined ? [] : [active];
    if (rows.length === 0) return;
    event.preventDefault();
    this.#send({ type: 'copy', format: 'text', rows });
  }

  #tellCount(): void {
    const { order, selection } = this.#grid;
    this.#count.hidden = !this.#whole && this.#table.count === 0;
    const selected = selection.count > 0 ? selection.of(order).length : 0;
    const text = countWords(order.length, this.#table.count, selected);
    if (this.#count.textContent !== text) this.#count.textContent = text;
  }
}
