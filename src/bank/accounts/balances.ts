/** GET /balances and /accounts/{AccountId}/balances (Read/Write API, Balances). */
import { toFour } from '../../standard/code-map.ts';
import { ofCustomer, type Written } from '../api/resource.ts';
import type { Account } from '../data/records.ts';
import type { Store } from '../store/store.ts';
import { asBodyTime } from './dates.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { indicatorOf, moneyOf } from './money.ts';
import { askedAccounts } from './sharing.ts';

interface Balance {
  accountId: string;
  kind: 'booked' | 'available';
  /** Signed minor units. */
  amount: number;
  currency: string;
  at: number;
  /** What of it is credit that the bank grants. */
  line?: { amount: number; type: 'Credit' | 'Pre-Agreed' };
}

/** Booked and available balance of all shared accounts, or of the one asked for. */
export const balances = ofCustomer({
  async handle(asked: AskedOfAccounts, { store }: AccountBank) {
    const found = await askedAccounts(store, asked);
    return { it: (await Promise.all(found.map((account) => balancesOf(store, account)))).flat() };
  },
  write: {
    '3.1.11': (all: Balance[]): Written => ({
      Data: { Balance: all.map((one) => balanceDocument(one, kinds[one.kind])) },
    }),
    '4.0.1': (all: Balance[]): Written => ({
      Data: { Balance: all.map((one) => balanceDocument(one, toFour('balance', kinds[one.kind]))) },
    }),
  },
});

/** Available is what is booked, less what is held, and what the bank grants. */
async function balancesOf(store: Store, account: Account): Promise<Balance[]> {
  const { accountId, accountSubType, currency, creditLimit, openingDate } = account;
  const { booked = 0, held = 0, last } = (await store.standing(accountId)) ?? {};
  const common = { accountId, currency, at: last ?? Date.parse(openingDate) };
  const type = accountSubType === 'CreditCard' ? 'Credit' : 'Pre-Agreed';
  return [
    { ...common, kind: 'booked', amount: booked },
    {
      ...common,
      kind: 'available',
      amount: booked + held + creditLimit,
      ...(creditLimit > 0 ? { line: { amount: creditLimit, type } } : {}),
    },
  ];
}

const kinds = { booked: 'InterimBooked', available: 'InterimAvailable' };

/** OBReadBalance1, whose types have other words in each version. */
function balanceDocument({ accountId, amount, currency, at, line }: Balance, type: string | undefined): object {
  return {
    AccountId: accountId,
    Amount: moneyOf(amount, currency),
    CreditDebitIndicator: indicatorOf(amount),
    Type: type,
    DateTime: asBodyTime(at),
    CreditLine: line && [{ Included: true, Amount: moneyOf(line.amount, currency), Type: line.type }],
  };
}
