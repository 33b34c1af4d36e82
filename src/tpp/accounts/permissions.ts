/** The permissions of an account access consent: what each reveals, and which combinations the standard forbids. */
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
    ReadAccountsBasic: 'Which accounts there are: type, currency and nickname.',
    ReadAccountsDetail: 'Also the account numbers, sort codes and names.',
    ReadPAN: 'Card numbers in full; without it all but the last digits are masked.',
  },
  Balances: { ReadBalances: 'All balances of the accounts.' },
  Transactions: {
    ReadTransactionsBasic: 'Transactions: date, amount, status.',
    ReadTransactionsDetail: 'Also who paid or was paid, the reference, and the balance after it.',
    ReadTransactionsCredits: 'Money that came in.',
    ReadTransactionsDebits: 'Money that went out.',
  },
  'Regular payments': {
    ReadBeneficiariesBasic: 'Trusted payees: that there are some.',
    ReadBeneficiariesDetail: 'Also their account numbers.',
    ReadDirectDebits: 'Direct debits.',
    ReadStandingOrdersBasic: 'Standing orders: amount and dates.',
    ReadStandingOrdersDetail: 'Also who is paid.',
    ReadScheduledPaymentsBasic: 'Scheduled payments: amount and date.',
    ReadScheduledPaymentsDetail: 'Also who is paid.',
  },
  Statements: {
    ReadStatementsBasic: 'Statements: their dates.',
    ReadStatementsDetail: 'Also their amounts and the file.',
  },
  Products: { ReadProducts: 'The product of each account.', ReadOffers: 'Offers that the bank makes.' },
  Parties: {
    ReadParty: 'The owner of each account: name and address.',
    ReadPartyPSU: 'The person who authorised: name and address.',
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
  if (chosen.length === 0) problems.push('No permission is asked for.');
  if (unknown.length > 0) problems.push(`The standard has no permission ${unknown.join(', ')}.`);
  if (chosen.length > 0 && !has('ReadAccountsBasic', 'ReadAccountsDetail')) {
    problems.push('ReadAccountsBasic or ReadAccountsDetail must be among them.');
  }
  const level = has('ReadTransactionsBasic', 'ReadTransactionsDetail');
  const direction = has('ReadTransactionsCredits', 'ReadTransactionsDebits');
  if (level && !direction) {
    problems.push(
      'ReadTransactionsBasic and ReadTransactionsDetail need ReadTransactionsCredits or ReadTransactionsDebits.',
    );
  }
  if (direction && !level) {
    problems.push(
      'ReadTransactionsCredits and ReadTransactionsDebits need ReadTransactionsBasic or ReadTransactionsDetail.',
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
    message: `These permissions cannot be asked for: ${problems.join(' ')}`,
    try: `Choose from ${everyPermission.join(', ')}. Nothing was sent.`,
  });
}
