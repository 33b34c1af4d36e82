/** A scroll bar with fewer places than rows: every row can be reached, and the wheel moves by rows. */
import { describe, expect, it } from 'vitest';
import { isStranded, placeOf, places, placesOf, shiftAt } from '../../../src/webview/grid/scale.ts';

const visible = 20;

describe.each([1, 19, 20, 1000, places, places + 1, 1_000_000, 30_000_000])('with %i rows', (rows) => {
  const scale = { rows, visible };
  const last = Math.max(0, placesOf(scale) - visible);

  it('the bar’s ends are the first and the last rows', () => {
    expect(shiftAt(scale, 0)).toBe(0);
    expect(placeOf(scale, 0)).toBe(0);
    expect(last + shiftAt(scale, last)).toBe(Math.max(0, rows - visible));
    expect(shiftAt(scale, placesOf(scale))).toBe(rows - placesOf(scale));
    expect(placeOf(scale, Math.max(0, rows - visible))).toBe(last);
  });

  it('a row’s place leads back to it, as near as there are places', () => {
    const between = Math.max(1, rows / placesOf(scale));
    for (const part of [0.1, 0.25, 0.5, 0.9]) {
      const row = Math.floor((rows - visible) * part);
      if (row < 0) continue;
      const place = placeOf(scale, row);
      expect(Math.abs(place + shiftAt(scale, place) - row)).toBeLessThanOrEqual(between + 1);
    }
  });

  it.each([1, 7, visible])(
    'turns of the wheel by %i rows reach the first and the last row, the bar put where it belongs after each',
    (turn) => {
      for (const [end, by] of [
        [Math.max(0, rows - visible), turn],
        [0, -turn],
      ] as const) {
        let top = Math.max(0, end - Math.sign(by) * 5000);
        top = Math.min(top, Math.max(0, rows - visible));
        for (let turns = 0; turns < 6000 / turn && top !== end; turns += 1) {
          const place = placeOf(scale, top);
          const wheeled = Math.max(0, Math.min(place + by, last));
          expect(Math.abs(wheeled - place)).toBe(Math.min(turn, Math.abs(end - top)));
          top += wheeled - place;
        }
        expect(top).toBe(end);
      }
    },
  );

  it('a bar where it belongs is not stranded', () => {
    for (const place of [0, Math.floor(last / 2), last]) {
      expect(isStranded(scale, place, shiftAt(scale, place))).toBe(false);
    }
  });
});

it('up to as many rows as places each row has its own', () => {
  expect(shiftAt({ rows: places, visible }, 777)).toBe(0);
  expect(placeOf({ rows: places, visible }, 777)).toBe(777);
});

it('a wheel that reached an end of the bar before the rows’ end is stranded', () => {
  const scale = { rows: 1_000_000, visible };
  expect(isStranded(scale, 3, 50_000)).toBe(true);
  expect(isStranded(scale, places - visible - 3, 50_000)).toBe(true);
});
