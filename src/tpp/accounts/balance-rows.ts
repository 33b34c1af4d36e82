/** The bank's balances, read for the page of transactions. */
import { type BookedKind, balanceWord, bookedKind } from './balance-type.ts';
import type { BankObject } from './pages.ts';
import { readRow } from './row-reader.ts';

export interface ReadBalance {
  /** A place in the accounts given. */
  account: number;
  /** Its type in the word of 3.1, failing that the bank's. */
  type: string;
  booked?: BookedKind;
  /** Hundred-thousandths as digits, negative when overdrawn; absent where it could not be read. */
  units?: string;
  currency: string;
  /** Milliseconds of the written date and time; absent where there is none. */
  at?: number;
}

/**
 * Reads balances; those of other accounts are left out.
 * @param accounts their ids
 * @param asked the account whose balances these are, for a bank that leaves it out
 */
export function readBalances(
  balances: readonly BankObject[],
  accounts: readonly string[],
  asked?: string,
): ReadBalance[] {
  return balances.flatMap((balance) => {
    const { AccountId, Amount, CreditDebitIndicator, DateTime, Type } = balance;
    // A balance has the members of a transaction, and the same may be odd about them.
    const read = readRow(
      { AccountId, Amount, CreditDebitIndicator, BookingDateTime: DateTime, Status: Type },
      { id: asked },
    );
    const account = accounts.indexOf(read.accountId);
    if (account === -1) return [];
    const booked = bookedKind(read.statusWord);
    return [
      {
        account,
        type: balanceWord(read.statusWord),
        ...(booked && { booked }),
        ...(read.amount !== undefined && read.direction && { units: read.amount.toString() }),
        currency: read.currency,
        ...(Number.isNaN(read.booked) ? {} : { at: read.booked }),
      },
    ];
  });
}
