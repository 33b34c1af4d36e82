/** An amount of the bank as a whole number of hundred-thousandths: exact, whatever the bank wrote it as. */

/** What was read of one `Amount` member. */
export interface ReadAmount {
  /** Without the sign; undefined where there is no number. */
  units: bigint | undefined;
  sign: '' | '+' | '-';
  /** Whether it is written as the standard has it (OBActiveCurrencyAndAmount_SimpleType). */
  inForm: boolean;
}

const decimals = 5;

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
