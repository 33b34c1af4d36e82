/** The word that was probably meant by a misspelled one. */

/** Longer words are no name and no code. */
const maxLength = 64;

/** How many slips a word of its length may have. */
const slips = (length: number): number => (length < 3 ? 0 : length < 6 ? 1 : length < 9 ? 2 : 3);

/** @returns the nearest of the known words; the first one of several; undefined where none is near */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  if (word.length > maxLength) return undefined;
  const small = word.toLowerCase();
  // A name whose namespace was left out: `IBAN` of `UK.OBIE.IBAN`.
  const isSpelled = known.some((candidate) => candidate.toLowerCase() === small);
  const named =
    word.length < 3 || isSpelled ? [] : known.filter((candidate) => candidate.toLowerCase().endsWith(`.${small}`));
  if (named.length === 1) return named[0];
  let nearest: string | undefined;
  let smallest = slips(word.length) + 1;
  for (const candidate of known) {
    if (candidate === word || Math.abs(candidate.length - word.length) >= smallest) continue;
    const distance = distanceOf(small, candidate.toLowerCase());
    if (distance >= smallest) continue;
    smallest = distance;
    nearest = candidate;
    if (smallest === 0) break;
  }
  return nearest;
}

/** Letters left out, put in, exchanged, or two neighbours swapped (optimal string alignment). */
function distanceOf(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const same = one[row - 1] === other[at - 1];
      let cost = Math.min((last[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1, (last[at - 1] ?? 0) + (same ? 0 : 1));
      if (one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) {
        cost = Math.min(cost, (before[at - 2] ?? Number.POSITIVE_INFINITY) + 1);
      }
      next.push(cost);
    }
    before = last;
    last = next;
  }
  return last[other.length] ?? 0;
}
