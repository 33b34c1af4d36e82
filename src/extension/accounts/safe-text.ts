/** Text of a bank made safe to show: on one line of a document or tree, and inside Markdown. */

/** One line: control characters, line breaks and characters that turn the reading direction become a blank. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ').trim();
}

/** One line that Markdown shows as it stands: CommonMark lets every punctuation character of ASCII be escaped, links' colons and dots too. */
export function inMarkdown(text: string): string {
  return oneLine(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** `InterimAvailable` → `Interim available`. */
export function spaced(name: string): string {
  const words = oneLine(name).replace(/([a-z])([A-Z])/g, '$1 $2');
  return words.charAt(0) + words.slice(1).toLowerCase();
}

/** At most so many characters, the last one an ellipsis where something was cut. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const characters = [...text];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
}
