/** JSON of strangers: parsed, and no deeper than whoever walks it afterwards can go. */
import { t } from '../standard/language.ts';

/** Levels of arrays and objects inside one another; no message of the standards has a tenth of them. */
export const maxDepth = 200;

/** Of a file of ours, in which an answer as deep as that stands somewhere. */
export const maxKeptDepth = maxDepth + 10;

export class TooDeep extends SyntaxError {
  constructor(limit: number) {
    super(t('the JSON is nested more than {0} levels deep', limit));
  }
}

/**
 * The value of a JSON text, not yet checked for its shape. The byte order mark of an editor is passed over (RFC 8259 §8.1).
 * @throws SyntaxError for what is no JSON; {@link TooDeep}, which is one, for what is nested deeper than that
 */
export function parseJson(text: string, limit = maxDepth): unknown {
  if (tooDeepAt(text, limit) !== undefined) throw new TooDeep(limit);
  return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
}

const quote = 0x22;
const backslash = 0x5c;

/** Where a text is nested deeper than that, if it is: brackets outside of strings counted, in one pass. */
export function tooDeepAt(text: string, limit = maxDepth): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x5b:
      case 0x7b:
        depth += 1;
        if (depth > limit) return at;
        break;
      case 0x5d:
      case 0x7d:
        depth -= 1;
        break;
      case quote:
        at = endOfString(text, at + 1);
        break;
    }
  }
  return undefined;
}

/**
 * What came whole of an object whose end is missing: the members whose values ended. No value that is cut off, and no number that may go on.
 * @returns undefined for what is not the beginning of an object
 */
export function wholeMembersOf(text: string): unknown {
  let depth = 0;
  let end: number | undefined;
  let isValue = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') {
      at = endOfString(text, at + 1);
      if (at === text.length) break;
      if (depth === 1 && isValue) end = at + 1;
    } else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > maxDepth) break;
      if (depth === 1) end = at + 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth <= 1) end = at + depth;
      if (depth < 1) break;
    } else if (depth === 1 && character === ',') end = at;
    if (depth === 1 && character.trim() !== '') isValue = character === ':';
  }
  try {
    return end === undefined ? undefined : parseJson(`${text.slice(0, end)}}`);
  } catch {
    return undefined;
  }
}

/** Where the closing quote of a string stands, or the text's end. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) at += 1;
  }
  return text.length;
}
