/** What was made of a file's text, for as long as the file on the disk is the same one: a look at it costs a hundredth of reading and checking it. */
import { stat } from 'node:fs/promises';

export interface FileMemory<T> {
  /** What `read` makes of the file, once; frozen, since everybody gets the same. Who asks at the same time waits for the same. */
  get(file: string, read: () => Promise<T>): Promise<T>;
}

/** Every process that works in a folder replaces its files, so that another content is another file to the disk. */
export function fileMemory<T>(): FileMemory<T> {
  const known = new Map<string, { stamp: string; made: Promise<T> }>();
  return {
    async get(file, read) {
      // Before it is read: what is replaced in between is read again.
      const stamp = await stampOf(file);
      const before = known.get(file);
      if (before?.stamp === stamp) return before.made;
      const made = read().then(deeplyFrozen);
      known.set(file, { stamp, made });
      made.catch(() => {
        if (known.get(file)?.made === made) known.delete(file);
      });
      return made;
    },
  };
}

async function stampOf(file: string): Promise<string> {
  const stats = await stat(file, { bigint: true }).catch(() => undefined);
  return stats === undefined ? '' : `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
}

function deeplyFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) deeplyFrozen(member);
  return value;
}
