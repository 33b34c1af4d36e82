/** An amount of the bank and which way it goes, whatever the bank wrote: the one reading of sign and indicator, exact to the last digit. */

/** What was read of one `Amount` member. */
export interface ReadAmount {
  /** Without the sign; undefined where there is no number. */
  units: bigint | undefined;
  sign: '' | '+' | '-';
  /** Whether it is written as the standard has it (OBActiveCurrencyAndAmount_SimpleType). */
  inForm: boolean;
}

export type Direction = 'credit' | 'debit' | undefined;

/** What a `CreditDebitIndicator` says. */
export interface ReadDirection {
  direction: Direction;
  /** Whether it is one of the standard's two words. */
  inForm: boolean;
}

const decimals = 5;

/** Reads a `CreditDebitIndicator`: the standard's two words, and those of ISO 20022 and other spellings of the same two. */
export function readDirection(word: string): ReadDirection {
  if (word === 'Credit') return { direction: 'credit', inForm: true };
  if (word === 'Debit') return { direction: 'debit', inForm: true };
  const other = word.trim();
  const direction = /^(credit|crdt|cr|c)$/i.test(other)
    ? 'credit'
    : /^(debit|dbit|dr|db|d)$/i.test(other)
      ? 'debit'
      : undefined;
  return { direction, inForm: false };
}

/** A debit with a plus sign, or a credit with a minus sign: nobody can say which of the two is meant. */
export function contradicts({ units, sign }: ReadAmount, said: Direction): boolean {
  return said !== undefined && sign !== '' && (sign === '-') !== (said === 'debit') && units !== 0n;
}

/**
 * Reads the digits of an amount.
 * @param amount the text inside `{ Amount, Currency }`; some banks send a JSON number
 */
export function readAmount(amount: string | number): ReadAmount {
  const text = String(amount);
  const strict = typeof amount === 'string' ? /^(\d{1,13})(?:\.(\d{1,5}))?$/.exec(text) : null;
  if (strict) return { units: unitsOf(strict[1], strict[2]), sign: '', inForm: true };
  const loose = /^\s*([+-]?)0*(\d{1,13})(?:\.(\d{0,5})0*)?\s*$/.exec(text);
  const units = loose ? unitsOf(loose[2], loose[3]) : undefined;
  const sign = loose?.[1] === '-' ? '-' : loose?.[1] === '+' ? '+' : '';
  // A sign has a mark of its own.
  const inForm = typeof amount === 'string' && /^[+-]?\d{1,13}(?:\.\d{1,5})?$/.test(text);
  return { units, sign, inForm };
}

function unitsOf(whole = '', fraction = ''): bigint {
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}

/** Hundred-thousandths as plain digits with at least two decimals: `-1012.40`. */
export function plainUnits(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals).replace(/0{1,3}$/, '')}`;
}

/** An amount without its sign: the bank's own digits where they are in form, else as {@link plainUnits} writes them; undefined for no number. */
export function bareDigits(amount: string | number): string | undefined {
  const { units } = readAmount(amount);
  if (units === undefined) return undefined;
  return /^[+-]?(\d{1,13}(?:\.\d{1,5})?)$/.exec(String(amount))?.[1] ?? plainUnits(units);
}
