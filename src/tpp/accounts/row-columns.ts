/** Transactions column by column in typed arrays, as they cross to a page: made once, sent whole, and kept nowhere here. */

/** Texts end to end in UTF-8; text `i` ends before `ends[i]`. */
export interface PackedTexts {
  bytes: Uint8Array<ArrayBuffer>;
  ends: Uint32Array<ArrayBuffer>;
}

export type PackedCodes = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** Words that repeat: those that came for the first time, behind all earlier ones, and a word's number for each row. 0 is no word. */
export interface PackedWords {
  added: PackedTexts;
  codes: PackedCodes;
}

type WordColumn =
  | 'currency'
  | 'balanceType'
  | 'statusWord'
  | 'code'
  | 'proprietaryCode'
  | 'merchant'
  | 'merchantCategory'
  | 'counterparty';
type TextColumn = 'description' | 'reference' | 'id';

export interface RowColumns extends Record<WordColumn, PackedWords>, Record<TextColumn, PackedTexts> {
  /** The number of the first of these rows. */
  first: number;
  count: number;
  account: PackedCodes;
  /** As `wallTime` has it; NaN where there is none. */
  booked: Float64Array<ArrayBuffer>;
  value: Float64Array<ArrayBuffer>;
  /** Hundred-thousandths; negative is money out. */
  amount: BigInt64Array<ArrayBuffer>;
  balance: BigInt64Array<ArrayBuffer>;
  status: Uint8Array<ArrayBuffer>;
  flags: Uint8Array<ArrayBuffer>;
  marks: Uint32Array<ArrayBuffer>;
  /** Earlier rows whose marks are now these. */
  remarked: { rows: Uint32Array<ArrayBuffer>; marks: Uint32Array<ArrayBuffer> };
}

/** Packs texts one after the other. */
export class TextPacker {
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(4096);
  #used = 0;
  #ends: number[] = [];

  add(text: string): void {
    // UTF-8 takes three bytes at most for each of a text's units.
    const room = this.#used + text.length * 3;
    if (room > this.#bytes.length) {
      const larger = new Uint8Array(room * 2);
      larger.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = larger;
    }
    if (text !== '') this.#used += this.#encoder.encodeInto(text, this.#bytes.subarray(this.#used)).written;
    this.#ends.push(this.#used);
  }

  /** What was added since the last time, in buffers of its own. */
  take(): PackedTexts {
    const taken = { bytes: this.#bytes.slice(0, this.#used), ends: Uint32Array.from(this.#ends) };
    this.#used = 0;
    this.#ends = [];
    return taken;
  }
}

/** Numbers words as they come. */
export class WordPacker {
  readonly #numbers = new Map<string, number>([['', 0]]);
  readonly #added = new TextPacker();
  #codes: number[] = [];

  add(word: string): void {
    let number = this.#numbers.get(word);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(word, number);
      this.#added.add(word);
    }
    this.#codes.push(number);
  }

  take(): PackedWords {
    const taken = { added: this.#added.take(), codes: packCodes(this.#codes) };
    this.#codes = [];
    return taken;
  }
}

/** Numbers in as few bytes as the largest takes. */
export function packCodes(codes: readonly number[]): PackedCodes {
  let largest = 0;
  for (const code of codes) if (code > largest) largest = code;
  if (largest < 0x100) return Uint8Array.from(codes);
  return largest < 0x1_0000 ? Uint16Array.from(codes) : Uint32Array.from(codes);
}
