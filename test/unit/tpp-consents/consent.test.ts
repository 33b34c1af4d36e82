/** Account access consents: what is refused before anything is sent, what is sent, and what is remembered. */
import { expect, test } from 'vitest';
import { type ConsentChoices, createConsent, readConsent, revokeConsent } from '../../../src/tpp/consents/consent.ts';
import { everyPermission, permissionProblems, permissions } from '../../../src/tpp/consents/permissions.ts';
import { reasonLines } from '../../../src/tpp/consents/reasons.ts';
import { shownConsent } from '../../../src/tpp/consents/shape.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import { accountsBase, clientId, type Route, stub } from '../tpp-journey/stub.ts';

const url = `${accountsBase}/account-access-consents`;
const created: Route = ({ body }) => ({
  status: 201,
  body: {
    Data: {
      ...JSON.parse(body ?? '').Data,
      ConsentId: 'aac-1',
      Status: 'AwaitingAuthorisation',
      CreationDateTime: '2026-03-01T12:00:00+00:00',
    },
  },
});
const routes = { [`POST ${url}`]: created };

const forbidden: [string, string[]][] = [
  ['none', []],
  ['an unknown one', ['ReadAccountsBasic', 'ReadEverything']],
  ['no accounts', ['ReadBalances']],
  ['transactions without a direction', ['ReadAccountsBasic', 'ReadTransactionsBasic']],
  ['transaction details without a direction', ['ReadAccountsBasic', 'ReadTransactionsDetail']],
  ['credits without a level', ['ReadAccountsBasic', 'ReadTransactionsCredits']],
  ['debits without a level', ['ReadAccountsDetail', 'ReadTransactionsDebits']],
];

test.each(forbidden)('permissions are refused before anything is sent: %s', async (_name, chosen) => {
  const { session, sent } = stub({ routes });
  await expect(createConsent(session, { permissions: chosen })).rejects.toMatchObject({ code: 'permissions_invalid' });
  expect(sent).toEqual([]);
});

const allowed: [string, readonly string[]][] = [
  ['all 21', everyPermission],
  ['the least', ['ReadAccountsBasic']],
  ['Basic and Detail together', ['ReadAccountsBasic', 'ReadAccountsDetail']],
  ['credits only', ['ReadAccountsBasic', 'ReadTransactionsBasic', 'ReadTransactionsCredits']],
];

test.each(allowed)('permissions are taken: %s', (_name, chosen) => {
  expect(permissionProblems(chosen)).toEqual([]);
});

test('each permission has a group and says what it reveals', () => {
  expect(permissions).toHaveLength(21);
  for (const { reveals, group } of permissions) expect(`${group} ${reveals}`).toMatch(/^\w.*\.$/);
});

const times: [string, ConsentChoices][] = [
  ['no zone', { expires: '2027-01-01T00:00:00' }],
  ['a day', { expires: '2027-01-01' }],
  ['no such day', { from: '2026-13-01T00:00:00Z' }],
  ['past', { expires: '2026-03-01T11:59:59Z' }],
  ['from after to', { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }],
];

test.each(times)('times are refused before anything is sent: %s', async (_name, choices) => {
  const { session, sent } = stub({ routes });
  await expect(createConsent(session, choices)).rejects.toMatchObject({ code: 'usage' });
  expect(sent).toEqual([]);
});

test('a consent is asked for with every permission, and remembered', async () => {
  const { session, sent, state } = stub({ routes });
  const consent = await createConsent(session, { expires: '2027-01-01T00:00:00Z' });
  expect(JSON.parse(sent.at(-1)?.body ?? '')).toEqual({
    Data: { Permissions: everyPermission, ExpirationDateTime: '2027-01-01T00:00:00Z' },
    Risk: {},
  });
  expect(sent.at(-1)?.headers).toMatchObject({ authorization: 'Bearer a-token', 'content-type': 'application/json' });
  expect(state().consents).toEqual([consent]);
  expect(consent).toEqual({
    kind: 'account-access',
    version: '3.1',
    bank: 'sandbox',
    clientId,
    consentId: 'aac-1',
    status: 'awaitingAuthorisation',
    permissions: everyPermission,
    createdAt: '2026-03-01T12:00:00+00:00',
    expirationDateTime: '2027-01-01T00:00:00Z',
  });
});

test('a 401 renews the kept client-credentials token once', async () => {
  let first = true;
  const { session, sent } = stub({
    routes: {
      [`POST ${url}`]: (request) => {
        if (!first) return created(request);
        first = false;
        return { status: 401 };
      },
    },
  });
  await createConsent(session);
  expect(sent.filter(({ purpose }) => purpose === 'token')).toHaveLength(2);
});

test('a client whose fresh token is not accepted has nothing to refresh and no customer to ask', async () => {
  const { session } = stub({ routes: { [`POST ${url}`]: () => ({ status: 401 }) } });
  const problem = await createConsent(session).then(() => undefined, problemOf);
  expect(problem).toMatchObject({ code: 'api_refused', try: expect.stringContaining('transport certificate') });
  expect(problem?.try).not.toMatch(/refresh|customer/);
});

test('reading brings the status up to date and keeps what the bank leaves out', async () => {
  const { session, state } = stub({
    routes: {
      ...routes,
      [`GET ${url}/aac-1`]: () => ({ body: { Data: { ConsentId: 'aac-1', Status: 'Rejected', Permissions: null } } }),
    },
  });
  await createConsent(session, { permissions: ['ReadAccountsBasic'] });
  expect(await readConsent(session, 'aac-1')).toMatchObject({ status: 'rejected', permissions: ['ReadAccountsBasic'] });
  expect(state().consents[0]?.status).toBe('rejected');
});

test('a revoked consent is gone, with its tokens', async () => {
  const { session, state, secrets } = stub({ routes: { ...routes, [`DELETE ${url}/aac-1`]: () => ({ status: 204 }) } });
  await createConsent(session);
  secrets.set('tokens/sandbox/aac-1', '{}');
  expect(await revokeConsent(session, 'aac-1')).toMatchObject({ consentId: 'aac-1', status: 'revoked' });
  expect(state().consents).toEqual([]);
  expect(secrets.has('tokens/sandbox/aac-1')).toBe(false);
});

test.each([
  ['v3.1', 'Revoked'],
  ['v4.0', 'CANC'],
])('a revoked consent of a %s bank has the status %s', async (version, word) => {
  const { session, state } = stub({
    entry: { version, resourceServers: { aisp: accountsBase } },
    routes: { ...routes, [`DELETE ${url}/aac-1`]: () => ({ status: 204 }) },
  });
  await createConsent(session);
  await session.state.update((before) => ({
    ...before,
    consents: before.consents.map((each) => ({ ...each, told: 'OfTheBankAlone' })),
  }));
  expect(state().consents).toMatchObject([{ told: 'OfTheBankAlone' }]);
  expect(shownConsent(await revokeConsent(session, 'aac-1')).status).toBe(word);
});

test.each<[code: string, remedies: object[] | undefined]>([
  ['UK.OBIE.Resource.NotFound', [{ do: 'createConsent' }]],
  ['U011', [{ do: 'createConsent' }]],
  ['UK.OBIE.Field.Invalid', undefined],
])(
  'a consent that is refused with %s leads to another one only where the bank has it no more',
  async (code, remedies) => {
    const refusal: Route = () => ({ status: 400, body: { Errors: [{ ErrorCode: code, Message: 'No.' }] } });
    const { session } = stub({
      routes: { ...routes, [`GET ${url}/aac-1`]: refusal, [`DELETE ${url}/aac-1`]: refusal },
    });
    await createConsent(session);
    for (const ask of [readConsent, revokeConsent]) {
      const problem = await ask(session, 'aac-1').then(() => undefined, problemOf);
      expect(problem).toMatchObject({ code: 'api_refused', bank: { codes: [code] } });
      expect(problem?.remedies).toEqual(remedies);
    }
  },
);

test('an answer without a ConsentId is refused, and nothing is remembered', async () => {
  const { session, state } = stub({ routes: { [`POST ${url}`]: () => ({ status: 201, body: { Data: null } }) } });
  await expect(createConsent(session)).rejects.toMatchObject({ code: 'answer_invalid' });
  expect(state().consents).toEqual([]);
});

test.each([
  ['ConsentId', { ConsentId: 'x'.repeat(1_000_000), Status: 'AwaitingAuthorisation' }],
  ['Status', { ConsentId: 'aac-1', Status: 'x'.repeat(1_000_000) }],
])('an answer whose %s is far too long is refused, and nothing is remembered', async (_member, Data) => {
  const { session, state } = stub({ routes: { [`POST ${url}`]: () => ({ status: 201, body: { Data } }) } });
  await expect(createConsent(session)).rejects.toMatchObject({ code: 'answer_invalid' });
  expect(state().consents).toEqual([]);
});

test.each<[string, unknown, { code?: string; description?: string }[] | undefined]>([
  [
    'as a list',
    [{ StatusReasonCode: 'TKSP', StatusReasonDescription: 'Stolen phone', Path: '' }, {}, 'odd', { Path: 'x' }],
    [{ code: 'TKSP', description: 'Stolen phone' }],
  ],
  ['alone', { StatusReasonCode: 'U036' }, [{ code: 'U036' }]],
  ['in words only', [{ StatusReasonDescription: 'We closed.' }], [{ description: 'We closed.' }]],
  ['not at all', undefined, undefined],
  ['as null', null, undefined],
  ['as text', 'TKXP', undefined],
])('why a status is what it is is kept as the bank says it, %s, until it says it no more', async (_, told, kept) => {
  const told4 = { ConsentId: 'aac-1', Status: 'CANC', StatusReason: told };
  const answers = [told4, { ConsentId: 'aac-1', Status: 'AUTH' }];
  const { session } = stub({
    routes: { ...routes, [`GET ${url}/aac-1`]: () => ({ body: { Data: answers.shift() } }) },
  });
  await createConsent(session);
  expect((await readConsent(session, 'aac-1')).statusReasons).toEqual(kept);
  expect((await readConsent(session, 'aac-1')).statusReasons).toBe(undefined);
});

test('a reason is a sentence with its code, and the bank’s own words', () => {
  expect(reasonLines([{ code: 'TKSP', description: 'Stolen phone' }, { code: 'ZZ99' }, { code: 'U028' }, {}])).toEqual([
    'The bank suspended it, for its safety or its customer’s. (TKSP) The bank says: “Stolen phone”',
    'ZZ99',
    'The customer has to authorise it again. (U028)',
  ]);
  expect(reasonLines(undefined)).toEqual([]);
});
