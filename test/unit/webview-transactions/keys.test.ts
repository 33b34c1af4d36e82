/** The keys of ARIA's grid pattern, a line a key. */
import { expect, it } from 'vitest';
import { move } from '../../../src/webview/grid/keys.ts';

const extent = { rows: 100, columns: 6, page: 10 };
const plain = { ctrlKey: false, metaKey: false, altKey: false };
const control = { ...plain, ctrlKey: true };
const command = { ...plain, metaKey: true };

it.each([
  ['ArrowDown', plain, [50, 2], [51, 2]],
  ['ArrowDown', plain, [99, 2], [99, 2]],
  ['ArrowUp', plain, [50, 2], [49, 2]],
  ['ArrowUp', plain, [0, 2], [-1, 2]],
  ['ArrowUp', plain, [-1, 2], [-1, 2]],
  ['ArrowDown', plain, [-1, 2], [0, 2]],
  ['ArrowLeft', plain, [50, 0], [50, 0]],
  ['ArrowRight', plain, [50, 5], [50, 5]],
  ['ArrowRight', plain, [50, 2], [50, 3]],
  ['Home', plain, [50, 2], [50, 0]],
  ['End', plain, [50, 2], [50, 5]],
  ['Home', control, [50, 2], [0, 0]],
  ['End', control, [50, 2], [99, 5]],
  ['End', command, [50, 2], [99, 5]],
  ['ArrowUp', control, [50, 2], [0, 2]],
  ['ArrowDown', control, [50, 2], [99, 2]],
  ['PageDown', plain, [50, 2], [60, 2]],
  ['PageDown', plain, [95, 2], [99, 2]],
  ['PageUp', plain, [5, 2], [0, 2]],
  ['PageUp', plain, [-1, 2], [0, 2]],
] as const)('%s with %o leads from %o to %o', (key, modifiers, [position, index], [toPosition, toIndex]) => {
  expect(move({ key, ...modifiers }, { position, index }, extent)).toEqual({ position: toPosition, index: toIndex });
});

it.each(['a', 'Tab', 'Enter', ' '])('%j does not move', (key) => {
  expect(move({ key, ...plain }, { position: 1, index: 1 }, extent)).toBeUndefined();
});

it('keys with Alt are the editor’s', () => {
  expect(move({ key: 'ArrowLeft', ...plain, altKey: true }, { position: 1, index: 1 }, extent)).toBeUndefined();
});

it('without a row the headings have the focus', () => {
  const empty = { ...extent, rows: 0 };
  for (const key of ['ArrowDown', 'PageDown', 'End', 'Home']) {
    expect(move({ key, ...control }, { position: -1, index: 0 }, empty)?.position).toBe(-1);
  }
});
