/** The permissions of an account access consent: what each reveals, and which combinations the standard forbids. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';

export interface Permission {
  code: string;
  group: PermissionGroup;
  /** What the TPP gets to see, in the customer's words. */
  reveals: string;
}

export type PermissionGroup =
  | 'Accounts'
  | 'Balances'
  | 'Transactions'
  | 'Regular payments'
  | 'Statements'
  | 'Products'
  | 'Parties';

const groups: Record<PermissionGroup, Record<string, string>> = {
  Accounts: {
    ReadAccountsBasic: t('Which accounts there are: type, currency and nickname.'),
    ReadAccountsDetail: t('Also the account numbers, sort codes and names.'),
    ReadPAN: t('Card numbers in full; without it all but the last digits are masked.'),
  },
  Balances: { ReadBalances: t('All balances of the accounts.') },
  Transactions: {
    ReadTransactionsBasic: t('Transactions: date, amount, status.'),
    ReadTransactionsDetail: t('Also who paid or was paid, the reference, and the balance after it.'),
    ReadTransactionsCredits: t('Money that came in.'),
    ReadTransactionsDebits: t('Money that went out.'),
  },
  'Regular payments': {
    ReadBeneficiariesBasic: t('Trusted payees: that there are some.'),
    ReadBeneficiariesDetail: t('Also their account numbers.'),
    ReadDirectDebits: t('Direct debits.'),
    ReadStandingOrdersBasic: t('Standing orders: amount and dates.'),
    ReadStandingOrdersDetail: t('Also who is paid.'),
    ReadScheduledPaymentsBasic: t('Scheduled payments: amount and date.'),
    ReadScheduledPaymentsDetail: t('Also who is paid.'),
  },
  Statements: {
    ReadStatementsBasic: t('Statements: their dates.'),
    ReadStatementsDetail: t('Also their amounts and the file.'),
  },
  Products: { ReadProducts: t('The product of each account.'), ReadOffers: t('Offers that the bank makes.') },
  Parties: {
    ReadParty: t('The owner of each account: name and address.'),
    ReadPartyPSU: t('The person who authorised: name and address.'),
  },
};

const groupNames: PermissionGroup[] = [
  'Accounts',
  'Balances',
  'Transactions',
  'Regular payments',
  'Statements',
  'Products',
  'Parties',
];

/** The 21 permissions of the Read/Write API 3.1.11 (OBExternalPermissions1Code), grouped. */
export const permissions: readonly Permission[] = groupNames.flatMap((group) =>
  Object.entries(groups[group]).map(([code, reveals]) => ({ code, group, reveals })),
);

export const everyPermission: readonly string[] = permissions.map(({ code }) => code);

/** Why a bank would refuse these permissions, one sentence each; empty when it would not (Account and Transaction API 3.1.11, Permissions). */
export function permissionProblems(chosen: readonly string[]): string[] {
  const has = (...codes: string[]) => codes.some((code) => chosen.includes(code));
  const problems: string[] = [];
  const unknown = chosen.filter((code) => !everyPermission.includes(code));
  if (chosen.length === 0) problems.push(t('No permission is asked for.'));
  if (unknown.length > 0) problems.push(t('The standard has no permission {0}.', unknown.join(', ')));
  if (chosen.length > 0 && !has('ReadAccountsBasic', 'ReadAccountsDetail')) {
    problems.push(t('ReadAccountsBasic or ReadAccountsDetail must be among them.'));
  }
  const level = has('ReadTransactionsBasic', 'ReadTransactionsDetail');
  const direction = has('ReadTransactionsCredits', 'ReadTransactionsDebits');
  if (level && !direction) {
    problems.push(
      t('ReadTransactionsBasic and ReadTransactionsDetail need ReadTransactionsCredits or ReadTransactionsDebits.'),
    );
  }
  if (direction && !level) {
    problems.push(
      t('ReadTransactionsCredits and ReadTransactionsDebits need ReadTransactionsBasic or ReadTransactionsDetail.'),
    );
  }
  return problems;
}

/** @throws OpenBankingError `permissions_invalid` with every reason */
export function assertPermissions(chosen: readonly string[]): void {
  const problems = permissionProblems(chosen);
  if (problems.length === 0) return;
  fail({
    code: 'permissions_invalid',
    message: t('These permissions cannot be asked for: {0}', problems.join(' ')),
    try: t('Choose from {0}. Nothing was sent.', everyPermission.join(', ')),
  });
}
