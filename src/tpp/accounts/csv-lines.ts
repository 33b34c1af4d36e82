/** Lines of CSV (RFC 4180), a part at a time, safe to open in a spreadsheet. */

/** How many rows make a part. */
const batch = 1000;

/** What a spreadsheet would take for a formula, behind an apostrophe (OWASP, CSV injection; full-width signs too). */
export function csvText(told: string): string {
  return /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(told) ? `'${told}` : told;
}

/**
 * The line of heads, and then one for each item.
 * @param cellsOf as many as there are heads, each safe already
 */
export async function* csvLines<Item>(
  heads: readonly string[],
  items: Iterable<Item>,
  cellsOf: (item: Item) => readonly string[],
): AsyncGenerator<string, void, undefined> {
  const { stringify } = await import('csv-stringify/sync');
  const lines = (rows: readonly (readonly string[])[]): string => stringify([...rows], { record_delimiter: 'windows' });
  yield lines([heads]);
  let rows: (readonly string[])[] = [];
  for (const item of items) {
    rows.push(cellsOf(item));
    if (rows.length < batch) continue;
    yield lines(rows);
    rows = [];
  }
  if (rows.length > 0) yield lines(rows);
}
