/** A secret storage that works on when the machine's fails: what it could not take is held in memory until the window closes. */

/** As much of VS Code's SecretStorage as is used. */
export interface Storage {
  keys(): PromiseLike<string[]>;
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** A storage that never fails. */
export interface TolerantStorage extends Storage {
  /** Removes without a word, whatever the storage says to it, and gives what it was. */
  take(key: string): PromiseLike<string | undefined>;
  /** Whether it failed when it was asked for this last: that nothing came says nothing then. */
  failed(key: string): boolean;
}

/**
 * Told of a storage that failed; it is not waited for. What a failed `write` is answered with says whether the secret may stay in memory; it
 * is there until the answer, since the work that it belongs to goes on.
 */
export type Tell = (action: 'read' | 'write' | 'delete', key: string, cause: unknown) => PromiseLike<boolean>;

/**
 * Never fails. What was stored while the storage failed comes back from memory, as long as the user wants that, before what an earlier
 * window may have stored.
 */
export function tolerantStorage(storage: Storage, tell: Tell): TolerantStorage {
  const held = new Map<string, string>();
  const unread = new Set<string>();
  /** Of two who take at once one has it. */
  const takes = new Map<string, Promise<unknown>>();

  async function takeNow(key: string): Promise<string | undefined> {
    const before = held.get(key);
    held.delete(key);
    try {
      const stored = await storage.get(key);
      if (stored !== undefined) await storage.delete(key);
      return before ?? stored;
    } catch {
      return before;
    }
  }

  return {
    async get(key) {
      const value = held.get(key);
      if (value !== undefined) return value;
      try {
        const stored = await storage.get(key);
        unread.delete(key);
        return stored;
      } catch (cause) {
        unread.add(key);
        tell('read', key, cause);
        return undefined;
      }
    },
    failed: (key) => unread.has(key) && !held.has(key),
    async store(key, value) {
      try {
        await storage.store(key, value);
        held.delete(key);
      } catch (cause) {
        held.set(key, value);
        tell('write', key, cause).then((keep) => {
          if (!keep && held.get(key) === value) held.delete(key);
        });
      }
    },
    async delete(key) {
      held.delete(key);
      try {
        await storage.delete(key);
      } catch (cause) {
        tell('delete', key, cause);
      }
    },
    take(key) {
      const taken = (takes.get(key) ?? Promise.resolve()).then(() => takeNow(key));
      // What was taken is not kept with the turn.
      takes.set(
        key,
        taken.then(() => {}),
      );
      return taken;
    },
    async keys() {
      try {
        return [...new Set([...held.keys(), ...(await storage.keys())])];
      } catch (cause) {
        tell('read', '', cause);
        return [...held.keys()];
      }
    },
  };
}
