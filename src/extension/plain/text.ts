/** Text of a bank, a file or a token made safe to show: on one line, in a message, on a label, inside Markdown. */

/** A message that is longer is cut by VS Code; prompts and reasons are not, and fill the window. */
const maxMessageLength = 1000;
/** More of a row than any window shows. */
const maxLabelLength = 500;
/** More than anybody reads in a hover or in what stands below a question. */
const maxTextLength = 20_000;

/** One line: control characters, line breaks and characters that turn the reading direction become a blank. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ').trim();
}

/** Lines of which each is as {@link oneLine} makes it, for what is shown as plain text with its line ends. */
export function manyLines(text: string): string {
  return cut(text, maxTextLength).split('\n').map(oneLine).join('\n');
}

/**
 * For what VS Code reads links in, `[text](command:…)` among them, which run a command when they are clicked, and icons.
 *
 * @example
 * plainMessage('[log in](command:x) $(warning)') // '[log in] (command:x) $ (warning)'
 */
export function plainMessage(text: string): string {
  return cut(withoutIcons(oneLine(text)).replaceAll('](', '] ('), maxMessageLength);
}

/**
 * For what VS Code reads icons in and no links.
 *
 * @example
 * plainLabel('$(warning) NatWest') // '$ (warning) NatWest'
 */
export function plainLabel(text: string): string {
  return cut(withoutIcons(oneLine(text)), maxLabelLength);
}

/** One line that Markdown shows as it stands: CommonMark lets every punctuation character of ASCII be escaped, links' colons and dots too. */
export function inMarkdown(text: string): string {
  return withoutIcons(oneLine(cut(text, maxTextLength))).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** VS Code looks for icons in what Markdown has become, so that no escape keeps them out. */
function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$ (');
}

/** At most so many characters, the last one an ellipsis where something was cut. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // A character takes two places at most.
  const characters = [...text.slice(0, 2 * length + 2)];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
}
