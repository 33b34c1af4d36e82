/** The balance after each row, run from a booked balance of the bank and named after it; where nothing tells it, it says why. */
import { type Balance, type Counting, rowFlags } from '../../../messages/transactions.ts';
import { dayOf, startOfDay, timeAfterDay, timeOfDay } from '../../grid/days.ts';
import { keysOf, sortByKeys } from './radix.ts';
import { standingOf } from './sums.ts';
import type { TransactionTable } from './table.ts';

/**
 * Why there is no balance to run from: the bank gave no booked one; what lies between it and the period was not asked for; the consent shows
 * money one way only; not all rows came.
 */
type NoBalance = 'none' | 'gap' | 'oneWay' | 'incomplete';

/** What the balances of one account and currency stand on. */
export interface Basis {
  /** A place in the table's `accounts`. */
  account: number;
  currency: string;
  from:
    | { kind: 'account'; type: string; at: number | undefined; units: bigint }
    | { kind: 'rows'; type: string }
    | { kind: 'none'; why: NoBalance };
  /** Rows that count and have no balance all the same: behind an amount that could not be read. */
  unknown: number;
  /** Rows with a booked balance of the bank's own that is another than the one run here. */
  contradicted: number;
  /** The balance at the end of each day on which there is a row: days as their first moment, oldest first. */
  line: { days: Float64Array; units: BigInt64Array };
}

interface Balances {
  /** By row; only where `known` is 1. */
  units: BigInt64Array;
  known: Uint8Array;
}

export interface RunningBalance extends Balances {
  bases: Basis[];
}

/** What a balance is run from. */
export interface BalanceContext {
  balances: readonly Balance[];
  period: { from?: string; to?: string };
  /** The ways that the consent shows. */
  shows: 'both' | 'credits' | 'debits';
  /** Whether all rows came. */
  complete: boolean;
  /**
   * Rows that may still change are in the bank's booked balance, so they are always run; those not booked yet only where they are counted,
   * on top of what is booked.
   */
  counting?: Counting;
}

/** Runs the balances of every account and currency. */
export function runBalances(table: TransactionTable, context: BalanceContext): RunningBalance {
  const running = { units: new BigInt64Array(table.count), known: new Uint8Array(table.count) };
  const bases = ledgersOf(table, context.counting?.pending ? bookedAndPending : booked).map((ledger) =>
    run(table, ledger, context, running),
  );
  return { ...running, bases };
}

/** One account's rows of one currency that count, oldest first. */
interface Ledger {
  account: number;
  currency: number;
  rows: Uint32Array;
  /** Whether the bank lists the newest first. */
  newestFirst: boolean;
}

const noLedger = 0xffff_ffff;

/** Rows of one time keep the bank's order, turned round where it lists the newest first. */
function ledgersOf(table: TransactionTable, counting: Counting): Ledger[] {
  const { count } = table;
  const places = new Map<number, number>();
  const found: { account: number; currency: number; count: number; last: number; falls: number }[] = [];
  const ledgerOf = new Uint32Array(count).fill(noLedger);
  const times = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    if (!moves(table, row, counting)) continue;
    const [account, currency] = [table.account.values[row] ?? 0, table.currency.code(row)];
    const key = account * 0x1_0000_0000 + currency;
    const place = places.get(key) ?? found.push({ account, currency, count: 0, last: Number.NaN, falls: 0 }) - 1;
    places.set(key, place);
    const ledger = found[place];
    if (ledger === undefined) continue;
    // A row without a date stands where the bank put it.
    const said = table.booked.values[row] ?? Number.NaN;
    const time = Number.isNaN(said) ? ledger.last : said;
    if (time < ledger.last) ledger.falls += 1;
    else if (time > ledger.last) ledger.falls -= 1;
    ledger.last = time;
    ledger.count += 1;
    ledgerOf[row] = place;
    times[row] = time;
  }
  const newestFirst = found.map(({ falls }) => falls > 0);
  const total = found.reduce((sum, ledger) => sum + ledger.count, 0);
  const byTime = new Uint32Array(total);
  let used = 0;
  const take = (row: number, wanted: boolean): void => {
    if (newestFirst[ledgerOf[row] ?? noLedger] === wanted) byTime[used++] = row;
  };
  for (let row = 0; row < count; row += 1) take(row, false);
  for (let row = count - 1; row >= 0; row -= 1) take(row, true);
  sortByKeys(
    byTime,
    keysOf(count, times, false, (row) => Number.isNaN(times[row])),
  );
  const rows = new Uint32Array(total);
  const next: number[] = [];
  let end = 0;
  for (const ledger of found) {
    next.push(end);
    end += ledger.count;
  }
  const starts = [...next];
  for (const row of byTime) {
    const place = ledgerOf[row] ?? noLedger;
    const at = next[place] ?? 0;
    rows[at] = row;
    next[place] = at + 1;
  }
  return found.map(({ account, currency }, place) => ({
    account,
    currency,
    rows: rows.subarray(starts[place], next[place]),
    newestFirst: newestFirst[place] === true,
  }));
}

/** What is in the bank's booked balance: what may still change, too. */
const booked: Counting = { pending: false, mutable: true };
const bookedAndPending: Counting = { pending: true, mutable: true };

/** Whether a row is part of its account's balance. */
function moves({ status, flags }: TransactionTable, row: number, counting: Counting): boolean {
  const standing = standingOf(status.values[row] ?? 0, flags.values[row] ?? 0, counting);
  return standing === 'counted' || standing === 'unread';
}

function run(
  table: TransactionTable,
  { account, currency, rows, newestFirst }: Ledger,
  context: BalanceContext,
  { units, known }: Balances,
): Basis {
  const anchor = anchorOf(table, { account, currency, rows, newestFirst }, context);
  const basis: Basis = {
    account,
    currency: table.currency.word(currency),
    from: anchor.from,
    unknown: 0,
    contradicted: 0,
    line: { days: new Float64Array(), units: new BigInt64Array() },
  };
  if (anchor.from.kind !== 'none') runFrom(table, rows, anchor, { units, known });
  for (const row of rows) {
    const own = ownBalance(table, row);
    if (known[row] !== 1) basis.unknown += 1;
    else if (own !== undefined && own !== units[row]) basis.contradicted += 1;
  }
  if (context.counting?.pending) addPending(table, rows, { units, known });
  return { ...basis, line: lineOf(table, rows, { units, known }) };
}

function lineOf(table: TransactionTable, rows: Uint32Array, { units, known }: Balances): Basis['line'] {
  const days: number[] = [];
  const ends: bigint[] = [];
  for (const row of rows) {
    const time = table.booked.values[row] ?? Number.NaN;
    if (known[row] !== 1 || Number.isNaN(time)) continue;
    const day = startOfDay(dayOf(time));
    if (days.at(-1) !== day) days.push(day);
    ends[days.length - 1] = units[row] ?? 0n;
  }
  return { days: Float64Array.from(days), units: BigInt64Array.from(ends) };
}

/** A balance between two rows: `place` rows of the ledger are in it. */
interface Anchor {
  from: Basis['from'];
  place: number;
  units: bigint;
}

/** A balance of the account's, where one fits what was read; failing that the newest that came with a row. */
function anchorOf(table: TransactionTable, ledger: Ledger, context: BalanceContext): Anchor {
  const { rows } = ledger;
  let why: NoBalance = 'none';
  for (const balance of balancesFor(table, ledger, context)) {
    const counted = countedUntil(balance);
    const place = rows.findIndex((row) => (table.booked.values[row] ?? 0) >= counted);
    const anchor: Anchor = {
      from: { kind: 'account', type: balance.type, at: balance.at, units: BigInt(balance.units ?? 0) },
      place: place === -1 ? rows.length : place,
      units: BigInt(balance.units ?? 0),
    };
    const hindrance = hindranceOf(anchor, counted, ledger, context);
    if (hindrance === undefined) return anchor;
    why = hindrance;
  }
  const last = rows.findLastIndex((row) => ownBalance(table, row) !== undefined);
  const row = rows[last];
  const own = row === undefined ? undefined : ownBalance(table, row);
  if (row === undefined || own === undefined) return { from: { kind: 'none', why }, place: 0, units: 0n };
  return { from: { kind: 'rows', type: table.balanceType.text(row) }, place: last + 1, units: own };
}

const preference: readonly Balance['booked'][] = ['interim', 'closing', 'opening', 'previous'];

function balancesFor(table: TransactionTable, { account, currency }: Ledger, { balances }: BalanceContext): Balance[] {
  const word = table.currency.word(currency);
  const rank = ({ booked }: Balance): number => preference.indexOf(booked);
  return balances
    .filter((each) => each.account === account && each.currency === word && each.booked && each.units !== undefined)
    .sort((a, b) => rank(a) - rank(b) || (b.at ?? Number.POSITIVE_INFINITY) - (a.at ?? Number.POSITIVE_INFINITY));
}

/** The moment before which rows are in a balance. One that closes a day and has no time of day has the whole day. */
function countedUntil({ booked, at }: Balance): number {
  if (at === undefined) return Number.POSITIVE_INFINITY;
  const day = startOfDay(dayOf(at));
  if (booked === 'opening') return day;
  return booked !== 'interim' && at === day ? startOfDay(dayOf(at) + 1) : at + 1;
}

function hindranceOf(
  { place }: Anchor,
  counted: number,
  { newestFirst }: Ledger,
  { period, shows, complete }: BalanceContext,
): NoBalance | undefined {
  if (shows !== 'both') return 'oneWay';
  const [from, to] = [timeOfDay(period.from), timeAfterDay(period.to)];
  if ((to !== undefined && counted > to) || (from !== undefined && counted < from)) return 'gap';
  // What was read so far is the newest without a hole, where the bank lists it first.
  return complete || (newestFirst && place > 0) ? undefined : 'incomplete';
}

function runFrom(
  table: TransactionTable,
  rows: Uint32Array,
  { place, units: start }: Anchor,
  { units, known }: Balances,
): void {
  let balance: bigint | undefined = start;
  for (let at = place; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    const moved = movement(table, row);
    balance = balance === undefined || moved === undefined ? ownBalance(table, row) : balance + moved;
    if (balance === undefined) continue;
    units[row] = balance;
    known[row] = 1;
  }
  balance = start;
  for (let at = place - 1; at >= 0; at -= 1) {
    const row = rows[at] ?? 0;
    balance ??= ownBalance(table, row);
    if (balance === undefined) continue;
    units[row] = balance;
    known[row] = 1;
    const moved = movement(table, row);
    balance = moved === undefined ? undefined : balance - moved;
  }
}

/** What a row moves the booked balance by; undefined where it cannot be read. */
function movement(table: TransactionTable, row: number): bigint | undefined {
  if (!moves(table, row, booked)) return 0n;
  const flags = table.flags.values[row] ?? 0;
  const read = flags & rowFlags.amount && flags & (rowFlags.credit | rowFlags.debit);
  return read ? table.amount.values[row] : undefined;
}

/** The booked balance that the bank gave with a row. */
function ownBalance(table: TransactionTable, row: number): bigint | undefined {
  const flags = table.flags.values[row] ?? 0;
  return flags & rowFlags.balance && flags & rowFlags.bookedBalance ? table.balance.values[row] : undefined;
}

/** Puts what is not booked yet on top; behind one that cannot be read nothing is known. */
function addPending(table: TransactionTable, rows: Uint32Array, { units, known }: Balances): void {
  let pending: bigint | undefined = 0n;
  for (const row of rows) {
    if (pending !== undefined && !moves(table, row, booked)) {
      const flags = table.flags.values[row] ?? 0;
      const read = flags & rowFlags.amount && flags & (rowFlags.credit | rowFlags.debit);
      pending = read ? pending + (table.amount.values[row] ?? 0n) : undefined;
    }
    if (pending === undefined) known[row] = 0;
    else units[row] = (units[row] ?? 0n) + pending;
  }
}
