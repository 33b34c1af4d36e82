/** Every function that reads what others wrote, on the text that is the worst for it: 1 MB, and how its time grows from a quarter of that. */
import { costOf, patterns, readers, repeated } from '../support/foreign-text.ts';
import { type Row, upperBudget } from './report.mts';

const megabyte = 1_000_000;

async function minTime(read: (text: string) => unknown, text: string): Promise<number> {
  return Math.min(await costOf(read, text), await costOf(read, text), await costOf(read, text));
}

export async function foreignRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, read] of Object.entries(readers)) {
    let worst = { pattern: '', piece: '', cost: -1 };
    for (const [pattern, piece] of Object.entries(patterns)) {
      const cost = await costOf(read, repeated(piece, megabyte));
      if (cost > worst.cost) worst = { pattern, piece, cost };
    }
    worst.cost = Math.min(worst.cost, await minTime(read, repeated(worst.piece, megabyte)));
    const quarter = await minTime(read, repeated(worst.piece, megabyte / 4));
    rows.push(upperBudget(`${name}, 1 MB of ${worst.pattern}`, 100, worst.cost, 'ms'));
    // A few ticks of the clock say nothing of growth.
    if (worst.cost > 50)
      rows.push(upperBudget(`${name}, 1 MB beside 250 kB`, 8, worst.cost / Math.max(quarter, 1), '×'));
  }
  return rows;
}
