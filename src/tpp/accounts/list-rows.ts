/** The objects of a list as rows of a table: a cell for each column, bounded whatever the bank sent, and what is odd about it. */
import { nextDays } from '../../standard/frequency-dates.ts';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { listColumns } from './list-columns.ts';
import { type ListMarkId, listMarkBit } from './list-marks.ts';
import type { BankObject } from './pages.ts';
import { frequencyOf, type ResourceColumn } from './resource-columns.ts';
import type { ResourceName } from './resource-rows.ts';
import { wallTime } from './row-time.ts';
import { textAt } from './text-at.ts';

type ListCell =
  | string
  /** `at` as {@link wallTime} has it; absent where it could not be read. */
  | { text: string; at?: number }
  /** `digits` without a sign; absent where the bank's text is no amount. */
  | { text: string; currency: string; digits?: string };

export interface ListRow {
  cells: ListCell[];
  /** Bits of `listMarks`. */
  marks: number;
}

/** How much of a text crosses; the standard's longest has 500 characters. */
const maxLength = 1000;
/** How many of the next days are told. */
const daysAhead = 6;

/** Makes rows of a list's objects in their order, and knows which ids it saw. */
export class ListRows {
  readonly #columns: readonly ResourceColumn[];
  readonly #account: string | undefined;
  readonly #ids = new Map<string, { row: number; made: ListRow }>();
  #count = 0;

  /** @param account the one that was asked for */
  constructor(resource: ResourceName, account?: string) {
    this.#columns = listColumns(resource);
    this.#account = account;
  }

  /**
   * Rows of further objects.
   * @returns them, and rows of before whose id came again, with their marks now
   */
  add(objects: readonly BankObject[]): { rows: ListRow[]; remarked: { row: number; marks: number }[] } {
    const remarked: { row: number; marks: number }[] = [];
    const rows = objects.map((object) => {
      const row = this.#row(object);
      const id = textAt(object, this.#columns.at(-1)?.id ?? '');
      const before = id === '' ? undefined : this.#ids.get(id);
      if (id === '') row.marks |= listMarkBit('noId');
      else if (before === undefined) this.#ids.set(id, { row: this.#count, made: row });
      else {
        for (const each of [row, before.made]) each.marks |= listMarkBit('duplicateId');
        remarked.push({ row: before.row, marks: before.made.marks });
      }
      this.#count += 1;
      return row;
    });
    return { rows, remarked };
  }

  #row(object: BankObject): ListRow {
    let marks = 0;
    const mark = (id: ListMarkId): void => {
      marks |= listMarkBit(id);
    };
    const account = textAt(object, 'AccountId');
    if (this.#account !== undefined && account !== '' && account !== this.#account) mark('otherAccount');
    const frequency = textAt(object, 'Frequency') || textAt(object, 'MandateRelatedInformation', 'Frequency', 'Type');
    if (frequency !== '' && frequencyOf(object) === undefined) mark('frequencyUnknown');
    return { cells: this.#columns.map((column) => cellOf(column, object, mark)), marks };
  }
}

function cellOf(column: ResourceColumn, object: BankObject, mark: (id: ListMarkId) => void): ListCell {
  if (column.kind === 'text') return bounded(column.of(object), mark);
  if (column.kind === 'time') {
    const text = bounded(column.of(object), mark);
    const at = wallTime(text);
    if (text !== '' && at === undefined) mark('timeUnreadable');
    return { text, ...(at !== undefined && { at }) };
  }
  const { digits, written, currency } = column.of(object);
  if (written !== '' && digits === undefined) mark('amountUnreadable');
  return { text: bounded(written, mark), currency: bounded(currency, mark), ...(digits !== undefined && { digits }) };
}

function bounded(text: string, mark: (id: ListMarkId) => void): string {
  if (odd.test(text)) {
    if (/<[a-z!/?]/i.test(text)) mark('markup');
    if (/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text)) mark('controlText');
  }
  if (text.length <= maxLength) return text;
  mark('longText');
  const cut = text.slice(0, maxLength);
  // Half of a character outside the first plane would be none.
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** What may need a mark; most texts have none of it. */
const odd = /[<\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** What the details of a row say beyond its columns. */
interface ListNote {
  label: string;
  /** Like 2026-01-31. */
  days: string[];
  explanation: string;
}

export interface ListDetails {
  notes: ListNote[];
  /** The bank's own object, indented; cut where it is longer than anybody reads. */
  json: string;
}

/** More is no reading matter; the editor opens all of it. */
const maxJson = 100_000;

/** On which days an object falls next, where it has a frequency, and its own JSON. */
export function listDetails(object: BankObject, now: Date): ListDetails {
  return {
    notes: nextDaysOf(object, now.toISOString().slice(0, 10)),
    json: truncate(JSON.stringify(object, undefined, 2), maxJson),
  };
}

/** @param today `2026-12-01` */
function nextDaysOf(object: BankObject, today: string): ListNote[] {
  const rule = frequencyOf(object);
  if (rule === undefined) return [];
  const first = textAt(object, 'NextPaymentDateTime').slice(0, 10);
  const isAhead = /^\d{4}-\d\d-\d\d$/.test(first) && wallTime(first) !== undefined && first >= today;
  const days = nextDays(rule, isAhead ? first : today, daysAhead);
  if (days === undefined || days.length === 0) return [];
  const explanation = isAhead
    ? t('By its frequency, from the next payment on. Bank holidays are not known.')
    : t('By its frequency, from today on. Bank holidays are not known.');
  return [{ label: t('Next days'), days, explanation }];
}
