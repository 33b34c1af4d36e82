/** What the extension and the page of a list say to each other: any resource of account information, a row for each of the bank's objects. */
import * as z from 'zod/mini';
import { account, cancelled, done, failed, mark, notice, waiting } from './reading.ts';

const count = z.int().check(z.nonnegative());

/** What identifies the data, to read it again after a reload; none of it is data. */
const source = z.object({
  folder: z.string(),
  bank: z.string(),
  consent: z.string(),
  /** `standing-orders`. */
  resource: z.string(),
  /** An AccountId; absent for all that the customer shared. */
  account: z.optional(z.string()),
});

/** What was looked at; it is all that the page keeps over a reload. */
export const lookingAtList = z.object({
  source: z.optional(source),
  sort: z.optional(z.object({ column: z.string(), descending: z.boolean() })),
  search: z.optional(z.string()),
  hiddenColumns: z.optional(z.array(z.string())),
});

const column = z.object({ id: z.string(), head: z.string(), kind: z.enum(['text', 'time', 'amount']) });

const cell = z.union([
  z.string(),
  /** Without a sign; `digits` absent where the bank's text is no amount. */
  z.strictObject({ text: z.string(), currency: z.string(), digits: z.optional(z.string()) }),
  /** Milliseconds of the date and time as the bank wrote it, its zone put aside; absent where it could not be read. */
  z.strictObject({ text: z.string(), at: z.optional(z.number()) }),
]);

/** A cell for each of the start's columns; bit `i` of `marks` is the start's `marks[i]`. */
const row = z.object({ cells: z.array(cell), marks: count });

/** Days like 2026-01-31 on which something falls, and by what they are counted. */
const note = z.object({ label: z.string(), days: z.array(z.iso.date()), explanation: z.string() });

/** From the extension. */
export const toListPage = z.discriminatedUnion('type', [
  z.object({
    /** A reading begins: what the page showed before is let go. */
    type: z.literal('start'),
    source,
    /** `Standing orders`. */
    title: z.string(),
    account: z.optional(account),
    columns: z.array(column),
    marks: z.array(mark),
    /** Each row has a file of its own: a statement's. */
    hasFiles: z.boolean(),
  }),
  z.object({
    type: z.literal('rows'),
    /** The number of the first of these rows. */
    first: count,
    rows: z.array(row),
    /** Rows sent earlier whose id came again, with what is odd about them now. */
    remarked: z.array(z.object({ row: count, marks: count })),
  }),
  z.object({
    type: z.literal('progress'),
    pages: count,
    of: z.optional(count),
    rows: count,
    waiting: z.optional(z.string()),
  }),
  done,
  failed,
  cancelled,
  waiting,
  notice,
  /** What there is to say of a row beyond its columns, and the bank's own object as indented JSON. */
  z.object({
    type: z.literal('details'),
    row: count,
    notes: z.array(note),
    json: z.string(),
  }),
]);

const rows = z.union([z.literal('all'), z.array(count)]);

/** From the page. */
export const fromListPage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), looking: z.optional(lookingAtList) }),
  z.object({ type: z.literal('cancel') }),
  z.object({ type: z.literal('details'), row: count }),
  z.object({ type: z.literal('openRaw'), row: count }),
  /** The file that belongs to a row. */
  z.object({ type: z.literal('file'), row: count }),
  z.object({ type: z.literal('export'), format: z.enum(['csv', 'json']), rows }),
  z.object({ type: z.literal('copy'), format: z.enum(['text', 'json']), rows }),
  z.object({ type: z.literal('refetch') }),
  /** The button that `failed` named. */
  z.object({ type: z.literal('cure') }),
]);

export type ToListPage = z.infer<typeof toListPage>;
export type FromListPage = z.infer<typeof fromListPage>;
export type ListPageColumn = z.infer<typeof column>;
export type ListPageRow = z.infer<typeof row>;
export type ListPageCell = z.infer<typeof cell>;
export type LookingAtList = z.infer<typeof lookingAtList>;

/** What was looked at, as the editor kept it for a panel; nothing where that is of another shape. */
export function readLookingAtList(state: unknown): LookingAtList {
  return lookingAtList.safeParse(state).data ?? {};
}
