/** The bench's table: a budget, what was measured, whether it was met. */

export interface Row {
  what: string;
  budget: string;
  measured: string;
  /** Unknown where it could not be measured. */
  met: boolean | undefined;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** A row for a figure that must not be exceeded. */
export function upperBudget(what: string, limit: number, measured: number, unit: string, note = ''): Row {
  return {
    what,
    budget: `≤ ${limit} ${unit}`,
    measured: `${shown(measured)} ${unit}${note && ` (${note})`}`,
    met: measured <= limit,
  };
}

/** A row for a figure that must be reached. */
export function lowerBudget(what: string, limit: number, measured: number, unit: string, note = ''): Row {
  return {
    what,
    budget: `≥ ${limit} ${unit}`,
    measured: `${shown(measured)} ${unit}${note && ` (${note})`}`,
    met: measured >= limit,
  };
}

/** A row for what this machine cannot measure. */
export function notMeasured(what: string, why: string): Row {
  return { what, budget: '', measured: `not measured: ${why}`, met: undefined };
}

const shown = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));

const verdict = (met: Row['met']): string => (met === undefined ? '?' : met ? 'met' : 'MISSED');

export function print(rows: readonly Row[]): void {
  const columns: (keyof Row)[] = ['what', 'budget', 'measured', 'met'];
  const text = (row: Row, column: keyof Row): string => (column === 'met' ? verdict(row.met) : row[column]);
  const widths = columns.map((column) => Math.max(...rows.map((row) => text(row, column).length), column.length));
  const line = (cells: string[]): string => cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ');
  console.log(line(['budget of', 'budget', 'measured', 'met']));
  for (const row of rows) console.log(line(columns.map((column) => text(row, column))));
}
