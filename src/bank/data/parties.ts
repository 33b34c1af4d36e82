/** Who stands behind an account: a person, two who hold it together, or a business and those who act for it. */
import type { Address } from '../../standard/address.ts';
import { customerIds } from './customers.ts';
import type { Account, Customer } from './records.ts';

export interface Party {
  partyId: string;
  type: 'Delegate' | 'Joint' | 'Sole';
  name: string;
  /** UK.OBIE.* of the legal structures, the same words in both versions. */
  structure: 'UK.OBIE.Individual' | 'UK.OBIE.PrivateLimitedCompany';
  /** UK.OBIE.* of the account roles; that of the account's owner is Principal. */
  role: 'UK.OBIE.Administrator' | 'UK.OBIE.Principal' | 'UK.OBIE.SecondaryOwner';
  /** Where the customer lives or works; of those who act for a business the bank knows none. */
  address?: Address;
}

/** All of them are invented. */
const addresses: Readonly<Record<string, Address>> = {
  [customerIds.rora]: {
    AddressType: 'HOME',
    BuildingNumber: '14',
    StreetName: 'Larkspur Row',
    TownName: 'Leeds',
    PostCode: 'LS6 4QX',
    Country: 'GB',
  },
  [customerIds.mits]: {
    AddressType: 'BIZZ',
    UnitNumber: 'Unit 3',
    BuildingName: 'Canal Wharf Works',
    StreetName: 'Tenter Lane',
    TownName: 'Bradford',
    PostCode: 'BD1 9XJ',
    Country: 'GB',
  },
  [customerIds.ivsa]: {
    AddressType: 'HOME',
    CareOf: 'T Salterforth',
    BuildingNumber: '2a',
    StreetName: 'Chevin Rise',
    TownName: 'Otley',
    PostCode: 'LS21 8ZZ',
    Country: 'GB',
  },
};

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
  const address = Object.hasOwn(addresses, customerId) ? addresses[customerId] : undefined;
  return {
    ...(address === undefined ? {} : { address }),
    partyId: customerId,
    type: jointWith === undefined ? 'Sole' : 'Joint',
    name,
    structure,
    role,
  };
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
