/** What may be odd about a transaction as the bank sent it: one bit each, with its words. Nothing odd is hidden, and nothing of it is guessed away. */
import { t } from '../../standard/language.ts';

export interface RowMark {
  id: string;
  label: string;
  explanation: string;
  /** What it does to sums and counts, where it does something. */
  counted?: string;
}

const texts = {
  duplicateId: [
    t('Duplicate id'),
    t(
      'Another transaction of this account has the same TransactionId. It identifies neither; both are told apart by their content.',
    ),
  ],
  otherAccount: [t('Other account'), t('The AccountId is not the one that was asked for.')],
  noAccount: [t('No account'), t('AccountId is missing, which is mandatory.')],
  amountMissing: [t('No amount'), t('Amount is missing or null.'), t('The row is in no sum.')],
  amountUnreadable: [
    t('Unreadable amount'),
    t('The amount is no decimal number of up to 13 digits and 5 decimals.'),
    t('The row is in no sum.'),
  ],
  amountForm: [
    t('Amount form'),
    t('The amount is not written as the standard has it: text of 1 to 13 digits and up to 5 decimals.'),
  ],
  amountSigned: [
    t('Signed amount'),
    t('The amount carries a sign; in the standard it has none, and CreditDebitIndicator tells the way.'),
  ],
  signContradicts: [
    t('Sign contradicts'),
    t('The sign of the amount and CreditDebitIndicator contradict each other.'),
    t('The row is in no sum.'),
  ],
  directionMissing: [
    t('No direction'),
    t('CreditDebitIndicator is missing, which is mandatory.'),
    t('The row is in no sum.'),
  ],
  directionUnknown: [
    t('Unknown direction'),
    t('CreditDebitIndicator is neither Credit nor Debit.'),
    t('Where its meaning is not certain, the row is in no sum.'),
  ],
  currencyMissing: [t('No currency'), t('The amount has no currency.'), t('It is summed apart.')],
  currencyForm: [
    t('Currency form'),
    t('The currency is not a code of three capital letters.'),
    t('It is summed apart.'),
  ],
  currencyOther: [t('Other currency'), t('The currency is not the account’s.')],
  statusMissing: [t('No status'), t('Status is missing, which is mandatory.'), t('The row counts as booked.')],
  statusUnknown: [t('Unknown status'), t('The standard has no such Status.'), t('The row is in no sum.')],
  bookingMissing: [t('No booking date'), t('BookingDateTime is missing, which is mandatory.')],
  bookingUnreadable: [t('Unreadable booking date'), t('BookingDateTime is not a date and time of ISO 8601.')],
  valueUnreadable: [t('Unreadable value date'), t('ValueDateTime is not a date and time of ISO 8601.')],
  balanceUnreadable: [
    t('Unreadable balance'),
    t(
      'The Balance of this row has no amount, no direction, another currency or a type that the standard does not know.',
    ),
  ],
  shape: [
    t('Wrong shape'),
    t('A member is null, or of another kind than the standard has it, e.g. a list where a text belongs.'),
  ],
  longText: [t('Long text'), t('A text is longer than is shown here. The raw JSON has all of it.')],
  markup: ['Markup', t('A text has what looks like HTML. It is shown as text.')],
  controlText: [
    t('Control characters'),
    t(
      'A text has control characters, or characters that turn the reading direction and can make it look like another.',
    ),
  ],
} as const satisfies Record<string, readonly [label: string, explanation: string, counted?: string]>;

export type RowMarkId = keyof typeof texts;

/** All marks; bit `i` of a row's marks is `rowMarks[i]`. */
export const rowMarks: readonly RowMark[] = Object.entries(texts).map(([id, [label, explanation, counted]]) => ({
  id,
  label,
  explanation,
  ...(counted !== undefined && { counted }),
}));

const bits = new Map<string, number>(rowMarks.map(({ id }, bit) => [id, 1 << bit]));

/** The bit of a mark. */
export function markBit(id: RowMarkId): number {
  return bits.get(id) ?? 0;
}
