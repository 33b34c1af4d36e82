/** How the page of a list says how many rows there are. */
import type { NewsWords } from '../grid/news.ts';
import { countText } from '../grid/words.ts';
import { t } from '../kit/words.ts';

export const listNews: NewsWords = {
  progress: (rows, pages, of) =>
    of === undefined
      ? t('Reading… {0} rows so far, page {1}', countText(rows), countText(pages))
      : t('Reading… {0} rows so far, page {1} of {2}', countText(rows), countText(pages), countText(of)),
  cancelled: (rows) =>
    rows === 1
      ? t('Cancelled. What was read stays, but is not complete: 1 row.')
      : t('Cancelled. What was read stays, but is not complete: {0} rows.', countText(rows)),
  kept: (rows) =>
    rows === 1
      ? t('Not complete: 1 row was read before it failed.')
      : t('Not complete: {0} rows were read before it failed.', countText(rows)),
};

/** How many rows are shown, and how many of them are selected. */
export function countWords(shown: number, all: number, selected: number): string {
  if (selected > 0) return t('{0} of {1} selected', countText(selected), countText(shown));
  if (shown !== all) return t('{0} of {1} rows', countText(shown), countText(all));
  return all === 1 ? t('1 row') : t('{0} rows', countText(all));
}
