/** The bank's own objects behind rows, kept by row number, packed: a million of them take some tens of megabytes. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { BankObject } from './pages.ts';

/** How many rows are packed together: to read one, these are unpacked. */
const blockLength = 256;

export class RawRows {
  readonly #blocks: Uint8Array[] = [];
  #open: string[] = [];
  #last: { block: number; texts: string[] } | undefined;

  get count(): number {
    return this.#blocks.length * blockLength + this.#open.length;
  }

  /** Bytes kept. */
  get bytes(): number {
    return this.#blocks.reduce((sum, block) => sum + block.byteLength, 0) + this.#open.join('').length * 2;
  }

  add(object: BankObject): void {
    this.#open.push(JSON.stringify(object));
    if (this.#open.length < blockLength) return;
    // JSON text has no line break of its own.
    this.#blocks.push(deflateRawSync(this.#open.join('\n'), { level: 1 }));
    this.#open = [];
  }

  /** The JSON of a row on one line; undefined for a row that is not there. */
  json(row: number): string | undefined {
    const block = Math.floor(row / blockLength);
    if (block === this.#blocks.length) return this.#open[row % blockLength];
    if (this.#last?.block !== block) {
      const packed = this.#blocks[block];
      if (packed === undefined) return undefined;
      this.#last = { block, texts: inflateRawSync(packed).toString().split('\n') };
    }
    return this.#last.texts[row % blockLength];
  }

  /** The object of a row; undefined for a row that is not there. */
  object(row: number): BankObject | undefined {
    const json = this.json(row);
    return json === undefined ? undefined : JSON.parse(json);
  }

  /** The objects of rows, one after the other. */
  *objects(rows: Iterable<number>): Generator<BankObject, void, undefined> {
    for (const row of rows) {
      const object = this.object(row);
      if (object !== undefined) yield object;
    }
  }
}
