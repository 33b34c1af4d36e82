/** The standard's rows of account information as far as the bank needs them, until `src/standard` has the table. */
import type { Operation } from '../../standard/operation.ts';

const read = { signs: 'nothing', idempotent: false, query: [], paged: true, ok: [200] } as const;
const customers = { api: 'ais', verb: 'GET', token: 'customer', scope: ['accounts'], duty: 'must', ...read } as const;
const clients = { ...customers, token: 'client' } as const;
const accounts = [['ReadAccountsBasic', 'ReadAccountsDetail']];
const balances = [['ReadBalances']];
const transactions = [
  ['ReadTransactionsBasic', 'ReadTransactionsDetail'],
  ['ReadTransactionsCredits', 'ReadTransactionsDebits'],
];
const answers = { in: { '3.1.11': { refusals: [] } } };

const others = ['beneficiaries', 'direct-debits', 'offers', 'scheduled-payments', 'standing-orders', 'statements'];
const othersOfAccount = [
  ...[...others, 'product', 'party', 'parties', 'statements/{StatementId}', 'statements/{StatementId}/file'],
  'statements/{StatementId}/transactions',
].map((path): `/${string}` => `/accounts/{AccountId}/${path}`);
const othersInBulk = [...others, 'products', 'party'].map((path): `/${string}` => `/${path}`);

export const operations: readonly Operation[] = [
  {
    ...clients,
    verb: 'POST',
    path: '/account-access-consents',
    ok: [201],
    in: { '3.1.11': { request: 'OBReadConsent1', refusals: [] } },
  },
  { ...clients, path: '/account-access-consents/{ConsentId}', ...answers },
  { ...clients, verb: 'DELETE', path: '/account-access-consents/{ConsentId}', ok: [204], ...answers },
  { ...customers, path: '/accounts', permissions: accounts, ...answers },
  { ...customers, path: '/accounts/{AccountId}', permissions: accounts, ...answers },
  { ...customers, path: '/accounts/{AccountId}/balances', permissions: balances, ...answers },
  { ...customers, path: '/accounts/{AccountId}/transactions', permissions: transactions, ...answers },
  { ...customers, path: '/balances', permissions: balances, ...answers },
  { ...customers, path: '/transactions', permissions: transactions, ...answers },
  ...[...othersOfAccount, ...othersInBulk].map((path) => ({ ...customers, path, ...answers })),
];
