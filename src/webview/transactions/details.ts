/** What the details of a transaction say: every field that can be read. */
import type { Described, DetailsField } from '../grid/details.ts';
import { dates, moneyText } from '../grid/words.ts';
import { element } from '../kit/element.ts';
import { t } from '../kit/words.ts';
import { codeText } from './columns.ts';
import type { Row } from './model/table.ts';
import { balanceName, statusExplanation, statusText } from './model/words.ts';

export function described(row: Row): Described {
  return {
    title: row.description || row.merchant || row.counterparty || t('Without a description'),
    above: [amountLine(row)],
    marks: row.marks,
    fields: fieldsOf(row),
  };
}

function amountLine(row: Row): HTMLElement {
  const { amount, direction, currency, status, mutable } = row;
  return element(
    'p',
    { class: 'details-amount' },
    element(
      'span',
      { class: `figure ${direction === 'credit' ? 'in' : direction === 'debit' ? 'out' : 'unsure'}` },
      amount === undefined ? t('Unreadable') : moneyText(amount, currency, direction !== undefined),
    ),
    element('span', { class: `pill status-${status}` }, statusText(status)),
    mutable && element('span', { class: 'pill' }, t('may change')),
  );
}

function fieldsOf(row: Row): DetailsField[] {
  return [
    [t('Booked'), dates.moment(row.booked)],
    [t('Value date'), dates.moment(row.value)],
    [t('Account'), row.account ? [row.account.name, row.account.number].filter(Boolean).join(' · ') : t('Unknown')],
    [
      t('Direction'),
      row.direction === 'credit'
        ? t('Credit: money in')
        : row.direction === 'debit'
          ? t('Debit: money out')
          : t('Not said'),
    ],
    [t('Status'), row.statusWord || statusText(row.status), statusExplanation(row.status)],
    [t('Merchant'), row.merchant],
    [t('Merchant category'), row.merchantCategory],
    [t('Counterparty'), row.counterparty],
    [t('Category'), codeText(row.code)],
    [t('Bank’s code'), row.proprietaryCode],
    [t('Reference'), row.reference],
    [
      t('Balance after'),
      row.balance === undefined ? '' : moneyText(row.balance, row.currency),
      row.balanceType === '' ? undefined : balanceName(row.balanceType),
    ],
    [t('Transaction id'), row.id],
  ];
}
