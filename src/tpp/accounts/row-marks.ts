/** What may be odd about a transaction as the bank sent it: one bit each, with its words. Nothing odd is hidden, and nothing of it is guessed away. */

export interface RowMark {
  id: string;
  label: string;
  explanation: string;
  /** What it does to sums and counts, where it does something. */
  counted?: string;
}

const texts = {
  duplicateId: [
    'Duplicate id',
    'Another transaction of this account has the same TransactionId. It identifies neither; both are told apart by their content.',
  ],
  otherAccount: ['Other account', 'The AccountId is not the one that was asked for.'],
  noAccount: ['No account', 'AccountId is missing, which is mandatory.'],
  amountMissing: ['No amount', 'Amount is missing or null.', 'The row is in no sum.'],
  amountUnreadable: [
    'Unreadable amount',
    'The amount is no decimal number of up to 13 digits and 5 decimals.',
    'The row is in no sum.',
  ],
  amountForm: [
    'Amount form',
    'The amount is not written as the standard has it: text of 1 to 13 digits and up to 5 decimals.',
  ],
  amountSigned: [
    'Signed amount',
    'The amount carries a sign; in the standard it has none, and CreditDebitIndicator tells the way.',
  ],
  signContradicts: [
    'Sign contradicts',
    'The sign of the amount and CreditDebitIndicator contradict each other.',
    'The row is in no sum.',
  ],
  directionMissing: ['No direction', 'CreditDebitIndicator is missing, which is mandatory.', 'The row is in no sum.'],
  directionUnknown: [
    'Unknown direction',
    'CreditDebitIndicator is neither Credit nor Debit.',
    'Where its meaning is not certain, the row is in no sum.',
  ],
  currencyMissing: ['No currency', 'The amount has no currency.', 'It is summed apart.'],
  currencyForm: ['Currency form', 'The currency is not a code of three capital letters.', 'It is summed apart.'],
  currencyOther: ['Other currency', 'The currency is not the account’s.'],
  statusMissing: ['No status', 'Status is missing, which is mandatory.', 'The row counts as booked.'],
  statusUnknown: ['Unknown status', 'The standard has no such Status.', 'The row is in no sum.'],
  bookingMissing: ['No booking date', 'BookingDateTime is missing, which is mandatory.'],
  bookingUnreadable: ['Unreadable booking date', 'BookingDateTime is not a date and time of ISO 8601.'],
  valueUnreadable: ['Unreadable value date', 'ValueDateTime is not a date and time of ISO 8601.'],
  balanceUnreadable: [
    'Unreadable balance',
    'The Balance of this row has no amount, no direction, another currency or a type that the standard does not know.',
  ],
  shape: [
    'Wrong shape',
    'A member is null, or of another kind than the standard has it, e.g. a list where a text belongs.',
  ],
  longText: ['Long text', 'A text is longer than is shown here. The raw JSON has all of it.'],
  markup: ['Markup', 'A text has what looks like HTML. It is shown as text.'],
  controlText: [
    'Control characters',
    'A text has control characters, or characters that turn the reading direction and can make it look like another.',
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
