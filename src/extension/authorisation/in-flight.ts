/** The authorisations that wait in this window, each for the answer with its own state. */

export interface Waiting {
  /** The whole redirect, once somebody brings it. */
  answer: Promise<string>;
  cancel(): void;
}

export interface WaitOptions {
  /** Whose authorisation it is: a second one for the same takes the first one's place. */
  consent: string;
  /** Milliseconds. */
  timeout: number;
  signal: AbortSignal;
  /** What the waiting ends with when no answer comes. */
  failure(code: 'timed_out' | 'cancelled'): Error;
}

interface Waiter {
  consent: string;
  settle(redirect: string): void;
  cancel(): void;
}

export class InFlight {
  readonly #waiters = new Map<string, Waiter>();

  /** How many wait. */
  get size(): number {
    return this.#waiters.size;
  }

  has(state: string | undefined): boolean {
    return state !== undefined && this.#waiters.has(state);
  }

  /** Waits for the answer with this state; whatever ends the waiting leaves nothing behind. */
  wait(state: string, { consent, timeout, signal, failure }: WaitOptions): Waiting {
    for (const other of this.#waiters.values()) if (other.consent === consent) other.cancel();
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const cancel = (): void => reject(failure('cancelled'));
    const timer = setTimeout(() => reject(failure('timed_out')), timeout);
    signal.addEventListener('abort', cancel, { once: true });
    const waiter: Waiter = { consent, settle: resolve, cancel };
    this.#waiters.set(state, waiter);
    const answer = promise.finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      if (this.#waiters.get(state) === waiter) this.#waiters.delete(state);
    });
    // Who waits may not be listening yet when a time-out or cancellation comes; awaiting still gives it.
    answer.catch(() => undefined);
    if (signal.aborted) cancel();
    return { answer, cancel };
  }

  /** Hands a redirect to the one who waits for this state; false when nobody does. */
  deliver(state: string | undefined, redirect: string): boolean {
    const waiter = state === undefined ? undefined : this.#waiters.get(state);
    waiter?.settle(redirect);
    return waiter !== undefined;
  }
}
