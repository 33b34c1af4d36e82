/** JSON for people, as `JSON.stringify` indents it by two, with the line that each member begins on. */

export interface PrintedJson {
  text: string;
  /** From the pointer of a member, or of an item of a list, to its line. */
  lines: ReadonlyMap<string, number>;
}

export function printed(value: unknown): PrintedJson {
  const rows: string[] = [];
  const lines = new Map<string, number>();
  const add = (each: unknown, depth: number, pointer: string, before: string, after: string): void => {
    const blanks = '  '.repeat(depth);
    lines.set(pointer, rows.length);
    const isList = Array.isArray(each);
    const inner = typeof each === 'object' && each !== null ? Object.entries(each) : [];
    if (inner.length === 0) {
      rows.push(`${blanks}${before}${JSON.stringify(each)}${after}`);
      return;
    }
    rows.push(`${blanks}${before}${isList ? '[' : '{'}`);
    for (const [index, [name, member]] of inner.entries()) {
      const comma = index < inner.length - 1 ? ',' : '';
      add(member, depth + 1, `${pointer}/${name}`, isList ? '' : `${JSON.stringify(name)}: `, comma);
    }
    rows.push(`${blanks}${isList ? ']' : '}'}${after}`);
  };
  add(value, 0, '', '', '');
  return { text: `${rows.join('\n')}\n`, lines };
}
