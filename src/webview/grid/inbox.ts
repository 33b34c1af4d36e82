/** Messages in their order, a few at a time: the page is drawn and answers keys while a million rows come in. */

/** Milliseconds of work before the browser has its turn. */
const stretch = 8;

export class Inbox<Message> {
  readonly #take: (message: Message) => void;
  #waiting: Message[] = [];
  #scheduled = false;

  /** @param take what is done with each message */
  constructor(take: (message: Message) => void) {
    this.#take = take;
  }

  /** The first one is taken at once, and those that come right behind it when the browser has drawn what it changed. */
  add(message: Message): void {
    if (this.#scheduled) {
      this.#waiting.push(message);
      return;
    }
    this.#take(message);
    this.#schedule();
  }

  #schedule(): void {
    this.#scheduled = true;
    // A page that is hidden draws nothing, and has its messages all the same.
    if (document.hidden) setTimeout(() => this.#drain());
    else requestAnimationFrame(() => setTimeout(() => this.#drain()));
  }

  #drain(): void {
    this.#scheduled = false;
    const begun = performance.now();
    let taken = 0;
    for (const message of this.#waiting) {
      if (taken > 0 && performance.now() - begun > stretch) break;
      this.#take(message);
      taken += 1;
    }
    this.#waiting = this.#waiting.slice(taken);
    if (this.#waiting.length > 0) this.#schedule();
  }
}
