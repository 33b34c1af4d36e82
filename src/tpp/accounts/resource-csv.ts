/** Any resource as CSV (RFC 4180), by the columns of its row, safe to open in a spreadsheet. */
import { csvLines, csvText } from './csv-lines.ts';
import type { BankObject } from './pages.ts';
import type { ResourceColumn } from './resource-columns.ts';

/**
 * Objects of a resource, flat: each column under its `id`, an amount in two, its number and its currency. Words stand for codes, times are as
 * the bank wrote them; a text that a spreadsheet would take for a formula is put behind an apostrophe.
 * @example
 * const text = await resourceCsv(resourceRows.beneficiaries.columns, beneficiaries);
 */
export async function resourceCsv(columns: readonly ResourceColumn[], items: Iterable<BankObject>): Promise<string> {
  let text = '';
  for await (const part of resourceCsvParts(columns, items)) text += part;
  return text;
}

/** The same, a part at a time: for more rows than one text should hold. */
export function resourceCsvParts(
  columns: readonly ResourceColumn[],
  items: Iterable<BankObject>,
): AsyncGenerator<string, void, undefined> {
  return csvLines(columns.flatMap(headsOf), items, (item) => columns.flatMap((column) => cellsOf(column, item)));
}

function headsOf({ id, kind }: ResourceColumn): string[] {
  return kind === 'amount' ? [`${id}.Amount`, `${id}.Currency`] : [id];
}

function cellsOf(column: ResourceColumn, item: BankObject): string[] {
  if (column.kind !== 'amount') return [csvText(column.of(item))];
  const { digits, written, currency } = column.of(item);
  return [digits ?? csvText(written), csvText(currency)];
}
