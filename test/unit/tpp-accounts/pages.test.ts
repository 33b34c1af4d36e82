/** Pages of a resource: links that lead on, in a circle or elsewhere, answers with holes, and tokens that run out on the way. */
import { expect, test } from 'vitest';
import { readBefore } from '../../../src/tpp/accounts/pages.ts';
import { accounts, balances, queryTime, transactionPages, transactions } from '../../../src/tpp/accounts/resources.ts';
import { authorisedAmong } from '../../../src/tpp/consents/kept.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import type { Finding } from '../../../src/tpp/finding.ts';
import { consentTold } from '../../support/consents.ts';
import { authorised, consentAtStub } from '../tpp-journey/authorised.ts';
import { accountsBase, clientId, now, type Reply, type Route, type StubOptions, stub } from '../tpp-journey/stub.ts';

const ofConsent = { consentId: 'aac-1' };
const path = `${accountsBase}/accounts/1/transactions`;
const page = (ids: string[], next?: string | null): Reply => ({
  body: { Data: { Transaction: ids.map((TransactionId) => ({ TransactionId })) }, Links: { Self: path, Next: next } },
});

const reading = (routes: Record<string, Route>, options: StubOptions = {}, tokens: object = {}) =>
  authorised({ ...options, routes: { ...routes, ...options.routes } }, tokens);

const idsIn = (items: Record<string, unknown>[]) => items.map(({ TransactionId }) => TransactionId);

test('Next is followed to the end, and nothing else', async () => {
  const { session, transcript } = reading({
    [`GET ${path}`]: ({ url }) => (url.includes('cursor=b') ? page(['c']) : page(['a', 'b'], `${path}?cursor=b`)),
  });
  expect(idsIn(await transactions(session, '1', {}, ofConsent))).toEqual(['a', 'b', 'c']);
  expect(transcript().filter((line) => line.includes('transactions'))).toEqual([`GET ${path}`, `GET ${path}?cursor=b`]);
});

test('pages come one at a time, as they are asked for', async () => {
  const { session, sent } = reading({ [`GET ${path}`]: () => page(['a'], `${path}?cursor=${sent.length}`) });
  for await (const { items } of transactionPages(session, '1', {}, ofConsent)) {
    expect(idsIn(items)).toEqual(['a']);
    break;
  }
  expect(sent.filter(({ url }) => url.startsWith(path))).toHaveLength(1);
});

const loops: [string, (url: string) => string | null, string][] = [
  ['to itself', (url) => url, 'pagination_loop'],
  ['to the first page', () => path, 'pagination_loop'],
  ['back and forth', (url) => (url.endsWith('=2') ? `${path}?page=1` : `${path}?page=2`), 'pagination_loop'],
  ['to another host', () => 'https://rs.bank.example.evil.test/next', 'answer_invalid'],
  ['to another port', () => path.replace('bank.example', 'bank.example:8443'), 'answer_invalid'],
  ['to plain http', () => path.replace('https:', 'http:'), 'answer_invalid'],
  ['to no URL', () => 'http://', 'answer_invalid'],
];

test.each(loops)('a Next that leads %s ends the reading', async (_name, next, code) => {
  const { session, sent } = reading({ [`GET ${path}`]: ({ url }) => page(['a'], next(url)) });
  expect(await transactions(session, '1', {}, ofConsent).catch(problemOf)).toMatchObject({ code });
  expect(sent.filter(({ url }) => !url.startsWith(accountsBase) && url.includes('next'))).toEqual([]);
  expect(sent.length).toBeLessThan(6);
});

test('rows are not given twice by a first page whose Next is its own address in other words', async () => {
  const { session, sent } = reading({ [`GET ${path}`]: () => page(['a', 'b'], `${path}?page=1`) });
  const kept: unknown[] = [];
  const read = async () => {
    for await (const { items } of transactionPages(session, '1', {}, ofConsent)) kept.push(...idsIn(items));
  };
  expect(await read().catch(problemOf)).toMatchObject({ code: 'pagination_loop' });
  expect(kept).toEqual(['a', 'b']);
  expect(sent.filter(({ url }) => url.includes('/transactions'))).toHaveLength(2);
});

const endless: [string, (number: number) => string[], number][] = [
  ['empty', () => [], 100],
  ['the same', () => ['a', 'b'], 100],
  ['two, turn by turn', (number) => (number % 2 === 0 ? ['a'] : ['b']), 199],
];

test.each(endless)('links that are ever new end all the same, when the pages are %s', async (_name, ids, last) => {
  const { session, sent } = reading({ [`GET ${path}`]: () => page(ids(sent.length), `${path}?cursor=${sent.length}`) });
  expect(await transactions(session, '1', {}, ofConsent).catch(problemOf)).toMatchObject({ code: 'pagination_loop' });
  expect(sent.filter(({ url }) => url.includes('/transactions'))).toHaveLength(last);
});

test('links and pages that are ever new end at a bound that is said, and what was read is kept', async () => {
  const { session, sent } = reading({
    [`GET ${path}`]: () => page([`t${sent.length}`], `${path}?cursor=${sent.length}`),
  });
  const kept: unknown[] = [];
  const read = async () => {
    for await (const { items } of transactionPages(session, '1', {}, { ...ofConsent, maxPages: 1200 }))
      kept.push(...idsIn(items));
  };
  expect(await read().catch(problemOf)).toMatchObject({
    code: 'pagination_loop',
    message: expect.stringContaining('After 1,200 pages with 1,200 entries'),
  });
  expect(new Set(kept).size).toBe(1200);
});

test('a list of accounts without an end is read for a thousand pages, not for the hours that transactions may take', async () => {
  const { session, sent } = reading({
    [`GET ${accountsBase}/accounts`]: () => ({
      body: {
        Data: { Account: [{ AccountId: `a${sent.length}` }] },
        Links: { Next: `${accountsBase}/accounts?cursor=${sent.length}` },
      },
    }),
  });
  expect(await accounts(session, ofConsent).catch(problemOf)).toMatchObject({
    code: 'pagination_loop',
    message: expect.stringContaining('After 1,000 pages with 1,000 entries'),
  });
});

test('years of empty pages are read to the end', async () => {
  const { session, sent } = reading({
    [`GET ${path}`]: () => (sent.length > 90 ? page(['a']) : page([], `${path}?month=${sent.length}`)),
  });
  expect(idsIn(await transactions(session, '1', {}, ofConsent))).toEqual(['a']);
});

const odd: [string, unknown, number][] = [
  ['Next null', { Data: { Transaction: [{}] }, Links: { Next: null } }, 1],
  ['Next empty', { Data: { Transaction: [{}] }, Links: { Next: '' } }, 1],
  ['the default port spelled out', { Data: { Transaction: [{}] }, Links: { Next: null } }, 1],
  ['no Links', { Data: { Transaction: [{}] } }, 1],
  ['Data null', { Data: null }, 0],
  ['no list', { Data: {} }, 0],
  ['a list that is null', { Data: { Transaction: null } }, 0],
  ['an object where a list belongs', { Data: { Transaction: { TransactionId: 'a' } } }, 1],
];

test.each(odd)('an answer in the wild is taken: %s', async (_name, body, count) => {
  const { session } = reading({ [`GET ${path}`]: () => ({ body }) });
  expect(await transactions(session, '1', {}, ofConsent)).toHaveLength(count);
});

test.each([
  ['a list of texts', { Data: { Transaction: ['a'] } }],
  ['a list at the top', []],
  ['Data a text', { Data: 'none' }],
])('an answer without objects is refused: %s', async (_name, body) => {
  const { session } = reading({ [`GET ${path}`]: () => ({ body }) });
  await expect(transactions(session, '1', {}, ofConsent)).rejects.toMatchObject({ code: 'answer_invalid' });
});

test('the bank’s objects are passed on untouched', async () => {
  const account = { AccountId: '1', Currency: null, OBIEOddity: { x: [1] } };
  const { session, state } = reading({
    [`GET ${accountsBase}/accounts`]: () => ({ body: { Data: { Account: [account] } } }),
  });
  expect(await accounts(session, ofConsent)).toEqual([account]);
  expect(state().consents[0]?.accounts).toEqual(['1']);
});

const named = [
  { AccountId: '1', Nickname: 'Household', Account: [{ Name: 'Mx Holder', Identification: '80200110203345' }] },
  { AccountId: '2', Account: [{ Name: 'Mx Holder', Identification: '80200110203348' }] },
  { AccountId: '3', Account: [{ Nickname: 'x'.repeat(1000) }] },
];

test.each([
  [
    'a test bank',
    {},
    [
      ['1', 'Household'],
      ['3', `${'x'.repeat(139)}…`],
    ],
  ],
  ['a bank in production', { environment: 'production' as const }, undefined],
])('what accounts of %s are called is remembered as it is read, their holders never', async (_name, entry, kept) => {
  const answers = [named, [{ AccountId: '1' }]];
  const { session, state } = reading(
    { [`GET ${accountsBase}/accounts`]: () => ({ body: { Data: { Account: answers.shift() } } }) },
    { entry },
  );
  await accounts(session, ofConsent);
  expect(state().consents[0]?.accountNames).toEqual(kept);
  await accounts(session, ofConsent);
  expect(state().consents[0]).not.toHaveProperty('accountNames');
});

test('query dates go without zone', async () => {
  const { session, sent } = reading({ [`GET ${path}`]: () => page([]) });
  await transactions(session, '1', { from: '2026-01-01', to: '2026-01-31T10:00:00.123+01:00' }, ofConsent);
  expect(Object.fromEntries(new URL(sent.at(-1)?.url ?? '').searchParams)).toEqual({
    fromBookingDateTime: '2026-01-01T00:00:00',
    toBookingDateTime: '2026-01-31T10:00:00',
  });
  expect(queryTime('2026-01-31T10:00', 'T00:00:00')).toBe('2026-01-31T10:00:00');
  await expect(transactions(session, '1', { from: '2026-02-01', to: '2026-01-01' }, ofConsent)).rejects.toMatchObject({
    code: 'usage',
  });
  await expect(transactions(session, '1', { from: 'yesterday' }, ofConsent)).rejects.toMatchObject({ code: 'usage' });
});

test('the customer’s headers go when the customer is present, and never otherwise', async () => {
  const { session, sent } = reading(
    { [`GET ${accountsBase}/balances`]: () => ({ body: { Data: {} } }) },
    { entry: { financialId: 'f1' } },
  );
  await balances(session, undefined, ofConsent);
  expect(sent.at(-1)?.headers).toEqual({
    authorization: 'Bearer at',
    accept: 'application/json',
    'x-fapi-financial-id': 'f1',
  });
  await balances(session, undefined, { ...ofConsent, customer: { ipAddress: '192.0.2.1', userAgent: 'Firefox' } });
  expect(sent.at(-1)?.headers).toMatchObject({
    'x-fapi-customer-ip-address': '192.0.2.1',
    'x-customer-user-agent': 'Firefox',
    'x-fapi-auth-date': 'Sun, 01 Mar 2026 12:00:00 GMT',
  });
});

test('whom the session says is there is asked before each request, and a reading that names a customer goes before', async () => {
  const { session, sent } = reading({ [`GET ${accountsBase}/balances`]: () => ({ body: { Data: {} } }) });
  let ipAddress: string | undefined;
  const customer = (): { ipAddress: string } | undefined => (ipAddress === undefined ? undefined : { ipAddress });
  const said = async (options: object = {}): Promise<string | undefined> => {
    await balances({ ...session, customer }, undefined, { ...ofConsent, ...options });
    return sent.at(-1)?.headers?.['x-fapi-customer-ip-address'];
  };
  expect(await said()).toBeUndefined();
  ipAddress = '192.0.2.1';
  expect(await said()).toBe('192.0.2.1');
  expect(await said({ customer: { ipAddress: '192.0.2.2' } })).toBe('192.0.2.2');
  ipAddress = undefined;
  expect(await said()).toBeUndefined();
});

const renewed: Route = () => ({ body: { access_token: 'new', token_type: 'Bearer', expires_in: 600 } });
const token = 'POST https://as.bank.example/token';

test('a 401 is answered by one refresh', async () => {
  const { session, sent } = reading(
    {
      [`GET ${path}`]: ({ headers }) => (headers?.authorization === 'Bearer new' ? page(['a']) : { status: 401 }),
      [token]: renewed,
    },
    {},
    { refresh_token: 'r' },
  );
  expect(await transactions(session, '1', {}, ofConsent)).toHaveLength(1);
  expect(sent.filter(({ purpose }) => purpose === 'token')).toHaveLength(1);
});

test('an expired token is refreshed before it is sent', async () => {
  const { session, sent } = reading(
    { [`GET ${path}`]: () => page(['a']), [token]: renewed },
    {},
    { refresh_token: 'r', expires_at: now },
  );
  await transactions(session, '1', {}, ofConsent);
  expect(sent.filter(({ url }) => url === path).map(({ headers }) => headers?.authorization)).toEqual(['Bearer new']);
});

const refusals: [string, Reply, object][] = [
  [
    '401 without a refresh token',
    { status: 401 },
    {
      code: 'api_refused',
      bank: { status: 401 },
      try: expect.stringMatching(/or there is no refresh token, let the customer authorise the same consent again/),
      remedies: [{ do: 'authoriseConsent', consentId: 'aac-1' }],
    },
  ],
  [
    'Reauthenticate',
    {
      status: 403,
      body: { Code: '403', Message: 'No', Errors: [{ ErrorCode: 'UK.OBIE.Reauthenticate', Message: 'Again' }] },
    },
    {
      code: 'api_refused',
      bank: { status: 403, codes: ['UK.OBIE.Reauthenticate'] },
      try: expect.stringContaining('no new consent'),
      remedies: [{ do: 'authoriseConsent', consentId: 'aac-1' }],
      about: { bank: 'sandbox', consentId: 'aac-1' },
    },
  ],
  [
    'U028',
    { status: 403, body: { Errors: [{ ErrorCode: 'U028' }] } },
    {
      bank: { codes: ['U028'] },
      try: expect.stringContaining('no new consent'),
      remedies: [{ do: 'authoriseConsent', consentId: 'aac-1' }],
    },
  ],
  [
    'an unknown id',
    {
      status: 400,
      headers: { 'x-fapi-interaction-id': 'i-1' },
      body: {
        Code: '400',
        Message: 'Bad',
        Errors: [{ ErrorCode: 'UK.OBIE.Resource.NotFound', Message: 'No such account.', Path: 'AccountId' }],
      },
    },
    {
      message: 'The bank answered 400 to transactions: No such account (AccountId).',
      interactionId: 'i-1',
      try: expect.stringContaining('does not know'),
    },
  ],
  ...['UK.OBIE.Resource.NotFound', 'U011'].map((ErrorCode): [string, Reply, object] => [
    `an id that the consent does not share, as ${ErrorCode}`,
    { status: 403, body: { Errors: [{ ErrorCode, Message: 'No.' }] } },
    { code: 'api_refused', bank: { codes: [ErrorCode] }, try: expect.not.stringContaining('does not know') },
  ]),
  [
    'too many',
    { status: 429, headers: { 'retry-after': '60' } },
    { bank: { status: 429 }, try: expect.stringMatching(/four a day.*Retry-After: 60\./) },
  ],
  ['an HTML page', { status: 502, body: '<html>' }, { code: 'api_refused', bank: { status: 502, body: '<html>' } }],
  ['200 and HTML', { body: '<html>' }, { code: 'answer_not_json' }],
];

test.each(refusals)('a refusal keeps the bank’s words and gains advice: %s', async (_name, reply, expected) => {
  const { session } = reading({ [`GET ${path}`]: () => reply });
  expect(await transactions(session, '1', {}, ofConsent).catch(problemOf)).toMatchObject(expected);
});

test.each([
  ['a refusal', { status: 403 }],
  ['a 200 without data', { body: {} }],
  ['a page', { body: '<html>' }],
])('an interaction id that is blank in the answer is the one that was sent: %s', async (_name, reply) => {
  const headers = { 'x-fapi-interaction-id': ' ' };
  const { session } = reading({ [`GET ${path}`]: () => ({ ...reply, headers }) });
  const { interactionId } = problemOf(
    await transactions(session, '1', {}, ofConsent).catch((thrown: unknown) => thrown),
  );
  expect(interactionId).toBe('00000000-0000-4000-8000-00000000face');
});

test('a cancelled reading asks for no further page', async () => {
  const cancel = new AbortController();
  const { session, sent } = reading({ [`GET ${path}`]: () => page(['a'], `${path}?page=${sent.length}`) });
  const all = transactions(session, '1', {}, { ...ofConsent, signal: cancel.signal });
  cancel.abort();
  await expect(all).rejects.toThrow();
  expect(sent.filter(({ url }) => url.startsWith(path)).length).toBeLessThan(3);
});

test('without a consent of that id or its token the way on is said', async () => {
  const { session } = stub({ state: { consents: [consentAtStub()] } });
  await expect(accounts(session, { consentId: 'another' })).rejects.toMatchObject({ code: 'consent_not_found' });
  const toAuthorise = { do: 'authoriseConsent', consentId: 'aac-1' };
  await expect(accounts(session, ofConsent)).rejects.toMatchObject({
    code: 'token_missing',
    problem: { remedies: [toAuthorise] },
  });
  const once = stub({ state: { consents: [consentAtStub({ authorisedAt: '2026-03-01T12:00:00Z' })] } });
  await expect(accounts(once.session, ofConsent)).rejects.toMatchObject({
    problem: { remedies: [toAuthorise, { do: 'shareSecrets' }] },
  });
});

test('of those that a customer authorised the standing ones come after the ended, the newest at the end', () => {
  const at = Date.parse('2026-03-01T12:00:00Z');
  const of = (consentId: string, status: string, hour: number, more = {}) =>
    consentTold({ clientId, consentId, status, authorisedAt: `2026-03-01T0${hour}:00:00Z`, ...more });
  const over = of('over', 'Authorised', 3, { expirationDateTime: '2026-02-01T00:00:00Z' });
  const never = consentTold({ clientId, consentId: 'never' });
  for (const status of ['Rejected', 'RJCT', 'Revoked', 'CANC', 'Expired', 'EXPD']) {
    const known = [of('newer', 'AUTH', 2), of('older', 'Sleeping', 1), of('ended', status, 4), never, over];
    const ids = authorisedAmong(known, at).map(({ consentId }) => consentId);
    expect(ids).toEqual(['ended', 'over', 'older', 'newer']);
  }
});

/** What was read, and the codes of what was said about it. */
async function told(
  routes: Record<string, Route>,
  range = {},
): Promise<{ ids: unknown[]; codes: string[]; texts: string }> {
  const { session } = reading(routes);
  const findings: Finding[] = [];
  const items = await transactions(session, '1', range, {
    ...ofConsent,
    onFinding: (finding) => findings.push(finding),
  });
  return {
    ids: idsIn(items),
    codes: findings.map(({ code }) => code),
    texts: findings.map(({ message, fix }) => `${message} ${fix}`).join(' '),
  };
}

const two = { Data: { Transaction: [{ TransactionId: 'a' }, { TransactionId: 'b' }] } };
const forgiven: [string, Reply, string[], string[]][] = [
  ['a clean page', { body: two }, ['a', 'b'], []],
  ['204 without a body', { status: 204 }, [], ['answer_empty']],
  ['200 without a body', {}, [], ['answer_empty']],
  ['Data: null', { body: { Data: null } }, [], ['data_null']],
  [
    'null among the entries',
    { body: { Data: { Transaction: [{ TransactionId: 'a' }, null, { TransactionId: 'b' }] } } },
    ['a', 'b'],
    ['element_unreadable'],
  ],
  [
    'a text and a list among the entries',
    { body: { Data: { Transaction: ['x', { TransactionId: 'a' }, []] } } },
    ['a'],
    ['element_unreadable'],
  ],
  ['nothing but null', { body: { Data: { Transaction: [null] } } }, [], ['element_unreadable']],
  ['three pages said and no Next', { body: { ...two, Meta: { TotalPages: 3 } } }, ['a', 'b'], ['pages_missing']],
  ['the same as text', { body: { ...two, Meta: { TotalPages: '3' } } }, ['a', 'b'], ['pages_missing']],
  ['one page said', { body: { ...two, Links: { Next: ' ' }, Meta: { TotalPages: 1 } } }, ['a', 'b'], []],
  ['a Next that is a number', { body: { ...two, Links: { Next: 5 } } }, ['a', 'b'], ['link_unreadable']],
  ['Links a text', { body: { ...two, Links: 'none' } }, ['a', 'b'], []],
  ['another link null and a number', { body: { ...two, Links: { Prev: 5, Self: null } } }, ['a', 'b'], []],
  ['Meta a list', { body: { ...two, Meta: [] } }, ['a', 'b'], []],
];

test.each(forgiven)('%s: what is there is read, and what is odd is said', async (_name, reply, ids, codes) => {
  expect(await told({ [`GET ${path}`]: () => reply })).toMatchObject({ ids, codes });
});

test.each([
  ['links.next', (next: string) => ({ links: { next } })],
  ['LINKS.NEXT', (next: string) => ({ LINKS: { NEXT: next } })],
  ['_links.next.href', (next: string) => ({ _links: { next: { href: next } } })],
])('%s is followed, and its spelling said', async (_name, links) => {
  const { ids, texts } = await told({
    [`GET ${path}`]: ({ url }) => (url === path ? { body: { ...two, ...links(`${path}?p=2`) } } : page(['c'])),
  });
  expect(ids).toEqual(['a', 'b', 'c']);
  expect(texts).toMatch(/spells Next as (next|NEXT)/);
});

test('holes on many pages are one finding, which counts them', async () => {
  const { texts } = await told({
    [`GET ${path}`]: ({ url }) => ({
      body: {
        Data: { Transaction: [{ TransactionId: url }, null] },
        Links: { Next: url === path ? `${path}?p=2` : null },
      },
    }),
  });
  expect(texts).toContain("2 elements of the bank's list of transactions (the first is entry number 2)");
});

const noLists: [string, Reply, string][] = [
  [
    'an error in the place of data',
    {
      body: {
        Code: '500',
        Message: 'Odd',
        Errors: [null, { ErrorCode: 'UK.OBIE.UnexpectedError', Message: 'no backend' }],
      },
    },
    'with status 200, but with an error in the place of data: no backend',
  ],
  ['an empty object', { body: {} }, 'has no Data.'],
  [
    'another standard’s shape',
    { body: { account: {}, transactions: { booked: [] } } },
    'has no Data; it holds account, transactions.',
  ],
  [
    'another list in its Data',
    { body: { Data: { Account: [{}] } } },
    'has no list Transaction of objects in its Data; it holds Account.',
  ],
];

test.each(noLists)('a 200 with %s is no empty list', async (_name, reply, message) => {
  const { session } = reading({ [`GET ${path}`]: () => reply });
  expect(await transactions(session, '1', {}, ofConsent).catch(problemOf)).toMatchObject({
    code: 'answer_invalid',
    message: expect.stringContaining(message),
    bank: { status: 200 },
    interactionId: expect.any(String),
  });
});

test('what was read before a failure is in what is thrown: transactions, accounts and balances', async () => {
  const failing = (member: string, url: string): Record<string, Route> => ({
    [`GET ${url}`]: (sent) =>
      sent.url === url
        ? { body: { Data: { [member]: [{ AccountId: 'a' }] }, Links: { Next: `${url}?p=2` } } }
        : { status: 500 },
  });
  const { session } = reading({
    ...failing('Transaction', path),
    ...failing('Account', `${accountsBase}/accounts`),
    ...failing('Balance', `${accountsBase}/balances`),
  });
  for (const read of [
    () => transactions(session, '1', {}, ofConsent),
    () => accounts(session, ofConsent),
    () => balances(session, undefined, ofConsent),
  ]) {
    const thrown: unknown = await read().then(
      () => 'no failure',
      (reason: unknown) => reason,
    );
    expect(problemOf(thrown)).toMatchObject({ code: 'api_refused', bank: { status: 500 } });
    expect(readBefore(thrown)).toEqual([{ AccountId: 'a' }]);
  }
  expect(readBefore(new Error('another'))).toEqual([]);
});
