/** Private keys kept out of git: lines of a .gitignore. */

/** The text of a .gitignore with a line for each path, relative to it; those that stand there already stay as they are. */
export function withIgnored(text: string, paths: readonly string[]): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  const added = [...new Set(paths.map(lineFor))].filter((line) => !lines.has(line));
  if (added.length === 0) return text;
  const before = text === '' || text.endsWith('\n') ? text : `${text}${eol}`;
  return `${before}${added.join(eol)}${eol}`;
}

/** One file and no other: anchored, with what git takes for a pattern escaped. */
function lineFor(path: string): string {
  return `/${path
    .replaceAll('\\', '/')
    .replace(/^\.\//, '')
    .replace(/[*?[\]]/g, '\\$&')
    .replace(/ $/, '\\ ')}`;
}
