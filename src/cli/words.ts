/** Amounts, times and lists in words for a person at a terminal. */
import { styleText } from 'node:util';
import type { ReadMoney } from '../tpp/accounts/row-reader.ts';
import type { Finding } from '../tpp/finding.ts';
import type { Call } from './call.ts';
import { bounded, harmless } from './errors.ts';
import { inTerminalWords } from './remedy-words.ts';

export type Column = { head: string; right?: boolean };

/** A table without frames: easy on the eye, and easy to copy from. Text of strangers loses its control characters. */
export async function table(
  call: Call,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): Promise<string> {
  const { default: widthOf } = await import('string-width');
  const lines = [
    columns.map(({ head }) => bold(call, head)),
    ...rows.map((row) => row.map((cell) => bounded(cell).replaceAll('\n', ' '))),
  ].map((cells) => columns.map((_, index) => ({ cell: cells[index] ?? '', width: widthOf(cells[index] ?? '') })));
  const widths = columns.map((_, index) => lines.reduce((width, line) => Math.max(width, line[index]?.width ?? 0), 0));
  return lines
    .map((line) => {
      const padded = line.map(({ cell, width }, index) => {
        const blanks = ' '.repeat((widths[index] ?? 0) - width);
        return columns[index]?.right ? blanks + cell : cell + blanks;
      });
      return `${padded.join('  ').trimEnd()}\n`;
    })
    .join('');
}

/** Names and values under each other, the names in one column; the members of a list each on a line of its own. */
export function facts(call: Call, pairs: readonly (readonly [name: string, value: Fact])[]): string {
  const known = pairs.flatMap(([name, value]) => {
    if (typeof value === 'object' && 'whole' in value)
      return value.whole === '' ? [] : [[name, harmless(value.whole)] as const];
    const lines = (typeof value === 'string' ? [value] : (value ?? [])).map(bounded);
    return lines.filter((line) => line !== '').map((line, index) => [index === 0 ? name : '', line] as const);
  });
  const width = Math.max(0, ...known.map(([name]) => name.length));
  return known.map(([name, line]) => `${bold(call, name.padEnd(width))}  ${line}\n`).join('');
}

/** `whole`: however long it is, because it is there to be copied. */
type Fact = string | readonly string[] | { readonly whole: string } | undefined;

/** A finding as a warning: its text may be a stranger's and long, and leaves its remedy the room. */
export const warning = (finding: Pick<Finding, 'message' | 'fix' | 'remedies'>, what = 'Warning') => ({
  whole: `${what}: ${bounded(finding.message)} ${bounded(inTerminalWords({ ...finding, try: finding.fix }))}`,
});

export const bold = (call: Call, text: string): string => styleText('bold', text, { stream: call.stdout });
export const green = (call: Call, text: string): string => styleText('green', text, { stream: call.stdout });
export const red = (call: Call, text: string): string => styleText('red', text, { stream: call.stdout });
export const yellow = (call: Call, text: string): string => styleText('yellow', text, { stream: call.stdout });
export const dim = (call: Call, text: string): string => styleText('dim', text, { stream: call.stdout });

/**
 * An amount with sign, thousands and currency: `+2,350.00 GBP`; `±` where nobody knows which way it goes. No arithmetic: the bank's digits
 * stay as they are.
 */
export function money({ direction, digits, written, currency }: ReadMoney): string {
  if (digits === undefined) return `${written} ${currency}`.trim();
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = direction === 'debit' ? '-' : direction === 'credit' ? '+' : '±';
  return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`} ${currency}`.trim();
}

/** The day of one of the bank's times. */
export const day = (time: unknown): string => (typeof time === 'string' ? time.slice(0, 10) : '');

/** A time of ours or of the bank, to the second, in UTC. */
export function moment(time: number | string | undefined): string | undefined {
  if (time === undefined) return undefined;
  const date = new Date(time);
  return Number.isNaN(date.getTime())
    ? String(time)
    : date
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC');
}

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;
