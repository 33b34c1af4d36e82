/** Exact sums of rows by currency, and which rows count. */
import { type Counting, rowFlags, statuses } from '../../../messages/transactions.ts';
import type { TransactionTable } from './table.ts';

/** One currency's sums; `out` is not positive. */
export interface Sum {
  currency: string;
  in: bigint;
  out: bigint;
  net: bigint;
  /** How many rows are in them. */
  count: number;
}

export interface Totals {
  /** In the order in which the currencies came. */
  sums: Sum[];
  /** All rows, counted or not. */
  rows: number;
  /** Left out: not booked yet. */
  pending: number;
  /** Left out: booked, and may still change. */
  mutable: number;
  /** Left out: an amount or a direction that could not be read. */
  unread: number;
  /** Left out: rejected, for information, gone since an earlier fetch, or with a status that nobody knows. */
  other: number;
}

/** What is counted unless a user wants more. */
export const bookedOnly: Counting = { pending: false, mutable: false };

/** Why a row is in no sum, or that it is. */
export type Standing = 'counted' | 'pending' | 'mutable' | 'unread' | 'other';

const isPending = statuses.map((status) => status === 'pending' || status === 'future');
const isBooked = statuses.map((status) => status === 'booked' || status === 'unsaid');

/**
 * Whether a row counts. One for information moves no money, a rejected one moved none (Read/Write API 4.0, Status); a bank that says no
 * status means booked.
 */
export function standingOf(status: number, flags: number, counting: Counting): Standing {
  if (flags & rowFlags.gone) return 'other';
  if (isPending[status]) {
    if (!counting.pending) return 'pending';
  } else if (!isBooked[status]) return 'other';
  else if (flags & rowFlags.mutable && !counting.mutable) return 'mutable';
  return flags & rowFlags.amount && flags & (rowFlags.credit | rowFlags.debit) ? 'counted' : 'unread';
}

/**
 * Sums of rows, never across currencies, never through a float.
 * @param rows row numbers
 */
export function totalsOf(table: TransactionTable, rows: ArrayLike<number>, counting: Counting = bookedOnly): Totals {
  const totals: Totals = { sums: [], rows: rows.length, pending: 0, mutable: 0, unread: 0, other: 0 };
  const adders = new Map<number, Adder>();
  const { status, flags, amount, currency } = table;
  const halves = halvesOf(amount.values);
  let code = -1;
  let adder = new Adder();
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows[place] ?? 0;
    const standing = standingOf(status.values[row] ?? 0, flags.values[row] ?? 0, counting);
    if (standing !== 'counted') {
      totals[standing] += 1;
      continue;
    }
    const own = currency.code(row);
    if (own !== code) {
      code = own;
      adder = adders.get(code) ?? new Adder();
      adders.set(code, adder);
    }
    adder.add(halves[row * 2] ?? 0, halves[row * 2 + 1] ?? 0);
  }
  totals.sums = [...adders].map(([each, { sum }]) => ({ currency: currency.word(each), ...sum }));
  return totals;
}

/** The halves of 64-bit integers, low before high: every platform that runs VS Code is little-endian. */
function halvesOf(values: BigInt64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}

/** Sums 64-bit integers by halves, as numbers that stay whole, and makes big integers of them once in a while. */
class Adder {
  #in = 0n;
  #out = 0n;
  #lowIn = 0;
  #highIn = 0;
  #lowOut = 0;
  #highOut = 0;
  #count = 0;
  #since = 0;

  add(low: number, high: number): void {
    if (high < 0) {
      this.#lowOut += low >>> 0;
      this.#highOut += high;
    } else {
      this.#lowIn += low >>> 0;
      this.#highIn += high;
    }
    this.#count += 1;
    this.#since += 1;
    // A million halves of 32 bits stay below 2 to the power of 53.
    if (this.#since === 1_000_000) this.#settle();
  }

  get sum(): Omit<Sum, 'currency'> {
    this.#settle();
    return { in: this.#in, out: this.#out, net: this.#in + this.#out, count: this.#count };
  }

  #settle(): void {
    this.#in += (BigInt(this.#highIn) << 32n) + BigInt(this.#lowIn);
    this.#out += (BigInt(this.#highOut) << 32n) + BigInt(this.#lowOut);
    this.#lowIn = this.#highIn = this.#lowOut = this.#highOut = this.#since = 0;
  }
}
