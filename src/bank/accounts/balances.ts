/** GET /balances and /accounts/{AccountId}/balances (Read/Write API, Balances). */
import { ofCustomer, type Written } from '../api/resource.ts';
import type { Account } from '../data/records.ts';
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
    return { it: (await askedAccounts(store, asked)).flatMap(balancesOf) };
  },
  write: { '3.1.11': (all: Balance[]): Written => ({ Data: { Balance: all.map(balanceDocument) } }) },
});

function balancesOf({ accountId, accountSubType, currency, creditLimit, booked, available, asOf }: Account): Balance[] {
  const common = { accountId, currency, at: asOf };
  const type = accountSubType === 'CreditCard' ? 'Credit' : 'Pre-Agreed';
  return [
    { ...common, kind: 'booked', amount: booked },
    {
      ...common,
      kind: 'available',
      amount: available,
      ...(creditLimit > 0 ? { line: { amount: creditLimit, type } } : {}),
    },
  ];
}

const kinds = { booked: 'InterimBooked', available: 'InterimAvailable' };

/** OBReadBalance1 of 3.1.11. */
function balanceDocument({ accountId, kind, amount, currency, at, line }: Balance): object {
  return {
    AccountId: accountId,
    Amount: moneyOf(amount, currency),
    CreditDebitIndicator: indicatorOf(amount),
    Type: kinds[kind],
    DateTime: asBodyTime(at),
    CreditLine: line && [{ Included: true, Amount: moneyOf(line.amount, currency), Type: line.type }],
  };
}
