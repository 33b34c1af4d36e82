/** One of the bank's transactions read for a row (OBTransaction6 of 3.1.11 and 4.0), whatever the bank made of it. */
import { balanceWord, bookedKind, isBalanceType } from './balance-type.ts';
import type { BankObject } from './pages.ts';
import { bareDigits, contradicts, type Direction, type ReadAmount, readAmount, readDirection } from './row-amount.ts';
import { markBit, type RowMarkId } from './row-marks.ts';
import { wallTime } from './row-time.ts';
import { textAt } from './text-at.ts';

/** What a status means; a row's `status` is a place in this list. */
export const rowStatuses = ['unsaid', 'booked', 'pending', 'future', 'information', 'rejected', 'unknown'] as const;
type RowStatus = (typeof rowStatuses)[number];

export interface ReadRow {
  accountId: string;
  /** As {@link wallTime} has it; NaN where there is none. */
  booked: number;
  value: number;
  /** Hundred-thousandths, negative for money out; undefined where it was not read. Without a direction it is the bare amount. */
  amount: bigint | undefined;
  /** Undefined where it is not certain. */
  direction: Direction;
  currency: string;
  /** The balance after this row, in the row's currency. */
  balance: bigint | undefined;
  /** The word of 3.1 for it. */
  balanceType: string;
  bookedBalance: boolean;
  status: RowStatus;
  statusWord: string;
  mutable: boolean;
  code: string;
  proprietaryCode: string;
  merchant: string;
  merchantCategory: string;
  counterparty: string;
  description: string;
  reference: string;
  id: string;
  /** Bits of `rowMarks`. */
  marks: number;
}

/** Status of 3.1, and of 4.0 (external code set), in small letters. */
const statuses = new Map<string, RowStatus>([
  ['booked', 'booked'],
  ['book', 'booked'],
  ['pending', 'pending'],
  ['pdng', 'pending'],
  ['futr', 'future'],
  ['info', 'information'],
  ['rejected', 'rejected'],
  ['rjct', 'rejected'],
]);

/** How much of a text crosses; the standard's longest has 500 characters. */
const maxLength = 1000;

/**
 * Reads one transaction.
 * @param account the account that was asked for, and its currency where it is known
 */
export function readRow(transaction: BankObject, account: { id?: string; currency?: string } = {}): ReadRow {
  const read = new Reader();
  const accountId = unlessBlank(read.text(transaction.AccountId));
  if (accountId === '') read.mark('noAccount');
  else if (account.id !== undefined && accountId !== account.id) read.mark('otherAccount');
  const { currency, ...amount } = read.amount(transaction.Amount, transaction.CreditDebitIndicator);
  if (account.currency && currency !== '' && currency !== account.currency) read.mark('currencyOther');
  const code = read.object(transaction.BankTransactionCode);
  const merchant = read.object(transaction.MerchantDetails);
  const booked = read.time(transaction.BookingDateTime, 'bookingUnreadable');
  if (booked === undefined) read.mark('bookingMissing');
  return {
    accountId: accountId || (account.id ?? ''),
    booked: booked ?? Number.NaN,
    value: read.time(transaction.ValueDateTime, 'valueUnreadable') ?? Number.NaN,
    ...amount,
    currency,
    ...read.balance(transaction.Balance, currency),
    ...read.status(transaction.Status),
    mutable: read.text(transaction.TransactionMutability).toLowerCase() === 'mutable',
    code: [read.text(code.Code), read.text(code.SubCode)].filter(Boolean).join(' / '),
    proprietaryCode: read.text(read.object(transaction.ProprietaryBankTransactionCode).Code),
    merchant: read.text(merchant.MerchantName),
    merchantCategory: read.text(merchant.MerchantCategoryCode),
    counterparty: counterpartyOf(transaction, amount.direction, read),
    description: read.text(transaction.TransactionInformation),
    reference: read.text(transaction.TransactionReference),
    id: unlessBlank(read.text(transaction.TransactionId)),
    marks: read.marks,
  };
}

/** An id of blanks identifies nothing. */
const unlessBlank = (id: string): string => (id.trim() === '' ? '' : id);

/** Who is on the other side: the creditor of money out, the debtor of money in, whichever there is where the way is not known. */
function counterpartyOf(transaction: BankObject, direction: Direction, read: Reader): string {
  const creditor = ['CreditorAccount', 'UltimateCreditor', 'CreditorAgent'];
  const debtor = ['DebtorAccount', 'UltimateDebtor', 'DebtorAgent'];
  const members = direction === 'debit' ? creditor : direction === 'credit' ? debtor : [...creditor, ...debtor];
  for (const member of members) {
    const party = read.object(transaction[member]);
    const name = read.text(party.Name) || read.text(party.Identification);
    if (name !== '') return name;
  }
  return '';
}

/** An amount and its indicator, as a table or a file writes them. */
export interface ReadMoney {
  /** Undefined where it is not certain. */
  direction: Direction;
  /** Without a sign; undefined where there is no number. */
  digits: string | undefined;
  /** The bank's own sign. */
  sign: ReadAmount['sign'];
  /** What the bank wrote for an amount. */
  written: string;
  currency: string;
  /** Bits of `rowMarks`. */
  marks: number;
}

/**
 * Reads an amount of the bank, of a transaction or of a balance, for everything that writes it.
 * @param amount `{ Amount, Currency }`
 * @param indicator `CreditDebitIndicator`
 */
export function readMoney(amount: unknown, indicator: unknown): ReadMoney {
  const read = new Reader();
  const { direction, currency } = read.amount(amount, indicator);
  const written = textAt(amount, 'Amount');
  return {
    direction,
    digits: bareDigits(written),
    sign: readAmount(written).sign,
    written,
    currency,
    marks: read.marks,
  };
}

/** Reads members and collects what is odd about them. */
class Reader {
  marks = 0;

  mark(id: RowMarkId): void {
    this.marks |= markBit(id);
  }

  /** A text; a list of texts is joined, and what is neither is marked. */
  text(value: unknown): string {
    if (typeof value === 'string') return this.#plain(value);
    if (value === undefined) return '';
    this.mark('shape');
    if (Array.isArray(value)) return this.#plain(value.filter((each) => typeof each === 'string').join(' '));
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  }

  /** An object; of a list the first is taken. */
  object(value: unknown): BankObject {
    if (value !== undefined && !isObject(value)) this.mark('shape');
    return objectIn(value);
  }

  time(value: unknown, unreadable: RowMarkId): number | undefined {
    const text = this.text(value);
    if (text === '') return undefined;
    const time = wallTime(text);
    if (time === undefined) this.mark(unreadable);
    return time ?? Number.NaN;
  }

  /** The amount with the sign that its direction gives it. */
  amount(value: unknown, indicator: unknown): { amount: bigint | undefined; direction: Direction; currency: string } {
    const { currency, ...read } = this.#money(value);
    const { units } = read;
    const said = this.#direction(indicator);
    if (read.sign !== '') this.mark('amountSigned');
    const contradictory = contradicts(read, said);
    if (contradictory) this.mark('signContradicts');
    const direction = contradictory ? undefined : said;
    return { amount: direction === 'debit' && units !== undefined ? -units : units, direction, currency };
  }

  /** The balance that the bank gave with the row; only one in the row's own currency can stand beside its amount. */
  balance(
    value: unknown,
    currency: string,
  ): { balance: bigint | undefined; balanceType: string; bookedBalance: boolean } {
    if (value === undefined || value === null) {
      if (value === null) this.mark('shape');
      return { balance: undefined, balanceType: '', bookedBalance: false };
    }
    // What is odd about it has one mark of its own.
    const apart = new Reader();
    const balance = apart.object(value);
    const balanceType = balanceWord(apart.text(balance.Type));
    const read = apart.amount(balance.Amount, balance.CreditDebitIndicator);
    const readable = read.amount !== undefined && read.direction !== undefined && read.currency === currency;
    if (!readable || !isBalanceType(balanceType)) this.mark('balanceUnreadable');
    return {
      balance: readable ? read.amount : undefined,
      balanceType,
      bookedBalance: readable && bookedKind(balanceType) !== undefined,
    };
  }

  status(value: unknown): { status: RowStatus; statusWord: string } {
    const statusWord = this.text(value);
    if (statusWord === '') this.mark('statusMissing');
    const status = statusWord === '' ? 'unsaid' : (statuses.get(statusWord.toLowerCase()) ?? 'unknown');
    if (status === 'unknown') this.mark('statusUnknown');
    return { status, statusWord };
  }

  #money(value: unknown): ReadAmount & { currency: string } {
    const unread = { units: undefined, sign: '', inForm: false } as const;
    if (value === undefined || value === null) {
      this.mark('amountMissing');
      return { ...unread, currency: '' };
    }
    const { Amount: digits, Currency } = this.object(value);
    const currency = this.text(Currency);
    if (currency === '') this.mark('currencyMissing');
    else if (!/^[A-Z]{3}$/.test(currency)) this.mark('currencyForm');
    if (digits === undefined || digits === null || digits === '') {
      this.mark('amountMissing');
      return { ...unread, currency };
    }
    if (typeof digits !== 'string' && typeof digits !== 'number') {
      this.mark('amountUnreadable');
      return { ...unread, currency };
    }
    const read = readAmount(digits);
    if (read.units === undefined) this.mark('amountUnreadable');
    else if (!read.inForm) this.mark('amountForm');
    return { ...read, currency };
  }

  #direction(value: unknown): Direction {
    const word = this.text(value);
    const { direction, inForm } = readDirection(word);
    if (!inForm) this.mark(word === '' ? 'directionMissing' : 'directionUnknown');
    return direction;
  }

  #plain(text: string): string {
    if (odd.test(text)) {
      if (/<[a-z!/?]/i.test(text)) this.mark('markup');
      if (/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text)) this.mark('controlText');
    }
    if (text.length <= maxLength) return text;
    this.mark('longText');
    const cut = text.slice(0, maxLength);
    // Half of a character outside the first plane would be none.
    return cut.isWellFormed() ? cut : cut.slice(0, -1);
  }
}

/** The object that a member holds, of a list the first; an empty one where there is none. */
export function objectIn(value: unknown): BankObject {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return isObject(first) ? first : {};
}

function isObject(value: unknown): value is BankObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What may need a mark; most texts have none of it. */
const odd = /[<\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
