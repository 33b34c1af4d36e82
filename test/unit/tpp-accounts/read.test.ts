/** Any resource by its row: which operation is called, and what becomes of what comes back. */
import { expect, test } from 'vitest';
import { collect } from '../../../src/tpp/accounts/pages.ts';
import { read, rowPages } from '../../../src/tpp/accounts/read.ts';
import {
  type ResourceName,
  type ResourceRow,
  resourceRow,
  resourceRows,
} from '../../../src/tpp/accounts/resource-rows.ts';
import { operationOf } from '../../../src/tpp/api/caller.ts';
import type { Finding } from '../../../src/tpp/finding.ts';
import { authorised, consentAtStub } from '../tpp-journey/authorised.ts';
import { accountsBase, type Route } from '../tpp-journey/stub.ts';

const consent = consentAtStub();
const reading = (routes: Record<string, Route>) => authorised({ routes });

const names = Object.keys(resourceRows) as ResourceName[];

test.each(names)(
  'the operations of %s are the standard’s, for a customer’s token, and name an account or none',
  (name) => {
    const { ofAccount, ofAll } = resourceRow(name);
    expect(ofAccount ?? ofAll).toBeDefined();
    for (const [operation, parameters] of [
      [ofAccount, ['{AccountId}']],
      [ofAll, null],
    ] as const) {
      if (operation === undefined) continue;
      const { verb, token, path } = operationOf(operation);
      expect([verb, token, path.match(/\{\w+\}/g)]).toEqual(['GET', 'customer', parameters]);
    }
  },
);

test.each(names)('%s are read of one account and of all, as far as the standard has them', async (name) => {
  const { ofAccount, ofAll, member } = resourceRow(name);
  for (const [operation, account] of [
    [ofAccount, 'a/1'],
    [ofAll, undefined],
  ]) {
    if (operation === undefined) continue;
    const url = operation.replace('GET ', `GET ${accountsBase}`).replace('{AccountId}', 'a%2F1');
    const { session } = reading({ [url]: () => ({ body: { Data: { [member]: [{ Of: operation }] } } }) });
    expect(await read(session, name, { account }, { consentId: 'aac-1' })).toEqual([{ Of: operation }]);
  }
});

const owner: ResourceRow = { ofAll: 'GET /party', member: 'Party', taken: 'whole' };
const holders: ResourceRow = { ofAccount: 'GET /accounts/{AccountId}/parties', member: 'Party', taken: 'whole' };

test('one object where a list belongs is a list of one, and an element that cannot be read costs itself', async () => {
  const { session } = reading({
    [`GET ${accountsBase}/party`]: () => ({ body: { Data: { Party: { PartyId: 'p1' } } } }),
    [`GET ${accountsBase}/accounts/1/parties`]: () => ({ body: { Data: { Party: [{ PartyId: 'p1' }, 'p2', null] } } }),
  });
  const told: Finding[] = [];
  const options = { onFinding: (finding: Finding) => void told.push(finding) };
  expect(await collect(rowPages(session, consent, 'owner', owner, {}, options))).toEqual([{ PartyId: 'p1' }]);
  expect(told).toEqual([]);
  const found = await collect(rowPages(session, consent, 'holders', holders, { account: '1' }, options));
  expect(found).toEqual([{ PartyId: 'p1' }]);
  expect(told).toMatchObject([{ code: 'element_unreadable', message: expect.stringContaining('list of holders') }]);
});

test.each<[string, ResourceRow, string | undefined, string]>([
  ['of an account', owner, '1', 'no owner of one account'],
  ['of all', holders, undefined, 'holders of one account only'],
])('what the standard does not have %s is not asked for', async (_whose, row, account, said) => {
  const { session, sent } = reading({});
  const name = row === owner ? 'owner' : 'holders';
  await expect(collect(rowPages(session, consent, name, row, { account }))).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining(said),
  });
  expect(sent.filter(({ url }) => url.startsWith(accountsBase))).toEqual([]);
});

test.each<[string, ResourceRow, string, string | undefined, string, RegExp]>([
  ['of all without an id', owner, 'party', undefined, 'Resource.NotFound', /^Ask the bank/],
  ['of an account', holders, 'accounts/1/parties', '1', 'Resource.NotFound', /does not know this id/],
  ['of all with another code', owner, 'party', undefined, 'UnexpectedError', /^Try again later/],
])(
  'an error in the place of a resource %s is explained by what was asked',
  async (_which, row, path, account, code, advice) => {
    const body = { Errors: [{ ErrorCode: `UK.OBIE.${code}`, Message: 'No.' }] };
    const { session } = reading({ [`GET ${accountsBase}/${path}`]: () => ({ body }) });
    await expect(collect(rowPages(session, consent, 'owners', row, { account }))).rejects.toMatchObject({
      problem: { code: 'answer_invalid', try: expect.stringMatching(advice) },
    });
  },
);

test.each<[string, ResourceRow, string, string | undefined, number, RegExp]>([
  ['of all that is not there', owner, 'party', undefined, 404, /does not offer this resource/],
  ['that only takes another method', owner, 'party', undefined, 405, /does not offer this resource/],
  ['of an account that is not there', holders, 'accounts/1/parties', '1', 404, /does not know this id/],
  ['of an account that only takes another method', holders, 'accounts/1/parties', '1', 405, /does not offer/],
])('a resource %s is explained by what can be missing', async (_which, row, path, account, status, advice) => {
  const body = { Errors: [{ ErrorCode: 'UK.OBIE.Resource.NotFound', Message: 'There is no such resource here.' }] };
  const { session } = reading({ [`GET ${accountsBase}/${path}`]: () => ({ status, body }) });
  await expect(collect(rowPages(session, consent, 'owners', row, { account }))).rejects.toMatchObject({
    problem: { code: 'api_refused', try: expect.stringMatching(advice) },
  });
});

test.each([
  ['4.0', 'v3.1', true],
  ['3.1', 'v4.0', false],
  ['4.0', 'v4.0', false],
  ['3.1', 'v3.1', false],
])('a consent of %s that is used at %s is told of before the bank refuses it: %s', async (version, at, isTold) => {
  const aisp = accountsBase.replace('v3.1', at);
  const balances = { [`GET ${aisp}/balances`]: () => ({ body: { Data: { Balance: [{ Amount: 1 }] } } }) };
  const { session, warnings, sent } = authorised({
    routes: balances,
    entry: { resourceServers: { aisp } },
    state: { consents: [consentAtStub({ version, authorisedAt: '2026-03-01T12:00:00Z' })] },
  });
  await read(session, 'balances', {}, { consentId: 'aac-1' });
  expect(warnings.map(({ code }) => code)).toEqual(isTold ? ['consent_of_newer_version'] : []);
  expect(sent.filter(({ method }) => method === 'POST')).toEqual([]);
});
