/** Amounts in the bank's own decimal digits: shown with sign, thousands and currency, and summed without a float. */
import { textAt } from '../../tpp/accounts/text-at.ts';
import { oneLine } from './safe-text.ts';

/** A decimal number as digits: `units` / 10^`scale`. */
interface Decimal {
  units: bigint;
  scale: number;
}

/** Read/Write API, OBActiveOrHistoricCurrencyAndAmount: unsigned digits; a sign is put up with, as some banks send one. */
function read(digits: string): Decimal | undefined {
  const parts = /^([+-]?)(\d{1,40})(?:\.(\d{0,40}))?$/.exec(digits.trim());
  if (!parts) return undefined;
  const [, sign, whole = '', fraction = ''] = parts;
  const units = BigInt(whole + fraction);
  return { units: sign === '-' ? -units : units, scale: fraction.length };
}

/** Thousands separated, at least two decimals, none cut off. */
function show({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).padEnd(2, '0');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`;
}

/**
 * An amount object of the bank: `+2,350.00 GBP`, `-12.40 GBP`; without a direction no plus sign. What is no number stays as the bank wrote it.
 * @param amount `{ Amount, Currency }`
 * @param direction the bank's `CreditDebitIndicator`: the amount itself is unsigned
 */
export function moneyText(amount: unknown, direction: unknown): string {
  const digits = textAt(amount, 'Amount');
  const currency = oneLine(textAt(amount, 'Currency'));
  const decimal = read(digits);
  if (!decimal) return `${oneLine(digits)} ${currency}`.trim();
  const negative = isDebit(direction) !== decimal.units < 0n;
  const sign = decimal.units === 0n ? '' : negative ? '-' : isCredit(direction) || isDebit(direction) ? '+' : '';
  return `${sign}${show(decimal)} ${currency}`.trim();
}

/** A balance: negative when it is a debit, without a plus sign otherwise. */
export function balanceText(amount: unknown, direction: unknown): string {
  return moneyText(amount, direction).replace(/^\+/, '');
}

const isDebit = (direction: unknown): boolean => direction === 'Debit';
const isCredit = (direction: unknown): boolean => direction === 'Credit';

/** Money in and money out, each by currency. */
export class Totals {
  readonly #in = new Map<string, Decimal>();
  readonly #out = new Map<string, Decimal>();
  #unread = 0;

  /** Adds one transaction's amount by its direction. */
  add(amount: unknown, direction: unknown): void {
    const decimal = read(textAt(amount, 'Amount'));
    if (!decimal || !(isDebit(direction) || isCredit(direction))) {
      this.#unread += 1;
      return;
    }
    const out = isDebit(direction) !== decimal.units < 0n;
    const magnitude = { ...decimal, units: decimal.units < 0n ? -decimal.units : decimal.units };
    const sums = out ? this.#out : this.#in;
    const currency = oneLine(textAt(amount, 'Currency'));
    sums.set(currency, plus(sums.get(currency) ?? { units: 0n, scale: 2 }, magnitude));
  }

  /** Amounts or directions that could not be read; they are in no sum. */
  get unread(): number {
    return this.#unread;
  }

  /** One text a currency, in the order in which the currencies came. */
  get moneyIn(): string[] {
    return texts(this.#in, '+');
  }

  get moneyOut(): string[] {
    return texts(this.#out, '-');
  }
}

function plus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const at = ({ units, scale: own }: Decimal): bigint => units * 10n ** BigInt(scale - own);
  return { units: at(a) + at(b), scale };
}

function texts(sums: Map<string, Decimal>, sign: string): string[] {
  return [...sums].map(([currency, sum]) => `${sum.units === 0n ? '' : sign}${show(sum)} ${currency}`.trim());
}
