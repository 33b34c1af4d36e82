/** Amounts as whole numbers of hundred-thousandths: read, and shown in the reader's way, exact to the last digit. */
import { unitsPerOne } from '../../messages/transactions.ts';

const decimals = 5;

/**
 * Reads an amount that a person wrote: `12`, `12.4`, `1,012.40`, `-3`.
 * @returns hundred-thousandths; undefined for anything else
 */
export function readUnits(text: string): bigint | undefined {
  const parts = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d{0,5}))?$/.exec(text.trim());
  if (!parts) return undefined;
  const [, sign, whole = '', fraction = ''] = parts;
  const units = BigInt(whole.replaceAll(',', '') + fraction.padEnd(decimals, '0'));
  return sign === '-' ? -units : units;
}

/** The amount in plain decimal digits, at least two behind the point: `-1012.40`. */
export function plainAmount(units: bigint): string {
  const magnitude = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const fraction = magnitude.slice(-decimals).replace(/0{1,3}$/, '');
  return `${units < 0n ? '-' : ''}${magnitude.slice(0, -decimals)}.${fraction}`;
}

export interface MoneyWords {
  /** `−1,012.40 GBP`; a plus sign only where `signed`. No currency where there is none. */
  money(units: bigint, currency: string, signed?: boolean): string;
  /** Without the currency, for a column of figures. */
  number(units: bigint, currency: string, signed?: boolean): string;
}

/**
 * How amounts are written in a language.
 * @param locale a BCP 47 tag; undefined for the reader's own
 */
export function moneyWords(locale?: string): MoneyWords {
  const formats = new Map<string, (units: bigint) => string>();
  const number = (units: bigint, currency: string, signed = false): string => {
    const key = `${signed} ${currency}`;
    const format = formats.get(key) ?? numberFormat(locale, currency, signed);
    formats.set(key, format);
    return format(units);
  };
  return {
    number,
    money: (units, currency, signed) => `${number(units, currency, signed)} ${currency}`.trim(),
  };
}

/** As many decimals as the currency has, and more where the amount has more; a currency that nobody knows has two. */
function numberFormat(locale: string | undefined, currency: string, signed: boolean): (units: bigint) => string {
  const usual = decimalsOf(currency);
  const makers = new Map<number, Intl.NumberFormat>();
  return (units) => {
    let needed = decimals;
    for (let rest = units; needed > usual && rest % 10n === 0n; rest /= 10n) needed -= 1;
    const format =
      makers.get(needed) ??
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: needed,
        maximumFractionDigits: needed,
        signDisplay: signed ? 'exceptZero' : 'negative',
      });
    makers.set(needed, format);
    const text = plainAmount(units);
    // A text of decimal digits is formatted exactly (ECMA-402, Intl mathematical value); a number would be rounded.
    return isDecimal(text) ? format.format(text) : text;
  };
}

function isDecimal(text: string): text is `${number}` {
  return /^-?\d+\.\d+$/.test(text);
}

/** ISO 4217: the yen has none, the dinar of Kuwait three. */
function decimalsOf(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return options.maximumFractionDigits ?? 2;
}

/** For the height of a bar or line alone, never for a figure: a fraction may be lost. */
export function forDrawing(units: bigint): number {
  return Number(units) / Number(unitsPerOne);
}
