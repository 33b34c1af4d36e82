/** Documents that were read already, kept for as long as the file does not change. */
import type { DatabaseSync } from 'node:sqlite';
import type { DocumentStatements, Stored } from './documents.ts';

const limit = 2_000;

export interface KeptDocuments extends DocumentStatements {
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
  const kept = new Map<string, Stored[]>();
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
  const read = (key: string, now: number, ask: () => Stored[]): Stored[] => {
    forgetWhatIsOld();
    const known = kept.get(key);
    if (known?.every(({ expiresAt }) => expiresAt > now)) return known;
    const found = ask();
    for (const { document } of found) freeze(document);
    if (kept.size >= limit) forget();
    kept.set(key, found);
    return found;
  };

  return {
    ...statements,
    forget,
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
