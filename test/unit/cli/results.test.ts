/** Results: the bank's objects untouched in JSON, tables for people, CSV for spreadsheets, tokens and secrets masked. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Tpp } from '../../../src/cli/terminal.ts';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import type { ClientRecord } from '../../../src/tpp/index.ts';
import { consentTold } from '../../support/consents.ts';
import { errorIn, fakeTpp, obw } from './fake-terminal.ts';

const account = {
  AccountId: '500004000000000000000011',
  Currency: 'GBP',
  AccountType: 'Personal',
  AccountSubType: 'CurrentAccount',
  Nickname: 'Bills',
  Account: [{ SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '10000109010101' }],
};
const transaction = (information: string, amount: string, indicator: 'Credit' | 'Debit') => ({
  AccountId: account.AccountId,
  TransactionId: information,
  BookingDateTime: '2026-11-20T10:00:00+00:00',
  Status: 'Booked',
  CreditDebitIndicator: indicator,
  Amount: { Amount: amount, Currency: 'GBP' },
  TransactionInformation: information,
});
const transactions = [
  transaction('Salary', '2350.00', 'Credit'),
  transaction('=SUM(A1)', '12.40', 'Debit'),
  transaction('a "b", c', '0.05', 'Debit'),
];
const page = (items: Record<string, unknown>[]) => ({ items, url: '', meta: {} });
const inTwoPages: Partial<Tpp> = {
  async *transactionPages() {
    yield page(transactions.slice(0, 2));
    yield page(transactions.slice(2));
  },
};
const balance = {
  AccountId: 'a',
  Type: 'InterimBooked',
  CreditDebitIndicator: 'Debit',
  DateTime: '2026-11-20T00:00:00Z',
  Amount: { Amount: '1174.07', Currency: 'GBP' },
};
const tpp = fakeTpp({ ...inTwoPages, accounts: async () => [account], balances: async () => [balance] });

describe('the customer’s data', () => {
  it.each([
    ['BOOK', 'Booked'],
    ['PDNG', 'Pending'],
    ['FUTR', 'Future'],
    ['INFO', 'Information'],
    ['RJCT', 'Rejected'],
    ['Pending', 'Pending'],
    ['XYZ', 'XYZ'],
  ])('a transaction’s status is a word, whichever version it is of: %s', async (Status, word) => {
    const pages: Tpp['transactionPages'] = async function* () {
      yield page([transactions[0] ?? {}, { ...transactions[1], Status }, { ...transactions[2], Status: 'Pending' }]);
    };
    const { stdout } = await obw('transactions a', { tpp: { ...tpp, transactionPages: pages } });
    expect(stdout.split('\n')[2]).toMatch(new RegExp(`  ${word}(?:  |$)`));
  });

  it('an account’s status has a column where a bank says one', async () => {
    const disabled = { ...account, Status: 'Disabled' };
    const { stdout } = await obw('accounts', { tpp: { ...tpp, accounts: async () => [account, disabled] } });
    expect(stdout).toMatch(/Currency +Status\n.*GBP\n.*GBP +Disabled\n/);
    expect((await obw('accounts', { tpp })).stdout).not.toContain('Status');
  });

  it.each([
    ['accounts --json', { accounts: [account] }],
    ['balances --json', { balances: [balance] }],
    ['balances a --json', { balances: [balance] }],
    ['transactions a --json', { transactions }],
    ['transactions a --format json', { transactions }],
  ])('obw %s is one line with the bank’s own objects', async (words, expected) => {
    const outcome = await obw(words, { tpp });
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(outcome.stdout.endsWith('\n') && outcome.stdout.indexOf('\n') === outcome.stdout.length - 1).toBe(true);
    expect(JSON.parse(outcome.stdout)).toEqual(expected);
  });

  it.each(['', ' --json'])(
    'rows of a list without an end are shown, in JSON none, and it is an error: obw transactions a%s',
    async (way) => {
      const problem = { code: 'pagination_loop' as const, message: 'After 2 pages it went on.', try: 'Ask for less.' };
      const outcome = await obw(`transactions a${way}`, {
        tpp: fakeTpp({
          async *transactionPages() {
            yield page(transactions);
            throw new OpenBankingError(problem);
          },
          problemOf: () => problem,
        }),
      });
      const shown = way === '' ? expect.stringContaining('Salary') : '';
      expect(outcome).toMatchObject({ status: 1, stdout: shown });
      if (way !== '') expect(errorIn(outcome)).toMatchObject({ code: 'pagination_loop' });
      expect(outcome.stderr).toMatch(
        /not complete: only 3 transactions could be read\. After 2 pages it went on\..*Ask for less\./s,
      );
    },
  );

  it('direction marks and C1 characters of a bank are escaped in JSON, and mean the same', async () => {
    const odd = { ...account, Nickname: 'a\u202eb\u2066c\u009b31md\u007f\u2028' };
    const { stdout } = await obw('accounts --json', { tpp: fakeTpp({ accounts: async () => [odd] }) });
    expect(stdout).toContain(String.raw`a\u202eb\u2066c\u009b31md\u007f\u2028`);
    expect(JSON.parse(stdout)).toEqual({ accounts: [odd] });
  });

  it('one text of a bank takes at most 2,000 characters of a line, and the rest is counted', async () => {
    const long = { ...account, Nickname: 'x'.repeat(14_345) };
    const { stdout } = await obw('accounts', { tpp: fakeTpp({ accounts: async () => [long] }) });
    expect(stdout).toContain(`${'x'.repeat(2000)}… and 12,345 more characters`);
    expect(stdout).not.toContain('x'.repeat(2001));
  });

  it('a warning has its remedy however long its text is', async () => {
    const { openWorkspace } = fakeTpp();
    const warned = fakeTpp({
      accounts: async () => [account],
      openWorkspace: async (folder) => ({
        ...((await openWorkspace?.(folder)) ?? expect.unreachable()),
        warnings: [
          { severity: 'warning', code: 'key_readable_by_others', message: 'x'.repeat(14_345), fix: 'chmod 600 a.key' },
        ],
      }),
    });
    const { stderr } = await obw('accounts', { tpp: warned });
    expect(stderr).toBe(`Warning: ${'x'.repeat(2000)}… and 12,345 more characters chmod 600 a.key\n`);
  });

  it('the address of an authorisation is whole, however long its request object makes it', async () => {
    const url = `https://bank.example/auth?request=${'x'.repeat(14_345)}`;
    const opening = fakeTpp({
      authoriseInBrowser: async (_session, _id, { open }) => {
        await open(url);
        throw new OpenBankingError({ code: 'timed_out', message: 'Nobody came.', try: 'Again.' });
      },
    });
    const { stderr } = await obw('consent authorise', { tpp: opening });
    expect(stderr.split('\n')[0]).toMatch(new RegExp(` visit ${url.replace('?', '.')}$`));
  });

  it('accounts are a table', async () => {
    expect((await obw('accounts', { tpp })).stdout).toBe(
      [
        'Account                   Name   Type                      Number             Currency',
        '500004000000000000000011  Bills  Personal current account  10-00-01 09010101  GBP',
        '',
      ].join('\n'),
    );
  });

  it('a table of 40,000 accounts is made in time that grows with it and no faster', async () => {
    const many = Array.from({ length: 40_000 }, (_, at) => ({ ...account, AccountId: String(at) }));
    const made = performance.now();
    const { stdout } = await obw('accounts', { tpp: fakeTpp({ accounts: async () => many }) });
    expect(performance.now() - made).toBeLessThan(20_000);
    expect(stdout.split('\n')).toHaveLength(40_002);
  });

  it('columns stay in line beside wide characters and marks that have no width of their own', async () => {
    const names = ['東京', 'é́', '🏦', 'plain'];
    const accounts = names.map((Nickname) => ({ ...account, AccountId: 'a', Nickname }));
    const { stdout } = await obw('accounts', { tpp: fakeTpp({ accounts: async () => accounts }) });
    const lines = stdout.split('\n').map((line) => line.replace(/ Personal.*| Type.*/, '|'));
    expect(lines).toEqual([
      'Account  Name  |',
      'a        東京  |',
      'a        é́     |',
      'a        🏦    |',
      'a        plain |',
      '',
    ]);
  });

  it('a row of a table is one line, whatever a bank writes into a cell', async () => {
    const odd = { ...account, Nickname: 'Two\nlines\r\nand' };
    const { stdout } = await obw('accounts', { tpp: fakeTpp({ accounts: async () => [odd] }) });
    expect(stdout.split('\n')).toHaveLength(3);
  });

  it('transactions are a table with signed amounts, flush right, and their number', async () => {
    expect((await obw('transactions a', { tpp })).stdout).toBe(
      [
        'Date        Description         Amount',
        '2026-11-20  Salary       +2,350.00 GBP',
        '2026-11-20  =SUM(A1)        -12.40 GBP',
        '2026-11-20  a "b", c         -0.05 GBP',
        '',
        '3 transactions.',
        '',
      ].join('\n'),
    );
  });

  it('balances show whether they are owed', async () => {
    expect((await obw('balances', { tpp })).stdout).toContain('a        Interim booked  -1,174.07 GBP  2026-11-20');
  });

  it('transactions are CSV that no spreadsheet runs', async () => {
    const { stdout } = await obw('transactions a --format csv', { tpp });
    const [head, first, second, third, end] = stdout.split('\r\n');
    expect(head).toMatch(
      /^AccountId,TransactionId,BookingDateTime,ValueDateTime,Status,CreditDebitIndicator,Amount,Currency,/,
    );
    expect(first).toMatch(/,Booked,Credit,2350\.00,GBP,Salary,/);
    expect(second).toMatch(/,12\.40,GBP,'=SUM\(A1\),/);
    expect(third).toMatch(/,"a ""b"", c",/);
    expect(end).toBe('');
  });

  it('what was read stands on standard output when the last page fails, and nothing when the first does', async () => {
    const failing = fakeTpp({
      async *transactionPages() {
        yield page(transactions);
        throw new Error('the wire was cut');
      },
    });
    for (const format of ['csv', 'table']) {
      const outcome = await obw(`transactions a --format ${format}`, { tpp: failing });
      expect(outcome).toMatchObject({ status: 1, stdout: expect.stringContaining('Salary') });
      expect(outcome.stderr).toMatch(/only 3 transactions could be read\..*the wire was cut/i);
      const nothing = fakeTpp({
        // biome-ignore lint/correctness/useYield: its first page fails
        async *transactionPages() {
          throw new Error('the wire was cut');
        },
      });
      expect(await obw(`transactions a --format ${format}`, { tpp: nothing })).toMatchObject({ status: 1, stdout: '' });
    }
    const json = await obw('transactions a --json', { tpp: failing });
    expect(json).toMatchObject({ status: 1, stdout: '' });
    expect(JSON.parse(json.stderr).error.message).toContain('only 3 transactions could be read');
  });

  it('progress is shown at a terminal only, and never on standard output', async () => {
    const shown = await obw('transactions a --json', { tpp, atTerminal: true });
    expect(shown.stderr).toContain('3 transactions read');
    expect(JSON.parse(shown.stdout)).toEqual({ transactions });
    expect((await obw('transactions a --json', { tpp })).stderr).toBe('');
  });

  it('passes range and consent on', async () => {
    const seen: unknown[] = [];
    const listening = fakeTpp({
      async *transactionPages(_session, account, range, options) {
        seen.push(account, range, options?.consentId);
        yield page([]);
      },
    });
    await obw('transactions a1 --from 2026-01-01 --to 2026-01-31T12:00:00 --consent c1', { tpp: listening });
    expect(seen).toEqual(['a1', { from: '2026-01-01', to: '2026-01-31T12:00:00' }, 'c1']);
  });
});

const client: ClientRecord = {
  bank: 'sandbox',
  clientId: 'c1',
  softwareId: 's1',
  registeredAt: '2026-11-20T00:00:00Z',
  tokenEndpointAuthMethod: 'client_secret_basic',
  registration: {},
};
const consent = consentTold({
  bank: 'sandbox',
  clientId: 'c1',
  consentId: 'aac-1',
  status: 'AwaitingAuthorisation',
  permissions: ['ReadAccountsBasic'],
  createdAt: '2026-11-20T00:00:00Z',
  pending: { state: 'secret-state', nonce: 'n', redirectUri: 'r', responseType: 'code', startedAt: 't' },
});
const token = {
  access_token: 'the-whole-access-token',
  refresh_token: 'the-whole-refresh-token',
  expires_at: Date.now() + 300_000,
  scope: 'accounts',
};

describe('tokens', () => {
  const tokens = fakeTpp({
    clientCredentialsToken: async () => token,
    refreshTokens: async () => token,
    currentClient: async () => client,
    consentsOf: async () => [{ ...consent, authorisedAt: '2026-11-20T00:00:00Z' }],
    consentTokens: async () => token,
  });

  it.each(['client-credentials', 'refresh', 'show'])('obw token %s masks them unless --reveal', async (verb) => {
    for (const way of ['', ' --json']) {
      const masked = await obw(`token ${verb}${way}`, { tpp: tokens });
      expect(masked).toMatchObject({ status: 0, stdout: expect.not.stringMatching(/the-whole/) });
      const revealed = await obw(`token ${verb} --reveal${way}`, { tpp: tokens });
      expect(revealed.stdout).toContain('the-whole-access-token');
    }
  });

  it('have the names that OAuth gives their members', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: token.expires_at - 300_000 });
    onTestFinished(() => void vi.useRealTimers());
    const { stdout } = await obw('token client-credentials --reveal --json', { tpp: tokens });
    expect(JSON.parse(stdout)).toMatchObject({
      access_token: token.access_token,
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'accounts',
    });
  });
});

describe('registration and consents', () => {
  it('registering hands the choices on and gives the answer as the bank gave it', async () => {
    const seen: unknown[] = [];
    const registering = fakeTpp({
      register: async (_session, options) => {
        const { signal: _, ...choices } = options ?? {};
        seen.push(choices);
        return { clientId: 'c1', registration: { client_id: 'c1', client_secret: 'ab…' }, findings: [] };
      },
    });
    const words = [
      'register',
      '--auth-method',
      'private_key_jwt',
      '--scope',
      'openid accounts',
      '--algorithm',
      'RS256',
      '--application-type',
      'web',
    ];
    const outcome = await obw([...words, '--content-type', 'jose', '--force', '--json'], { tpp: registering });
    expect(JSON.parse(outcome.stdout)).toEqual({
      clientId: 'c1',
      registration: { client_id: 'c1', client_secret: 'ab…' },
    });
    expect(seen).toEqual([
      {
        authMethod: 'private_key_jwt',
        scope: 'openid accounts',
        algorithm: 'RS256',
        applicationType: 'web',
        contentType: 'jose',
        force: true,
      },
    ]);
  });

  it('a dry run sends nothing', async () => {
    const dry = fakeTpp({
      prepareRegistration: async () => ({
        endpoint: 'https://b/register',
        contentType: 'application/jwt',
        header: { alg: 'PS256' },
        claims: { iss: 's1' },
        findings: [],
      }),
      register: () => Promise.reject(new Error('it was sent')),
    });
    const outcome = await obw('register --dry-run --json', { tpp: dry });
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      endpoint: 'https://b/register',
      claims: { iss: 's1' },
      findings: [],
    });
  });

  it('a dry run has the worst last in a terminal, and first for a program', async () => {
    const finding = { message: 'It is so.', fix: 'Mend it.', pointer: '/claims/scope' };
    const severities = ['information', 'error', 'warning', 'error'] as const;
    const dry = fakeTpp({
      prepareRegistration: async () => ({
        endpoint: 'https://b/register',
        contentType: 'application/jwt',
        header: {},
        claims: {},
        findings: severities.map((severity, at) => ({ ...finding, severity, code: `c${at}` })),
      }),
    });
    const { stdout } = await obw('register --dry-run', { tpp: dry });
    expect(stdout.match(/^\w+(?=: It is so\. Mend it\.$)/gm)).toEqual(['information', 'warning', 'error', 'error']);
    const { findings } = JSON.parse((await obw('register --dry-run --json', { tpp: dry })).stdout);
    expect(findings.map(({ code }: { code: string }) => code)).toEqual(['c1', 'c3', 'c2', 'c0']);
  });

  it('a dry run shows no control character of what it would send, nor of what is said of it', async () => {
    const odd = 'a\u009b31mb\u007fc\u202ed';
    const finding = {
      severity: 'error',
      code: 'x',
      message: `It is \u001b[31m${odd}.`,
      fix: `Mend ${odd}.`,
      pointer: '/',
    } as const;
    const dry = fakeTpp({
      prepareRegistration: async () => ({
        endpoint: 'https://b/register',
        contentType: 'application/jwt',
        header: { kid: odd },
        claims: { iss: odd },
        findings: [finding],
      }),
    });
    const { stdout } = await obw('register --dry-run', { tpp: dry });
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    expect(stdout.match(/ab c d/g)).toHaveLength(4);
  });

  it('a consent is shown without the flow that is in flight', async () => {
    const showing = fakeTpp({ readConsent: async () => consent, consentsOf: async () => [consent] });
    for (const words of ['consent show', 'consent show --json', 'consent list', 'consent list --json']) {
      const { status, stdout } = await obw(words, { tpp: showing });
      expect(status).toBe(0);
      expect(stdout).toContain('aac-1');
      expect(stdout).not.toContain('secret-state');
    }
  });

  it('a consent has every permission when it has each of them, however often a bank repeats one', async () => {
    const shown = async (permissions: string[]) =>
      (await obw('consent create', { tpp: fakeTpp({ createConsent: async () => ({ ...consent, permissions }) }) }))
        .stdout;
    const repeated = await shown(Array.from({ length: 30 }, () => 'ReadBalances'));
    expect(repeated.match(/ReadBalances/g)).toHaveLength(1);
    expect(await shown(Array.from({ length: 21 }, (_, at) => `Read${at}`))).toContain('every one (21)');
  });

  it('a consent’s times get a zone', async () => {
    const seen: unknown[] = [];
    const creating = fakeTpp({
      createConsent: async (_session, choices) => {
        seen.push(choices);
        return consent;
      },
    });
    await obw(
      'consent create --permissions A,B --expires 2027-01-31 --from 2026-01-01T00:00:00 --to 2026-02-01T00:00:00+01:00',
      { tpp: creating },
    );
    expect(seen).toEqual([
      {
        permissions: ['A', 'B'],
        expires: '2027-01-31T00:00:00Z',
        from: '2026-01-01T00:00:00Z',
        to: '2026-02-01T00:00:00+01:00',
      },
    ]);
  });

  it.each([
    ['an argument', ['--redirect-url', 'https://x/#code=1'], undefined, 'https://x/#code=1'],
    ['standard input', ['--redirect-url', '-'], 'https://x/#code=2\n', 'https://x/#code=2\n'],
  ])('a redirect comes from %s', async (_name, words, stdin, expected) => {
    const seen: unknown[] = [];
    const accepting = fakeTpp({
      acceptRedirect: async (_session, redirect) => {
        seen.push(redirect);
        return { consent: { ...consent, status: 'authorised' }, tokens: token, findings: [] };
      },
      accounts: async () => [account],
    });
    const outcome = await obw(['consent', 'authorise', ...words, '--json'], { tpp: accepting, stdin });
    expect(seen).toEqual([expected]);
    expect(JSON.parse(outcome.stdout)).toEqual({
      consentId: 'aac-1',
      status: 'Authorised',
      accounts: [account.AccountId],
    });
  });

  it('a secret comes from standard input or the environment', async () => {
    const seen: unknown[] = [];
    const adopting = fakeTpp({
      adoptClient: async (_session, id, secret) => {
        seen.push([id, secret]);
        return { clientId: id, registration: { client_id: id }, findings: [] };
      },
    });
    await obw('client adopt c9 --secret-stdin', { tpp: adopting, stdin: 's3cret\n' });
    await obw('client adopt c9', { tpp: adopting, environment: { OBW_CLIENT_SECRET: 'other' } });
    await obw('client adopt c9', { tpp: adopting });
    expect(seen).toEqual([
      ['c9', 's3cret'],
      ['c9', 'other'],
      ['c9', undefined],
    ]);
  });

  it('the secret of a client is shown only by obw client show --reveal, which sharing names where there is one', async () => {
    const registered = { ...client, tokenEndpointAuthMethod: 'client_secret_basic' };
    let onThisMachine = true;
    const tpp = fakeTpp({
      readRegistration: async ({ bank, secrets }) => {
        await secrets.set(`client_secret/${bank.name}/c1`, 'the-whole-secret');
        return { clientId: 'c1', registration: { client_id: 'c1', client_secret: 'the-…' }, findings: [] };
      },
      shareClient: async () => ({ clientId: 'c1', bank: 'sandbox', file: 'openbanking.clients.json', onThisMachine }),
      findSharedClient: async () => registered,
    });
    expect((await obw('client share', { tpp })).stdout).not.toContain('Commit');
    onThisMachine = false;
    const elsewhere = (await obw('client share', { tpp })).stdout;
    expect(elsewhere).toContain('Colleagues need its secret, which is not kept here');
    expect(elsewhere).not.toContain('--reveal');
    for (const way of ['', ' --json']) {
      const masked = await obw(`client show${way}`, { tpp });
      expect(masked).toMatchObject({ status: 0, stdout: expect.not.stringContaining('the-whole-secret') });
      expect((await obw(`client show --reveal${way}`, { tpp })).stdout).toContain('the-whole-secret');
    }
    expect((await obw('client share', { tpp })).stdout).toContain('`obw client show --reveal`');
    registered.tokenEndpointAuthMethod = 'private_key_jwt';
    expect((await obw('client share', { tpp })).stdout).not.toContain('--reveal');
  });

  it('needs an id that is not empty, which a variable that is not set is', async () => {
    const { status, stderr } = await obw(['client', 'adopt', '']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('The client id is empty.')]);
  });

  it('where standard input has no secret, that is told with the ways a secret can come', async () => {
    const { status, stderr } = await obw('client adopt c9 --secret-stdin', { stdin: '\n' });
    expect(status).toBe(2);
    expect(stderr).toContain('Try: Pipe it in, or set OBW_CLIENT_SECRET.');
  });

  describe('a command that the folder names and nobody has allowed', () => {
    const finding = {
      severity: 'warning',
      code: 'command_not_allowed',
      message: 'secretCommand wants to run op.',
      fix: 'Look at it; then allow it.',
      remedies: [{ do: 'allowCommand', digest: '0123456789abcdef' }],
    } as const;
    const check = (known?: string) => {
      const secrets = fakeTpp().fileSecretStore?.('');
      if (!secrets) throw new Error('no store');
      return obw('check', {
        tpp: fakeTpp({
          checkPrerequisites: async () => [finding],
          findClient: async () => client,
          fileSecretStore: () => ({
            ...secrets,
            known: async (name) => (name === 'client_secret/sandbox/c1' ? known : undefined),
          }),
        }),
      });
    };

    it('keeps a check from being ready, which says how to allow it', async () => {
      const { status, stdout } = await check();
      expect(status).toBe(1);
      expect(stdout).not.toContain('Everything is there');
      expect(stdout).toContain('✗ secretCommand wants to run op.');
      expect(stdout).toContain('obw command allow 0123456789abcdef');
    });

    it('is something to look at where the client’s secret is had without it', async () => {
      const { status, stdout } = await check('s3cret');
      expect(status).toBe(0);
      expect(stdout).toContain('! secretCommand wants to run op.');
      expect(stdout).not.toContain('s3cret');
    });
  });

  it('what comes next after a check is at the bank and in the folder that were named', async () => {
    const next = async (overrides: Parameters<typeof fakeTpp>[0]) => {
      const tpp = fakeTpp({ checkPrerequisites: async () => [], ...overrides }, ['first', 'second']);
      const { stdout } = await obw('check --bank second --workspace es256', { tpp });
      return /Next: (.*)/.exec(stdout)?.[1];
    };
    const named = '--workspace es256 --bank second';
    expect(await next({})).toBe(`obw register ${named}`);
    const findClient = async () => ({ ...client, tokenEndpointAuthMethod: 'tls_client_auth' });
    expect(await next({ findClient, consentsOf: async () => [] })).toBe(`obw consent create ${named}`);
    const waiting = consentTold({ consentId: 'aac-2', status: 'AwaitingAuthorisation' });
    expect(await next({ findClient, consentsOf: async () => [waiting] })).toBe(`obw consent create ${named}`);
    expect(await next({ findClient })).toBe(`obw accounts ${named}`);
    const unknown = {
      severity: 'warning',
      code: 'resource_server_unknown',
      message: 'Where?',
      fix: 'Say it.',
    } as const;
    expect(await next({ findClient, checkPrerequisites: async () => [unknown] })).toBeUndefined();
  });

  it('a check that finds an error ends with 1 and still shows all findings', async () => {
    const finding = {
      severity: 'error',
      code: 'certificate_expired',
      message: 'It expired.',
      fix: 'Get a new one.',
    } as const;
    const checking = fakeTpp({ checkPrerequisites: async () => [finding] });
    const outcome = await obw('check --json', { tpp: checking });
    expect(outcome).toMatchObject({ status: 1, stderr: '' });
    expect(JSON.parse(outcome.stdout)).toEqual({ findings: [finding] });
    expect((await obw('check', { tpp: checking })).stdout).toContain('✗ It expired. → Get a new one.');
  });
});

describe('a request with errors', () => {
  const finding = {
    severity: 'error' as const,
    code: 'alg_not_fapi',
    pointer: '/header/alg',
    message: 'alg is "RS256".',
    fix: 'Use PS256.',
  };
  const made = {
    url: 'https://bank.example/auth?request=x',
    consentId: 'aac-1',
    state: 's',
    redirectUri: 'https://app.example/cb',
    responseType: 'code id_token',
    header: {},
    claims: {},
    requestObject: 'x',
  };
  const forcible = fakeTpp({
    authorisationRequest: async (_session, _consent, options = {}) => {
      if (!options.force) throw new Error('not sent');
      options.onForced?.([finding]);
      return made;
    },
  });

  it('is made with --force, which says what is wrong with it', async () => {
    expect(await obw('consent url', { tpp: forcible })).toMatchObject({ status: 1, stdout: '' });
    expect(await obw('consent url --force', { tpp: forcible })).toMatchObject({
      status: 0,
      stdout: `${made.url}\n`,
      stderr: 'Warning: sent with --force, although: alg is "RS256". Use PS256.\n',
    });
  });
});
