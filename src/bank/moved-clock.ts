/**
 * Business time moved: ahead, never back, and by how much is kept in the store, so that it stays so over a restart. Back would be a time in
 * which what was purged never was, and what was done since is done in the future.
 */
import { z } from 'zod';
import type { BusinessClock, Clock } from './clock.ts';
import { type Documents, type Store, undatedKinds } from './store/store.ts';

const kept = z.object({ ahead: z.number().int().min(0) });

/** Milliseconds by which business time of a store is ahead. */
export async function keptAhead(store: Documents): Promise<number> {
  const found = await store.get('Setting', 'clock');
  return found === undefined ? 0 : kept.parse(found).ahead;
}

/** What was asked for cannot be; nothing was changed. */
export class ClockRefused extends Error {
  override readonly name = 'ClockRefused';
  readonly code: 'clock_goes_back' | 'clock_out_of_range';
  constructor(code: ClockRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** The bank's data know no day after that (options.ts). */
const end = Date.UTC(2100, 0, 1);

export interface MovableClock {
  now(): { business: number; protocol: number };
  /** @throws ClockRefused */
  advance(milliseconds: number): Promise<void>;
  /** @param time Milliseconds since the epoch. @throws ClockRefused */
  set(time: number): Promise<void>;
  /**
   * Business time is real time again, for which whatever it dated has to go: consents, grants, codes, tokens, pages and logins.
   * @param forget Whether it may go; otherwise this is refused while there is any.
   * @returns How many of each kind went. @throws ClockRefused
   */
  reset(forget: boolean): Promise<ReadonlyMap<string, number>>;
}

/**
 * Moves the clock of a running bank, in units of work, so that two who move it at once move it twice.
 *
 * @param setBack What else has to go where time goes back: told the time that it is then, within the unit of work
 */
export function movableClock(
  store: Store,
  clocks: { business: BusinessClock; protocol: Clock },
  setBack: (now: number) => Promise<void>,
): MovableClock {
  const { business, protocol } = clocks;

  /** How often memory was moved: what a unit of work moved, it alone takes back. */
  let moves = 0;

  /** Memory goes with the store. */
  async function move(aheadOf: (before: number) => number, unit?: () => Promise<void>): Promise<void> {
    let undo = (): void => undefined;
    await store
      .unit(async () => {
        const before = await keptAhead(store);
        const ahead = Math.round(aheadOf(before));
        await unit?.();
        if (protocol.now() + ahead >= end)
          throw new ClockRefused('clock_out_of_range', 'The bank’s calendar ends with 2099: choose an earlier time.');
        if (ahead !== before) await store.put('Setting', 'clock', { ahead });
        moves += 1;
        const own = moves;
        undo = () => {
          if (moves === own) business.ahead = before;
        };
        // Before the next unit, which may be one of what is due. Now only the commit can fail.
        business.ahead = ahead;
      })
      .catch((error: unknown) => {
        undo();
        throw error;
      });
  }

  return {
    now: () => {
      // Looked at once: at two looks a millisecond may lie between them.
      const now = protocol.now();
      return { business: now + business.ahead, protocol: now };
    },
    advance: (milliseconds) => move((before) => before + milliseconds),
    set: (time) =>
      move((before) => {
        const ahead = time - protocol.now();
        if (ahead >= before) return ahead;
        const now = new Date(protocol.now() + before).toISOString().replace(/\.\d+Z$/, 'Z');
        throw new ClockRefused('clock_goes_back', `The bank’s time is ${now} already and does not go back.`);
      }),
    async reset(forget) {
      let gone: ReadonlyMap<string, number> = new Map();
      await move(
        () => 0,
        async () => {
          if ((await keptAhead(store)) === 0) return;
          gone = await store.clear(undatedKinds);
          if (gone.size === 0 || forget) return setBack(protocol.now());
          const what = 'The bank has consents, tokens or logins';
          throw new ClockRefused(
            'clock_goes_back',
            `${what}, which real time might put into the future: all of them have to be deleted first.`,
          );
        },
      );
      return gone;
    },
  };
}
