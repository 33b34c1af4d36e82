/** Does what business time has come to: nothing is answered by a bank that is behind its own time. */
import type { Clock } from './clock.ts';
import type { Due, Store } from './store/store.ts';

/** Does one thing that is due, in the unit of work that takes it out of the index. What comes again puts itself back. */
export type Work = (due: Due) => Promise<void>;

/** So many things are done in one unit of work, between which others have their turn. */
const inOneUnit = 30;

/** Requests and signals are heard between two units, which follow each other at once otherwise. */
const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * @param works Who does what is due, by its kind
 * @returns Does all that is due by now, in the order of time; several who ask at once wait for the same
 */
export function dueWork(deps: {
  store: Store;
  clock: Clock;
  works: Readonly<Record<string, Work>>;
}): () => Promise<void> {
  const { store, clock, works } = deps;
  let running: Promise<void> | undefined;

  const first = async (): Promise<Due | undefined> => {
    const due = await store.firstDue();
    return due !== undefined && due.at <= clock.now() ? due : undefined;
  };

  /** @returns Whether there is more. */
  const some = (): Promise<boolean> =>
    store.unit(async () => {
      for (let done = 0; done < inOneUnit; done += 1) {
        const due = await first();
        if (due === undefined) return false;
        await store.setDue(due.kind, due.id, undefined);
        const work = Object.hasOwn(works, due.kind) ? works[due.kind] : undefined;
        if (work === undefined) throw new Error(`Nobody does what is due of kind ${due.kind}`);
        await work(due);
      }
      return true;
    });

  const all = async (): Promise<void> => {
    while (await some()) await othersTurn();
  };

  return async () => {
    if (running !== undefined) return running;
    if ((await first()) === undefined) return;
    running ??= all().finally(() => {
      running = undefined;
    });
    return running;
  };
}
