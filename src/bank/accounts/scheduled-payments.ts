/** GET /scheduled-payments and /accounts/{AccountId}/scheduled-payments (Read/Write API, Scheduled Payments). */
import { ofCustomer, type Written } from '../api/resource.ts';
import { dataTime } from '../data/ensure.ts';
import { type ScheduledPayment, scheduledPaymentsOf } from '../data/scheduled-payments.ts';
import { creditorOf, type PayeeView, payeeView } from './creditor.ts';
import { asBodyTime } from './dates.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { moneyOf } from './money.ts';
import { askedAccounts } from './sharing.ts';

/** A scheduled payment, and whether the consent shows whom it pays. */
interface Shown {
  payment: ScheduledPayment;
  view: PayeeView;
}

export const scheduledPayments = ofCustomer({
  async handle(asked: AskedOfAccounts, { store, clock }: AccountBank) {
    const view = payeeView(asked.consent, 'ReadScheduledPaymentsDetail');
    const accounts = await askedAccounts(store, asked);
    const now = await dataTime(store, clock.now());
    const all = accounts.flatMap(({ accountId }) => scheduledPaymentsOf(accountId, now));
    return { it: all.map((payment): Shown => ({ payment, view })) };
  },
  write: { '3.1.11': written, '4.0.1': written },
});

/** OBScheduledPayment3, in which nothing that the bank knows differs between the versions. */
function written(all: Shown[]): Written {
  return {
    Data: {
      ScheduledPayment: all.map(({ payment: { accountId, id, at, reference, amount, currency, account }, view }) => ({
        AccountId: accountId,
        ScheduledPaymentId: id,
        ScheduledPaymentDateTime: asBodyTime(at),
        ScheduledType: 'Execution',
        Reference: reference,
        InstructedAmount: moneyOf(amount, currency),
        ...creditorOf(account, view),
      })),
    },
  };
}
