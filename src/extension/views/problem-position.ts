/** Where in a file a problem is: the library names each fault as `line:column what`. */

/** Line and character counted from 0; the file's beginning where the problem names no place. */
export function positionIn(message: string): { line: number; character: number } {
  const [, line, column] = /(?:^|: )(\d{1,7}):(\d{1,7}) /.exec(message) ?? [];
  if (line === undefined || column === undefined) return { line: 0, character: 0 };
  return { line: Math.max(0, Number(line) - 1), character: Math.max(0, Number(column) - 1) };
}
