/** GET /standing-orders and /accounts/{AccountId}/standing-orders (Read/Write API, Standing Orders). */
import { type Arrangement, fourOfArrangement, threeOfArrangement } from '../../standard/arrangement.ts';
import type { ApiVersion } from '../../standard/operation.ts';
import { ofCustomer, type Written } from '../api/resource.ts';
import { type RegularPayment, regularPayments } from '../data/regular-payments.ts';
import { creditorOf, type PayeeView, payeeView } from './creditor.ts';
import { asBodyTime } from './dates.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { statusCodeOf } from './mandate-status.ts';
import { moneyOf } from './money.ts';
import { askedAccounts } from './sharing.ts';

/** A standing order, and whether the consent shows whom it pays. */
interface Shown {
  payment: RegularPayment;
  view: PayeeView;
}

export const standingOrders = ofCustomer({
  async handle(asked: AskedOfAccounts, { store, clock }: AccountBank) {
    const view = payeeView(asked.consent, 'ReadStandingOrdersDetail');
    const accounts = await askedAccounts(store, asked);
    const each = accounts.map(({ accountId }) => regularPayments(store, accountId, 'standingOrder', clock.now()));
    return { it: (await Promise.all(each)).flat().map((payment): Shown => ({ payment, view })) };
  },
  write: {
    '3.1.11': (all: Shown[]): Written => ({ Data: { StandingOrder: all.map(documentOfThree) } }),
    '4.0.1': (all: Shown[], version): Written => ({
      Data: { StandingOrder: all.map((one) => documentOfFour(one, version)) },
    }),
  },
});

/** OBStandingOrder6 of 3.1.11. */
function documentOfThree(shown: Shown): object {
  return { ...common(shown), ...threeOfArrangement('StandingOrder', arrangementOf(shown)) };
}

/** OBStandingOrder6 of 4.0, which has the mandate in an object and the reference in another. */
function documentOfFour(shown: Shown, version: ApiVersion): object {
  return {
    ...common(shown),
    ...fourOfArrangement('StandingOrder', arrangementOf(shown), version === '4.0' ? '4.0' : '4.0.1'),
  };
}

function arrangementOf({ payment: { reference, frequency, status } }: Shown): Arrangement {
  return { reference, frequency, status: statusCodeOf(status) };
}

function common({ payment: { accountId, id, amount, currency, last, next, account }, view }: Shown): object {
  return {
    AccountId: accountId,
    StandingOrderId: id,
    LastPaymentDateTime: last && asBodyTime(last.bookedAt),
    LastPaymentAmount: last && moneyOf(last.amount, currency),
    NextPaymentDateTime: next && asBodyTime(next),
    NextPaymentAmount: next && moneyOf(amount, currency),
    ...creditorOf(account, view),
  };
}
