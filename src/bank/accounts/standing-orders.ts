/** GET /standing-orders and /accounts/{AccountId}/standing-orders (Read/Write API, Standing Orders). */
import { fourOfRule, threeOfRule } from '../../standard/frequency.ts';
import type { ApiVersion } from '../../standard/operation.ts';
import { ofCustomer, type Written } from '../api/resource.ts';
import { type RegularPayment, regularPayments } from '../data/regular-payments.ts';
import { seesCardNumbers } from './card-numbers.ts';
import { creditorOf } from './creditor.ts';
import { asBodyTime } from './dates.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { statusOfFour, statusOfThree } from './mandate-status.ts';
import { moneyOf } from './money.ts';
import { askedAccounts } from './sharing.ts';

/** A standing order, and whether the consent shows whom it pays. */
interface Shown {
  payment: RegularPayment;
  detail: boolean;
  cardNumbers: boolean;
}

export const standingOrders = ofCustomer({
  async handle(asked: AskedOfAccounts, { store, clock }: AccountBank) {
    const detail = asked.consent.permissions.includes('ReadStandingOrdersDetail');
    const cardNumbers = seesCardNumbers(asked.consent);
    const accounts = await askedAccounts(store, asked);
    const each = accounts.map(({ accountId }) => regularPayments(store, accountId, 'standingOrder', clock.now()));
    return { it: (await Promise.all(each)).flat().map((payment): Shown => ({ payment, detail, cardNumbers })) };
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
  const { frequency, reference, status } = shown.payment;
  return {
    ...common(shown),
    Frequency: threeOfRule(frequency) ?? 'NotKnown',
    Reference: reference,
    StandingOrderStatusCode: statusOfThree(status),
    ...(shown.detail ? creditorOf(shown.payment.account, shown.cardNumbers) : {}),
  };
}

/** OBStandingOrder6 of 4.0, which has the mandate in an object and the reference in another. */
function documentOfFour(shown: Shown, version: ApiVersion): object {
  const { frequency, reference, status } = shown.payment;
  return {
    ...common(shown),
    StandingOrderStatusCode: statusOfFour(status),
    MandateRelatedInformation: { Frequency: fourOfRule(frequency, version === '4.0' ? '4.0' : '4.0.1') },
    RemittanceInformation: { Structured: [{ CreditorReferenceInformation: { Reference: reference } }] },
    ...(shown.detail ? creditorOf(shown.payment.account, shown.cardNumbers) : {}),
  };
}

function common({ payment: { accountId, id, amount, currency, last, next } }: Shown): object {
  return {
    AccountId: accountId,
    StandingOrderId: id,
    LastPaymentDateTime: last && asBodyTime(last.bookedAt),
    LastPaymentAmount: last && moneyOf(last.amount, currency),
    NextPaymentDateTime: next && asBodyTime(next),
    NextPaymentAmount: next && moneyOf(amount, currency),
  };
}
