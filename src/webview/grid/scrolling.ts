/** Whether an element is being scrolled, and when to look at it anew: at each move, and when it came to rest. */

/** Milliseconds without a move after which it rests. */
const rest = 150;

export class Scrolling {
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(view: EventTarget, look: () => void) {
    const moved = (): void => {
      clearTimeout(this.#resting);
      this.#resting = setTimeout(() => {
        this.#resting = undefined;
        look();
      }, rest);
      look();
    };
    view.addEventListener('scroll', moved, { passive: true });
  }

  get isMoving(): boolean {
    return this.#resting !== undefined;
  }
}
