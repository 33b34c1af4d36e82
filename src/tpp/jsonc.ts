/** JSON with comments, as people write it: how deep it goes, before a parser goes down by recursion. */
import { createScanner } from 'jsonc-parser';
import { maxDepth } from './json.ts';

/** jsonc-parser's SyntaxKind, which its types have and its code has not. */
export const syntax = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  text: 10,
  number: 11,
  end: 17,
};

/** Whether a text is nested deeper than whoever walks it can go; strings and comments do not count. */
export function isJsoncTooDeep(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token: number = scanner.scan(); token !== syntax.end; token = scanner.scan()) {
    if (token === syntax.openBrace || token === syntax.openBracket) depth += 1;
    if (token === syntax.closeBrace || token === syntax.closeBracket) depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}
