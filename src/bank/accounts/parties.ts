/** GET /party, /accounts/{AccountId}/party and /accounts/{AccountId}/parties (Read/Write API, Parties). */
import { type Address, partyAddress, threeOfAddress } from '../../standard/address.ts';
import { ofCustomer, type Written } from '../api/resource.ts';
import { isHeldBy } from '../data/holders.ts';
import { ownPartyOf, type Party, partiesOf } from '../data/parties.ts';
import type { Customer } from '../data/records.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { askedAccounts } from './sharing.ts';

/** A party, and whether it was asked for by an account, in which it has a role. */
interface Shown {
  party: Party;
  ofAccount: boolean;
}

type Face = (address: Address) => object;
const three: Face = (address) => threeOfAddress(address, partyAddress);
const four: Face = (address) => address;

/** The customer who gave the consent, or the owner of the account asked for. */
export const party = ofCustomer({
  async handle(asked: AskedOfAccounts, { store }: AccountBank) {
    const { consent, params } = asked;
    const ofAccount = params.AccountId !== undefined;
    const [account] = await askedAccounts(store, asked);
    // Of two who hold an account it is the one who gave the consent.
    const isOwn = !ofAccount || (account !== undefined && isHeldBy(account, consent.customerId));
    const customerId = isOwn ? consent.customerId : account?.customerId;
    const customer = customerId === undefined ? undefined : await store.get<Customer>('Customer', customerId);
    const shown: Shown | undefined = customer && {
      party: ownPartyOf(
        customer,
        (ofAccount ? account : undefined) ?? { accountType: account?.accountType ?? 'Personal' },
      ),
      ofAccount,
    };
    return { it: shown };
  },
  write: { '3.1.11': writtenWith(three), '4.0.1': writtenWith(four) },
});

/** All who stand behind an account. */
export const parties = ofCustomer({
  async handle(asked: AskedOfAccounts, { store }: AccountBank) {
    const [account] = await askedAccounts(store, asked);
    if (account === undefined) return { it: [] };
    const ids = [account.customerId, account.jointWith].filter((id) => id !== undefined);
    const holders = await Promise.all(ids.map((id) => store.get<Customer>('Customer', id)));
    return {
      it: partiesOf(
        holders.filter((holder) => holder !== undefined),
        account,
      ),
    };
  },
  write: { '3.1.11': allWrittenWith(three), '4.0.1': allWrittenWith(four) },
});

function writtenWith(face: Face) {
  return (shown: Shown | undefined): Written => ({ Data: shown ? { Party: partyDocument(shown, face) } : {} });
}

function allWrittenWith(face: Face) {
  return (all: Party[]): Written => ({
    Data: { Party: all.map((each) => partyDocument({ party: each, ofAccount: true }, face)) },
  });
}

/** OBParty2, whose addresses have more fields in 4.0. */
function partyDocument(
  { party: { partyId, type, name, structure, role, address }, ofAccount }: Shown,
  face: Face,
): object {
  return {
    PartyId: partyId,
    PartyType: type,
    Name: name,
    FullLegalName: name,
    LegalStructure: structure,
    AccountRole: ofAccount ? role : undefined,
    Address: address && [face(address)],
  };
}
