/** The permissions of a consent as the customer reads them: grouped, each explained in a sentence. */
import type { Html } from './html.ts';
import { icons } from './icons.ts';

export interface PermissionGroup {
  title: string;
  icon: Html;
  sentences: string[];
}

type Has = (permission: string) => boolean;

/** A group of the page: the permissions it speaks for and what it says of those that were asked. */
interface Chapter {
  title: string;
  icon: Html;
  permissions: readonly string[];
  sentences(has: Has): (string | undefined)[];
}

/** Detail includes Basic (domain.md §4), so one sentence does for both. */
function levelled(has: Has, cluster: string, basic: string, detail: string): string | undefined {
  if (has(`${cluster}Detail`)) return detail;
  return has(`${cluster}Basic`) ? basic : undefined;
}

function movements(has: Has): string {
  const credits = has('ReadTransactionsCredits');
  const debits = has('ReadTransactionsDebits');
  if (credits && debits) return 'Money in and money out';
  if (credits) return 'Money in';
  return debits ? 'Money out' : 'Your transactions';
}

const chapters: readonly Chapter[] = [
  {
    title: 'Your account details',
    icon: icons.account,
    permissions: ['ReadAccountsBasic', 'ReadAccountsDetail', 'ReadPAN'],
    sentences: (has) => [
      levelled(
        has,
        'ReadAccounts',
        'The nickname, type and currency of each account, without its number.',
        'The name, type and currency of each account, with its sort code and number.',
      ),
      has('ReadPAN') ? 'The full number of each card, not only its last four digits.' : undefined,
    ],
  },
  {
    title: 'Your balances',
    icon: icons.balance,
    permissions: ['ReadBalances'],
    sentences: () => ['How much is in each account, and how much of it you can spend.'],
  },
  {
    title: 'Your transactions',
    icon: icons.transactions,
    permissions: [
      'ReadTransactionsBasic',
      'ReadTransactionsDetail',
      'ReadTransactionsCredits',
      'ReadTransactionsDebits',
    ],
    sentences: (has) => [
      has('ReadTransactionsDetail')
        ? `${movements(has)}: the date and amount of each entry, what it was for, whom it came from or went to, and the balance after it.`
        : `${movements(has)}: the date and amount of each entry, without what it was for.`,
    ],
  },
  {
    title: 'Your regular payments',
    icon: icons.regular,
    permissions: [
      'ReadBeneficiariesBasic',
      'ReadBeneficiariesDetail',
      'ReadStandingOrdersBasic',
      'ReadStandingOrdersDetail',
      'ReadDirectDebits',
      'ReadScheduledPaymentsBasic',
      'ReadScheduledPaymentsDetail',
    ],
    sentences: (has) => [
      levelled(
        has,
        'ReadBeneficiaries',
        'That you have saved payees, without their account numbers.',
        'The payees you have saved, with their names and account numbers.',
      ),
      levelled(
        has,
        'ReadStandingOrders',
        'Your standing orders: how much and how often, without the account they pay.',
        'Your standing orders: how much, how often, and the account they pay.',
      ),
      has('ReadDirectDebits') ? 'Your Direct Debits: who collects them, and what was last taken and when.' : undefined,
      levelled(
        has,
        'ReadScheduledPayments',
        'Payments you have set up for a later date, without the account they pay.',
        'Payments you have set up for a later date, and the account they pay.',
      ),
    ],
  },
  {
    title: 'Your statements',
    icon: icons.statements,
    permissions: ['ReadStatementsBasic', 'ReadStatementsDetail'],
    sentences: (has) => [
      levelled(
        has,
        'ReadStatements',
        'Which statements there are and the days they cover, without their amounts.',
        'Your statements: their amounts, fees and interest, and the statement itself to download.',
      ),
    ],
  },
  {
    title: 'Your features and benefits',
    icon: icons.features,
    permissions: ['ReadProducts', 'ReadOffers'],
    sentences: (has) => [
      has('ReadProducts') ? 'Which of our products each account is, with its fees, rates and benefits.' : undefined,
      has('ReadOffers') ? 'Offers that we have made you, such as a higher limit or a better rate.' : undefined,
    ],
  },
  {
    title: 'Your contact details',
    icon: icons.contact,
    permissions: ['ReadParty', 'ReadPartyPSU'],
    sentences: (has) => [
      has('ReadParty')
        ? 'The full name, address, telephone number and email address of each account’s holder.'
        : undefined,
      has('ReadPartyPSU') ? 'Your own full name, address, telephone number and email address.' : undefined,
    ],
  },
];

/**
 * What a consent with these permissions lets a TPP see, in the order of the page. A permission that has no sentence is
 * named as it stands: the customer never shares what he was not shown.
 */
export function permissionGroups(permissions: readonly string[]): PermissionGroup[] {
  const asked = new Set(permissions);
  const groups: PermissionGroup[] = [];
  for (const { title, icon, permissions: own, sentences } of chapters) {
    if (!own.some((permission) => asked.has(permission))) continue;
    const said = sentences((permission) => asked.has(permission)).filter((sentence) => sentence !== undefined);
    groups.push({ title, icon, sentences: said });
    for (const permission of own) asked.delete(permission);
  }
  if (asked.size > 0) groups.push({ title: 'Other information', icon: icons.other, sentences: [...asked] });
  return groups;
}

/** Whether the consent reaches transactions at all, so that their range concerns the customer. */
export function reachesTransactions(permissions: readonly string[]): boolean {
  return permissions.some((permission) => permission.startsWith('ReadTransactions'));
}
