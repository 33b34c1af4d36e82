/** The grid's columns of a list: those that hold something, each with its text, its look and what explains it. */
import type { Column } from '../grid/column.ts';
import { dates, line } from '../grid/words.ts';
import { t } from '../kit/words.ts';
import type { ListTable } from './table.ts';

export interface ListColumn extends Column {
  /** Left out where there is no room for all, those with the least number first; without one it stays. */
  yields?: number;
}

const remarksColumn = 'marks';

const account = 'AccountId';

/** Columns in the order in which they stand. @param ofOne whether all rows are of one account, which the head names */
export function listColumnsOf(table: ListTable, ofOne: boolean): ListColumn[] {
  const there = table.columns.flatMap((column, place) =>
    (table.count === 0 || table.holds(place)) && !(ofOne && column.id === account) ? [{ ...column, place }] : [],
  );
  const columns = there.map(({ id, head, kind, place }, at): ListColumn => {
    const currency = kind === 'amount' ? table.onlyCurrency(place) : undefined;
    return {
      id,
      title: currency === undefined ? head : `${head} (${line(currency)})`,
      width: 120,
      figures: kind === 'amount',
      // Who or what it is comes first, and stays.
      ...(at === 0 ? { grows: true } : { yields: at === there.length - 1 ? 0 : importanceOf(id, kind) - at }),
      text: (row) => table.text(row, place),
      ...explained(table, place, kind),
    };
  });
  if (table.marked) columns.push(remarks(table));
  return columns;
}

/** How long a column stays where there is no room for all: ids go first, then notations, amounts last. */
function importanceOf(id: string, kind: 'text' | 'time' | 'amount'): number {
  if (kind === 'amount') return 500;
  if (id === 'Frequency') return 400;
  if (id.endsWith('.Identification')) return 300;
  if (kind === 'time') return 250;
  return id === account || id.startsWith('Frequency.') ? 100 : 200;
}

function explained(
  table: ListTable,
  place: number,
  kind: 'text' | 'time' | 'amount',
): Pick<Column, 'look' | 'explain'> {
  if (kind === 'text') return {};
  const isOdd = (row: number): boolean => {
    const cell = table.cell(row, place);
    if (typeof cell === 'string' || cell.text === '') return false;
    return kind === 'time' ? !('at' in cell) : !('digits' in cell);
  };
  return {
    look: (row) => (isOdd(row) ? 'odd' : ''),
    explain: (row) => {
      const cell = table.cell(row, place);
      return typeof cell !== 'string' && 'at' in cell && cell.at !== undefined ? dates.moment(cell.at) : undefined;
    },
  };
}

function remarks(table: ListTable): ListColumn {
  const told = (row: number, member: 'label' | 'explanation', between: string): string =>
    table
      .marks(row)
      .map((mark) => mark[member])
      .join(between);
  return {
    id: remarksColumn,
    title: t('Remarks'),
    width: 150,
    text: (row) => told(row, 'label', ', '),
    look: () => 'odd',
    explain: (row) => told(row, 'explanation', ' ') || undefined,
  };
}
