/** What clients are told of how often they ask (Read/Write profile 4.0.1, rate limits): counted, and nobody refused for it. */
import type { Clock } from '../clock.ts';

/** Seconds of a window, and calls in it that the bank says it bears. */
const window = 60;
const quota = 6_000;

/** Clients of which a count is kept. */
const maxClients = 10_000;

export class CallCount {
  readonly #clock: Clock;
  readonly #counts = new Map<string, { begun: number; calls: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a call, and says in headers what is left until when. */
  counted(clientId: string): { 'RateLimit-Policy': string; RateLimit: string } {
    const now = this.#clock.now();
    let count = this.#counts.get(clientId);
    if (count === undefined || now < count.begun || now >= count.begun + window * 1_000) {
      if (this.#counts.size >= maxClients) this.#counts.clear();
      count = { begun: now, calls: 0 };
      this.#counts.set(clientId, count);
    }
    count.calls += 1;
    const left = Math.max(0, quota - count.calls);
    const seconds = Math.ceil((count.begun + window * 1_000 - now) / 1_000);
    return { 'RateLimit-Policy': `"default";q=${quota};w=${window}`, RateLimit: `"default";r=${left};t=${seconds}` };
  }
}
