/** The permissions of an account access consent in the groups that a customer reads: what each shows, without details and with them. */
import { t } from '../../standard/language.ts';
import { permissions as neededBy } from '../../standard/permissions.ts';

export interface Permission {
  code: string;
  group: GroupName;
  /** What the TPP gets to see, in the customer's words. */
  reveals: string;
  /** Whether it is asked for with the details of its group alone. */
  isDetail: boolean;
}

/** As the command line takes them. */
export const groupNames = [
  'account-details',
  'balances',
  'transactions',
  'regular-payments',
  'statements',
  'features',
  'contact-details',
] as const;
export type GroupName = (typeof groupNames)[number];

export interface PermissionGroup {
  name: GroupName;
  title: string;
  /** What it shows without details. */
  shows: string;
  /** What details add; absent where there are none to choose. */
  details?: string;
  /** Paths that it opens, of all accounts or below one: `/transactions`. */
  resources: readonly string[];
  permissions: readonly Permission[];
}

interface Row {
  title: string;
  shows: string;
  details?: string;
  permissions: Readonly<Record<string, string>>;
}

/** The groups are those of a bank's page for its customer (Customer Experience Guidelines, data clusters), the words ours. */
const rows: Readonly<Record<GroupName, Row>> = {
  'account-details': {
    title: t('Account details'),
    shows: t('Type, currency and nickname of each account.'),
    details: t('Also the account number, sort code and name, and card numbers in full.'),
    permissions: {
      ReadAccountsBasic: t('Which accounts there are: type, currency and nickname.'),
      ReadAccountsDetail: t('Also the account numbers, sort codes and names.'),
      ReadPAN: t('Card numbers in full; without it all but the last digits are masked.'),
    },
  },
  balances: {
    title: t('Balances'),
    shows: t('How much is in each account, by kind of balance, and its credit lines.'),
    permissions: { ReadBalances: t('All balances of the accounts.') },
  },
  transactions: {
    title: t('Transactions'),
    shows: t('Date, amount and status of what came in and what went out.'),
    details: t('Also who paid or was paid, what for, the merchant, and the balance after it.'),
    permissions: {
      ReadTransactionsBasic: t('Transactions: date, amount, status.'),
      ReadTransactionsDetail: t('Also who paid or was paid, the reference, and the balance after it.'),
      ReadTransactionsCredits: t('Money that came in.'),
      ReadTransactionsDebits: t('Money that went out.'),
    },
  },
  'regular-payments': {
    title: t('Regular payments'),
    shows: t('Payees, direct debits, standing orders and scheduled payments: amounts and dates.'),
    details: t('Also whom they pay: the name, the account and its bank.'),
    permissions: {
      ReadBeneficiariesBasic: t('Trusted payees: that there are some.'),
      ReadBeneficiariesDetail: t('Also their account numbers.'),
      ReadDirectDebits: t('Direct debits.'),
      ReadStandingOrdersBasic: t('Standing orders: amount and dates.'),
      ReadStandingOrdersDetail: t('Also who is paid.'),
      ReadScheduledPaymentsBasic: t('Scheduled payments: amount and date.'),
      ReadScheduledPaymentsDetail: t('Also who is paid.'),
    },
  },
  statements: {
    title: t('Statements'),
    shows: t('Which statements there are, and the days that they cover.'),
    details: t('Also their amounts, and the statement as a file.'),
    permissions: {
      ReadStatementsBasic: t('Statements: their dates.'),
      ReadStatementsDetail: t('Also their amounts and the file.'),
    },
  },
  features: {
    title: t('Features and benefits'),
    shows: t('The product that each account is, with fees, rates and benefits, and the bank’s offers.'),
    permissions: { ReadProducts: t('The product of each account.'), ReadOffers: t('Offers that the bank makes.') },
  },
  'contact-details': {
    title: t('Contact details'),
    shows: t('Name, address, telephone and email of each account’s holder, and of the customer who authorises.'),
    permissions: {
      ReadParty: t('The owner of each account: name and address.'),
      ReadPartyPSU: t('The person who authorised: name and address.'),
    },
  },
};

const isDetail = (code: string): boolean => code === 'ReadPAN' || code.endsWith('Detail');

/** Every group, in the order of the customer's page. */
export const permissionGroups: readonly PermissionGroup[] = groupNames.map((name) => {
  const { permissions, ...words } = rows[name];
  const own = Object.entries(permissions).map(([code, reveals]) => ({
    code,
    group: name,
    reveals,
    isDetail: isDetail(code),
  }));
  return { name, ...words, resources: resourcesOf(own.map(({ code }) => code)), permissions: own };
});

/** The paths that one of these permissions opens, without those of one statement. */
function resourcesOf(codes: readonly string[]): string[] {
  const opened = Object.entries(neededBy)
    .filter(([, lists]) => lists.some((list) => list.some((code) => codes.includes(code))))
    .map(([operation]) => operation.replace(/^GET /, '').replace(/^\/accounts\/\{AccountId\}(?=\/|$)/, ''))
    .filter((path) => path !== '' && !path.includes('{'));
  return [...new Set(opened)];
}

/** A group that is asked for, with its details or without them. */
export interface ChosenGroup {
  name: GroupName;
  details: boolean;
}

/** What asking for groups comes to, in the standard's order of permissions. */
export function permissionsOfGroups(chosen: readonly ChosenGroup[]): string[] {
  return permissionGroups.flatMap(({ name, permissions }) => {
    const found = chosen.filter((each) => each.name === name);
    const details = found.some((each) => each.details);
    return found.length === 0 ? [] : permissions.filter((each) => details || !each.isDetail).map(({ code }) => code);
  });
}
