/** Every permission against every path in both versions: what it opens, and the refusal that names what is missing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { permissionCodes } from '../../../src/bank/accounts/permissions.ts';
import { current, startBank, type TestBank } from './bank.ts';

let bank: TestBank;
let bases: Record<'v3.1' | 'v4.0', string>;
beforeAll(async () => {
  bank = await startBank({ bulkTransactions: true });
  bases = { 'v3.1': bank.base, 'v4.0': bank.base.replace('v3.1', 'v4.0') };
});
afterAll(() => bank.close());

type Needs = readonly (readonly string[])[];
const either = (cluster: string): Needs => [[`Read${cluster}Basic`, `Read${cluster}Detail`]];
const one = (permission: string): Needs => [[permission]];
const ofTransactions: Needs = [
  ['ReadTransactionsBasic', 'ReadTransactionsDetail'],
  ['ReadTransactionsCredits', 'ReadTransactionsDebits'],
];
const account = '/accounts/{AccountId}';

// The standard's own table, written a second time: of each list one permission.
const rows: readonly (readonly [path: string, needs: Needs])[] = [
  ['/accounts', either('Accounts')],
  [account, either('Accounts')],
  [`${account}/balances`, one('ReadBalances')],
  ['/balances', one('ReadBalances')],
  [`${account}/transactions`, ofTransactions],
  ['/transactions', ofTransactions],
  [`${account}/beneficiaries`, either('Beneficiaries')],
  ['/beneficiaries', either('Beneficiaries')],
  [`${account}/direct-debits`, one('ReadDirectDebits')],
  ['/direct-debits', one('ReadDirectDebits')],
  [`${account}/standing-orders`, either('StandingOrders')],
  ['/standing-orders', either('StandingOrders')],
  [`${account}/product`, one('ReadProducts')],
  ['/products', one('ReadProducts')],
  [`${account}/offers`, one('ReadOffers')],
  ['/offers', one('ReadOffers')],
  [`${account}/party`, one('ReadParty')],
  [`${account}/parties`, one('ReadParty')],
  ['/party', one('ReadPartyPSU')],
  [`${account}/scheduled-payments`, either('ScheduledPayments')],
  ['/scheduled-payments', either('ScheduledPayments')],
  [`${account}/statements`, either('Statements')],
  ['/statements', either('Statements')],
  [`${account}/statements/{StatementId}`, either('Statements')],
  [`${account}/statements/{StatementId}/file`, one('ReadStatementsDetail')],
  [`${account}/statements/{StatementId}/transactions`, ofTransactions],
];
const ofConsents = [
  ['POST', '/account-access-consents'],
  ['GET', '/account-access-consents/{ConsentId}'],
  ['DELETE', '/account-access-consents/{ConsentId}'],
] as const;

const addressed = (path: string) =>
  path
    .replace('{AccountId}', current)
    .replace('{StatementId}', '000011-S202610')
    .replace('{ConsentId}', 'aac-00000000-0000-4000-8000-000000000000');
const said = z.looseObject({ Errors: z.array(z.looseObject({ Message: z.string() })).nonempty() });

/** The status, and of a refusal what it says. */
async function answered(url: string, token: string, method = 'GET'): Promise<string> {
  const response = await bank.ask(url, { method, token, headers: { 'content-type': 'application/json' } });
  if (response.status < 300) {
    await response.arrayBuffer();
    return String(response.status);
  }
  const { Errors } = said.parse(await response.json());
  return `${response.status} ${Errors[0]?.Message}`;
}

/** What a consent with those permissions is answered. */
function expected(needs: Needs, permissions: readonly string[]): string {
  const missing = needs.find((list) => !list.some((permission) => permissions.includes(permission)));
  return missing ? `403 The consent lacks the permission ${missing.join(' or ')}.` : '200';
}

/** Each cell of a permission's row: version and path, and what came of it. */
async function cells(permissions: readonly string[], of: (path: string, needs: Needs) => string | Promise<string>) {
  const found: [cell: string, answer: string][] = [];
  for (const version of ['v3.1', 'v4.0'] as const) {
    for (const [path, needs] of rows) found.push([`${version} ${path}`, await of(`${version} ${path}`, needs)]);
  }
  return Object.fromEntries([[permissions.join(), Object.fromEntries(found)]]);
}

const ask = (token: string) => (cell: string) => {
  const [version, path = ''] = cell.split(' ');
  return answered(`${bases[version as 'v3.1']}${addressed(path)}`, token);
};

it('the table has every path that the standard has, and every permission', () => {
  expect(permissionCodes).toHaveLength(21);
  expect(new Set([...rows.map(([path]) => path), ...ofConsents.map(([, path]) => path)]).size).toBe(28);
});

describe.each(permissionCodes)('%s', (permission) => {
  it('alone opens what it opens, and what else is asked for says which permission is missing', async () => {
    const permissions = [permission];
    const token = await bank.share({ permissions, accountIds: [current] });
    const should = await cells(permissions, (_, needs) => expected(needs, permissions));
    expect(await cells(permissions, ask(token))).toEqual(should);
  });

  it('is missed where it is the only one that would do', async () => {
    const permissions = permissionCodes.filter((other) => other !== permission);
    const token = await bank.share({ permissions, accountIds: [current] });
    const should = await cells(permissions, (_, needs) => expected(needs, permissions));
    expect(await cells(permissions, ask(token))).toEqual(should);
  });

  it.each(ofConsents)('is nothing with which a customer’s token may %s %s', async (method, path) => {
    const token = await bank.share({ permissions: [permission] });
    for (const base of Object.values(bases)) {
      expect(await answered(`${base}${addressed(path)}`, token, method)).toBe(
        '403 This is a customer’s token; a client credentials token is needed here.',
      );
    }
  });
});
