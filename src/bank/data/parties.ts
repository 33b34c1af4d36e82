/** Who stands behind an account: a person, two who hold it together, or a business and those who act for it. */
import type { Account, Customer } from './records.ts';

export interface Party {
  partyId: string;
  type: 'Delegate' | 'Joint' | 'Sole';
  name: string;
  /** UK.OBIE.* of the legal structures, the same words in both versions. */
  structure: 'UK.OBIE.Individual' | 'UK.OBIE.PrivateLimitedCompany';
  /** UK.OBIE.* of the account roles; that of the account's owner is Principal. */
  role: 'UK.OBIE.Administrator' | 'UK.OBIE.Principal' | 'UK.OBIE.SecondaryOwner';
}

/** Those who act for a business, by its customer's id. */
const delegates: Readonly<Record<string, readonly { name: string; role: Party['role'] }[]>> = {
  '100001000000000000000002': [
    { name: 'Mitsou Delacourt', role: 'UK.OBIE.Administrator' },
    { name: 'Ivy Salterforth', role: 'UK.OBIE.SecondaryOwner' },
  ],
};

/** The customer as a party, in an account where he is asked for as a holder of it. */
export function ownPartyOf(
  { customerId, name }: Customer,
  { accountType, jointWith }: Pick<Account, 'accountType' | 'jointWith'>,
): Party {
  const structure = accountType === 'Business' ? 'UK.OBIE.PrivateLimitedCompany' : 'UK.OBIE.Individual';
  const role = jointWith === customerId ? 'UK.OBIE.SecondaryOwner' : 'UK.OBIE.Principal';
  return { partyId: customerId, type: jointWith === undefined ? 'Sole' : 'Joint', name, structure, role };
}

/** All parties of an account, its owner first. */
export function partiesOf(holders: readonly Customer[], account: Account): Party[] {
  const [customer] = holders;
  if (customer === undefined) return [];
  if (account.jointWith !== undefined) return holders.map((holder) => ownPartyOf(holder, account));
  const others = Object.hasOwn(delegates, customer.customerId) ? (delegates[customer.customerId] ?? []) : [];
  return [
    ownPartyOf(customer, account),
    ...others.map(
      ({ name, role }, place): Party => ({
        partyId: `${customer.customerId.slice(0, -2)}${place + 1}${customer.customerId.slice(-1)}`,
        type: 'Delegate',
        name,
        structure: 'UK.OBIE.Individual',
        role,
      }),
    ),
  ];
}
