/** Which columns have room beside each other. */
import type { Column } from './column.ts';

/** What a column that grows has at least; beside the last of those that yield; and where there is no room at all. */
const minGrowing = 230;
const minBesideLast = 150;
const minWidth = 64;

interface Yielding extends Column {
  yields?: number;
  instead?: { of: string; text(row: number): string };
}

/**
 * Takes columns out until the others have room, those that yield first before others; for the last one the growing column yields as well, and
 * goes where that one is to stay instead.
 */
export function makeRoom(columns: Yielding[], room: number): void {
  const needed = (min: number): number =>
    columns.reduce((sum, { width, grows }) => sum + (grows ? Math.min(width, min) : width), 0);
  for (;;) {
    const [first, ...others] = columns
      .filter(({ yields }) => yields !== undefined)
      .sort((a, b) => (a.yields ?? 0) - (b.yields ?? 0));
    if (!first || needed(others.length > 0 ? minGrowing : minBesideLast) <= room) break;
    const other = columns.find(({ id }) => id === first.instead?.of);
    columns.splice(columns.indexOf(other ?? first), 1);
    if (other && first.instead) Object.assign(first, { yields: undefined, grows: true, text: first.instead.text });
  }
  const spare = room - needed(0);
  const grown = Math.min(minGrowing, Math.max(minWidth, spare));
  for (const column of columns) if (column.grows) column.width = Math.min(column.width, grown);
}
