/** How the page of transactions says how many of them there are. */
import type { NewsWords } from '../grid/news.ts';
import { countText } from '../grid/words.ts';
import { t } from '../kit/words.ts';

export const newsWords: NewsWords = {
  progress: (rows, pages, of) =>
    of === undefined
      ? t('Reading… {0} transactions so far, page {1}', countText(rows), countText(pages))
      : t('Reading… {0} transactions so far, page {1} of {2}', countText(rows), countText(pages), countText(of)),
  cancelled: (rows) =>
    rows === 1
      ? t('Cancelled. What was read stays, but is not complete: 1 transaction.')
      : t('Cancelled. What was read stays, but is not complete: {0} transactions.', countText(rows)),
  kept: (rows) =>
    rows === 1
      ? t('Not complete: 1 transaction was read before it failed.')
      : t('Not complete: {0} transactions were read before it failed.', countText(rows)),
};
