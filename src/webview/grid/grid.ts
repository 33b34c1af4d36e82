/** A grid of a million rows after ARIA's pattern: only those on the screen are elements, and one cell at a time takes the focus. */
import { element } from '../kit/element.ts';
import type { Column, ColumnSort } from './column.ts';
import { Heads } from './heads.ts';
import { move } from './keys.ts';
import { Rows, type ShownRow } from './rows.ts';
import { isStranded, placeOf, placesOf, type Scale, shiftAt } from './scale.ts';
import { Scrolling } from './scrolling.ts';
import { Selection } from './selection.ts';

const rowHeight = 28;
const headHeight = 32;
/** Rows that are kept above and below those on the screen. */
const overscan = 6;
/** Where the active row is put while it is off the screen, so that the focus stays in it. */
const away = -1000;

export interface GridEvents {
  onSort(column: string): void;
  /** Enter or a double click on a row. */
  onOpen(row: number): void;
  /** The active row changed: the one that a key or click went to. */
  onActive(row: number): void;
  onSelect(): void;
  onWidth(column: string, width: number): void;
  /** Escape with nothing selected. */
  onLeave(): void;
}

export class Grid {
  readonly view: HTMLElement;
  readonly selection = new Selection();
  readonly #events: GridEvents;
  readonly #heads: Heads;
  readonly #rows: Rows;
  readonly #scrolling: Scrolling;
  #columns: readonly Column[] = [];
  #order: Uint32Array = new Uint32Array(0);
  #shift = 0;
  /** Place of the bar when it was last looked at. */
  #place = 0;
  /** The focused cell; position -1 is the row of headings. */
  #active = { position: 0, index: 0 };
  #painting = false;
  /** The uppermost place when the rows were painted last, and how many were seen. */
  #painted = { first: -1, visible: 0 };

  constructor(label: string, events: GridEvents) {
    this.#events = events;
    this.#heads = new Heads(events);
    const body = element('div', { class: 'body', attributes: { role: 'rowgroup' } });
    this.#rows = new Rows(body);
    this.view = element(
      'div',
      {
        class: 'grid',
        attributes: { role: 'grid', 'aria-label': label, 'aria-multiselectable': 'true' },
        on: {
          keydown: (event) => this.#key(event),
          click: (event) => this.#click(event),
          dblclick: (event) => this.#open(event),
          focusin: (event) => this.#focused(event),
        },
      },
      element('div', { class: 'heads', attributes: { role: 'rowgroup' } }, this.#heads.row),
      body,
    );
    this.#scrolling = new Scrolling(this.view, () => this.#look());
    new ResizeObserver(() => this.#look()).observe(this.view);
  }

  /** To be called once the view is in the document. */
  mount(): void {
    this.#paint();
  }

  /** What columns there are; widths are a matter of the style sheet's `--columns`. */
  columns(columns: readonly Column[], sort: ColumnSort | undefined): void {
    const focused = this.#hasFocus();
    this.#columns = columns;
    this.#active.index = Math.max(0, Math.min(this.#active.index, columns.length - 1));
    this.view.setAttribute('aria-colcount', String(columns.length));
    this.#heads.show(columns, sort);
    this.#rows.columns(columns);
    this.widths();
    this.#paint();
    if (focused) this.#focus();
  }

  /** Takes the columns' widths as they are now. */
  widths(): void {
    const tracks = this.#columns.map(({ width, grows }) => (grows ? `minmax(${width}px, 1fr)` : `${width}px`));
    this.view.style.setProperty('--columns', tracks.join(' '));
    this.view.style.setProperty('--least', `${this.#columns.reduce((sum, { width }) => sum + width, 0)}px`);
  }

  sorted(sort: ColumnSort | undefined): void {
    this.#heads.mark(sort);
  }

  /** The rows of the view in their order. */
  get order(): Uint32Array {
    return this.#order;
  }

  /**
   * Shows these rows.
   * @param keep `place` where rows came behind those that are there; `row` after a sort or filter, when the active row may be elsewhere
   */
  show(order: Uint32Array, keep: 'place' | 'row'): void {
    const row = this.#order[this.#active.position];
    const grown = order.length - this.#order.length;
    this.#order = order;
    this.view.setAttribute('aria-rowcount', String(order.length + 1));
    if (keep === 'row') {
      this.selection.keepOnly(order);
      const found = row === undefined ? -1 : order.indexOf(row);
      if (this.#active.position >= 0) this.#active.position = Math.max(0, found);
      this.#rows.forget();
    }
    this.#rows.body.style.height = `${placesOf(this.#scale) * rowHeight}px`;
    if (keep === 'row') this.#reveal(this.#active.position);
    else if (this.#shift !== 0 && grown > 0) this.#anchor(this.top);
    this.#paint();
  }

  /** The uppermost row that is seen, as a position in the view. */
  get top(): number {
    return Math.floor(this.view.scrollTop / rowHeight) + this.#shift;
  }

  /** The row that has the focus, or had it last. */
  get active(): number | undefined {
    return this.#order[this.#active.position];
  }

  focus(): void {
    this.#focus();
  }

  /** Keeps the active row in sight, where the grid became lower. */
  keepInSight(): void {
    this.goTo(this.#active.position);
  }

  /** Goes to a row by its position in the view. */
  goTo(position: number): void {
    this.#active.position = Math.max(-1, Math.min(position, this.#order.length - 1));
    this.#reveal(this.#active.position);
    this.#paint();
  }

  get #scale(): Scale {
    return { rows: this.#order.length, visible: Math.max(1, Math.floor(this.#height() / rowHeight)) };
  }

  #height(): number {
    return this.view.clientHeight - headHeight;
  }

  /** The wheel keeps the shift, a jump of the bar sets it, rest puts the bar where it belongs. */
  #look(): void {
    const scale = this.#scale;
    const place = Math.floor(this.view.scrollTop / rowHeight);
    // Moved by less than a row: what is painted is what is seen.
    if (this.#scrolling.isMoving && place === this.#painted.first && scale.visible === this.#painted.visible) return;
    if (placesOf(scale) < scale.rows) {
      const jumped = Math.abs(place - this.#place) > scale.visible * 3;
      const { scrollTop, clientHeight, scrollHeight } = this.view;
      const isAtEnd = scrollTop + clientHeight >= scrollHeight - 1;
      if (jumped) this.#shift = shiftAt(scale, isAtEnd ? placesOf(scale) : place);
      else if (isStranded(scale, place, this.#shift) || !this.#scrolling.isMoving) this.#anchor(place + this.#shift);
      this.#place = Math.floor(this.view.scrollTop / rowHeight);
    } else this.#shift = 0;
    this.#paint();
  }

  /** Puts the bar where it belongs for the uppermost row, which stays where it is on the screen. */
  #anchor(top: number): void {
    const within = this.view.scrollTop % rowHeight;
    const scale = this.#scale;
    const place = Math.min(placeOf(scale, top), placesOf(scale) - 1);
    this.#shift = top - place;
    this.#place = place;
    const wanted = place * rowHeight + within;
    if (Math.abs(this.view.scrollTop - wanted) >= rowHeight) this.view.scrollTop = wanted;
  }

  #paint(): void {
    if (this.#painting) return;
    this.#painting = true;
    const { position: active } = this.#active;
    const wanted = new Map<number, ShownRow>();
    const want = (position: number, top: number): void => {
      const row = this.#order[position];
      if (row === undefined) return;
      const selected = this.selection.has(row);
      wanted.set(position, { position, row, top, selected, active: position === active });
    };
    want(active, away);
    const scale = this.#scale;
    const { visible } = scale;
    const first = Math.floor(this.view.scrollTop / rowHeight);
    const last = Math.min(placesOf(scale) - 1, first + visible + overscan);
    for (let place = Math.max(0, first - overscan); place <= last; place += 1)
      want(place + this.#shift, place * rowHeight);
    this.#painted = { first, visible };
    this.#rows.show([...wanted.values()]);
    this.#rove();
    this.#painting = false;
  }

  #roved: HTMLElement | undefined;

  /** One cell of the grid is reached by Tab. */
  #rove(): void {
    const cell = this.#activeCell();
    if (cell === this.#roved) return;
    if (this.#roved) this.#roved.tabIndex = -1;
    if (cell) cell.tabIndex = 0;
    const had = this.#roved !== undefined && this.#roved === document.activeElement;
    this.#roved = cell;
    if (had) cell?.focus({ preventScroll: true });
  }

  #activeCell(): HTMLElement | undefined {
    const { position, index } = this.#active;
    const found = position < 0 ? this.#heads.cell(index) : this.#rows.cell(position, index);
    return found ?? this.#heads.cell(index);
  }

  #hasFocus(): boolean {
    return this.view.contains(document.activeElement);
  }

  #focus(): void {
    this.#rove();
    this.#activeCell()?.focus({ preventScroll: true });
  }

  /** Scrolls just as far as needed to see a row. */
  #reveal(position: number): void {
    if (position < 0 || this.#order.length === 0) return;
    const scale = this.#scale;
    const height = this.#height();
    const top = (position - this.#shift) * rowHeight;
    const scrollTop = this.view.scrollTop;
    if (top >= scrollTop && top + rowHeight <= scrollTop + height) return;
    // In rows and pixels from the first row of all: what the upper edge then cuts.
    const edge = Math.max(0, top < scrollTop ? position * rowHeight : (position + 1) * rowHeight - height);
    const upper = Math.floor(edge / rowHeight);
    const place = Math.min(placeOf(scale, upper), placesOf(scale) - 1);
    this.#shift = upper - place;
    this.#place = place;
    this.view.scrollTop = place * rowHeight + (edge % rowHeight);
  }

  /** Brings the active column into sight. */
  #sideways(): void {
    this.#heads.cell(this.#active.index)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #select(change: () => void): void {
    change();
    this.#paint();
    this.#events.onSelect();
  }

  #key(event: KeyboardEvent): void {
    const { position, index } = this.#active;
    if (position < 0 && this.#heads.key(event, index)) {
      event.preventDefault();
      return;
    }
    const row = this.#order[position];
    const control = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && row !== undefined) this.#events.onOpen(row);
    else if (event.key === ' ' && row !== undefined) this.#select(() => this.selection.toggle(row, position));
    else if (control && event.key.toLowerCase() === 'a') this.#select(() => this.selection.all(this.#order));
    else if (event.key === 'Escape') {
      if (this.selection.count === 0) this.#events.onLeave();
      else this.#select(() => this.selection.clear());
    } else {
      const { visible } = this.#scale;
      const to = move(event, this.#active, { rows: this.#order.length, columns: this.#columns.length, page: visible });
      if (!to) return;
      this.#go(to, event.shiftKey);
    }
    event.preventDefault();
  }

  #go(to: { position: number; index: number }, reach: boolean): void {
    const from = this.#active.position;
    this.#active = to;
    if (reach && to.position >= 0 && to.position !== from) {
      this.selection.anchorAt(Math.max(0, from));
      this.selection.reach(this.#order, to.position);
      this.#events.onSelect();
    }
    this.#reveal(to.position);
    this.#sideways();
    this.#paint();
    this.#focus();
    const row = this.#order[to.position];
    if (row !== undefined && to.position !== from) this.#events.onActive(row);
  }

  #click(event: MouseEvent): void {
    const found = this.#cellOf(event.target);
    const row = found && this.#order[found.position];
    if (!found || row === undefined) return;
    this.#active = found;
    const { position } = found;
    this.#select(() => {
      if (event.shiftKey) this.selection.reach(this.#order, position);
      else if (event.ctrlKey || event.metaKey) this.selection.toggle(row, position);
      else this.selection.only(row, position);
    });
    this.#focus();
    this.#events.onActive(row);
  }

  #open(event: MouseEvent): void {
    const found = this.#cellOf(event.target);
    const row = found && this.#order[found.position];
    if (row !== undefined) this.#events.onOpen(row);
  }

  /** A cell that the focus came to by other ways than ours, a screen reader's for one. */
  #focused({ target }: FocusEvent): void {
    const cell = this.#cellOf(target) ?? this.#headOf(target);
    if (!cell || (cell.position === this.#active.position && cell.index === this.#active.index)) return;
    this.#active = cell;
    this.#paint();
  }

  #cellOf(target: EventTarget | null): { position: number; index: number } | undefined {
    const cell = target instanceof Element ? target.closest('[role=gridcell]') : undefined;
    const position = cell ? this.#rows.positionOf(cell) : undefined;
    return position === undefined ? undefined : { position, index: Number(cell?.getAttribute('aria-colindex')) - 1 };
  }

  #headOf(target: EventTarget | null): { position: number; index: number } | undefined {
    const head = target instanceof Element ? target.closest('[role=columnheader]') : undefined;
    return head ? { position: -1, index: Number(head.getAttribute('aria-colindex')) - 1 } : undefined;
  }
}
