/** The rows of a list's page: what is found, in which order, and how it is written. */
import { describe, expect, it } from 'vitest';
import type { ListPageColumn } from '../../../src/messages/list.ts';
import { dateWords } from '../../../src/webview/grid/days.ts';
import { moneyWords } from '../../../src/webview/grid/money.ts';
import { ListTable } from '../../../src/webview/list/table.ts';

const columns: ListPageColumn[] = [
  { id: 'Name', head: 'Payee', kind: 'text' },
  { id: 'Next', head: 'Next paid', kind: 'time' },
  { id: 'Amount', head: 'Amount', kind: 'amount' },
  { id: 'Id', head: 'Standing order', kind: 'text' },
];
const row = (name: string, at: number | undefined, digits: string | undefined, id: string, currency = 'GBP') => ({
  cells: [
    name,
    at === undefined ? { text: 'soon' } : { text: 'T', at },
    { text: digits ?? '12.x', currency, ...(digits && { digits }) },
    id,
  ],
  marks: digits === undefined ? 1 : 0,
});
const marks = [{ id: 'amountUnreadable', label: 'Unreadable amount', explanation: 'It is none.' }];
const rows = [
  row('Order 10', Date.UTC(2026, 11, 15), '9.50', 'a'),
  row('order 9', Date.UTC(2026, 10, 1, 3), '1000.00', 'b'),
  row('', undefined, undefined, 'c'),
];

const { number: figure, money } = moneyWords('en-GB');
const words = { ...dateWords('en-GB'), locale: 'en-GB', line: (text: string) => text, figure, money };

function make(): ListTable {
  const table = new ListTable(words, columns, marks);
  table.append(0, rows, []);
  return table;
}

const found = (sort?: [string, boolean], search?: string) => [
  ...make().order({ ...(sort && { sort: { column: sort[0], descending: sort[1] } }), ...(search && { search }) }),
];

describe('the order of a list', () => {
  it.each<[what: string, sort: [string, boolean] | undefined, rows: number[]]>([
    ['as the bank has it', undefined, [0, 1, 2]],
    ['by a text, its figures as numbers, an empty one last', ['Name', false], [1, 0, 2]],
    ['by a text downwards, an empty one last too', ['Name', true], [0, 1, 2]],
    ['by a time, one that cannot be read last', ['Next', false], [1, 0, 2]],
    ['by an amount and not by its text', ['Amount', false], [0, 1, 2]],
    ['by an amount downwards', ['Amount', true], [1, 0, 2]],
    ['by a column that is not there', ['Nothing', true], [0, 1, 2]],
  ])('is %s', (_what, sort, expected) => expect(found(sort)).toEqual(expected));
});

describe('a search', () => {
  it.each([
    ['ORDER', [0, 1]],
    ['1,000', [1]],
    ['15 dec', [0]],
    ['unreadable', [2]],
    ['12.x', [2]],
    ['gbp 9.50', [0]],
    ['nobody', []],
  ])('for %s finds what is shown and what the bank wrote', (search, expected) =>
    expect(found(undefined, search)).toEqual(expected),
  );
});

describe('a cell', () => {
  it('has an amount without its currency where all have one, and a row’s details have it always', () => {
    const table = make();
    expect(table.onlyCurrency(2)).toBe('GBP');
    expect([table.text(1, 2), table.text(1, 2, true), table.text(2, 2)]).toEqual([
      '1,000.00',
      '1,000.00 GBP',
      '12.x GBP',
    ]);
    table.append(3, [row('x', 0, '5', 'd', 'JPY')], []);
    expect([table.onlyCurrency(2), table.text(3, 2)]).toEqual([undefined, '5 JPY']);
  });

  it('has a day, and in the details the time of day', () => {
    const table = make();
    expect([table.text(1, 1), table.text(1, 1, true), table.text(2, 1)]).toEqual([
      '1 Nov 2026',
      '1 Nov 2026, 03:00:00',
      'soon',
    ]);
  });

  it('is called by its name, failing that by its id', () =>
    expect([make().title(0), make().title(2)]).toEqual(['Order 10', 'c']));
});

it('rows that do not follow are not taken, and those that are odd since are marked', () => {
  const table = make();
  expect(table.append(7, rows, [])).toBe(false);
  expect([table.count, table.marks(0)]).toEqual([3, []]);
  table.append(3, [], [{ row: 0, marks: 1 }]);
  expect(table.marks(0)).toEqual(marks);
});
