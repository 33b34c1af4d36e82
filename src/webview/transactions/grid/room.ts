/** Which columns have room beside each other. */
import type { Column } from './column.ts';

/** What a column that grows has at least; beside the last of those that yield; and where there is no room at all. */
const leastGrowing = 230;
const leastBesideLast = 150;
const shortest = 64;

/** Takes columns out until the others have room, those that yield first before others; for the last one the growing column yields as well. */
export function makeRoom(columns: (Column & { yields?: number })[], room: number): void {
  const needed = (least: number): number =>
    columns.reduce((sum, { width, grows }) => sum + (grows ? Math.min(width, least) : width), 0);
  for (;;) {
    const [first, ...others] = columns
      .filter(({ yields }) => yields !== undefined)
      .sort((a, b) => (a.yields ?? 0) - (b.yields ?? 0));
    if (!first || needed(others.length > 0 ? leastGrowing : leastBesideLast) <= room) break;
    columns.splice(columns.indexOf(first), 1);
  }
  const spare = room - needed(0);
  const grown = Math.min(leastGrowing, Math.max(shortest, spare));
  for (const column of columns) if (column.grows) column.width = Math.min(column.width, grown);
}
