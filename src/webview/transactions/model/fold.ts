/** Texts as they are compared: without case and without marks on letters, in UTF-8. */
import type { TextColumn } from './columns.ts';

/** `Café` → `cafe`; Greek final sigma and the like stay what they are. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

/** A byte of ASCII in lower case; all others as they are. */
export const lowerCase = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

const encoder = new TextEncoder();

/**
 * A column's texts beyond ASCII, folded. Plain ones are folded a byte at a time where they stand; only the others, few in most ledgers,
 * are kept a second time.
 */
export class FoldedTexts {
  readonly #column: TextColumn;
  /** By text: where its folded form is, or nothing. */
  readonly #wide = new Map<number, number>();
  /** The folded forms of `rows`, end to end. */
  bytes: Uint8Array = new Uint8Array();
  rows: number[] = [];
  ends: number[] = [];
  #looked = 0;

  constructor(column: TextColumn) {
    this.#column = column;
  }

  /** Takes in the texts that came since the last time. */
  update(): void {
    const column = this.#column;
    const { count, bytes } = column;
    let used = this.ends.at(-1) ?? 0;
    for (let place = this.#looked; place < count; place += 1) {
      const end = column.end(place);
      let at = column.start(place);
      while (at < end && (bytes[at] ?? 0) < 128) at += 1;
      if (at === end) continue;
      const folded = encoder.encode(fold(column.text(place)));
      if (used + folded.length > this.bytes.length) {
        const larger = new Uint8Array(Math.ceil((used + folded.length) * 1.5));
        larger.set(this.bytes);
        this.bytes = larger;
      }
      this.bytes.set(folded, used);
      used += folded.length;
      this.#wide.set(place, this.rows.length);
      this.rows.push(place);
      this.ends.push(used);
    }
    this.#looked = count;
  }

  /** Where a text's bytes are; they still want {@link lowerCase}. */
  at(place: number): { bytes: Uint8Array; start: number; end: number } {
    const wide = this.#wide.get(place);
    if (wide === undefined) {
      return { bytes: this.#column.bytes, start: this.#column.start(place), end: this.#column.end(place) };
    }
    return { bytes: this.bytes, start: wide === 0 ? 0 : (this.ends[wide - 1] ?? 0), end: this.ends[wide] ?? 0 };
  }
}
