/** JSON of strangers: parsed, and no deeper than whoever walks it afterwards can go. */

/** Levels of arrays and objects inside one another; no message of the standards has a tenth of them. */
export const deepest = 200;

export class TooDeep extends SyntaxError {
  constructor() {
    super(`the JSON is nested more than ${deepest} levels deep`);
  }
}

/**
 * The value of a JSON text, not yet checked for its shape.
 * @throws SyntaxError for what is no JSON; {@link TooDeep}, which is one, for what is nested more than 200 levels deep
 */
export function parseJson(text: string): unknown {
  if (tooDeepAt(text) !== undefined) throw new TooDeep();
  return JSON.parse(text);
}

const quote = 0x22;
const backslash = 0x5c;

/** Where a text is nested deeper than that, if it is: brackets outside of strings counted, in one pass. */
export function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x5b:
      case 0x7b:
        depth += 1;
        if (depth > deepest) return at;
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

/** Where the closing quote of a string stands, or the text's end. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) at += 1;
  }
  return text.length;
}
