/** `obw accounts`, `balances` and `transactions` at banks whose lists are not as the standard has them. */
import { describe, expect, test } from 'vitest';
import { run } from './support/command.ts';
import { type Reply, startRogueBank, transaction } from './support/rogue-bank.ts';

const transactionsPath = '/aisp/accounts/1/transactions';
const page = (ids: string[], more: object = {}): Reply => ({
  body: { Data: { Transaction: ids.map((id) => transaction(id)) }, ...more },
});

async function transactionsOf(reply: Reply) {
  const { folder } = await startRogueBank({ [transactionsPath]: reply });
  return run(['transactions', '1'], { folder });
}

describe('what is odd and forgiven is a warning on standard error, and the status is 0', () => {
  test.each<[string, Reply, string | RegExp, RegExp]>([
    ['204', { status: 204 }, /No transactions/, /Warning: The bank answered transactions with status 204 and no body/],
    ['200 and an empty body', { body: '' }, /No transactions/, /status 200 and no body/],
    [
      'null among the entries',
      { body: { Data: { Transaction: [transaction('a'), null, transaction('b')] } } },
      /Words of a[\s\S]*Words of b/,
      /One entry of the bank's list of transactions \(number 2\) cannot be read and was left out/,
    ],
    ['TotalPages without Next', page(['a'], { Meta: { TotalPages: 3 } }), 'Words of a', /has 3 pages .*not complete/],
  ])('%s', async (_name, reply, stdout, stderr) => {
    const ended = await transactionsOf(reply);
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringMatching(stdout) });
    expect(ended.stderr).toMatch(stderr);
  });

  test('links.next is followed and said', async () => {
    const ended = await transactionsOf(({ query }) => ({
      body: {
        Data: { Transaction: [transaction(query.get('p') ?? 'a')] },
        ...(query.has('p') ? {} : { links: { next: `${transactionsPath}?p=b` } }),
      },
    }));
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringMatching(/Words of a[\s\S]*Words of b/) });
    expect(ended.stderr).toContain('spells Next as next');
  });
});

test.each<[string, object]>([
  ['a null list beside one in small letters', { Data: { Transaction: null, transaction: [transaction('a')] } }],
  ['null Data beside data', { data: { Transaction: [transaction('a')] }, Data: null }],
])('null hides nothing: %s', async (_name, body) => {
  expect(await transactionsOf({ body })).toMatchObject({ status: 0, stdout: expect.stringContaining('Words of a') });
});

test('a null list beside a filled one of another name is no empty list', async () => {
  expect(await transactionsOf({ body: { Data: { Transaction: null, Transactions: [{}] } } })).toMatchObject({
    status: 1,
    stdout: '',
  });
});

test('an amount of a hundred thousand digits widens no column, and pages beyond counting are no row of zeros', async () => {
  const long = { Amount: `1${'0'.repeat(100_000)}`, Currency: 'GBP' };
  const Transaction = [transaction('a', { Amount: long, Status: 'y'.repeat(5000) }), transaction('b')];
  const { folder } = await startRogueBank({
    [transactionsPath]: { body: { Data: { Transaction }, Meta: { TotalPages: 1e99 } } },
    '/aisp/accounts/1/balances': { body: { Data: { Balance: [{ AccountId: '1', Type: 'x', Amount: long }] } } },
  });
  for (const verb of ['transactions', 'balances']) {
    const { stdout, stderr } = await run([verb, '1'], { folder });
    expect(stdout).toMatch(/ ±?10{20,}…/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(400);
    expect(stderr).not.toMatch(/0,000,000,000/);
  }
});

test.each<[string, object, RegExp]>([
  ['Data that is a list', { Data: [{ Transaction: [] }] }, /has a Data that is a list and no object\./],
  [
    'a next page of another scheme',
    { Data: { Transaction: [] }, Links: { Next: 'javascript:alert(1)' } },
    /The next page is said to be at a javascript: address, which/,
  ],
])('%s is told for what it is', async (_name, body, message) => {
  expect((await transactionsOf({ body })).stderr).toMatch(message);
});

test('a next page with a password in its address is blamed on the link, and not shown', async () => {
  const { stderr } = await transactionsOf(({ headers }) => ({
    body: { Data: { Transaction: [] }, Links: { Next: `https://u:hidden@${headers.host}${transactionsPath}` } },
  }));
  expect(stderr).toMatch(/The address of the next page has a user name or a password in it/);
  expect(stderr).not.toMatch(/hidden|discovery/);
});

describe('a 200 without Data is no empty list', () => {
  test.each<[string, string[], string, object, RegExp]>([
    [
      'an error among transactions',
      ['transactions', '1'],
      transactionsPath,
      { Code: '500', Errors: [{ ErrorCode: 'UK.OBIE.UnexpectedError', Message: 'no backend today' }] },
      /with status 200, but with an error in the place of data: no backend today/,
    ],
    ['an empty object as accounts', ['accounts'], '/aisp/accounts', {}, /answer to accounts has no Data\./],
    [
      'another shape as balances',
      ['balances', '1'],
      '/aisp/accounts/1/balances',
      { balances: [{ balanceAmount: {} }] },
      /answer to balances has no Data; it holds balances/,
    ],
  ])('%s', async (_name, args, path, body, message) => {
    const { folder } = await startRogueBank({ [path]: { body } });
    const ended = await run(args, { folder });
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).toMatch(/Interaction id: \S+/);
  });
});

test('what was read before a failure is shown: accounts, balances and transactions; JSON is whole or nothing', async () => {
  const halves =
    (list: string, items: object[]): Reply =>
    ({ path, query }) =>
      query.has('p') ? { status: 503 } : { body: { Data: { [list]: items }, Links: { Next: `${path}?p=2` } } };
  const { folder } = await startRogueBank({
    '/aisp/accounts': halves('Account', [{ AccountId: '1', Nickname: 'Bills', Currency: 'GBP' }]),
    '/aisp/accounts/1/balances': halves('Balance', [
      {
        AccountId: '1',
        Type: 'InterimBooked',
        CreditDebitIndicator: 'Credit',
        Amount: { Amount: '12.34', Currency: 'GBP' },
      },
    ]),
    [transactionsPath]: halves('Transaction', [transaction('a')]),
  });
  for (const [args, shown, what] of [
    [['accounts'], 'Bills', '1 account'],
    [['balances', '1'], '12.34', '1 balance'],
    [['transactions', '1'], 'Words of a', '1 transaction'],
  ] as const) {
    const ended = await run(args, { folder });
    expect(ended).toMatchObject({ status: 1, stdout: expect.stringContaining(shown) });
    expect(ended.stderr).toContain(`The list is not complete: only ${what} could be read. The bank answered 503`);
    const json = await run([...args, '--json'], { folder });
    expect(json.stdout).toBe('');
    expect(JSON.parse(json.stderr)).toMatchObject({
      error: { code: 'api_refused', message: expect.stringContaining(`only ${what} could be read`) },
    });
  }
});
