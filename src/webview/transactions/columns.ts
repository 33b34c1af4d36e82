/** The grid's columns of transactions: those that hold something, each with its text, its look and what explains it. */
import { comparisonStates, rowFlags, statuses } from '../../messages/transactions.ts';
import type { Column } from '../grid/column.ts';
import { dates, figureText, line } from '../grid/words.ts';
import { t } from '../kit/words.ts';
import { stateText } from './comparison.ts';
import { Largest } from './model/largest.ts';
import type { RunningBalance } from './model/running-balance.ts';
import type { ColumnName } from './model/sort.ts';
import type { TransactionTable, WordColumnName } from './model/table.ts';
import { statusExplanation, statusText } from './model/words.ts';

/** What the columns show besides the table. */
export interface ColumnContext {
  running?: RunningBalance;
  comparison?: Uint8Array;
}

interface TransactionColumn extends Column {
  id: ColumnName;
  /** Whether the rows hold anything for it. */
  holds: boolean;
  /** Left out where there is no room for all: those with the least number first. Without one it stays. */
  yields?: number;
  /** The column whose place and room this one takes instead of yielding, and its text then. */
  instead?: { of: ColumnName; text(row: number): string };
}

/** Of a running balance, looked for once. */
const largestRunning = new WeakMap<RunningBalance, number>();
function largestOf(running: RunningBalance): number {
  const known = largestRunning.get(running);
  if (known !== undefined) return known;
  const largest = new Largest();
  for (let row = 0; row < running.units.length; row += 1) largest.see(running.units, row);
  largestRunning.set(running, largest.row);
  return largest.row;
}

/** Which columns hold something, found out as the rows come. */
export class Seen {
  #flags = 0;
  #marks = 0;
  #statuses = 0;
  #rows = 0;
  readonly largest = { amount: new Largest(), balance: new Largest() };

  /** Looks at the rows that came since. */
  update({ count, flags, marks, status, amount, balance }: TransactionTable): void {
    const { largest } = this;
    for (let row = this.#rows; row < count; row += 1) {
      this.#flags |= flags.values[row] ?? 0;
      this.#marks |= marks.values[row] ?? 0;
      this.#statuses |= 1 << (status.values[row] ?? 0);
      largest.amount.see(amount.values, row);
      largest.balance.see(balance.values, row);
    }
    this.#rows = count;
  }

  flag(name: keyof typeof rowFlags): boolean {
    return (this.#flags & rowFlags[name]) !== 0;
  }

  get marks(): boolean {
    return this.#marks !== 0;
  }

  /** Places in `statuses`. */
  get statuses(): number[] {
    return statuses.map((_, place) => place).filter((place) => this.#statuses & (1 << place));
  }
}

/** All columns that hold something, in the order in which they stand. */
export function columnsOf(table: TransactionTable, seen: Seen, context: ColumnContext): TransactionColumn[] {
  const currency = onlyCurrency(table);
  const description = describing(table);
  const inCurrency = (title: string): string => (currency === undefined ? title : `${title} (${line(currency)})`);
  return [
    comparisonColumn(context.comparison),
    {
      id: 'booked',
      title: t('Date'),
      width: 104,
      holds: true,
      text: (row) => dates.day(table.booked.values[row] ?? Number.NaN) || '–',
      explain: (row) => booking(table, row),
    },
    {
      id: 'account',
      title: t('Account'),
      width: 120,
      yields: 7,
      holds: table.accounts.length > 1,
      text: (row) => line(table.accounts[table.account.values[row] ?? -1]?.name ?? '?'),
    },
    { id: 'description', title: t('Description'), width: 220, grows: true, holds: true, text: description },
    // Cut, each description is "CARD PA…"; a merchant’s name is told by its first letters.
    {
      ...words(table, 'merchant', t('Merchant'), 150),
      yields: 8,
      instead: { of: 'description', text: (row) => line(table.merchant.text(row)) || description(row) },
    },
    { ...words(table, 'counterparty', t('Counterparty'), 150), yields: 4 },
    {
      ...words(table, 'code', t('Category'), 140, shortCode),
      yields: 3,
      explain: (row) => codeText(table.code.text(row)) || undefined,
    },
    { ...words(table, 'proprietaryCode', t('Bank’s code'), 110), yields: 1 },
    {
      id: 'reference',
      title: t('Reference'),
      width: 130,
      yields: 2,
      holds: holdsText(table, 'reference'),
      text: (row) => line(table.reference.text(row)),
    },
    statusColumn(table, seen),
    {
      id: 'amount',
      title: inCurrency(t('Amount')),
      figures: true,
      width: 110,
      widest: seen.largest.amount.row,
      holds: true,
      text: (row) => amountText(table, row),
      look: (row) => directionOf(table, row),
      explain: (row) => amountWords(table, row),
    },
    { ...words(table, 'currency', t('Currency'), 76), holds: currency === undefined && table.count > 0 },
    balanceColumn(table, seen, context.running, inCurrency),
    marksColumn(table, seen),
  ];
}

function words(
  table: TransactionTable,
  id: WordColumnName,
  title: string,
  width: number,
  show: (word: string) => string = line,
): TransactionColumn {
  const shown = new Map<number, string>();
  return {
    id,
    title,
    width,
    // The first word is the empty one.
    holds: table[id].words.count > 1,
    text(row) {
      const code = table[id].code(row);
      const known = shown.get(code) ?? show(table[id].word(code));
      shown.set(code, known);
      return known;
    },
  };
}

/** `ReceivedCreditTransfer DomesticCreditTransfer` as words. */
export function codeText(code: string): string {
  return line(code).replace(/([a-z])([A-Z])/g, '$1 $2');
}

/** The subcode of `Code / SubCode`, which says more. */
function shortCode(code: string): string {
  return codeText(code.split(' / ').at(-1) || code);
}

function holdsText(table: TransactionTable, id: 'reference' | 'description'): boolean {
  return table[id].end(table.count - 1) > 0;
}

/** The bank's words for a row, or what is nearest to them. */
function describing(table: TransactionTable): (row: number) => string {
  return (row) =>
    line(
      table.description.text(row) ||
        table.merchant.text(row) ||
        table.counterparty.text(row) ||
        table.reference.text(row) ||
        table.id.text(row) ||
        t('Without a description'),
    );
}

function statusColumn(table: TransactionTable, seen: Seen): TransactionColumn {
  const booked = new Set([statuses.indexOf('booked')]);
  const mutable = (row: number): boolean => ((table.flags.values[row] ?? 0) & rowFlags.mutable) !== 0;
  const status = (row: number) => statuses[table.status.values[row] ?? 0] ?? 'unknown';
  return {
    id: 'status',
    title: t('Status'),
    width: 96,
    yields: 8,
    holds: seen.flag('mutable') || seen.statuses.some((place) => !booked.has(place)),
    text: (row) => (mutable(row) && status(row) === 'booked' ? t('Booked, may change') : statusText(status(row))),
    look: (row) => (status(row) === 'booked' && !mutable(row) ? 'quiet' : `pill status-${status(row)}`),
    explain: (row) =>
      [statusExplanation(status(row)), mutable(row) ? t('The bank says that this row may still change.') : undefined]
        .filter((each) => each !== undefined)
        .join(' ') || undefined,
  };
}

function amountText(table: TransactionTable, row: number): string {
  const flags = table.flags.values[row] ?? 0;
  if ((flags & rowFlags.amount) === 0) return t('Unreadable');
  const moves = (flags & (rowFlags.credit | rowFlags.debit)) !== 0;
  return `${moves ? '' : '± '}${figureText(table.amount.values[row] ?? 0n, table.currency.text(row), moves)}`;
}

/** The class of an amount: `in`, `out`, or `unsure` where nobody knows; `uncounted` besides for what is not booked. */
function directionOf(table: TransactionTable, row: number): string {
  const flags = table.flags.values[row] ?? 0;
  const way =
    flags & rowFlags.amount ? (flags & rowFlags.credit ? 'in' : flags & rowFlags.debit ? 'out' : 'unsure') : 'unsure';
  const status = statuses[table.status.values[row] ?? 0];
  return status === 'booked' || status === 'unsaid' ? way : `${way} uncounted`;
}

function amountWords(table: TransactionTable, row: number): string | undefined {
  const flags = table.flags.values[row] ?? 0;
  if ((flags & rowFlags.amount) === 0)
    return t('The bank’s amount is no number of the standard. The details have what it sent.');
  if (flags & rowFlags.credit) return t('Money in');
  return flags & rowFlags.debit ? t('Money out') : t('The bank does not say whether this is money in or out.');
}

/** The balance that we run where there is one, and else the bank's own. */
function balanceColumn(
  table: TransactionTable,
  seen: Seen,
  running: RunningBalance | undefined,
  inCurrency: (title: string) => string,
): TransactionColumn {
  const known = running?.known.includes(1) === true;
  if (running && known) {
    return {
      id: 'running',
      title: inCurrency(t('Balance')),
      figures: true,
      width: 116,
      yields: 6,
      holds: true,
      widest: largestOf(running),
      text: (row) => (running.known[row] ? figureText(running.units[row] ?? 0n, table.currency.text(row)) : ''),
      look: (row) => ((running.units[row] ?? 0n) < 0n && running.known[row] ? 'overdrawn' : ''),
    };
  }
  const has = (row: number): boolean => ((table.flags.values[row] ?? 0) & rowFlags.balance) !== 0;
  return {
    id: 'balance',
    title: inCurrency(t('Balance')),
    figures: true,
    width: 116,
    yields: 6,
    widest: seen.largest.balance.row,
    holds: table.flags.values.subarray(0, table.count).some((flags) => (flags & rowFlags.balance) !== 0),
    text: (row) => (has(row) ? figureText(table.balance.values[row] ?? 0n, table.currency.text(row)) : ''),
    look: (row) => (has(row) && (table.balance.values[row] ?? 0n) < 0n ? 'overdrawn' : ''),
    explain: (row) => (has(row) ? line(table.balanceType.text(row)) || undefined : undefined),
  };
}

function marksColumn(table: TransactionTable, seen: Seen): TransactionColumn {
  const of = (row: number) => table.marksKnown.filter((_, bit) => (table.marks.values[row] ?? 0) & (1 << bit));
  return {
    id: 'marks',
    title: t('Remarks'),
    width: 150,
    holds: seen.marks,
    text: (row) =>
      of(row)
        .map(({ label }) => label)
        .join(', '),
    look: (row) => (table.marks.values[row] ? 'odd' : ''),
    explain: (row) =>
      of(row)
        .map(({ explanation }) => explanation)
        .join(' ') || undefined,
  };
}

function comparisonColumn(comparison: Uint8Array | undefined): TransactionColumn {
  const state = (row: number) => comparisonStates[comparison?.[row] ?? 0] ?? 'same';
  return {
    id: 'comparison',
    title: t('Change'),
    width: 92,
    holds: comparison?.some((each) => each !== 0) === true,
    text: (row) => (state(row) === 'same' ? '' : stateText(state(row))),
    explain: (row) =>
      state(row) === 'settled'
        ? t('Before, the same amount was pending under another id. It is taken for the same money.')
        : undefined,
    look: (row) => (state(row) === 'same' ? '' : `pill compared-${state(row)}`),
  };
}

function booking(table: TransactionTable, row: number): string | undefined {
  const [booked, value] = [table.booked.values[row] ?? Number.NaN, table.value.values[row] ?? Number.NaN];
  const parts = [
    Number.isNaN(booked) ? t('Without a booking date') : t('Booked {0}', dates.moment(booked)),
    Number.isNaN(value) ? undefined : t('value date {0}', dates.moment(value)),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** The currency of every row, where it is one. */
function onlyCurrency({ currency, count }: TransactionTable): string | undefined {
  const { values } = currency.codes;
  // The empty word comes first, and a single further one is the currency, unless some row has none.
  if (count === 0 || currency.words.count !== 2) return undefined;
  return values.subarray(0, count).includes(0) ? undefined : currency.word(1);
}
