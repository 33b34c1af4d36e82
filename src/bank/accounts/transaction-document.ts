/** One ledger entry as a transaction of the standard (OBTransaction6). */
import { toFour } from '../../standard/code-map.ts';
import type { WordsVersion } from '../../standard/versions.ts';
import { wordingOf } from '../data/wording.ts';
import type { LedgerEntry } from '../store/store.ts';
import { asBodyTime } from './dates.ts';
import { indicatorOf, moneyOf } from './money.ts';

const statuses = {
  '3.1': { booked: 'Booked', pending: 'Pending' },
  '4.0': { booked: toFour('transaction', 'Booked'), pending: toFour('transaction', 'Pending') },
};

const issuer = 'Open Banking Workbench';

/**
 * Writes an entry out. Basic hides the wording, the balance, the merchant and the other side's account.
 * @param detail Whether the consent has ReadTransactionsDetail
 */
export function transactionDocument(
  accountId: string,
  entry: LedgerEntry,
  detail: boolean,
  version: WordsVersion,
): object {
  const four = version === '4.0';
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
    Type: four ? toFour('balance', 'InterimBooked') : 'InterimBooked',
  };
  return {
    AccountId: accountId,
    // What is pending has no number yet.
    TransactionId: pending ? undefined : `${accountId.slice(-6)}${String(rank).padStart(8, '0')}`,
    TransactionReference: reference,
    CreditDebitIndicator: credit ? 'Credit' : 'Debit',
    Status: statuses[version][pending ? 'pending' : 'booked'],
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
