/** GET /direct-debits and /accounts/{AccountId}/direct-debits (Read/Write API, Direct Debits). */
import { type Arrangement, fourOfArrangement, threeOfArrangement } from '../../standard/arrangement.ts';
import type { ApiVersion } from '../../standard/operation.ts';
import { ofCustomer, type Written } from '../api/resource.ts';
import { type RegularPayment, regularPayments } from '../data/regular-payments.ts';
import { asBodyTime } from './dates.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { statusCodeOf } from './mandate-status.ts';
import { moneyOf } from './money.ts';
import { askedAccounts } from './sharing.ts';

export const directDebits = ofCustomer({
  async handle(asked: AskedOfAccounts, { store, clock }: AccountBank) {
    const accounts = await askedAccounts(store, asked);
    const each = accounts.map(({ accountId }) => regularPayments(store, accountId, 'directDebit', clock.now()));
    return { it: (await Promise.all(each)).flat() };
  },
  write: {
    '3.1.11': (all: RegularPayment[]): Written => ({ Data: { DirectDebit: all.map(documentOfThree) } }),
    '4.0.1': (all: RegularPayment[], version): Written => ({
      Data: { DirectDebit: all.map((one) => documentOfFour(one, version)) },
    }),
  },
});

/** OBReadDirectDebit2 of 3.1.11, whose frequencies are words of their own. */
function documentOfThree(payment: RegularPayment): object {
  return { ...common(payment), ...threeOfArrangement('DirectDebit', arrangementOf(payment)) };
}

/** OBReadDirectDebit2 of 4.0, which has the mandate in an object. */
function documentOfFour(payment: RegularPayment, version: ApiVersion): object {
  const { MandateRelatedInformation, ...rest } = fourOfArrangement(
    'DirectDebit',
    arrangementOf(payment),
    version === '4.0' ? '4.0' : '4.0.1',
  );
  return {
    ...common(payment),
    ...rest,
    MandateRelatedInformation: { ...MandateRelatedInformation, Classification: 'VARI' },
  };
}

function arrangementOf({ reference, frequency, status }: RegularPayment): Arrangement {
  return { mandate: reference, frequency, status: statusCodeOf(status) };
}

function common({ accountId, id, name, last, currency }: RegularPayment): object {
  return {
    AccountId: accountId,
    DirectDebitId: id,
    Name: name,
    PreviousPaymentDateTime: last && asBodyTime(last.bookedAt),
    PreviousPaymentAmount: last && moneyOf(last.amount, currency),
  };
}
