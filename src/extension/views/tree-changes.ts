/** What of a tree has to be drawn again: the least that shows every difference. */

/** A tree's item as it was last drawn. */
export interface Drawn {
  id: string;
  /** All of its looks as one text. */
  look: string;
  children: readonly Drawn[];
}

/**
 * The ids of the items to draw again, each with all below it; `undefined` stands for the whole tree, because the first level has other
 * items than before or in another order.
 */
export function changedItems(before: readonly Drawn[], after: readonly Drawn[]): string[] | undefined {
  if (!sameIds(before, after)) return undefined;
  return after.flatMap((item, index) => {
    const old = before[index];
    if (!old || old.look !== item.look) return [item.id];
    return changedItems(old.children, item.children) ?? [item.id];
  });
}

function sameIds(before: readonly Drawn[], after: readonly Drawn[]): boolean {
  return before.length === after.length && before.every(({ id }, index) => id === after[index]?.id);
}
