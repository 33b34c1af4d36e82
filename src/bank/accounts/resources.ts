/** Which operations of the account information API this bank has, a line each, by the key of the standard's row. */
import type { Resource } from '../api/resource.ts';
import { accounts } from './accounts.ts';
import { balances } from './balances.ts';
import { beneficiaries } from './beneficiaries.ts';
import { consentCreation, consentDeletion, consentReading } from './consents.ts';
import type { AccountBank } from './deps.ts';
import { directDebits } from './direct-debits.ts';
import { offers } from './offers.ts';
import { parties, party } from './parties.ts';
import { products } from './products.ts';
import { scheduledPayments } from './scheduled-payments.ts';
import type { Sharing } from './sharing.ts';
import { standingOrders } from './standing-orders.ts';
import { statementFile } from './statement-file.ts';
import { statement, statements } from './statements.ts';
import { statementTransactions, transactions } from './transactions.ts';

export const accountResources: Readonly<Record<string, Resource<AccountBank, Sharing>>> = {
  'ais POST /account-access-consents': consentCreation,
  'ais GET /account-access-consents/{ConsentId}': consentReading,
  'ais DELETE /account-access-consents/{ConsentId}': consentDeletion,
  'ais GET /accounts': accounts,
  'ais GET /accounts/{AccountId}': accounts,
  'ais GET /accounts/{AccountId}/balances': balances,
  'ais GET /accounts/{AccountId}/beneficiaries': beneficiaries,
  'ais GET /accounts/{AccountId}/direct-debits': directDebits,
  'ais GET /accounts/{AccountId}/offers': offers,
  'ais GET /accounts/{AccountId}/parties': parties,
  'ais GET /accounts/{AccountId}/party': party,
  'ais GET /accounts/{AccountId}/product': products,
  'ais GET /accounts/{AccountId}/scheduled-payments': scheduledPayments,
  'ais GET /accounts/{AccountId}/standing-orders': standingOrders,
  'ais GET /accounts/{AccountId}/statements': statements,
  'ais GET /accounts/{AccountId}/statements/{StatementId}': statement,
  'ais GET /accounts/{AccountId}/statements/{StatementId}/file': statementFile,
  'ais GET /accounts/{AccountId}/statements/{StatementId}/transactions': statementTransactions,
  'ais GET /accounts/{AccountId}/transactions': transactions,
  'ais GET /balances': balances,
  'ais GET /beneficiaries': beneficiaries,
  'ais GET /direct-debits': directDebits,
  'ais GET /offers': offers,
  'ais GET /party': party,
  'ais GET /products': products,
  'ais GET /scheduled-payments': scheduledPayments,
  'ais GET /standing-orders': standingOrders,
  'ais GET /statements': statements,
  'ais GET /transactions': transactions,
};
