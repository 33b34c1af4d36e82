/**
 * What the extension and the transactions page say to each other.
 *
 * Messages pass through JSON, so no bigint stands alone in one (it would throw) and no NaN (it would be null). Typed arrays are carried
 * beside it as they are, each with its whole buffer: give none that is a part of a larger one, and no `Buffer`.
 */
import * as z from 'zod/mini';
import { account, cancelled, done, failed, mark, notice, waiting } from './reading.ts';

/** One is a hundred-thousandth of the currency's unit: an amount of the standard has at most 13 digits and 5 decimals, and fits 64 bits. */
export const unitsPerOne = 100_000n;

/** What a status means, whatever word of version 3.1 or 4.0 the bank has for it; a row's `status` is a place in this list. */
export const statuses = ['unsaid', 'booked', 'pending', 'future', 'information', 'rejected', 'unknown'] as const;
export type Status = (typeof statuses)[number];

/** Bits of a row's `flags`. A row with neither `credit` nor `debit` went nobody knows which way: it is in no sum. */
export const rowFlags = {
  /** `amount` was read; its sign is ours, by the indicator. */
  amount: 1,
  credit: 2,
  debit: 4,
  mutable: 8,
  /** The bank gave a balance after this row, in the row's currency, and `balance` was read from it. */
  balance: 16,
  /** That balance is a booked one. */
  bookedBalance: 32,
  /** An earlier fetch had it, and the bank has it no more: it is in no sum. */
  gone: 64,
} as const;

/** What became of a row since an earlier fetch; a row's `state` in a comparison is a place in this list. */
export const comparisonStates = ['same', 'new', 'changed', 'gone', 'settled'] as const;
export type ComparisonState = (typeof comparisonStates)[number];

const bytes = z.instanceof(Uint8Array);
const offsets = z.instanceof(Uint32Array);
const times = z.instanceof(Float64Array);
const units = z.instanceof(BigInt64Array);
const codes = z.union([bytes, z.instanceof(Uint16Array), offsets]);
const count = z.int().check(z.nonnegative());
const unitsText = z.string().check(z.regex(/^-?\d{1,40}$/));

/** Texts end to end in UTF-8; text `i` ends before `ends[i]`. */
const texts = z.object({ bytes, ends: offsets });

/** Words that the bank repeats: the ones that came for the first time, behind all earlier ones, and a word's number for each row. 0 is no word. */
const words = z.object({ added: texts, codes });

/** Rows that follow those sent before. Every list is as long as the others. */
const rowChunk = z.object({
  /** The number of the first of these rows. */
  first: count,
  count,
  /** Places in the start's `accounts`; one behind its end is an account that the start does not name. */
  account: codes,
  /** Milliseconds of the date and time as the bank wrote it, its zone put aside, so that a day is the bank's day; NaN where there is none. */
  booked: times,
  value: times,
  /** In {@link unitsPerOne}; negative is money out. */
  amount: units,
  balance: units,
  currency: words,
  balanceType: words,
  /** Places in {@link statuses}. */
  status: bytes,
  /** The bank's own word for it. */
  statusWord: words,
  /** BankTransactionCode: code and subcode. */
  code: words,
  proprietaryCode: words,
  merchant: words,
  merchantCategory: words,
  /** Who is on the other side. */
  counterparty: words,
  /** Bits of {@link rowFlags}. */
  flags: bytes,
  /** Bit `i` is the start's `marks[i]`. */
  marks: offsets,
  description: texts,
  reference: texts,
  id: texts,
  /** Rows sent earlier whose marks are now these, e.g. when a TransactionId came a second time. */
  remarked: z.object({ rows: offsets, marks: offsets }),
});

/** Days, both included: a bank is asked for them. */
const period = z.object({ from: z.optional(z.iso.date()), to: z.optional(z.iso.date()) });

/** What identifies the data, to read it again after a reload; none of it is data. */
const source = z.object({
  folder: z.string(),
  bank: z.string(),
  consent: z.string(),
  accounts: z.array(z.string()),
  period,
});

const amountRange = z.object({ from: z.optional(unitsText), to: z.optional(unitsText) });

/** What was looked at: a sort, filters, a grouping. It is all that the page keeps over a reload. */
export const looking = z.object({
  source: z.optional(source),
  sort: z.optional(z.object({ column: z.string(), descending: z.boolean() })),
  search: z.optional(z.string()),
  filter: z.optional(
    z.object({
      /** Days of the bank, both included. */
      from: z.optional(z.string()),
      to: z.optional(z.string()),
      direction: z.optional(z.enum(['credit', 'debit'])),
      statuses: z.optional(z.array(z.enum(statuses))),
      /** In {@link unitsPerOne}, whichever way the money went. */
      amount: z.optional(amountRange),
      accounts: z.optional(z.array(z.string())),
      currencies: z.optional(z.array(z.string())),
      codes: z.optional(z.array(z.string())),
      merchants: z.optional(z.array(z.string())),
      marks: z.optional(z.array(z.string())),
      comparison: z.optional(z.array(z.enum(comparisonStates))),
    }),
  ),
  group: z.optional(z.enum(['month', 'merchant', 'code'])),
  /** Whether what is not booked yet, and what may still change, counts. */
  counting: z.optional(z.object({ pending: z.boolean(), mutable: z.boolean() })),
  hiddenColumns: z.optional(z.array(z.string())),
  panel: z.optional(z.string()),
});

const balance = z.object({
  /** A place in the start's `accounts`. */
  account: count,
  /** The bank's word for it. */
  type: z.string(),
  /** What kind of booked balance it is; absent when it counts more than what is booked. */
  booked: z.optional(z.enum(['opening', 'interim', 'closing', 'previous'])),
  /** In {@link unitsPerOne}, negative when overdrawn; absent when it could not be read. */
  units: z.optional(unitsText),
  currency: z.string(),
  /** Milliseconds as in a row's `booked`. */
  at: z.optional(z.number()),
});

/** From the extension. */
export const toTransactionsPage = z.discriminatedUnion('type', [
  z.object({
    /** A fetch begins: what the page showed before is let go. */
    type: z.literal('start'),
    source,
    accounts: z.array(account),
    /** The consent shows money both ways, or only one: then no balance can be run from it. */
    shows: z.enum(['both', 'credits', 'debits']),
    marks: z.array(mark),
  }),
  z.object({ type: z.literal('rows'), rows: rowChunk.check(z.refine(isEven)) }),
  z.object({ type: z.literal('balances'), balances: z.array(balance) }),
  z.object({
    type: z.literal('progress'),
    /** The account that is read, a place in the start's `accounts`. */
    account: count,
    pages: count,
    /** Of how many pages, where the bank says. */
    of: z.optional(count),
    rows: count,
    /** What the bank is waited for, in a sentence. */
    waiting: z.optional(z.string()),
  }),
  done,
  failed,
  cancelled,
  waiting,
  /** The bank's own object behind a row, as indented JSON. */
  z.object({ type: z.literal('raw'), row: count, json: z.string() }),
  z.object({ type: z.literal('restore'), looking }),
  z.object({
    type: z.literal('compared'),
    /** A place in {@link comparisonStates} for each row; rows that are gone came as rows behind the others. */
    states: bytes,
    /** When the earlier fetch was made, in milliseconds since 1970. */
    earlier: z.number(),
    /** How many rows are the same but for their TransactionId: an id that does not hold. */
    changedIds: count,
  }),
  notice,
]);

const rows = z.union([z.literal('all'), offsets]);

/** From the page. */
export const fromTransactionsPage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), looking: z.optional(looking) }),
  z.object({ type: z.literal('cancel') }),
  z.object({ type: z.literal('raw'), row: count }),
  z.object({ type: z.literal('openRaw'), rows: offsets }),
  z.object({ type: z.literal('export'), format: z.enum(['csv', 'json', 'ofx']), rows }),
  z.object({ type: z.literal('copy'), format: z.enum(['text', 'csv', 'json']), rows }),
  z.object({ type: z.literal('refetch') }),
  /** The button that `failed` named. */
  z.object({ type: z.literal('cure') }),
  /** Reads what is left. */
  z.object({ type: z.literal('goOn') }),
]);

export type ToTransactionsPage = z.infer<typeof toTransactionsPage>;
export type FromTransactionsPage = z.infer<typeof fromTransactionsPage>;
export type RowChunk = z.infer<typeof rowChunk>;
export type Texts = z.infer<typeof texts>;
export type Words = z.infer<typeof words>;
export type Codes = z.infer<typeof codes>;
export type Balance = z.infer<typeof balance>;
export type Looking = z.infer<typeof looking>;
export type Filter = NonNullable<Looking['filter']>;
export type Counting = NonNullable<Looking['counting']>;
export type Grouping = NonNullable<Looking['group']>;

/** What was looked at, from the page's own state or from what the editor kept for a panel; nothing where that is of another shape. */
export function readLooking(state: unknown): Looking {
  return looking.safeParse(state).data ?? {};
}

/** Whether every column of a chunk has its rows and every text its bytes. */
function isEven(chunk: RowChunk): boolean {
  const whole = ({ bytes, ends }: Texts): boolean => (ends.at(-1) ?? 0) === bytes.length;
  return Object.values(chunk).every((column) => {
    if (typeof column === 'number') return true;
    if ('marks' in column) return column.rows.length === column.marks.length;
    if ('codes' in column) return column.codes.length === chunk.count && whole(column.added);
    if ('ends' in column) return column.ends.length === chunk.count && whole(column);
    return column.length === chunk.count;
  });
}
