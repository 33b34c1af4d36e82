/** Texts as they are compared: without case and without marks on letters, in UTF-8. */
import type { TextColumn } from './columns.ts';

/** `Café` → `cafe`, `ﬁne` → `fine`. */
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

/** Folded texts of those beyond ASCII, end to end, with the place of each in its column; the arrays are longer than `count`. */
interface WideTexts {
  bytes: Uint8Array;
  ends: Uint32Array;
  places: Uint32Array;
  count: number;
}

/**
 * A column's texts folded. Plain ones are folded a byte at a time where they stand ({@link lowerCase}); only the others, few in most
 * ledgers, are kept a second time.
 */
export class FoldedTexts {
  readonly #column: TextColumn;
  readonly wide: WideTexts = { bytes: new Uint8Array(), ends: new Uint32Array(), places: new Uint32Array(), count: 0 };
  #looked = 0;

  constructor(column: TextColumn) {
    this.#column = column;
  }

  /** Takes in the texts that came since the last time. */
  update(): void {
    const column = this.#column;
    const { count, bytes } = column;
    for (let place = this.#looked; place < count; place += 1) {
      const end = column.end(place);
      let at = column.start(place);
      while (at < end && (bytes[at] ?? 0) < 128) at += 1;
      if (at < end) this.#keep(place, encoder.encode(fold(column.text(place))));
    }
    this.#looked = count;
  }

  /** A way to each text's folded bytes, until the next update. */
  access(): TextAccess {
    return new TextAccess(this.#column, this.wide);
  }

  #keep(place: number, folded: Uint8Array): void {
    const { wide } = this;
    const used = wide.ends[wide.count - 1] ?? 0;
    if (used + folded.length > wide.bytes.length) {
      const larger = new Uint8Array(Math.ceil((used + folded.length) * 1.25));
      larger.set(wide.bytes.subarray(0, used));
      wide.bytes = larger;
    }
    if (wide.count === wide.ends.length) {
      wide.ends = longer(wide.ends);
      wide.places = longer(wide.places);
    }
    wide.bytes.set(folded, used);
    wide.ends[wide.count] = used + folded.length;
    wide.places[wide.count] = place;
    wide.count += 1;
  }
}

function longer(numbers: Uint32Array): Uint32Array {
  const larger = new Uint32Array(Math.ceil(numbers.length * 1.25) + 64);
  larger.set(numbers);
  return larger;
}

/** Where each text's bytes are: between `start` and `end` in `bytesOf`; they still want {@link lowerCase}. */
export class TextAccess {
  readonly count: number;
  readonly #column: TextColumn;
  readonly #wide: WideTexts;
  /** By text: one more than its place among the wide ones; 0 for a plain one. None where all are plain. */
  readonly #places: Uint32Array | undefined;

  constructor(column: TextColumn, wide: WideTexts) {
    this.count = column.count;
    this.#column = column;
    this.#wide = wide;
    if (wide.count === 0) return;
    this.#places = new Uint32Array(column.count);
    for (let place = 0; place < wide.count; place += 1) this.#places[wide.places[place] ?? 0] = place + 1;
  }

  bytesOf(text: number): Uint8Array {
    return this.#places?.[text] ? this.#wide.bytes : this.#column.bytes;
  }

  start(text: number): number {
    const place = this.#places?.[text] ?? 0;
    if (place === 0) return this.#column.start(text);
    return place === 1 ? 0 : (this.#wide.ends[place - 2] ?? 0);
  }

  end(text: number): number {
    const place = this.#places?.[text] ?? 0;
    return place === 0 ? this.#column.end(text) : (this.#wide.ends[place - 1] ?? 0);
  }
}
