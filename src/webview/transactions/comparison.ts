/** Two fetches compared, in words: what became of a row, and what of all of them. */
import { type ComparisonState, comparisonStates, type ToTransactionsPage } from '../../messages/transactions.ts';
import { countText, dates } from '../grid/words.ts';
import { t } from '../kit/words.ts';

export function stateText(state: ComparisonState): string {
  switch (state) {
    case 'same':
      return t('The same');
    case 'new':
      return t('New');
    case 'changed':
      return t('Changed');
    case 'gone':
      return t('Gone');
    case 'settled':
      return t('Now booked');
  }
}

const [same, ...others] = comparisonStates;
/** Every state, those that say something first. */
export const statesToChoose: readonly ComparisonState[] = [...others, same];

/** What the comparison came to, in some sentences. */
export function comparisonText({
  states,
  earlier,
  changedIds,
}: Extract<ToTransactionsPage, { type: 'compared' }>): string {
  const count = (wanted: ComparisonState): number => {
    const place = comparisonStates.indexOf(wanted);
    return states.reduce((sum, each) => sum + (each === place ? 1 : 0), 0);
  };
  const since = dates.moment(earlier);
  const [added, changed, gone] = [count('new'), count('changed'), count('gone')];
  const some = t('Since {0}: {1} new, {2} changed, {3} gone.', since, ...[added, changed, gone].map(countText));
  return [
    added + changed + gone + count('settled') > 0 ? some : t('Nothing changed since {0}.', since),
    settledText(count('settled')),
    changedIdsText(changedIds),
  ]
    .filter((text) => text !== '')
    .join(' ');
}

function settledText(count: number): string {
  if (count === 0) return '';
  if (count === 1) return t('1 was pending and is booked now, under another id.');
  return t('{0} were pending and are booked now, under another id.', countText(count));
}

function changedIdsText(count: number): string {
  if (count === 0) return '';
  if (count === 1) return t('1 has another TransactionId and is otherwise the same.');
  return t('{0} have another TransactionId and are otherwise the same.', countText(count));
}
