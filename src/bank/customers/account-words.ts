/** An account in the words of the customer's pages: what kind it is and how its number is read. */
import { asWritten } from '../data/identification.ts';
import type { Account } from '../data/records.ts';

const kinds: Readonly<Record<Account['accountSubType'], string>> = {
  CurrentAccount: 'current account',
  Savings: 'savings account',
  CreditCard: 'credit card',
};

/** `Personal current account`. */
export function kindWords(account: Account): string {
  return `${account.accountType} ${kinds[account.accountSubType]}`;
}

/** The account's number as it stands on a card or a letter; of a card number only the last four digits. */
export function numberWords(account: Account): string {
  const [first] = account.identification;
  if (first === undefined) return account.accountId;
  const { schemeName, identification } = first;
  return schemeName.endsWith('PAN') ? `ending ${identification.slice(-4)}` : asWritten(schemeName, identification);
}
