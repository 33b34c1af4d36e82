/** Columns of the page's table: numbers, texts and words in typed arrays that grow as chunks come. */
import type { Codes, Texts, Words } from '../../../messages/transactions.ts';

interface Values<T> {
  readonly length: number;
  readonly BYTES_PER_ELEMENT: number;
  set(part: T, offset: number): void;
}

/** Numbers of one kind. `values` is longer than `count` and is let go when more come: never keep it across an append. */
export class Numbers<T extends Values<T>> {
  readonly #over: (buffer: ArrayBuffer) => T;
  #buffer = new ArrayBuffer(0);
  values: T;
  count = 0;

  /** @param over makes the array over a buffer, e.g. `(buffer) => new Float64Array(buffer)` */
  constructor(over: (buffer: ArrayBuffer) => T) {
    this.#over = over;
    this.values = over(this.#buffer);
  }

  append(part: T): void {
    const needed = this.count + part.length;
    if (needed > this.values.length) this.#resize(Math.max(needed, Math.ceil(this.values.length * 1.25)));
    this.values.set(part, this.count);
    this.count = needed;
  }

  /** Lets go of the room kept for more. */
  trim(): void {
    if (this.values.length > this.count) this.#resize(this.count);
  }

  get bytes(): number {
    return this.#buffer.byteLength;
  }

  #resize(length: number): void {
    this.#buffer = this.#buffer.transfer(length * this.values.BYTES_PER_ELEMENT);
    this.values = this.#over(this.#buffer);
  }
}

export const uint8 = (): Numbers<Uint8Array> => new Numbers((buffer) => new Uint8Array(buffer));
export const uint32 = (): Numbers<Uint32Array> => new Numbers((buffer) => new Uint32Array(buffer));
export const float64 = (): Numbers<Float64Array> => new Numbers((buffer) => new Float64Array(buffer));
export const int64 = (): Numbers<BigInt64Array> => new Numbers((buffer) => new BigInt64Array(buffer));

/** A byte order mark is a character of the text like any other. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Texts end to end in UTF-8. */
export class TextColumn {
  readonly #bytes = uint8();
  readonly #ends = uint32();

  append({ bytes, ends }: Texts): void {
    const base = this.#bytes.count;
    this.#bytes.append(bytes);
    this.#ends.append(base === 0 ? ends : ends.map((end) => base + end));
  }

  get count(): number {
    return this.#ends.count;
  }

  /** All texts' bytes; valid up to the last end, until the next append. */
  get bytes(): Uint8Array {
    return this.#bytes.values;
  }

  /** Where each text ends, until the next append. */
  get ends(): Uint32Array {
    return this.#ends.values;
  }

  start(place: number): number {
    return place === 0 ? 0 : (this.#ends.values[place - 1] ?? 0);
  }

  end(place: number): number {
    return this.#ends.values[place] ?? 0;
  }

  text(place: number): string {
    const [start, end] = [this.start(place), this.end(place)];
    return start === end ? '' : decoder.decode(this.#bytes.values.subarray(start, end));
  }

  trim(): void {
    this.#bytes.trim();
    this.#ends.trim();
  }

  get size(): number {
    return this.#bytes.bytes + this.#ends.bytes;
  }
}

/** Small numbers, in as few bytes as the largest so far takes. `values` as in {@link Numbers}. */
export class CodeColumn {
  values: Codes = new Uint8Array();
  count = 0;

  append(codes: Codes): void {
    const needed = this.count + codes.length;
    const width = Math.max(codes.BYTES_PER_ELEMENT, this.values.BYTES_PER_ELEMENT);
    if (needed > this.values.length || width > this.values.BYTES_PER_ELEMENT) {
      this.#resize(width, Math.max(needed, Math.ceil(this.count * 1.25)));
    }
    this.values.set(codes, this.count);
    this.count = needed;
  }

  trim(): void {
    if (this.values.length > this.count) this.#resize(this.values.BYTES_PER_ELEMENT, this.count);
  }

  get bytes(): number {
    return this.values.byteLength;
  }

  #resize(width: number, length: number): void {
    const larger =
      width === 1 ? new Uint8Array(length) : width === 2 ? new Uint16Array(length) : new Uint32Array(length);
    larger.set(this.values.subarray(0, this.count));
    this.values = larger;
  }
}

/** Words that repeat: each once, and its number for each row; 0 is no word. */
export class WordColumn {
  readonly words = new TextColumn();
  readonly codes = new CodeColumn();

  constructor() {
    this.words.append({ bytes: new Uint8Array(), ends: new Uint32Array(1) });
  }

  append({ added, codes }: Words): void {
    if (added.ends.length > 0) this.words.append(added);
    this.codes.append(codes);
  }

  code(row: number): number {
    return this.codes.values[row] ?? 0;
  }

  word(code: number): string {
    return this.words.text(code);
  }

  text(row: number): string {
    return this.words.text(this.code(row));
  }

  trim(): void {
    this.words.trim();
    this.codes.trim();
  }

  get size(): number {
    return this.words.size + this.codes.bytes;
  }
}
