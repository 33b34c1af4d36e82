/** Which operations of the account information API this bank has, a line each, by the key of the standard's row. */
import type { Resource } from '../api/resource.ts';
import { accounts } from './accounts.ts';
import { balances } from './balances.ts';
import { consentCreation, consentDeletion, consentReading } from './consents.ts';
import type { AccountBank } from './deps.ts';
import { party } from './party.ts';
import type { Sharing } from './sharing.ts';
import { bulkTransactions, transactions } from './transactions.ts';

export const accountResources: Readonly<Record<string, Resource<AccountBank, Sharing>>> = {
  'ais POST /account-access-consents': consentCreation,
  'ais GET /account-access-consents/{ConsentId}': consentReading,
  'ais DELETE /account-access-consents/{ConsentId}': consentDeletion,
  'ais GET /accounts': accounts,
  'ais GET /accounts/{AccountId}': accounts,
  'ais GET /accounts/{AccountId}/balances': balances,
  'ais GET /accounts/{AccountId}/party': party,
  'ais GET /accounts/{AccountId}/transactions': transactions,
  'ais GET /balances': balances,
  'ais GET /party': party,
  'ais GET /transactions': bulkTransactions,
};
