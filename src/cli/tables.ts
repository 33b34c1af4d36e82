/** The bank's objects as tables: accounts, balances, transactions. */
import { textAt } from '../tpp/accounts/text-at.ts';
import type { Call } from './call.ts';
import { beginning, harmless } from './errors.ts';
import { day, money, table } from './words.ts';

/** One of the bank's own objects, untouched. */
export type BankObject = Record<string, unknown>;

export function accountTable(call: Call, accounts: readonly BankObject[]): Promise<string> | string {
  if (accounts.length === 0) return 'The customer shared no account.';
  const columns = [{ head: 'Account' }, { head: 'Name' }, { head: 'Type' }, { head: 'Number' }, { head: 'Currency' }];
  return table(
    call,
    columns,
    accounts.map((account) => [
      textAt(account, 'AccountId'),
      textAt(account, 'Nickname') || textAt(account, 'Description') || textAt(account, 'Account', 0, 'Name'),
      [textAt(account, 'AccountType'), spaced(textAt(account, 'AccountSubType'))].filter(Boolean).join(', '),
      textAt(account, 'Account', 0, 'Identification'),
      textAt(account, 'Currency'),
    ]),
  );
}

export function balanceTable(call: Call, balances: readonly BankObject[]): Promise<string> | string {
  if (balances.length === 0) return 'The bank gave no balance.';
  const columns = [{ head: 'Account' }, { head: 'Balance' }, { head: 'Amount', right: true }, { head: 'At' }];
  return table(
    call,
    columns,
    balances.map((balance) => [
      textAt(balance, 'AccountId'),
      spaced(textAt(balance, 'Type')),
      money(balance.Amount, balance.CreditDebitIndicator),
      day(balance.DateTime),
    ]),
  );
}

export function transactionTable(call: Call, transactions: readonly BankObject[]): Promise<string> {
  const columns = [
    { head: 'Date' },
    { head: 'Description' },
    { head: 'Amount', right: true },
    { head: 'Balance', right: true },
    { head: 'Status' },
  ];
  const shown = transactions.map((transaction) => [
    day(transaction.BookingDateTime),
    cut(harmless(describe(transaction)), 60),
    money(transaction.Amount, transaction.CreditDebitIndicator),
    money(
      Reflect.get(Object(transaction.Balance), 'Amount'),
      Reflect.get(Object(transaction.Balance), 'CreditDebitIndicator'),
    ),
    textAt(transaction, 'Status'),
  ]);
  // A consent without details hides balances; an empty column would only puzzle.
  const used = columns.map((_, index) =>
    shown.some((row) => row[index] !== '' && !(index === 4 && row[index] === 'Booked')),
  );
  return table(
    call,
    columns.filter((_, index) => used[index]),
    shown.map((row) => row.filter((_, index) => used[index])),
  );
}

function describe(transaction: BankObject): string {
  return (
    textAt(transaction, 'TransactionInformation') ||
    textAt(transaction, 'MerchantDetails', 'MerchantName') ||
    textAt(transaction, 'TransactionReference') ||
    textAt(transaction, 'TransactionId')
  );
}

/** `InterimAvailable` → `Interim available`. */
function spaced(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2');
  return words.charAt(0) + words.slice(1).toLowerCase();
}

const cut = (text: string, length: number): string => (text.length > length ? `${beginning(text, length - 1)}…` : text);
