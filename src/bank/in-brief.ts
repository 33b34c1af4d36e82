/** What somebody else wrote, cut to a length that may stand in a sentence of ours. */
export function inBrief(text: string, maxLength = 80): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
}
