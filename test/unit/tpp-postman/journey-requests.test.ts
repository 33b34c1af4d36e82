/** What the exported journey sends in each version, and which answers it takes: its scripts are run here by a `pm` that has no more than they ask of it. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { accountFlow } from '../../../src/standard/account-flow.ts';
import { operations } from '../../../src/standard/operations.ts';
import { exportCollection } from '../../../src/tpp/postman/export-collection.ts';
import { accountsBase, resources, stub } from '../tpp-journey/stub.ts';

const item = z.object({
  name: z.string(),
  event: z.array(z.object({ listen: z.string(), script: z.object({ exec: z.array(z.string()) }) })),
  request: z.object({
    method: z.string(),
    url: z.object({ raw: z.string() }),
    header: z.array(z.object({ key: z.string(), value: z.string() })),
    body: z.object({ raw: z.string() }).partial().optional(),
  }),
});
const exported = z.array(z.object({ name: z.string(), item: z.array(item) }));
type Item = z.infer<typeof item>;

const tools = { claims: 'claims', sign: () => 'sign' };
const fourBase = `${resources}/open-banking/v4.0/aisp`;

async function journey(base = accountsBase, permissions?: readonly string[]) {
  const entry = { resourceServers: { aisp: base } };
  const { session } = stub({ entry, discovery: { protected_resources: [base] } });
  const collection = await exportCollection(session, tools, permissions);
  const folders = exported.parse(collection.item);
  const all = folders.flatMap((folder) => folder.item);
  return {
    collection,
    folders,
    names: all.map(({ name }) => name),
    all: new Map(all.map((each) => [each.name, each])),
  };
}
const three = await journey();
const four = await journey(fourBase);

const scriptOf = (each: Item | undefined, listen: string): string[] =>
  each?.event.find((event) => event.listen === listen)?.script.exec ?? [];

/** Whether a request's first test is green when this comes back. */
function takes(name: string, code: number): boolean {
  const one = { to: { be: { oneOf: (codes: number[]) => codes.includes(code) } } };
  const pm = { response: { code }, test: (_title: string, run: () => boolean) => run(), expect: () => one };
  const [assertion] = scriptOf(three.all.get(name), 'test');
  return new Function('pm', `return ${assertion}`)(pm);
}

/** What an answer's script finds wrong, and what it leaves in the environment. */
function answered(
  of: Awaited<ReturnType<typeof journey>>,
  name: string,
  code: number,
  answer: unknown,
  type = 'text/json',
) {
  const failed: string[] = [];
  const environment = new Map<string, unknown>([['statement-id', 'old']]);
  const pm = {
    expect,
    test: (title: string, run: () => void) => {
      try {
        run();
      } catch {
        failed.push(title);
      }
    },
    environment: { set: environment.set.bind(environment), unset: environment.delete.bind(environment) },
    response: { code, json: () => answer, headers: { get: () => type }, responseSize: String(answer).length },
  };
  new Function('pm', scriptOf(of.all.get(name), 'test').join('\n'))(pm);
  return { failed, environment: Object.fromEntries(environment) };
}

const reads = accountFlow.flatMap(({ name }) =>
  name === 'Transactions of the account' ? [name, 'Next page of transactions'] : [name],
);

/** Those that the standard asks of every bank; of the others a bank may say that it has none. */
const ofEveryBank = [
  'Accounts',
  'Account',
  'Balances of the account',
  'Transactions of the account',
  'Next page of transactions',
];
const expected: Record<string, number[]> = {
  // RFC 7591 has 201, and banks were seen with 200.
  'Register a client': [200, 201],
  'Client-credentials token': [200],
  'Create an account access consent': [201],
  // A bank leads the customer's browser on, by either status; one with a JSON face answers.
  'Begin the authorisation': [200, 302, 303],
  'Log the customer in': [200],
  'Share the accounts': [200, 302, 303],
  'Exchange the code': [200],
  'Account access consent': [200],
  ...Object.fromEntries(reads.map((name) => [name, ofEveryBank.includes(name) ? [200] : [200, 404]])),
  'Renew the token': [200],
  'Accounts with the renewed token': [200],
  'Delete the consent': [204],
};

describe('a request of the journey is green at the answers that banks give to it, and at no other', () => {
  test.each(Object.entries(expected))('%s: %j', (name, codes) => {
    expect([200, 201, 202, 204, 301, 302, 303, 400, 401, 404, 500].filter((code) => takes(name, code))).toEqual(codes);
  });

  test('and those are all, in this order and in both versions', () => {
    expect(three.names).toEqual(Object.keys(expected));
    expect(four.names).toEqual(Object.keys(expected));
  });
});

describe('account information', () => {
  test('is asked for by every operation of the standard, those that read all the same in both versions', () => {
    const variables: Record<string, string> = {
      AccountId: 'account-id',
      ConsentId: 'account-access-consent-id',
      StatementId: 'statement-id',
    };
    const wanted = operations
      .filter(({ api }) => api === 'ais')
      .map(({ verb, path }) => `${verb} {{aisp}}${path.replace(/\{(\w+)\}/g, (_, name) => `{{${variables[name]}}}`)}`);
    for (const { all } of [three, four]) {
      const sent = [...all.values()].map(({ request }) => `${request.method} ${request.url.raw}`);
      expect(wanted).toHaveLength(29);
      expect(wanted.filter((each) => !sent.includes(each))).toEqual([]);
    }
  });

  test.each([
    ['3.1', three, 'AwaitingAuthorisation', 'Authorised'],
    ['4.0', four, 'AWAU', 'AUTH'],
  ] as const)('has a consent in the words of %s', (version, of, awaiting, authorised) => {
    expect(of.collection.info.description).toContain(`account information ${version}`);
    const made = (Status: string) =>
      answered(of, 'Create an account access consent', 201, { Data: { ConsentId: 'c', Status } });
    expect(made(awaiting)).toEqual({ failed: [], environment: { 'account-access-consent-id': 'c' } });
    expect(made('Elsewhere').failed).toEqual(['awaits its customer']);
    const read = (Status: string) => answered(of, 'Account access consent', 200, { Data: { Status } }).failed;
    expect(read(authorised)).toEqual([]);
    expect(read(awaiting)).toEqual(['is authorised']);
  });

  test('is read of the first account and of its first statement, with nothing left of another account', () => {
    const account = (list: unknown) => answered(three, 'Accounts', 200, { Data: { Account: list } });
    expect(account([{ AccountId: 'a' }, { AccountId: 'b' }])).toEqual({
      failed: [],
      environment: { 'account-id': 'a' },
    });
    const statements = (list: unknown) =>
      answered(three, 'Statements of the account', 200, { Data: { Statement: list } });
    expect(statements([{ StatementId: 's' }]).environment).toEqual({ 'statement-id': 's' });
    expect(statements([])).toEqual({ failed: [], environment: { 'statement-id': 'old' } });
    for (const name of ['Statement of the account', 'Transactions of the statement', 'File of the statement'])
      expect(scriptOf(three.all.get(name), 'prerequest').join()).toContain("pm.variables.get('statement-id')");
  });

  test.each(accountFlow.flatMap(({ name, member, single }) => (member ? [{ name, member, single }] : [])))(
    '$name is red at an answer of another shape, and at none where the bank says that it has none',
    ({ name, member, single }) => {
      const right = single ? {} : [{ AccountId: 'a', StatementId: 's' }];
      const good = answered(three, name, 200, { Data: { [member]: right } });
      expect(good.failed).toEqual([]);
      const bad = single ? [] : {};
      const failing = () => answered(three, name, 200, { Data: { [member]: bad } }).failed;
      // A script that cannot go on is a failure for newman, too.
      if (name === 'Accounts') expect(failing).toThrow();
      else expect(failing()).toEqual([`has ${member}`]);
      if (!ofEveryBank.includes(name)) expect(answered(three, name, 404, undefined).failed).toEqual([]);
    },
  );

  test('has a file that is none when it is empty or JSON', () => {
    const file = (text: string, type: string) => answered(three, 'File of the statement', 200, text, type).failed;
    expect(file('%PDF-1.7', 'application/pdf')).toEqual([]);
    expect(file('', 'application/pdf')).toEqual(['is a file']);
    expect(file('{}', 'application/json')).toEqual(['is no JSON']);
    const accept = three.all.get('File of the statement')?.request.header.find(({ key }) => key === 'Accept');
    expect(accept?.value).toBe('*/*');
  });

  test('is asked for as far as the permissions show it, and they are what the consent asks for', async () => {
    const permissions = ['ReadAccountsBasic', 'ReadStandingOrdersDetail', 'ReadStatementsBasic'];
    const { folders, all } = await journey(accountsBase, permissions);
    expect(folders[3]?.item.map(({ name }) => name)).toEqual([
      'Exchange the code',
      'Account access consent',
      'Accounts',
      'Account',
      'Standing orders of the account',
      'Standing orders',
      'Statements of the account',
      'Statement of the account',
      'Statements',
    ]);
    const asked = JSON.parse(all.get('Create an account access consent')?.request.body?.raw ?? '{}');
    expect(asked).toEqual({ Data: { Permissions: permissions }, Risk: {} });
    const usual = JSON.parse(three.all.get('Create an account access consent')?.request.body?.raw ?? '{}');
    expect(usual.Data.Permissions).toHaveLength(20);
    expect(usual.Data.Permissions).not.toContain('ReadPAN');
  });

  test('is not exported with permissions that a bank would refuse', async () => {
    await expect(journey(accountsBase, ['ReadBalances'])).rejects.toMatchObject({ code: 'permissions_invalid' });
  });
});

describe('the renewal', () => {
  const token = { access_token: 'second', refresh_token: 'next' };

  test('takes the new tokens, the refresh token where the bank gave another', () => {
    const renewed = (answer: unknown) => answered(three, 'Renew the token', 200, answer);
    expect(renewed(token)).toMatchObject({
      failed: [],
      environment: {
        'token-from-auth-code-grant-accounts': 'second',
        'refresh-token-from-auth-code-grant-accounts': 'next',
      },
    });
    expect(renewed({ access_token: 'second' }).environment).not.toHaveProperty(
      'refresh-token-from-auth-code-grant-accounts',
    );
    expect(renewed({}).failed).toEqual(['has a token']);
  });

  test('is skipped without a refresh token, and its answer is not waited for', () => {
    for (const name of ['Renew the token', 'Accounts with the renewed token'])
      expect(scriptOf(three.all.get(name), 'prerequest').join()).toContain(
        "pm.variables.get('refresh-token-from-auth-code-grant-accounts')",
      );
  });
});
