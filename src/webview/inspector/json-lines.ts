/** A JSON text in lines for reading: indented, its kinds of words told apart, not a character of its values changed. */
import { createScanner } from 'jsonc-parser';

export interface JsonWord {
  kind: 'name' | 'string' | 'number' | 'literal' | 'mark' | 'wrong';
  text: string;
}

export interface JsonLine {
  /** Levels; deeper ones than the eye follows count as the deepest. */
  indent: number;
  words: JsonWord[];
}

const maxIndent = 40;

/** Line after line as they are asked for, so that a text of megabytes costs no more than what is shown of it. */
export function* jsonLines(text: string): Generator<JsonLine, void> {
  const scanner = createScanner(text, true);
  let depth = 0;
  let line: JsonLine = { indent: 0, words: [] };
  /** A bracket was opened, and whether it stays empty does not show yet. */
  let opened = false;
  const next = (): JsonLine => {
    const whole = line;
    line = { indent: Math.min(depth, maxIndent), words: [] };
    return whole;
  };
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const written = text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength());
    if (written === '}' || written === ']') {
      depth = Math.max(depth - 1, 0);
      if (!opened && line.words.length > 0) yield next();
      line.indent = opened ? line.indent : Math.min(depth, maxIndent);
    } else if (opened) {
      yield next();
    }
    opened = written === '{' || written === '[';
    if (opened) depth += 1;
    line.words.push({ kind: scanner.getTokenError() === 0 ? kindOf(written) : 'wrong', text: written });
    if (written === ':') {
      const name = line.words.at(-2);
      if (name?.kind === 'string') name.kind = 'name';
      line.words.push({ kind: 'mark', text: ' ' });
    }
    if (written === ',') yield next();
  }
  if (line.words.length > 0) yield line;
}

function kindOf(written: string): JsonWord['kind'] {
  if (/^[{}[\],:]$/.test(written)) return 'mark';
  if (written.startsWith('"')) return 'string';
  if (/^-?\d/.test(written)) return 'number';
  return /^(?:true|false|null)$/.test(written) ? 'literal' : 'wrong';
}
