/** Widths of columns that fit what is in them, by measuring some of it. */
import { bounded, type Column } from './column.ts';

/** Rows that are measured; the rest is likely to be like them. */
const samples = 60;
/** Beside the text: a cell's padding, and in a heading the arrow. */
const beside = 22;
const besideTitle = 34;
/** A column that grows gets the rest of the room anyway. */
const maxWidth = 260;
let context: CanvasRenderingContext2D | null | undefined;

/** The width for a column, in pixels. */
export function fitted(column: Column, order: Uint32Array, font: string): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return column.width;
  context.font = font;
  let widest = 0;
  if (column.widest !== undefined) widest = context.measureText(column.text(column.widest)).width + beside;
  widest = Math.max(widest, context.measureText(column.title).width + besideTitle);
  const step = Math.max(1, Math.floor(order.length / samples));
  for (let position = 0; position < order.length; position += step) {
    const text = column.text(order[position] ?? 0);
    widest = Math.max(widest, context.measureText(text).width + beside);
  }
  return bounded(Math.min(widest, column.figures ? maxWidth * 2 : maxWidth));
}
