/** Text laid out for an editor: facts under each other, and a table whose columns stand in line. */

export interface Column {
  head: string;
  right?: boolean;
}

/** How many cells of an editor's line a text takes: wide characters two, marks none. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += /\p{M}|\p{Cf}/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Rows under their heads, two blanks between columns. Rows can be added while they are shown. */
export class Table {
  readonly #columns: readonly Column[];
  readonly #rows: string[][] = [];
  readonly #widths: number[];
  readonly #used: boolean[];

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.#widths = columns.map(({ head }) => widthOf(head));
    this.#used = columns.map(() => false);
  }

  add(row: readonly string[]): void {
    const cells = this.#columns.map((_, index) => row[index] ?? '');
    this.#rows.push(cells);
    for (const [index, cell] of cells.entries()) {
      if (cell === '') continue;
      this.#used[index] = true;
      this.#widths[index] = Math.max(this.#widths[index] ?? 0, widthOf(cell));
    }
  }

  get length(): number {
    return this.#rows.length;
  }

  /** The lines, each ending with a line break; a column that nothing stands in is left out. */
  text(): string {
    const shown = this.#columns.map((_, index) => index).filter((index) => this.#used[index]);
    const line = (cells: readonly string[]): string =>
      shown
        .map((index) => padded(cells[index] ?? '', this.#widths[index] ?? 0, this.#columns[index]?.right))
        .join('  ')
        .trimEnd();
    const heads = line(this.#columns.map(({ head }) => head));
    const rule = line(this.#widths.map((width) => '─'.repeat(width)));
    return [heads, rule, ...this.#rows.map(line), ''].join('\n');
  }
}

function padded(cell: string, width: number, right = false): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return right ? blanks + cell : cell + blanks;
}

/** Names and values, the names in one column; a list's further values stand below its first. */
export function facts(
  pairs: readonly (readonly [name: string, value: string | readonly string[] | undefined])[],
): string {
  const known = pairs.flatMap(([name, value]) => {
    const values = (typeof value === 'string' ? [value] : (value ?? [])).filter((each) => each !== '');
    return values.map((each, index) => [index === 0 ? name : '', each] as const);
  });
  const width = Math.max(0, ...known.map(([name]) => widthOf(name)));
  return known.map(([name, value]) => `${padded(name, width)}  ${value}\n`).join('');
}
