/** Long lists of accounts in groups, so that no level of the tree is long. */

const groupSize = 200;

export interface Group {
  /** First and last place of the list, counted from 0; the last is not part of it. */
  from: number;
  to: number;
  /** `1–200`. */
  label: string;
}

/** The groups of a list of that length; none when the list is short enough to be shown as it is. */
export function groupsOf(length: number, size = groupSize): Group[] {
  if (length <= size) return [];
  return Array.from({ length: Math.ceil(length / size) }, (_, index) => {
    const from = index * size;
    const to = Math.min(from + size, length);
    return { from, to, label: from + 1 === to ? String(to) : `${from + 1}–${to}` };
  });
}
