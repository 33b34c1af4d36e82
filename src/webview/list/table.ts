/** The rows of a list as they came, and which of them are shown in which order. No element is made here. */
import type { ListPageCell, ListPageColumn, ListPageRow, LookingAtList } from '../../messages/list.ts';
import type { Mark } from '../../messages/reading.ts';
import { readUnits } from '../grid/money.ts';

/** How cells are written in the reader's language. */
export interface CellWords {
  locale: string;
  /** A bank's text on one line. */
  line(text: string): string;
  day(time: number): string;
  moment(time: number): string;
  figure(units: bigint, currency: string): string;
  money(units: bigint, currency: string): string;
}

export class ListTable {
  readonly columns: readonly ListPageColumn[];
  readonly #marksKnown: readonly Mark[];
  #rows: ListPageRow[] = [];
  /** What a search looks into, made when somebody searches. */
  #searched: string[] = [];
  readonly #filled = new Set<number>();
  /** By column, the currencies of its amounts. */
  readonly #currencies = new Map<number, Set<string>>();
  #marked = false;
  readonly #words: CellWords;
  readonly #collator: Intl.Collator;

  constructor(words: CellWords, columns: readonly ListPageColumn[] = [], marks: readonly Mark[] = []) {
    this.#words = words;
    // Figures of a text count as numbers: `Order 9` before `Order 10`.
    this.#collator = new Intl.Collator(words.locale, { numeric: true });
    this.columns = columns;
    this.#marksKnown = marks;
  }

  get count(): number {
    return this.#rows.length;
  }

  /** Whether something is odd about some row. */
  get marked(): boolean {
    return this.#marked;
  }

  /** @returns false for rows that do not follow those that are here */
  append(first: number, rows: readonly ListPageRow[], remarked: readonly { row: number; marks: number }[]): boolean {
    if (first !== this.#rows.length) return false;
    for (const row of rows) {
      this.#rows.push(row);
      this.#marked ||= row.marks !== 0;
      for (const [place, cell] of row.cells.entries()) this.#see(place, cell);
    }
    for (const { row, marks } of remarked) {
      const found = this.#rows[row];
      if (found) found.marks = marks;
    }
    return true;
  }

  #see(place: number, cell: ListPageCell): void {
    if (textOf(cell) === '') return;
    this.#filled.add(place);
    if (typeof cell === 'string' || !('currency' in cell)) return;
    const known = this.#currencies.get(place) ?? new Set();
    this.#currencies.set(place, known.add(cell.currency));
  }

  /** Whether a column has something in some row. */
  holds(place: number): boolean {
    return this.#filled.has(place);
  }

  /** The currency of every amount of a column, where it is one. */
  onlyCurrency(place: number): string | undefined {
    const [first, ...others] = this.#currencies.get(place) ?? [];
    return others.length === 0 ? first || undefined : undefined;
  }

  cell(row: number, place: number): ListPageCell {
    return this.#rows[row]?.cells[place] ?? '';
  }

  marks(row: number): Mark[] {
    const marks = this.#rows[row]?.marks ?? 0;
    return this.#marksKnown.filter((_, bit) => marks & (1 << bit));
  }

  /** A cell as the grid has it, or the details, where an amount always has its currency. */
  text(row: number, place: number, whole = false): string {
    const cell = this.cell(row, place);
    const { line, day, moment, figure, money } = this.#words;
    if (typeof cell === 'string') return whole ? cell : line(cell);
    if ('currency' in cell) {
      const units = cell.digits === undefined ? undefined : readUnits(cell.digits);
      if (units === undefined) return line(`${cell.text} ${cell.currency}`.trim());
      const bare = !whole && this.onlyCurrency(place) !== undefined;
      return bare ? figure(units, cell.currency) : money(units, cell.currency);
    }
    if (cell.at === undefined) return line(cell.text);
    return whole ? moment(cell.at) : day(cell.at);
  }

  /** What a row is called: who or what it is, failing that its id; empty where it has neither. */
  title(row: number): string {
    return textOf(this.cell(row, 0)) || textOf(this.cell(row, this.columns.length - 1));
  }

  /** Numbers of the rows that pass the search, in order; as the bank listed them without a sort. */
  order({ sort, search = '' }: Pick<LookingAtList, 'sort' | 'search'>): Uint32Array<ArrayBuffer> {
    const words = folded(search).split(/\s+/).filter(Boolean);
    const all = Array.from({ length: this.count }, (_, row) => row);
    const found = words.length === 0 ? all : all.filter((row) => words.every((word) => this.#text(row).includes(word)));
    const place = this.columns.findIndex(({ id }) => id === sort?.column);
    if (sort && place >= 0) this.#sort(found, place, sort.descending);
    return Uint32Array.from(found);
  }

  #sort(rows: number[], place: number, descending: boolean): void {
    const keys = rows.map((row) => [row, keyOf(this.cell(row, place))] as const);
    const turned = descending ? -1 : 1;
    keys.sort(([a, one], [b, other]) => {
      // What holds nothing stands last, whichever way it is sorted.
      if (one === undefined || other === undefined)
        return Number(one === undefined) - Number(other === undefined) || a - b;
      return turned * this.#compared(one, other) || a - b;
    });
    for (const [at, [row]] of keys.entries()) rows[at] = row;
  }

  #compared(one: Key, other: Key): number {
    if (typeof one === 'string' && typeof other === 'string') return this.#collator.compare(one, other);
    return one < other ? -1 : one > other ? 1 : 0;
  }

  /** All that stands in a row, as it is shown and as the bank wrote it, in small letters. */
  #text(row: number): string {
    const known = this.#searched[row];
    if (known !== undefined) return known;
    const parts = this.columns.flatMap((_, place) => [textOf(this.cell(row, place)), this.text(row, place, true)]);
    const made = folded([...parts, ...this.marks(row).map(({ label }) => label)].join('\n'));
    this.#searched[row] = made;
    return made;
  }
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

const textOf = (cell: ListPageCell): string => (typeof cell === 'string' ? cell : cell.text);

type Key = string | number | bigint;

/** Undefined for a cell that holds nothing, or nothing that could be read. */
function keyOf(cell: ListPageCell): Key | undefined {
  if (typeof cell === 'string') return cell || undefined;
  if (!('currency' in cell)) return cell.at;
  return cell.digits === undefined ? undefined : readUnits(cell.digits);
}
