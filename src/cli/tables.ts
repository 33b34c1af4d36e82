/** The bank's objects as tables: accounts, balances, transactions. What is odd about their amounts is marked and explained below. */
import { truncate } from '../standard/truncate.ts';
import {
  accountCurrency,
  accountName,
  accountNumberWritten,
  accountType,
  balanceName,
  codeName,
} from '../tpp/accounts/account-words.ts';
import type { ResourceColumn } from '../tpp/accounts/resource-columns.ts';
import { rowMarks } from '../tpp/accounts/row-marks.ts';
import { objectIn, readMoney, readRow } from '../tpp/accounts/row-reader.ts';
import { textAt } from '../tpp/accounts/text-at.ts';
import type { Call } from './call.ts';
import { harmless } from './errors.ts';
import { day, dim, money, table } from './words.ts';

/** One of the bank's own objects, untouched. */
export type BankObject = Record<string, unknown>;

export function accountTable(call: Call, accounts: readonly BankObject[]): Promise<string> | string {
  if (accounts.length === 0) return 'The customer shared no account.';
  const columns = ['Account', 'Name', 'Type', 'Number', 'Currency', 'Status'].map((head) => ({ head }));
  const statuses = accounts.map((account) => codeName(textAt(account, 'Status')));
  const shown = statuses.some((status) => status !== '') ? columns : columns.slice(0, -1);
  return table(
    call,
    shown,
    accounts.map((account, index) => [
      textAt(account, 'AccountId'),
      accountName(account),
      accountType(account),
      accountNumberWritten(account),
      accountCurrency(account),
      statuses[index] ?? '',
    ]),
  );
}

export async function balanceTable(call: Call, balances: readonly BankObject[]): Promise<string> {
  if (balances.length === 0) return 'The bank gave no balance.';
  const read = balances.map(({ Amount, CreditDebitIndicator }) => readMoney(Amount, CreditDebitIndicator));
  const columns = [{ head: 'Account' }, { head: 'Balance' }, { head: 'Amount', right: true }, { head: 'At' }];
  return withOddities(
    call,
    columns,
    balances.map((balance, index) => ({
      cells: [
        textAt(balance, 'AccountId'),
        shortly(balanceName(textAt(balance, 'Type'))),
        read[index] ? shortly(money(read[index])) : '',
        day(balance.DateTime),
      ],
      marks: read[index]?.marks ?? 0,
    })),
  );
}

export async function transactionTable(call: Call, transactions: readonly BankObject[]): Promise<string> {
  const columns = [
    { head: 'Date' },
    { head: 'Description' },
    { head: 'Amount', right: true },
    { head: 'Balance', right: true },
    { head: 'Status' },
  ];
  const rows = transactions.map((transaction) => {
    const { status, marks } = readRow(transaction);
    const { Amount, CreditDebitIndicator, Balance } = transaction;
    const balance = objectIn(Balance);
    const cells = [
      day(transaction.BookingDateTime),
      shortly(describe(transaction)),
      shortly(money(readMoney(Amount, CreditDebitIndicator))),
      Balance ? shortly(money(readMoney(balance.Amount, balance.CreditDebitIndicator))) : '',
      shortly(codeName(textAt(transaction, 'Status'))),
    ];
    return { cells, marks, booked: status === 'booked' };
  });
  // A consent without details hides balances; an empty column would only puzzle.
  const used = columns.map((_, index) =>
    rows.some(({ cells, booked }) => cells[index] !== '' && !(index === 4 && booked)),
  );
  return withOddities(
    call,
    columns.filter((_, index) => used[index]),
    rows.map(({ cells, marks }) => ({ cells: cells.filter((_, index) => used[index]), marks })),
  );
}

/** Any resource, by the columns of its row; a column that is empty in every row is left out. */
export function resourceTable(
  call: Call,
  what: string,
  columns: readonly ResourceColumn[],
  items: readonly BankObject[],
): Promise<string> | string {
  if (items.length === 0) return `The bank gave no ${what}.`;
  const rows = items.map((item) => columns.map((column) => shortly(cellOf(column, item))));
  const used = columns.map((_, index) => rows.some((cells) => cells[index] !== ''));
  const of = <T>(cells: readonly T[]) => cells.filter((_, index) => used[index]);
  return table(call, of(columns.map(({ head, kind }) => ({ head, right: kind === 'amount' }))), rows.map(of));
}

function cellOf(column: ResourceColumn, item: BankObject): string {
  if (column.kind === 'text') return column.of(item);
  if (column.kind === 'time') return day(column.of(item));
  const { digits, written, currency } = column.of(item);
  return `${digits ?? written} ${currency}`.trim();
}

/** A table whose last column, where any row has something odd, names it; each of its words is explained once below. */
async function withOddities(
  call: Call,
  columns: readonly { head: string; right?: boolean }[],
  rows: readonly { cells: readonly string[]; marks: number }[],
): Promise<string> {
  // A member that is null or in a list changes no row, and JSON shows it.
  const of = (marks: number) => rowMarks.filter(({ id }, bit) => id !== 'shape' && marks & (1 << bit));
  const found = of(rows.reduce((all, { marks }) => all | marks, 0));
  if (found.length === 0)
    return table(
      call,
      columns,
      rows.map(({ cells }) => cells),
    );
  const odd = await table(
    call,
    [...columns, { head: 'Remarks' }],
    rows.map(({ cells, marks }) => [
      ...cells,
      of(marks)
        .map(({ label }) => label)
        .join(', '),
    ]),
  );
  return `${odd}\n${found.map(({ id, label, explanation }) => dim(call, `${label}: ${inTable(id, explanation)}`)).join('\n')}\n`;
}

/** A table has no sums: what a mark does to them is not said, but for the sign that its amounts bear instead. */
function inTable(id: string, explanation: string): string {
  return id === 'directionUnknown' ? `${explanation} Where its meaning is not certain, the sign is ±.` : explanation;
}

function describe(transaction: BankObject): string {
  return (
    textAt(transaction, 'TransactionInformation') ||
    textAt(transaction, 'MerchantDetails', 'MerchantName') ||
    textAt(transaction, 'TransactionReference') ||
    textAt(transaction, 'TransactionId')
  );
}

/** Characters of a cell: a longer one would widen its column for every row. */
const maxCellLength = 60;

function shortly(cell: string): string {
  const text = harmless(cell);
  return truncate(text, maxCellLength);
}
