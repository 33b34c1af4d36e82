/**
 * A scroll bar for more rows than a browser can be tall. Chromium clips an element at about 33.5 million pixels, half of that on a dense
 * screen; so the bar has a limited number of places, and the row at a place is the place plus a shift. Up to {@link places} rows the shift
 * is nought. Beyond, a turn of the wheel keeps it, so that rows move by what the wheel says; a jump of the bar sets it.
 */

/** As many rows as the bar has a place for each. */
export const places = 10_000;

export interface Scale {
  rows: number;
  /** How many rows are seen at once. */
  visible: number;
}

/** How many places the bar has. */
export function placesOf({ rows }: Scale): number {
  return Math.min(rows, places);
}

/** Rows for each place, 1 where each row has its own. */
function ratio({ rows, visible }: Scale): number {
  return rows <= places ? 1 : Math.max(1, (rows - visible) / Math.max(1, places - visible));
}

/** Rows before an end of all that the wheel is to have room for. */
const marginOf = ({ visible }: Scale): number => visible * 2;

/** The place at which the bar stands when this row is the uppermost one: never so near to an end that the wheel would not get to the rows' end. */
export function placeOf(scale: Scale, row: number): number {
  const margin = marginOf(scale);
  const last = placesOf(scale) - scale.visible;
  const left = Math.max(0, scale.rows - scale.visible - row);
  const place = Math.max(Math.floor(row / ratio(scale)), Math.min(row, margin));
  return Math.min(place, Math.max(0, last - Math.min(left, margin)));
}

/** What is to be added to a place to have its row, when the bar was dragged there; at the bar's end the last rows are seen. */
export function shiftAt(scale: Scale, place: number): number {
  if (place >= placesOf(scale) - scale.visible) return scale.rows - placesOf(scale);
  return Math.round(place * ratio(scale)) - place;
}

/**
 * Whether a shift that the wheel kept cannot stay: the bar is near an end, and the rows are not.
 * @param place the uppermost one that is seen
 */
export function isStranded(scale: Scale, place: number, shift: number): boolean {
  const margin = marginOf(scale);
  const last = placesOf(scale) - scale.visible;
  if (place < margin) return shift > margin * ratio(scale);
  return place > last - margin && scale.rows - scale.visible - (place + shift) > margin * ratio(scale);
}
