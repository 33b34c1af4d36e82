/** Code sets out of the two published CSV files: codes and their names, no definition. */

/** Rows of a CSV file: quoted fields may hold commas, doubled quotes and line ends. */
export function rowsOfCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const source = text.replace(/^\uFEFF/, '');
  for (let at = 0; at < source.length; at++) {
    const letter = source.charAt(at);
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (source.charAt(at + 1) === '"') {
        field += '"';
        at++;
      } else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === ',' || letter === '\n') {
      row.push(field);
      field = '';
      if (letter === '\n') {
        rows.push(row);
        row = [];
      }
    } else if (letter !== '\r') field += letter;
  }
  if (field || row.length) rows.push([...row, field]);
  return rows;
}

export type Code = readonly [code: string, name: string | null, status?: number];

/** The sets of one file. A name with a blank is a sentence and is left out. */
export function codeSetsOf(text: string): Map<string, Code[]> {
  const sets = new Map<string, Code[]>();
  for (const [set = '', code = '', name = '', , category = ''] of rowsOfCsv(text).map((row) =>
    row.map((field) => field.trim()),
  )) {
    if (!/^(OB|External)\w+$/.test(set) || !code || /\s/.test(code)) continue;
    const status = /^[1-5]\d\d$/.test(category) ? Number(category) : undefined;
    const short = !name || /\s/.test(name) ? null : name;
    const entry: Code = status ? [code, short, status] : [code, short];
    const known = sets.get(set) ?? [];
    // A set may stand in the file twice.
    if (!known.some(([other]) => other === code)) sets.set(set, [...known, entry]);
  }
  return sets;
}
