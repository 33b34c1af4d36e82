/** A QR code on a terminal: two modules to a character, black on white whatever the terminal's own colours are. */
import type { Call } from './call.ts';
import { wrongUsage } from './errors.ts';

/** Fixed colours of the 256, which no theme changes: cameras want the dark modules darker than the light ones. */
const paper = '\u001b[38;5;16;48;5;231m';
const end = '\u001b[0m';

/** Light modules around the code: the standard's four, or two where four have no room, which cameras take as well. */
const quietZones = [4, 2] as const;

/** Lines that are wanted below the code while the customer is waited for. */
const linesBelow = 1;

/** Refuses to draw where nobody could scan it, before anything was asked of a bank. */
export function assertDrawable({ stdout, environment }: Call): void {
  if (!stdout.isTTY)
    wrongUsage(
      '--qr draws on a terminal, and standard output is none.',
      'Leave the pipe or the file away; or give the customer the address: obw consent url.',
    );
  if (environment.TERM === 'dumb')
    wrongUsage(
      '--qr draws in black and white, which this terminal (TERM=dumb) does not.',
      'Use another terminal; or give the customer the address: obw consent url.',
    );
}

/** @returns the lines of the code. Errors: usage, where the terminal is too small for all of it to be seen at once */
export function drawnQrCode({ stdout }: Call, modules: readonly (readonly boolean[])[]): string[] {
  const { columns = 80, rows = Number.POSITIVE_INFINITY } = stdout;
  const zone = quietZones.find((quiet) => {
    const size = sizeOf(modules.length, quiet);
    return size.columns <= columns && size.rows + linesBelow <= rows;
  });
  if (zone !== undefined) return linesOf(modules, zone);
  const min = sizeOf(modules.length, quietZones[1]);
  const here = Number.isFinite(rows) ? `${columns} columns and ${rows} lines` : `${columns} columns`;
  return wrongUsage(
    `The code needs ${min.columns} columns and ${min.rows + linesBelow} lines, and this terminal has ${here}: only a part of it would be seen.`,
    'Make the window larger or its letters smaller, and give the command again; or give the customer the address: obw consent url.',
  );
}

const sizeOf = (modules: number, quiet: number) => ({
  columns: modules + 2 * quiet,
  rows: Math.ceil((modules + 2 * quiet) / 2),
});

function linesOf(modules: readonly (readonly boolean[])[], quiet: number): string[] {
  const size = modules.length + 2 * quiet;
  const dark = (row: number, column: number): boolean => modules[row - quiet]?.[column - quiet] ?? false;
  return Array.from({ length: Math.ceil(size / 2) }, (_, line) => {
    const cells = Array.from({ length: size }, (_each, column) => {
      const upper = dark(line * 2, column);
      const lower = dark(line * 2 + 1, column);
      return upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ';
    });
    return `${paper}${cells.join('')}${end}`;
  });
}
