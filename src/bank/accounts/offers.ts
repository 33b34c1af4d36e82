/** GET /offers and /accounts/{AccountId}/offers (Read/Write API, Offers). */
import { ofCustomer, type Written } from '../api/resource.ts';
import { type Offer, offersOf } from '../data/offers.ts';
import { asBodyTime } from './dates.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { moneyOf } from './money.ts';
import { askedAccounts } from './sharing.ts';

export const offers = ofCustomer({
  async handle(asked: AskedOfAccounts, { store, clock }: AccountBank) {
    return { it: (await askedAccounts(store, asked)).flatMap((account) => offersOf(account, clock.now())) };
  },
  write: { '3.1.11': written, '4.0.1': written },
});

/** OBReadOffer1, the same in both versions. */
function written(all: Offer[]): Written {
  return {
    Data: {
      Offer: all.map(({ accountId, id, type, description, from, to, rate, amount, currency }) => ({
        AccountId: accountId,
        OfferId: id,
        OfferType: type,
        Description: description,
        StartDateTime: asBodyTime(from),
        EndDateTime: asBodyTime(to),
        Rate: rate,
        Amount: amount === undefined ? undefined : moneyOf(amount, currency),
      })),
    },
  };
}
