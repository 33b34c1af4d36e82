/** GET /party and /accounts/{AccountId}/party (Read/Write API, Parties). */
import { ofCustomer, type Written } from '../api/resource.ts';
import type { Account, Customer } from '../data/records.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { askedAccounts } from './sharing.ts';

/** Who a customer is to the bank: a person or a business, and of an account its one owner. */
interface Owner {
  partyId: string;
  name: string;
  kind: 'person' | 'business';
  /** Asked by an account, not by whoever gave the consent. */
  ofAccount: boolean;
}

/** The customer who gave the consent, or the owner of the account asked for. */
export const party = ofCustomer({
  async handle(asked: AskedOfAccounts, { store }: AccountBank) {
    const { consent, params } = asked;
    const ofAccount = params.AccountId !== undefined;
    // All accounts that one consent shares are of one customer.
    const [account] = await askedAccounts(store, asked);
    const customerId = ofAccount ? account?.customerId : consent.customerId;
    const customer = customerId === undefined ? undefined : await store.get<Customer>('Customer', customerId);
    return { it: customer && ownerOf(customer, account, ofAccount) };
  },
  write: {
    '3.1.11': (owner: Owner | undefined): Written => ({ Data: owner ? { Party: partyDocument(owner) } : {} }),
  },
});

function ownerOf({ customerId, name }: Customer, account: Account | undefined, ofAccount: boolean): Owner {
  return { partyId: customerId, name, kind: account?.accountType === 'Business' ? 'business' : 'person', ofAccount };
}

/** OBParty2 of 3.1.11. */
function partyDocument({ partyId, name, kind, ofAccount }: Owner): object {
  return {
    PartyId: partyId,
    PartyType: 'Sole',
    Name: name,
    FullLegalName: name,
    LegalStructure: kind === 'business' ? 'UK.OBIE.PrivateLimitedCompany' : 'UK.OBIE.Individual',
    AccountRole: ofAccount ? 'UK.OBIE.Principal' : undefined,
  };
}
