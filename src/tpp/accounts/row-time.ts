/** A date and time of the bank as it wrote it: its zone is put aside, so that a day stays the bank's day. */

/**
 * Reads an ISO 8601 date and time (Read/Write API 3.1.11, Date formats); a bare day is taken too.
 * @returns milliseconds of the written date and time as though it were UTC; undefined for anything else, and for days that no calendar has
 */
export function wallTime(text: string): number | undefined {
  const parts =
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(
      text,
    );
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((part) => Number(parts[part] ?? 0));
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (month < 1 || month > 12 || day < 1 || (hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 60)
    return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCDate() !== day) return undefined;
  const fraction = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  return date.getTime() + (hour ?? 0) * 3_600_000 + (minute ?? 0) * 60_000 + (second ?? 0) * 1000 + fraction;
}
