/** What may be odd about an object of a list as the bank sent it: one bit each, with its words, as those of a transaction are. */
import { t } from '../../standard/language.ts';
import { type RowMark, type RowMarkId, rowMarks } from './row-marks.ts';

const asInTransactions = (id: RowMarkId): RowMark => {
  const known = rowMarks.find((mark) => mark.id === id);
  return { id, label: known?.label ?? id, explanation: known?.explanation ?? '' };
};

const marks = {
  noId: { label: t('No id'), explanation: t('Its id is missing or empty.') },
  duplicateId: { label: t('Duplicate id'), explanation: t('Another entry of this list has the same id.') },
  otherAccount: asInTransactions('otherAccount'),
  amountUnreadable: asInTransactions('amountUnreadable'),
  timeUnreadable: { label: t('Unreadable date'), explanation: t('A date is not a date and time of ISO 8601.') },
  frequencyUnknown: {
    label: t('Unknown frequency'),
    explanation: t('How often it happens is written as neither 3.1 nor 4.0 has it.'),
  },
  longText: asInTransactions('longText'),
  markup: asInTransactions('markup'),
  controlText: asInTransactions('controlText'),
} as const satisfies Record<string, Omit<RowMark, 'id'>>;

export type ListMarkId = keyof typeof marks;

/** All of them; bit `i` of a row's marks is `listMarks[i]`. */
export const listMarks: readonly RowMark[] = Object.entries(marks).map(([id, { label, explanation }]) => ({
  id,
  label,
  explanation,
}));

const bits = new Map<string, number>(listMarks.map(({ id }, bit) => [id, 1 << bit]));

/** The bit of a mark. */
export const listMarkBit = (id: ListMarkId): number => bits.get(id) ?? 0;
