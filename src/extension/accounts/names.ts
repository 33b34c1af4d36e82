/** What an account is called and what kind it is, in the bank's words or failing those its id. */
import type { BankObject } from '../../tpp/accounts/pages.ts';
import { textAt } from '../../tpp/accounts/text-at.ts';
import { oneLine, spaced } from '../plain/text.ts';

export function accountName(account: BankObject | undefined, id = ''): string {
  const paths = [['Nickname'], ['Description'], ['Account', 0, 'Nickname'], ['Account', 0, 'Name'], ['AccountId']];
  for (const path of paths) {
    const text = oneLine(textAt(account, ...path));
    if (text !== '') return text;
  }
  return oneLine(id);
}

/** `Current account`; empty where the bank does not say. Version 4.0 has one member for type and subtype. */
export function accountType(account: BankObject | undefined): string {
  return spaced(
    textAt(account, 'AccountSubType') || textAt(account, 'AccountTypeCode') || textAt(account, 'AccountType'),
  );
}

export function accountCurrency(account: BankObject | undefined): string {
  return oneLine(textAt(account, 'Currency'));
}

/** Sort code and account number, IBAN or masked card number, where the consent shows them. */
export function accountNumber(account: BankObject | undefined): string {
  return oneLine(textAt(account, 'Account', 0, 'Identification'));
}
