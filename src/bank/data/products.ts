/** What the bank sells: of each account the product that it is. */
import type { Account } from './records.ts';

export interface Product {
  accountId: string;
  id: string;
  name: string;
  /** OBExternalProductType1Code; `Other` is described in words. */
  type: 'BusinessCurrentAccount' | 'CommercialCreditCard' | 'PersonalCurrentAccount' | 'Other';
  description: string;
}

export function productOf({ accountId, accountType, accountSubType, currency, disabledAt }: Account): Product {
  const business = accountType === 'Business';
  const whose = business ? 'Business' : 'Personal';
  const of = (id: string, name: string, type: Product['type'], description = ''): Product => ({
    accountId,
    id,
    name,
    type,
    description,
  });
  switch (accountSubType) {
    case 'Savings':
      if (disabledAt !== undefined)
        return of('PSA0', 'Personal Passbook Savings', 'Other', 'Savings that are not sold any more.');
      return of(
        `${whose[0]}SA1`,
        `${whose} Easy Access Savings`,
        'Other',
        'Savings with a variable gross rate of 3.75 % a year, paid monthly.',
      );
    case 'CreditCard':
      if (business) return of('BCC1', 'Business Credit Card', 'CommercialCreditCard');
      return of(
        'PCC1',
        'Personal Credit Card',
        'Other',
        'A card that is paid in full each month from a current account.',
      );
    case 'CurrentAccount':
      if (currency !== 'GBP') {
        const name = `${whose} ${currency} Account`;
        return of(`${whose[0]}FA${currency}`, name, 'Other', `An account in ${currency}, without an overdraft.`);
      }
      return business
        ? of('BCA1', 'Business Current', 'BusinessCurrentAccount')
        : of('PCA1', 'Personal Current', 'PersonalCurrentAccount');
  }
}
