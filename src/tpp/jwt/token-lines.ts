/** How a token goes on over lines, in a terminal, a program or a mail, and how its dots may be spelled. */

/** A line break, spelled out in a string too or behind a backslash, with what indents or quotes the next line. */
const lineBreak = /(?:(?:\\+r)?\\+n|\\*\r?\n)[ \t]*(?:>[> \t]{0,20})?/;
/** From one string of a program to the next. */
const joint =
  /(?:\\+[rn]){0,2}\\*(?<quote>["'`])(?=[\s\\+.&])(?:\s|\\+[rn]){0,40}[+.&\\]?(?:\s|\\+[rn]){0,40}\\*\k<quote>/;
const glue = new RegExp(`${joint.source}|${lineBreak.source}`, 'y');
const everyGlue = new RegExp(glue.source, 'g');
const spelledDot = /\\+u002e|&#(?:46|x2e);/iy;
const everySpelledDot = new RegExp(spelledDot.source, 'gi');
/** Characters between two lines of a token, at most about this many. */
const longestGlue = 100;

/** The token's text in one piece: without line breaks, those that were spelled out included. */
export function unbroken(token: string): string {
  return /[^\w.+/=-]/.test(token) ? token.replace(everySpelledDot, '.').replace(everyGlue, '') : token;
}

/** Where the next line begins of a token whose line ends here. */
export function nextLine(text: string, end: number): number | undefined {
  return mayBeGlue(text, end) ? endOf(glue, text, end) : undefined;
}

/** Whether the text ends before it can be told if this is the end of a line of a token, or a dot. */
export function isCutOff(text: string, end: number): boolean {
  return text.length - end <= longestGlue && (mayBeGlue(text, end) || text[end] === '&');
}

/** Where a dot ends that stands here, or is spelled out. */
export function dotEnd(text: string, at: number): number | undefined {
  const character = text[at];
  if (character === '.') return at + 1;
  return character === '\\' || character === '&' ? endOf(spelledDot, text, at) : undefined;
}

function mayBeGlue(text: string, at: number): boolean {
  return /["'`\\\r\n]/.test(text[at] ?? '');
}

function endOf(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
