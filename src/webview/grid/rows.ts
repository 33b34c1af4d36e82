/** The rows that are on the screen: elements that are used again for whichever rows come into view. */
import { element } from '../kit/element.ts';
import type { Column } from './column.ts';

export interface ShownRow {
  /** Where the row stands in the view. */
  position: number;
  row: number;
  /** Pixels from the top of the body. */
  top: number;
  selected: boolean;
  active: boolean;
}

interface RowElement {
  element: HTMLElement;
  cells: HTMLElement[];
  texts: Text[];
  position: number;
  /** What was painted last. */
  row: number;
}

export class Rows {
  readonly body: HTMLElement;
  #columns: readonly Column[] = [];
  readonly #shown = new Map<number, RowElement>();
  #spare: RowElement[] = [];

  constructor(body: HTMLElement) {
    this.body = body;
  }

  /** Other columns: every row is made anew. */
  columns(columns: readonly Column[]): void {
    this.#columns = columns;
    this.#shown.clear();
    this.#spare = [];
    this.body.replaceChildren();
  }

  /** The data behind the rows is different now: all of them are painted again. */
  forget(): void {
    for (const made of this.#shown.values()) made.row = -1;
  }

  cell(position: number, index: number): HTMLElement | undefined {
    return this.#shown.get(position)?.cells[index];
  }

  /** Which position an element of a row belongs to. */
  positionOf(target: Element): number | undefined {
    const found = target.closest('.row');
    for (const { element: own, position } of this.#shown.values()) if (own === found) return position;
    return undefined;
  }

  show(wanted: readonly ShownRow[]): void {
    const positions = new Set(wanted.map(({ position }) => position));
    for (const [position, made] of this.#shown) {
      if (positions.has(position)) continue;
      this.#shown.delete(position);
      this.#spare.push(made);
    }
    for (const each of wanted) {
      const made = this.#shown.get(each.position) ?? this.#take(each.position);
      this.#paint(made, each);
    }
    for (const { element: unused } of this.#spare) unused.hidden = true;
  }

  #take(position: number): RowElement {
    const made = this.#spare.pop() ?? this.#make();
    made.element.hidden = false;
    made.position = position;
    this.#shown.set(position, made);
    return made;
  }

  #make(): RowElement {
    const texts = this.#columns.map(() => new Text());
    const cells = this.#columns.map((column, index) => {
      const cell = element('div', {
        class: 'cell',
        attributes: { role: 'gridcell', tabindex: -1, 'aria-colindex': index + 1 },
      });
      if (column.figures) cell.classList.add('figures');
      cell.append(texts[index] ?? '');
      return cell;
    });
    const made = element('div', { class: 'row', attributes: { role: 'row' } });
    made.append(...cells);
    this.body.append(made);
    return { element: made, cells, texts, position: -1, row: -1 };
  }

  #paint(made: RowElement, { position, row, top, selected, active }: ShownRow): void {
    const { element: line } = made;
    line.style.transform = `translateY(${top}px)`;
    line.setAttribute('aria-rowindex', String(position + 2));
    line.setAttribute('aria-selected', String(selected));
    line.classList.toggle('active', active);
    line.classList.toggle('odd', position % 2 === 1);
    if (made.row === row) return;
    made.row = row;
    for (const [index, column] of this.#columns.entries()) {
      const [cell, text] = [made.cells[index], made.texts[index]];
      if (!cell || !text) continue;
      text.data = column.text(row);
      cell.className = `cell${column.figures ? ' figures' : ''} ${column.look?.(row) ?? ''}`;
      explain(cell, column.explain?.(row));
    }
  }
}

function explain(cell: HTMLElement, explanation: string | undefined): void {
  if (explanation === undefined) {
    cell.removeAttribute('title');
    cell.removeAttribute('aria-description');
    return;
  }
  cell.title = explanation;
  cell.setAttribute('aria-description', explanation);
}
