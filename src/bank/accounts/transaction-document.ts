/** One ledger entry as a transaction of the standard (OBTransaction6). */
import { toFour } from '../../standard/code-map.ts';
import type { WordsVersion } from '../../standard/versions.ts';
import { counterpartyAt } from '../data/counterparties.ts';
import { ownAccountInRole } from '../data/own-accounts.ts';
import type { Account } from '../data/records.ts';
import type { UpcomingEntry } from '../data/upcoming.ts';
import { wordingOf } from '../data/wording.ts';
import type { LedgerEntry } from '../store/store.ts';
import { shownIdentification } from './card-numbers.ts';
import { otherSide } from './creditor.ts';
import { asBodyTime } from './dates.ts';
import { indicatorOf, moneyOf } from './money.ts';
import type { TransactionView } from './permissions.ts';

const statuses = {
  '3.1': { booked: 'Booked', pending: 'Pending' },
  '4.0': { booked: toFour('transaction', 'Booked'), pending: toFour('transaction', 'Pending') },
};
/** Those that 3.1 has no word for: what they are of is no part of its lists. */
const upcomingStatuses = { future: 'FUTR', information: 'INFO' } as const;

const issuer = 'Open Banking Workbench';

/** Writes an entry of an account out. Basic hides the wording, the balance, the merchant and the other side's account. */
export function transactionDocument(
  { accountId, identification }: Pick<Account, 'accountId' | 'identification'>,
  entry: LedgerEntry | UpcomingEntry,
  { detail, cardNumbers }: Pick<TransactionView, 'detail' | 'cardNumbers'>,
  version: WordsVersion,
): object {
  const four = version === '4.0';
  const { currency, credit, rank, balanceAfter } = entry;
  const pending = rank === undefined;
  const { information, reference, code, proprietaryCode, merchant, account } = wordingOf(accountId, entry);
  const other = account ?? ownAccountInRole(accountId, counterpartyAt(entry.counterparty).role);
  const side = other && otherSide(other, cardNumbers);
  const card = merchant && identification.find(({ schemeName }) => schemeName === 'UK.OBIE.PAN');
  const balance = balanceAfter !== undefined && {
    Amount: moneyOf(balanceAfter, currency),
    CreditDebitIndicator: indicatorOf(balanceAfter),
    Type: four ? toFour('balance', 'InterimBooked') : 'InterimBooked',
  };
  return {
    AccountId: accountId,
    // What is not booked has no number yet.
    TransactionId: pending ? undefined : `${accountId.slice(-6)}${String(rank).padStart(8, '0')}`,
    TransactionReference: reference,
    CreditDebitIndicator: credit ? 'Credit' : 'Debit',
    Status: 'upcoming' in entry ? upcomingStatuses[entry.upcoming] : statuses[version][pending ? 'pending' : 'booked'],
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
    CardInstrument: card && {
      CardSchemeName: 'VISA',
      Name: card.name,
      Identification: shownIdentification(card, cardNumbers),
    },
  };
}
