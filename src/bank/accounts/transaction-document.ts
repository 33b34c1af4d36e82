/** One ledger entry as a transaction of the standard (OBTransaction6 of 3.1.11). */
import { wordingOf } from '../data/wording.ts';
import type { LedgerEntry } from '../store/store.ts';
import { asBodyTime } from './dates.ts';
import { indicatorOf, moneyOf } from './money.ts';

const issuer = 'Open Banking Workbench';

/**
 * Writes an entry out. Basic hides the wording, the balance, the merchant and the other side's account.
 * @param detail Whether the consent has ReadTransactionsDetail
 */
export function transactionDocument(accountId: string, entry: LedgerEntry, detail: boolean): object {
  const { currency, credit, rank, balanceAfter } = entry;
  const pending = rank === undefined;
  const { information, reference, code, proprietaryCode, merchant, account } = wordingOf(entry);
  const side = account && {
    SchemeName: 'UK.OBIE.SortCodeAccountNumber',
    Identification: account.identification,
    Name: account.name,
  };
  const balance = balanceAfter !== undefined && {
    Amount: moneyOf(balanceAfter, currency),
    CreditDebitIndicator: indicatorOf(balanceAfter),
    Type: 'InterimBooked',
  };
  return {
    AccountId: accountId,
    // What is pending has no number yet.
    TransactionId: pending ? undefined : `${accountId.slice(-6)}${String(rank).padStart(8, '0')}`,
    TransactionReference: reference,
    CreditDebitIndicator: credit ? 'Credit' : 'Debit',
    Status: pending ? 'Pending' : 'Booked',
    TransactionMutability: pending ? 'Mutable' : 'Immutable',
    BookingDateTime: asBodyTime(entry.bookedAt),
    ValueDateTime: asBodyTime(entry.valueAt),
    Amount: moneyOf(entry.amount, currency),
    BankTransactionCode: { Code: code.code, SubCode: code.subCode },
    ProprietaryBankTransactionCode: { Code: proprietaryCode, Issuer: issuer },
    // Undefined members are not written, and one literal keeps every transaction of one shape.
    TransactionInformation: detail ? information : undefined,
    Balance: detail && balance ? balance : undefined,
    MerchantDetails:
      detail && merchant ? { MerchantName: merchant.name, MerchantCategoryCode: merchant.category } : undefined,
    CreditorAccount: detail && !credit ? side : undefined,
    DebtorAccount: detail && credit ? side : undefined,
  };
}
