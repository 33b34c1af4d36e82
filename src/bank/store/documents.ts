/** JSON documents over one SQLite connection: the statements, prepared once, and what they mean. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type PutOptions, protocolKinds } from './store.ts';

/** A document and when it ends, milliseconds since the epoch. */
export interface Stored {
  document: unknown;
  expiresAt: number;
}

/** As {@link import('./store.ts').Documents}, at once instead of promised, and told the time. */
export interface DocumentStatements {
  get(kind: string, id: string, now: number): Stored | undefined;
  find(kind: string, index: string, value: string, now: number): Stored[];
  list(kind: string, now: number): unknown[];
  put(kind: string, id: string, document: unknown, options: PutOptions): void;
  insert(kind: string, id: string, document: unknown, options: PutOptions, now: number): boolean;
  delete(kind: string, id: string): void;
  deleteBy(kind: string, index: string, value: string): void;
  clear(kept: readonly string[], now: number): ReadonlyMap<string, number>;
  /** Removes what has ended, by the clock that its kind lives by. */
  purge(now: { business: number; protocol: number }): void;
}

const documentRow = z.object({ json: z.string(), expires_at: z.number().nullable() });
const countRow = z.object({ kind: z.string(), count: z.number() });
const keyRow = z.object({ key: z.number() });
const live = '(expires_at IS NULL OR expires_at > ?)';

/** Prepares the statements on a connection; those that write fail when run on a read-only one. */
export function documentStatements(db: DatabaseSync): DocumentStatements {
  const get = db.prepare(`SELECT json, expires_at FROM documents WHERE kind = ? AND id = ? AND ${live}`);
  const find = db.prepare(
    `SELECT json, expires_at FROM document_index JOIN documents USING (key)
     WHERE document_index.kind = ? AND name = ? AND value = ? AND ${live} ORDER BY key`,
  );
  const list = db.prepare(`SELECT json, expires_at FROM documents WHERE kind = ? AND ${live} ORDER BY key`);
  const put = db.prepare(
    `INSERT INTO documents (kind, id, json, expires_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json, expires_at = excluded.expires_at RETURNING key`,
  );
  const insert = db.prepare(
    `INSERT INTO documents (kind, id, json, expires_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json, expires_at = excluded.expires_at
     WHERE documents.expires_at <= ? RETURNING key`,
  );
  const remove = db.prepare('DELETE FROM documents WHERE kind = ? AND id = ?');
  const removeBy = db.prepare(
    'DELETE FROM documents WHERE key IN (SELECT key FROM document_index WHERE kind = ? AND name = ? AND value = ?)',
  );
  const byProtocol = protocolKinds.map((kind) => `'${kind}'`).join();
  const purges = {
    business: db.prepare(`DELETE FROM documents WHERE expires_at <= ? AND kind NOT IN (${byProtocol})`),
    protocol: db.prepare(`DELETE FROM documents WHERE expires_at <= ? AND kind IN (${byProtocol})`),
  };
  const unname = db.prepare('DELETE FROM document_index WHERE key = ?');
  const name = db.prepare('INSERT INTO document_index (kind, name, value, key) VALUES (?, ?, ?, ?)');

  const stored = (row: unknown): Stored => {
    const { json, expires_at } = documentRow.parse(row);
    return { document: JSON.parse(json), expiresAt: expires_at ?? Number.POSITIVE_INFINITY };
  };
  const indexed = (kind: string, row: unknown, options: PutOptions): void => {
    const { key } = keyRow.parse(row);
    unname.run(key);
    for (const [index, value] of Object.entries(options.index ?? {})) name.run(kind, index, value, key);
  };
  return {
    get: (kind, id, now) => {
      const row = get.get(kind, id, now);
      return row === undefined ? undefined : stored(row);
    },
    find: (kind, index, value, now) => find.all(kind, index, value, now).map(stored),
    list: (kind, now) => list.all(kind, now).map((row) => stored(row).document),
    put: (kind, id, document, options) =>
      indexed(kind, put.get(kind, id, JSON.stringify(document), options.expiresAt ?? null), options),
    insert: (kind, id, document, options, now) => {
      const row = insert.get(kind, id, JSON.stringify(document), options.expiresAt ?? null, now);
      if (row === undefined) return false;
      indexed(kind, row, options);
      return true;
    },
    delete: (kind, id) => void remove.run(kind, id),
    deleteBy: (kind, index, value) => void removeBy.run(kind, index, value),
    clear: (kept, now) => {
      const other = `kind NOT IN (${kept.map(() => '?').join()})`;
      const count = db.prepare(
        `SELECT kind, count(*) AS count FROM documents WHERE ${other} AND ${live} GROUP BY kind`,
      );
      const counted = count.all(...kept, now).map((row) => countRow.parse(row));
      db.prepare(`DELETE FROM documents WHERE ${other}`).run(...kept);
      return new Map(counted.map(({ kind, count: many }) => [kind, many]));
    },
    purge: ({ business, protocol }) => {
      purges.business.run(business);
      purges.protocol.run(protocol);
    },
  };
}
