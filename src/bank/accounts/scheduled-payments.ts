/** GET /scheduled-payments and /accounts/{AccountId}/scheduled-payments (Read/Write API, Scheduled Payments). */
import { ofCustomer, type Written } from '../api/resource.ts';
import { type ScheduledPayment, scheduledPaymentsOf } from '../data/scheduled-payments.ts';
import { seesCardNumbers } from './card-numbers.ts';
import { creditorOf } from './creditor.ts';
import { asBodyTime } from './dates.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { moneyOf } from './money.ts';
import { askedAccounts } from './sharing.ts';

/** A scheduled payment, and whether the consent shows whom it pays. */
interface Shown {
  payment: ScheduledPayment;
  detail: boolean;
  cardNumbers: boolean;
}

export const scheduledPayments = ofCustomer({
  async handle(asked: AskedOfAccounts, { store, clock }: AccountBank) {
    const detail = asked.consent.permissions.includes('ReadScheduledPaymentsDetail');
    const cardNumbers = seesCardNumbers(asked.consent);
    const accounts = await askedAccounts(store, asked);
    const all = accounts.flatMap(({ accountId }) => scheduledPaymentsOf(accountId, clock.now()));
    return { it: all.map((payment): Shown => ({ payment, detail, cardNumbers })) };
  },
  write: { '3.1.11': written, '4.0.1': written },
});

/** OBScheduledPayment3, in which nothing that the bank knows differs between the versions. */
function written(all: Shown[]): Written {
  return {
    Data: {
      ScheduledPayment: all.map(
        ({ payment: { accountId, id, at, reference, amount, currency, account }, detail, cardNumbers }) => ({
          AccountId: accountId,
          ScheduledPaymentId: id,
          ScheduledPaymentDateTime: asBodyTime(at),
          ScheduledType: 'Execution',
          Reference: reference,
          InstructedAmount: moneyOf(amount, currency),
          ...(detail ? creditorOf(account, cardNumbers) : {}),
        }),
      ),
    },
  };
}
