/** GET /balances and /accounts/{AccountId}/balances (OBIE 3.1.11, Balances). */
import type { Access } from '../http/state.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import { asBodyTime } from './dates.ts';
import type { ReadingDeps } from './deps.ts';
import { indicatorOf, moneyOf } from './money.ts';
import { demand } from './permissions.ts';
import type { Account } from './records.ts';
import { sharedAccount, sharedAccounts, sharingOf } from './sharing.ts';

/** Booked and available balance of all shared accounts, or of the one asked for. */
export async function readBalances(deps: ReadingDeps, access: Access, accountId?: string): Promise<Answer> {
  const { store, clock, addresses } = deps;
  const sharing = await sharingOf(store, clock, access);
  demand(sharing, 'ReadBalances');
  const accounts =
    accountId === undefined ? await sharedAccounts(store, sharing) : [await sharedAccount(store, sharing, accountId)];
  const path = accountId === undefined ? '/balances' : `/accounts/${accountId}/balances`;
  return jsonAnswer(200, {
    Data: { Balance: accounts.flatMap(balanceDocuments) },
    Links: { Self: `${addresses.accountInformation}${path}` },
    Meta: { TotalPages: 1 },
  });
}

function balanceDocuments(account: Account): object[] {
  const { accountId, currency, creditLimit, booked, available, asOf } = account;
  const balance = (type: string, minor: number) => ({
    AccountId: accountId,
    Amount: moneyOf(minor, currency),
    CreditDebitIndicator: indicatorOf(minor),
    Type: type,
    DateTime: asBodyTime(asOf),
  });
  const line = {
    Included: true,
    Amount: moneyOf(creditLimit, currency),
    Type: account.accountSubType === 'CreditCard' ? 'Credit' : 'Pre-Agreed',
  };
  return [
    balance('InterimBooked', booked),
    { ...balance('InterimAvailable', available), ...(creditLimit > 0 ? { CreditLine: [line] } : {}) },
  ];
}
