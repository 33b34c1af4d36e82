/** Which columns have room: a figure is never cut, and the merchant stays for as long as the description can yield. */
import { expect, test } from 'vitest';
import type { Column } from '../../../src/webview/grid/column.ts';
import { makeRoom } from '../../../src/webview/grid/room.ts';

const columns = (): (Column & { yields?: number; instead?: { of: string; text(row: number): string } })[] => [
  { id: 'date', title: 'Date', width: 104, text: () => '' },
  { id: 'description', title: 'Description', width: 260, grows: true, text: () => '' },
  {
    id: 'merchant',
    title: 'Merchant',
    width: 150,
    yields: 8,
    text: () => 'Halfacre',
    instead: { of: 'description', text: () => 'Halfacre, or what there is' },
  },
  { id: 'type', title: 'Type', width: 120, yields: 3, text: () => '' },
  { id: 'amount', title: 'Amount', width: 130, figures: true, text: () => '' },
];

test.each([
  [1000, ['date', 'description', 'merchant', 'type', 'amount'], 230],
  [620, ['date', 'description', 'merchant', 'amount'], 230],
  [560, ['date', 'description', 'merchant', 'amount'], 176],
  [540, ['date', 'description', 'merchant', 'amount'], 156],
  [520, ['date', 'merchant', 'amount'], 150],
  [350, ['date', 'merchant', 'amount'], 116],
  [200, ['date', 'merchant', 'amount'], 64],
])('in %i pixels stand %j, and no figure is narrower', (room, ids, growing) => {
  const shown = columns();
  makeRoom(shown, room);
  expect(shown.map(({ id }) => id)).toEqual(ids);
  expect(shown.find(({ grows }) => grows)?.width).toBe(growing);
  expect(shown.find(({ id }) => id === 'amount')?.width).toBe(130);
});

test('what stays instead of the description says more, and where there is none of it the description stays', () => {
  const shown = columns();
  makeRoom(shown, 350);
  expect(shown[1]?.text(0)).toBe('Halfacre, or what there is');
  const without = columns().filter(({ id }) => id !== 'description');
  makeRoom(without, 200);
  expect(without.map(({ id }) => id)).toEqual(['date', 'amount']);
  const undescribed = columns().filter(({ id }) => id !== 'merchant');
  makeRoom(undescribed, 200);
  expect(undescribed.map(({ id }) => id)).toEqual(['date', 'description', 'amount']);
});
