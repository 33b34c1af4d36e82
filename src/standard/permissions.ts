/** Which permissions of an account access consent an operation needs, and what the standard asks of banks about each operation. */
import type { Operation } from './operation.ts';

const either = (cluster: string) => [`Read${cluster}Basic`, `Read${cluster}Detail`];
const transactions = [either('Transactions'), ['ReadTransactionsCredits', 'ReadTransactionsDebits']];

/** Of each list the consent has at least one. Operations of account information that are not here need none: they are about the consent. */
export const permissions: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'GET /accounts': [either('Accounts')],
  'GET /accounts/{AccountId}': [either('Accounts')],
  'GET /accounts/{AccountId}/balances': [['ReadBalances']],
  'GET /accounts/{AccountId}/beneficiaries': [either('Beneficiaries')],
  'GET /accounts/{AccountId}/direct-debits': [['ReadDirectDebits']],
  'GET /accounts/{AccountId}/offers': [['ReadOffers']],
  'GET /accounts/{AccountId}/parties': [['ReadParty']],
  'GET /accounts/{AccountId}/party': [['ReadParty']],
  'GET /accounts/{AccountId}/product': [['ReadProducts']],
  'GET /accounts/{AccountId}/scheduled-payments': [either('ScheduledPayments')],
  'GET /accounts/{AccountId}/standing-orders': [either('StandingOrders')],
  'GET /accounts/{AccountId}/statements': [either('Statements')],
  'GET /accounts/{AccountId}/statements/{StatementId}': [either('Statements')],
  'GET /accounts/{AccountId}/statements/{StatementId}/file': [['ReadStatementsDetail']],
  'GET /accounts/{AccountId}/statements/{StatementId}/transactions': transactions,
  'GET /accounts/{AccountId}/transactions': transactions,
  'GET /balances': [['ReadBalances']],
  'GET /beneficiaries': [either('Beneficiaries')],
  'GET /direct-debits': [['ReadDirectDebits']],
  'GET /offers': [['ReadOffers']],
  'GET /party': [['ReadPartyPSU']],
  'GET /products': [['ReadProducts']],
  'GET /scheduled-payments': [either('ScheduledPayments')],
  'GET /standing-orders': [either('StandingOrders')],
  'GET /statements': [either('Statements')],
  'GET /transactions': transactions,
};

/** The first row that fits counts: api, verb and path as a pattern. What no row names a bank has if it offers the function online. */
export const duties: readonly (readonly [operation: RegExp, duty: Operation['duty']])[] = [
  [/^ais \w+ \/account-access-consents/, 'must'],
  [/^ais GET \/accounts(\/\{AccountId\}(\/balances|\/transactions)?)?$/, 'must'],
  [/^ais GET \/accounts\/.*\/file$/, 'may'],
  [/^ais GET \/(?!accounts|party$)/, 'may'],
  [/^pis \w+ .*\/payment-details$/, 'may'],
  [/^pis \w+ \/domestic-payment/, 'must'],
  [/^vrp PUT |^vrp PATCH |^vrp GET .*\/payment-details$/, 'may'],
  [/^cbpii /, 'must'],
  [/^dcr (GET|PUT|DELETE) /, 'may'],
];
