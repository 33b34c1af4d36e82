/** The index of what is due over one SQLite connection. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Due } from './store.ts';

/** As {@link import('./store.ts').DueIndex}, at once instead of promised. */
export interface DueStatements {
  setDue(kind: string, id: string, at: number | undefined): void;
  dueAt(kind: string, id: string): number | undefined;
  firstDue(): Due | undefined;
}

const dueRow = z.object({ kind: z.string(), id: z.string(), at: z.number() }).optional();

/** Prepares the statements on a connection; `setDue` fails when run on a read-only one. */
export function dueStatements(db: DatabaseSync): DueStatements {
  const set = db.prepare(
    'INSERT INTO due (kind, id, at) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET at = excluded.at',
  );
  const remove = db.prepare('DELETE FROM due WHERE kind = ? AND id = ?');
  const one = db.prepare('SELECT kind, id, at FROM due WHERE kind = ? AND id = ?');
  const first = db.prepare('SELECT kind, id, at FROM due ORDER BY at, kind, id LIMIT 1');
  return {
    setDue: (kind, id, at) => void (at === undefined ? remove.run(kind, id) : set.run(kind, id, at)),
    dueAt: (kind, id) => dueRow.parse(one.get(kind, id))?.at,
    firstDue: () => dueRow.parse(first.get()),
  };
}
