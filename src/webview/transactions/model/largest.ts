/** The row with the largest figure, above or below nothing: its text is the widest where all have as many decimals. */
export class Largest {
  row = 0;
  #above = 0n;
  #below = 0n;

  see(figures: BigInt64Array, row: number): void {
    const figure = figures[row] ?? 0n;
    if (figure <= this.#above && figure >= this.#below) return;
    this.row = row;
    this.#above = figure < 0n ? -figure : figure;
    this.#below = -this.#above;
  }
}
