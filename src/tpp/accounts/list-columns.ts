/** The columns of a list in the order in which people look at them: who or what first, ids last, and a frequency as each version writes it. */
import { debitWordOfRule, fourOfRule, threeOfRule } from '../../standard/frequency.ts';
import { t } from '../../standard/language.ts';
import { accountName } from './account-words.ts';
import type { BankObject } from './pages.ts';
import { frequencyOf, type ResourceColumn } from './resource-columns.ts';
import { type ResourceName, resourceRow } from './resource-rows.ts';
import { textAt } from './text-at.ts';

/** What a row is called by, where it holds something; else by its id. It stands first. */
const names: Partial<Record<ResourceName, string>> = {
  beneficiaries: 'CreditorAccount.Name',
  'direct-debits': 'Name',
  'standing-orders': 'CreditorAccount.Name',
  'scheduled-payments': 'CreditorAccount.Name',
  statements: 'StatementReference',
  party: 'Name',
  parties: 'Name',
  products: 'ProductName',
  offers: 'Description',
};

/** Where a row says whose it is. */
export const accountColumn = 'AccountId';
const written = 'FrequencyWritten';

/** The word of 3.1 for how often an object says it happens; empty where it says it of none, or 3.1 has none. */
function threeOf(object: BankObject): string {
  const rule = frequencyOf(object);
  if (rule === undefined) return textAt(object, 'Frequency');
  return (object.DirectDebitId === undefined ? threeOfRule(rule) : debitWordOfRule(rule)) ?? '';
}

/** The code of 4.0 with its point in time, `MNTH 15`; empty where there is none. */
function fourOf(object: BankObject): string {
  const rule = frequencyOf(object);
  if (rule === undefined) return textAt(object, 'MandateRelatedInformation', 'Frequency', 'Type');
  const { Type, CountPerPeriod, PointInTime } = fourOfRule(rule, '4.0.1');
  return [Type, CountPerPeriod === undefined ? '' : `× ${CountPerPeriod}`, PointInTime ?? '']
    .filter((each) => each !== '')
    .join(' ');
}

const bothNotations: readonly ResourceColumn[] = [
  { id: 'Frequency.3.1', head: t('Frequency in 3.1'), kind: 'text', of: threeOf },
  { id: 'Frequency.4.0', head: t('Frequency in 4.0'), kind: 'text', of: fourOf },
];

const made = new Map<ResourceName, readonly ResourceColumn[]>();

/** The columns of a resource that has any; those of accounts, balances and transactions are elsewhere. */
export function listColumns(resource: ResourceName): readonly ResourceColumn[] {
  const known = made.get(resource);
  if (known) return known;
  const [id, ...others] = (resourceRow(resource).columns ?? []).flatMap((column) =>
    column.id === written ? bothNotations : [column],
  );
  const isName = (column: ResourceColumn): boolean => names[resource] === column.id;
  const columns = [
    ...others.filter(isName),
    ...others.filter((column) => !isName(column) && column.id !== accountColumn),
    ...others.filter((column) => column.id === accountColumn),
    ...(id ? [id] : []),
  ];
  made.set(resource, columns);
  return columns;
}

/** What accounts are called, by their ids: a list of all accounts tells by names whose a row is. */
export function accountNames(accounts: readonly BankObject[]): Map<string, string> {
  return new Map(accounts.map((account) => [textAt(account, 'AccountId'), accountName(account)]));
}
