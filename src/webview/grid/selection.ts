/** Which rows are selected: one bit of attention a row, so that a million can be. */

export class Selection {
  #chosen = new Uint8Array(0);
  #count = 0;
  /** The position in the view from which Shift reaches. */
  #anchor = 0;

  get count(): number {
    return this.#count;
  }

  has(row: number): boolean {
    return this.#chosen[row] === 1;
  }

  /** @returns whether anything was selected */
  clear(): boolean {
    const had = this.#count > 0;
    if (had) this.#chosen.fill(0);
    this.#count = 0;
    return had;
  }

  /** This row and no other. */
  only(row: number, position: number): void {
    this.clear();
    this.#put(row, true);
    this.#anchor = position;
  }

  toggle(row: number, position: number): void {
    this.#put(row, !this.has(row));
    this.#anchor = position;
  }

  /** Where a reach by Shift begins, when nothing is selected yet. */
  anchorAt(position: number): void {
    if (this.#count === 0) this.#anchor = position;
  }

  /** All rows from the anchor to this position, and no others. */
  reach(order: Uint32Array, position: number): void {
    this.clear();
    const [from, to] = position < this.#anchor ? [position, this.#anchor] : [this.#anchor, position];
    for (let at = from; at <= to; at += 1) this.#putAt(order, at);
  }

  all(order: Uint32Array): void {
    this.clear();
    for (let at = 0; at < order.length; at += 1) this.#putAt(order, at);
  }

  /** The selected rows that the view has, in its order. */
  of(order: Uint32Array): Uint32Array<ArrayBuffer> {
    if (this.#count === 0) return new Uint32Array(0);
    return order.filter((row) => this.#chosen[row] === 1);
  }

  /** Lets go of rows that the view does not have any more. */
  keepOnly(order: Uint32Array): void {
    if (this.#count === 0) return;
    const kept = this.of(order);
    this.clear();
    for (const row of kept) this.#put(row, true);
  }

  #putAt(order: Uint32Array, position: number): void {
    const row = order[position];
    if (row !== undefined) this.#put(row, true);
  }

  #put(row: number, chosen: boolean): void {
    if (this.has(row) === chosen) return;
    if (row >= this.#chosen.length) {
      const larger = new Uint8Array(Math.max(1024, row + 1, this.#chosen.length * 2));
      larger.set(this.#chosen);
      this.#chosen = larger;
    }
    this.#chosen[row] = chosen ? 1 : 0;
    this.#count += chosen ? 1 : -1;
  }
}
