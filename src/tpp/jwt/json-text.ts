/** JSON that a person wrote: faults with line and column, and its values as they were spelled. */

import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { tooDeepAt } from '../json.ts';

/**
 * Parses a JSON object strictly: no comments, no trailing commas. A member may stand twice.
 *
 * @param what stands in the error's message: `header`, `payload`.
 * @throws OpenBankingError `json_invalid`, with line and column
 */
export function objectTree(text: string, what: string): Node {
  const tooDeep = tooDeepAt(text);
  if (tooDeep !== undefined) return invalid(text, tooDeep, what, t('it is nested too deeply'));
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: false, disallowComments: true });
  const [first] = errors;
  if (first) return invalid(text, first.offset, what, wordsOf(printParseErrorCode(first.error)));
  if (!root) return invalid(text, 0, what, t('it is empty'));
  if (root.type !== 'object')
    return invalid(text, root.offset, what, t('it is not an object but {0}', article(root.type)));
  if (!isJson(text)) return invalid(text, 0, what, t('it holds a character that JSON does not allow'));
  const unpaired = /(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/.exec(text);
  if (unpaired) return invalid(text, unpaired.index, what, t('a character is cut in half there'));
  return root;
}

/** The text without white space between its tokens: numbers, escapes and order stay as they were written. */
export function compactJson(text: string): string {
  const scanner = createScanner(text, true);
  const parts: string[] = [];
  // At the end of the text the token is empty.
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const start = scanner.getTokenOffset();
    parts.push(text.slice(start, start + scanner.getTokenLength()));
  }
  return parts.join('');
}

/**
 * Makes sure that no member stands twice in an object: readers differ on which one counts (RFC 7519 §4).
 *
 * @throws OpenBankingError `json_invalid`, with line and column
 */
export function refuseTwins(node: Node, text: string, what: string): void {
  const names = new Set<unknown>();
  for (const child of node.children ?? []) {
    if (node.type === 'object') {
      const [key, value] = child.children ?? [];
      if (key && names.has(key.value))
        invalid(text, key.offset, what, t('{0} stands twice', JSON.stringify(key.value)));
      names.add(key?.value);
      if (value) refuseTwins(value, text, what);
    } else refuseTwins(child, text, what);
  }
}

function invalid(text: string, offset: number, what: string, why: string): never {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  return fail({
    code: 'json_invalid',
    message: t('The {0} is not valid JSON: line {1}, column {2}: {3}.', what, line, column, why),
    try: t('Correct it there.'),
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function article(type: string): string {
  return type === 'null' ? 'null' : `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** `CommaExpected` → `comma expected`. */
function wordsOf(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
