/** What somebody else wrote, cut to a length that may stand in a sentence of ours. */

/** At most so many UTF-16 units, the last an ellipsis where something was cut; no character is halved. */
export function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
