/** Documents that were read already, kept for as long as the file does not change. */
import type { DatabaseSync } from 'node:sqlite';
import type { DocumentStatements, Stored } from './documents.ts';

const limit = 2_000;

export interface KeptDocuments extends DocumentStatements {
  /** Something else that was read from the file, by a key of its own. */
  keep<T>(key: string, ask: () => T): T;
  /** To be called when this process committed: what was kept may be old now. */
  forget(): void;
}

/**
 * The same reads without asking and parsing again what stands unchanged, as it does between two requests of a client that reads pages.
 * Whether another process committed SQLite tells by `data_version`, which is asked once in each turn of the event loop: the reads of
 * one request follow each other within a turn. What is given out is frozen, as the next reader gets the same.
 *
 * @param db A connection that only reads
 */
export function keepDocuments(db: DatabaseSync, statements: DocumentStatements): KeptDocuments {
  const version = db.prepare('PRAGMA data_version');
  const kept = new Map<string, unknown>();
  let keptVersion: unknown;
  let asked = false;

  const forget = (): void => kept.clear();
  const forgetWhatIsOld = (): void => {
    if (asked) return;
    asked = true;
    setImmediate(() => {
      asked = false;
    });
    const current = version.get()?.data_version;
    if (current !== keptVersion) forget();
    keptVersion = current;
  };
  /** What is kept under a key is always of one sort. */
  const known = <T>(key: string): T | undefined => {
    forgetWhatIsOld();
    return kept.get(key) as T | undefined;
  };
  const found = <T>(key: string, it: T): T => {
    if (kept.size >= limit) forget();
    kept.set(key, it);
    return it;
  };
  const read = (key: string, now: number, ask: () => Stored[]): Stored[] => {
    const before = known<Stored[]>(key);
    if (before?.every(({ expiresAt }) => expiresAt > now)) return before;
    const asked = ask();
    for (const { document } of asked) freeze(document);
    return found(key, asked);
  };

  return {
    ...statements,
    forget,
    keep: (key, ask) => (known<{ it: ReturnType<typeof ask> }>(key) ?? found(key, { it: ask() })).it,
    get: (kind, id, now) =>
      read(`${kind}\n${id}`, now, () => {
        const found = statements.get(kind, id, now);
        return found === undefined ? [] : [found];
      })[0],
    find: (kind, index, value, now) =>
      read(`${kind}\n${index}\n${value}`, now, () => statements.find(kind, index, value, now)),
  };
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) freeze(member);
}
