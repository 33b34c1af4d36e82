/** Which columns have room: a figure is never cut, and the merchant stays for as long as the description can yield. */
import { expect, test } from 'vitest';
import { makeRoom } from '../../../src/webview/transactions/grid/room.ts';

const columns = () => [
  { id: 'date', title: 'Date', width: 104, text: () => '' },
  { id: 'description', title: 'Description', width: 260, grows: true, text: () => '' },
  { id: 'merchant', title: 'Merchant', width: 150, yields: 8, text: () => '' },
  { id: 'type', title: 'Type', width: 120, yields: 3, text: () => '' },
  { id: 'amount', title: 'Amount', width: 130, figures: true, text: () => '' },
];

test.each([
  [1000, ['date', 'description', 'merchant', 'type', 'amount'], 230],
  [620, ['date', 'description', 'merchant', 'amount'], 230],
  [560, ['date', 'description', 'merchant', 'amount'], 176],
  [540, ['date', 'description', 'merchant', 'amount'], 156],
  [520, ['date', 'description', 'amount'], 230],
  [350, ['date', 'description', 'amount'], 116],
  [200, ['date', 'description', 'amount'], 64],
])('in %i pixels stand %j, and no figure is narrower', (room, ids, description) => {
  const shown = columns();
  makeRoom(shown, room);
  expect(shown.map(({ id }) => id)).toEqual(ids);
  expect(shown.find(({ id }) => id === 'description')?.width).toBe(description);
  expect(shown.find(({ id }) => id === 'amount')?.width).toBe(130);
});
