/** How a token goes on over lines, in a terminal, a program or a mail, and how its dots may be spelled. */

/**
 * A line break and the blanks before it, spelled out in a string too, behind a backslash or a mail's `=` (RFC 2045 §6.7), with what indents the
 * next line, quotes it or makes a comment of it; or what a page put in to break a long word, which cannot be seen.
 */
const lineBreak =
  /[ \t]{0,20}=?(?:\\+r(?:\\+n)?|\\+n|\\*(?:\r\n?|\n))[ \t]*(?:>[> \t]{0,20}|(?:#|\/\/|\*)[ \t]{1,20})?|[\u00a0\u00ad\u200b\u2060\ufeff]{1,9}/;
/** From one string of a program to the next. */
const joint =
  /(?:\\+[rn]){0,2}\\*(?<quote>["'`])(?=[\s\\+.&])(?:\s|\\+[rn]){0,40}[+.&\\]?(?:\s|\\+[rn]){0,40}\\*\k<quote>/;
const glue = new RegExp(`${joint.source}|${lineBreak.source}`, 'y');
const everyGlue = new RegExp(glue.source, 'g');
/** JSON may write `\\/` for the slash of base64, and a string in a string more of them. */
const escapes = /\\{1,4}(?=\/)/g;
const spelledDot = /\\+u002e|&#(?:46|x2e);/iy;
const everySpelledDot = new RegExp(spelledDot.source, 'gi');
/** Characters between two lines of a token, at most about this many. */
const maxGlueLength = 100;

/** The token's text in one piece: without line breaks, those that were spelled out included. */
export function unbroken(token: string): string {
  if (!/[^\w.+/=-]/.test(token)) return token;
  return token.replace(escapes, '').replace(everySpelledDot, '.').replace(everyGlue, '');
}

/** Where the next line begins of a token whose line ends here. */
export function nextLine(text: string, end: number): number | undefined {
  return mayBeGlue(text, end) ? endOf(glue, text, end) : undefined;
}

/** Whether the text ends before it can be told if this is the end of a line of a token, or a dot. */
export function isCutOff(text: string, end: number): boolean {
  return text.length - end <= maxGlueLength && (mayBeGlue(text, end) || text[end] === '&');
}

/** Where a dot ends that stands here, or is spelled out. */
export function dotEnd(text: string, at: number): number | undefined {
  const character = text[at];
  if (character === '.') return at + 1;
  return character === '\\' || character === '&' ? endOf(spelledDot, text, at) : undefined;
}

function mayBeGlue(text: string, at: number): boolean {
  return /["'`\\\r\n\t =\u00a0\u00ad\u200b\u2060\ufeff]/.test(text[at] ?? '');
}

function endOf(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
