/** Which row had a TransactionId first: a hash table of numbers, as a million ids kept as texts would take a hundred megabytes. */

export class IdIndex {
  #rows = new Int32Array(1024).fill(-1);
  #highs = new Uint32Array(1024);
  #lows = new Uint32Array(1024);
  #used = 0;

  /**
   * Notes an id. Two ids are taken for one when 64 bits of their hashes are equal: by chance that happens to one set of a million in forty million.
   * @returns the row that had it first; undefined when this one is
   */
  add(id: string, row: number): number | undefined {
    if (this.#used * 2 > this.#rows.length) this.#grow();
    const [high, low] = hash64(id);
    const place = this.#find(high, low);
    const first = this.#rows[place] ?? -1;
    if (first !== -1) return first;
    this.#put(place, row, high, low);
    return undefined;
  }

  #find(high: number, low: number): number {
    const mask = this.#rows.length - 1;
    let place = low & mask;
    while (this.#rows[place] !== -1 && (this.#highs[place] !== high || this.#lows[place] !== low))
      place = (place + 1) & mask;
    return place;
  }

  #put(place: number, row: number, high: number, low: number): void {
    this.#rows[place] = row;
    this.#highs[place] = high;
    this.#lows[place] = low;
    this.#used += 1;
  }

  #grow(): void {
    const [rows, highs, lows] = [this.#rows, this.#highs, this.#lows];
    const size = rows.length * 2;
    this.#rows = new Int32Array(size).fill(-1);
    this.#highs = new Uint32Array(size);
    this.#lows = new Uint32Array(size);
    this.#used = 0;
    rows.forEach((row, place) => {
      const [high, low] = [highs[place] ?? 0, lows[place] ?? 0];
      if (row !== -1) this.#put(this.#find(high, low), row, high, low);
    });
  }
}

/** 64 bits that tell texts apart, as two numbers; not for secrets. */
export function hash64(text: string): [high: number, low: number] {
  let [high, low] = [0xdead_beef, 0x41c6_ce57];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return [high >>> 0, low >>> 0];
}
