/** The grid's row of headings: sorting and widths, by mouse and by keyboard. */
import { element, fill } from '../kit/element.ts';
import { t } from '../kit/words.ts';
import { bounded, type Column, type ColumnSort } from './column.ts';

/** Pixels by which a key changes a width. */
const step = 16;

export interface HeadEvents {
  onSort(column: string): void;
  /** Called while a width changes. */
  onWidth(column: string, width: number): void;
}

export class Heads {
  readonly row = element('div', { class: 'row head', attributes: { role: 'row', 'aria-rowindex': 1 } });
  readonly #events: HeadEvents;
  #cells: HTMLElement[] = [];
  #columns: readonly Column[] = [];

  constructor(events: HeadEvents) {
    this.#events = events;
  }

  cell(index: number): HTMLElement | undefined {
    return this.#cells[index];
  }

  show(columns: readonly Column[], sort: ColumnSort | undefined): void {
    this.#columns = columns;
    this.#cells = columns.map((column, index) => this.#head(column, index));
    fill(this.row, ...this.#cells);
    this.mark(sort);
  }

  /** Shows which column sorts. */
  mark(sort: ColumnSort | undefined): void {
    for (const [index, { id }] of this.#columns.entries()) {
      const direction = sort?.column !== id ? 'none' : sort.descending ? 'descending' : 'ascending';
      this.#cells[index]?.setAttribute('aria-sort', direction);
    }
  }

  /** A key on a heading. @returns whether it was one of ours */
  key(event: KeyboardEvent, index: number): boolean {
    const column = this.#columns[index];
    if (!column) return false;
    if (event.key === 'Enter' || event.key === ' ') this.#events.onSort(column.id);
    else if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      const width = this.#cells[index]?.getBoundingClientRect().width ?? column.width;
      this.#events.onWidth(column.id, bounded(width + (event.key === 'ArrowLeft' ? -step : step)));
    } else return false;
    return true;
  }

  #head({ id, title, figures }: Column, index: number): HTMLElement {
    const handle = element('span', { class: 'handle', attributes: { 'aria-hidden': true } });
    const cell = element(
      'div',
      {
        class: figures ? 'cell figures' : 'cell',
        attributes: {
          role: 'columnheader',
          tabindex: -1,
          'aria-colindex': index + 1,
          'aria-description': t('Enter sorts, Shift+Left and Shift+Right change the width.'),
        },
        on: { click: () => this.#events.onSort(id) },
      },
      element('span', { class: 'label' }, title),
      element('span', { class: 'arrow', attributes: { 'aria-hidden': true } }),
      handle,
    );
    handle.addEventListener('click', (event) => event.stopPropagation());
    handle.addEventListener('pointerdown', (event) => this.#drag(event, id, cell));
    return cell;
  }

  #drag(begun: PointerEvent, id: string, cell: HTMLElement): void {
    const handle = begun.currentTarget;
    if (!(handle instanceof HTMLElement)) return;
    begun.preventDefault();
    handle.setPointerCapture(begun.pointerId);
    const { width } = cell.getBoundingClientRect();
    const move = ({ clientX }: PointerEvent): void => {
      this.#events.onWidth(id, bounded(width + clientX - begun.clientX));
    };
    handle.addEventListener('pointermove', move);
    const end = (): void => handle.removeEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', end, { once: true });
  }
}
