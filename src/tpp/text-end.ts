/** The end of a text cut away, in linear time: an expression such as `/x+$/` looks at every run of x in it again and again. */

/** The text without whatever of these characters stands at its end. */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

/** A bank's sentence as part of one of ours: without its full stops. */
export function withoutStop(sentence: string): string {
  return withoutEnd(sentence.trimEnd(), '.');
}
