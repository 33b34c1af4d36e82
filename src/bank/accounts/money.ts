/** Amounts as the standard writes them, made from integer minor units without a floating point number on the way. */

export interface Money {
  Amount: string;
  Currency: string;
}

/** Digits after the point; all currencies of this bank have two (ISO 4217). */
const digits = 2;

/**
 * An amount without its sign.
 * @example moneyOf(-1205, 'GBP') // { Amount: '12.05', Currency: 'GBP' }
 */
export function moneyOf(minor: number, currency: string): Money {
  if (!Number.isSafeInteger(minor)) throw new RangeError(`${minor} is no amount of minor units`);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  return { Amount: `${text.slice(0, -digits)}.${text.slice(-digits)}`, Currency: currency };
}

/** The sign of a balance; nothing at all counts as credit. */
export function indicatorOf(minor: number): 'Credit' | 'Debit' {
  return minor < 0 ? 'Debit' : 'Credit';
}
