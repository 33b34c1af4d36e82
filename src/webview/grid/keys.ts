/** Where the keys of ARIA's grid pattern lead. */

interface Cell {
  /** In the view; -1 is the row of headings. */
  position: number;
  index: number;
}

/** What an event of the keyboard says. */
interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

interface Extent {
  rows: number;
  columns: number;
  /** Rows that are seen at once. */
  page: number;
}

/** Undefined for a key that does not move. */
export function move(
  { key, ctrlKey, metaKey, altKey }: Key,
  from: Cell,
  { rows, columns, page }: Extent,
): Cell | undefined {
  if (altKey) return undefined;
  const control = ctrlKey || metaKey;
  const [lastRow, lastColumn] = [rows - 1, Math.max(0, columns - 1)];
  const at = (position: number, index = from.index): Cell => ({
    position: Math.max(-1, Math.min(position, lastRow)),
    index: Math.max(0, Math.min(index, lastColumn)),
  });
  const inBody = (position: number): Cell => at(Math.max(rows > 0 ? 0 : -1, position));
  switch (key) {
    case 'ArrowUp':
      return control ? inBody(0) : at(from.position - 1);
    case 'ArrowDown':
      return control ? at(lastRow) : at(from.position + 1);
    case 'ArrowLeft':
      return at(from.position, control ? 0 : from.index - 1);
    case 'ArrowRight':
      return at(from.position, control ? lastColumn : from.index + 1);
    case 'Home':
      return control ? { ...inBody(0), index: 0 } : at(from.position, 0);
    case 'End':
      return control ? { ...at(lastRow), index: lastColumn } : at(from.position, lastColumn);
    case 'PageUp':
      return inBody(from.position - page);
    case 'PageDown':
      return at(from.position + page);
    default:
      return undefined;
  }
}
