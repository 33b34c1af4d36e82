/** What a column of the grid shows of a row; the grid knows nothing of transactions. */

export interface Column {
  id: string;
  title: string;
  /** Figures stand at the right, digit under digit. */
  figures?: boolean;
  /** Pixels at first. */
  width: number;
  /** The row whose text is the widest, where that is known: a figure is never cut. */
  widest?: number;
  /** Takes the room that is left, where there is some. */
  grows?: boolean;
  text(row: number): string;
  /** Classes of the cell. */
  look?(row: number): string;
  /** Said when one points at the cell, and by a screen reader behind its text. */
  explain?(row: number): string | undefined;
}

export interface ColumnSort {
  column: string;
  descending: boolean;
}

const minWidth = 48;
const maxWidth = 1200;

export function bounded(width: number): number {
  return Math.min(maxWidth, Math.max(minWidth, Math.round(width)));
}
