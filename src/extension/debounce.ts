/** Work that is put off until nobody asked for it again for a while, with a wait of its own for each key. */
export class Debounce {
  readonly #delay: number;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** @param delay milliseconds */
  constructor(delay: number) {
    this.#delay = delay;
  }

  /** Does it after the delay, unless it is asked for under this key again by then: then that counts. */
  run(work: () => void, key = ''): void {
    this.cancel(key);
    const begin = (): void => {
      this.#timers.delete(key);
      work();
    };
    this.#timers.set(key, setTimeout(begin, this.#delay));
  }

  cancel(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  dispose(): void {
    for (const key of [...this.#timers.keys()]) this.cancel(key);
  }
}
