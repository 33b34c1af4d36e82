/** What an entry says: made when it is read, from its counterparty and its detail, so that the ledger keeps numbers only. */
import type { LedgerEntry } from '../store/store.ts';
import { day } from './calendar.ts';
import { type Counterparty, counterpartyAt, type Way } from './counterparties.ts';
import { bySortCode, type OtherAccount } from './own-accounts.ts';

export interface Wording {
  /** TransactionInformation. */
  information: string;
  /** TransactionReference. */
  reference: string;
  /** BankTransactionCode, of the ISO 20022 families. */
  code: { code: string; subCode: string };
  /** ProprietaryBankTransactionCode.Code, as a statement's column has it. */
  proprietaryCode: string;
  merchant?: { name: string; category: string };
  /** The other side's account. */
  account?: OtherAccount;
}

const codes: Record<Way, { code: string; subCode: string; proprietaryCode: string }> = {
  card: { code: 'CustomerCardTransactions', subCode: 'PointOfSalePayment', proprietaryCode: 'POS' },
  cash: { code: 'CustomerCardTransactions', subCode: 'CashWithdrawal', proprietaryCode: 'ATM' },
  directDebit: { code: 'IssuedDirectDebits', subCode: 'DirectDebitPayment', proprietaryCode: 'DD' },
  standingOrder: { code: 'IssuedCreditTransfers', subCode: 'StandingOrder', proprietaryCode: 'SO' },
  paymentIn: { code: 'ReceivedCreditTransfers', subCode: 'DomesticCreditTransfer', proprietaryCode: 'FPI' },
  paymentOut: { code: 'IssuedCreditTransfers', subCode: 'DomesticCreditTransfer', proprietaryCode: 'FPO' },
  transfer: { code: 'IssuedCreditTransfers', subCode: 'InternalBookTransfer', proprietaryCode: 'TFR' },
  cardRepayment: { code: 'IssuedCreditTransfers', subCode: 'InternalBookTransfer', proprietaryCode: 'CCP' },
  exchange: { code: 'ForeignExchange', subCode: 'SpotForeignExchange', proprietaryCode: 'FX' },
  interest: { code: 'MiscellaneousCreditOperations', subCode: 'InterestPayment', proprietaryCode: 'INT' },
  fee: { code: 'MiscellaneousDebitOperations', subCode: 'Charges', proprietaryCode: 'FEE' },
};

/** Words and codes of an entry of an account. */
export function wordingOf(accountId: string, entry: LedgerEntry): Wording {
  const other = counterpartyAt(entry.counterparty);
  const { code, subCode, proprietaryCode } = codes[other.way];
  return {
    information: informationOf(accountId, other, entry),
    reference: `${proprietaryCode}${entry.detail.toString(36).toUpperCase().padStart(7, '0')}`,
    code: {
      code: entry.credit && code === 'IssuedCreditTransfers' ? 'ReceivedCreditTransfers' : code,
      subCode,
    },
    proprietaryCode,
    ...(other.way === 'card' ? { merchant: { name: other.name, category: other.category } } : {}),
    ...(other.account === undefined ? {} : { account: bySortCode(other.account, other.name) }),
  };
}

function informationOf(accountId: string, other: Counterparty, { detail, bookedAt, valueAt }: LedgerEntry): string {
  const four = String(detail % 10_000).padStart(4, '0');
  const name = other.name.toUpperCase();
  switch (other.way) {
    case 'card':
      return `CARD PAYMENT TO ${name} ${other.town.toUpperCase()} ${four} ON ${dayAndMonth(valueAt - day)}`;
    case 'cash':
      return `CASH WITHDRAWAL ${other.town.toUpperCase()} MACHINE ${four} ON ${dayAndMonth(bookedAt)}`;
    case 'directDebit':
      return `DIRECT DEBIT PAYMENT TO ${name} REF ${mandateOf(accountId, other)}`;
    case 'standingOrder':
      return `STANDING ORDER TO ${name}`;
    case 'paymentIn':
      return `FASTER PAYMENT RECEIVED FROM ${name} REF ${four}`;
    case 'paymentOut':
      return `BILL PAYMENT TO ${name} REF ${four}`;
    default:
      return name;
  }
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function dayAndMonth(time: number): string {
  const date = new Date(time);
  return `${String(date.getUTCDate()).padStart(2, '0')} ${months[date.getUTCMonth()]}`;
}

/** A mandate's number: the same each month, and another where the same biller collects from another account. */
export function mandateOf(accountId: string, { name }: Counterparty): string {
  let sum = 0;
  for (const letter of `${accountId} ${name}`) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_000_000;
  return String(sum).padStart(8, '0');
}
