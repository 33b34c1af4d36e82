/** Widths of columns that fit what is in them, by measuring some of it. */
import { bounded, type Column } from './column.ts';

/** Rows that are measured; the rest is likely to be like them. */
const samples = 60;
/** Beside the text: a cell's padding, and in a heading the arrow. */
const beside = 22;
const besideTitle = 34;
/** A column that grows gets the rest of the room anyway. */
const most = 260;
/** What a column that grows has at least, and where there is no room at all. */
const leastGrowing = 230;
const shortest = 110;

let context: CanvasRenderingContext2D | null | undefined;

/** The width for a column, in pixels. */
export function fitted(column: Column, order: Uint32Array, font: string): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return column.width;
  context.font = font;
  let widest = context.measureText(column.title).width + besideTitle;
  const step = Math.max(1, Math.floor(order.length / samples));
  for (let position = 0; position < order.length; position += step) {
    const text = column.text(order[position] ?? 0);
    widest = Math.max(widest, context.measureText(text).width + beside);
  }
  return bounded(Math.min(widest, column.figures ? most * 2 : most));
}

/** Takes columns out until the others have room, those that yield first before others. */
export function makeRoom(columns: (Column & { yields?: number })[], room: number): void {
  const needed = (): number =>
    columns.reduce((sum, { width, grows }) => sum + (grows ? Math.min(width, leastGrowing) : width), 0);
  while (needed() > room) {
    const yielding = columns
      .filter(({ yields }) => yields !== undefined)
      .sort((a, b) => (a.yields ?? 0) - (b.yields ?? 0));
    const [first] = yielding;
    if (!first) break;
    columns.splice(columns.indexOf(first), 1);
  }
  const grown = needed() > room ? Math.max(shortest, leastGrowing - (needed() - room)) : leastGrowing;
  for (const column of columns) if (column.grows) column.width = Math.min(column.width, grown);
}
