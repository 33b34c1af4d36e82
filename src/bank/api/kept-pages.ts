/** Keeps the bytes of pages that were asked for, the latest used ones, within a bound of entries and of bytes. */

export class KeptPages {
  readonly #pages = new Map<string, Buffer>();
  readonly #maxPages: number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxPages = 4_096, maxBytes = 16 * 1_024 * 1_024) {
    this.#maxPages = maxPages;
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Buffer | undefined {
    const page = this.#pages.get(key);
    if (page === undefined) return undefined;
    // A map remembers the order of insertion: the latest used goes to its end.
    this.#pages.delete(key);
    this.#pages.set(key, page);
    return page;
  }

  set(key: string, page: Buffer): void {
    if (page.byteLength > this.#maxBytes) return;
    this.#bytes += page.byteLength - (this.#pages.get(key)?.byteLength ?? 0);
    this.#pages.delete(key);
    this.#pages.set(key, page);
    for (const [oldest, { byteLength }] of this.#pages) {
      if (this.#pages.size <= this.#maxPages && this.#bytes <= this.#maxBytes) return;
      this.#pages.delete(oldest);
      this.#bytes -= byteLength;
    }
  }
}
