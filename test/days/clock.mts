/** A command whose clock shows another day: by Debian's faketime where it can be had, else by a clock handed in to each Node. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requirePackages } from '../bank/support/packages.ts';
import type { Cell } from './cells.mts';

/** The environment in which a command begins at a cell's moment and in its zone. */
export type ClockOf = (cell: Cell) => Record<string, string>;

const libraries = '/usr/lib';

/** The library that shows a process, and all that it starts, another time; it stands under the machine's triplet. */
function library(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  return readdirSync(libraries)
    .map((triplet) => join(libraries, triplet, 'faketime', 'libfaketime.so.1'))
    .find((path) => existsSync(path));
}

/**
 * Makes sure of a clock that can be moved, and says which it is.
 *
 * The library is loaded without its command `faketime`: that one shares a semaphore among all it starts, and the tests kill
 * processes at any moment. A clock handed in moves what JavaScript sees; certificates are then judged by the system's time.
 *
 * @param handedIn Whether to do without faketime where it is to be had, too
 */
export async function movableClock(handedIn = false): Promise<{ clockOf: ClockOf; kind: string }> {
  const isThere = async () => library() !== undefined;
  if (!handedIn) await requirePackages(['faketime'], 'faketime', isThere).catch(() => {});
  const preloaded = handedIn ? undefined : library();
  const ahead = (cell: Cell) => cell.begins - Date.now();
  if (preloaded !== undefined) {
    return {
      kind: 'faketime',
      clockOf: (cell) => ({
        TZ: cell.zone,
        LD_PRELOAD: preloaded,
        // Ahead by so many seconds, so that the tests' own processes agree on the time whenever they begin.
        FAKETIME: `+${Math.round(ahead(cell) / 1000)}s`,
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      }),
    };
  }
  const shim = pathToFileURL(join(import.meta.dirname, 'handed-in-clock.mjs')).href;
  return {
    kind: 'a clock handed in to each Node',
    clockOf: (cell) => ({
      TZ: cell.zone,
      OBW_CLOCK_AHEAD: String(ahead(cell)),
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import ${shim}`.trim(),
    }),
  };
}
