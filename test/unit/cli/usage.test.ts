/** Wrong usage: exit status 2, nothing on standard output, and a line that says what was wrong. */
import { describe, expect, it } from 'vitest';
import { errorIn, fakeTpp, obw } from './fake-terminal.ts';

const wrong: [name: string, words: string, says: RegExp][] = [
  ['no verb', '', /command/],
  ['an unknown verb', 'regsiter', /regsiter.*register/],
  ['a group without a verb', 'bank', /command/],
  ['an unknown verb of a group', 'client remove', /remove/],
  ['an unknown option', 'accounts --colour', /--colour/],
  ['a bank without a folder', 'bank start', /--dir/],
  ['a software statement without a place', 'bank software-statement --dir x', /--out/],
  ['an unknown profile', 'bank start --dir x --profile lax', /lax.* permissive, strict, or .* \.\/my-bank where/],
  ['a port of 0', 'bank start --dir x --tls-port 0', /1 to 65535/],
  ['a port that is no number', 'bank start --dir x --front-port http', /whole number/],
  ['a port beyond the last', 'bank start --dir x --mtls-port 65536', /1 to 65535/],
  ['a count below nought', 'demo --transactions -1', /0 to 1000000/],
  ['a count beyond the limit', 'demo --transactions 1000001', /0 to 1000000/],
  [
    'a day of the data with a time',
    'bank start --dir x --data-day 2026-01-31T12:00:00Z',
    /--data-day.*a day like 2026-01-31/,
  ],
  ['a count with a fraction', 'bank start --dir x --transactions 1.5', /whole number/],
  ['a registration by an authentication nobody knows', 'register --auth-method password', /password/],
  ['an authentication nobody knows', 'client adopt c1 --auth-method password', /password/],
  ['an unknown algorithm', 'register --algorithm HS256', /HS256/],
  ['an unknown content type', 'register --content-type json', /json/],
  ['an unknown application type', 'register --application-type desktop', /desktop/],
  ['adoption of nobody', 'client adopt', /id/],
  ['a secret as an argument', 'client adopt c1 --secret s', /--secret/],
  ['transactions of no account', 'transactions', /account/],
  ['a day that is not there', 'transactions a --from 2026-02-30', /day/],
  ['a day in words', 'transactions a --to yesterday', /day/],
  ['an unknown format', 'transactions a --format xml', /xml/],
  ['two formats', 'transactions a --json --format csv', /contradict/],
  ['an argument too many', 'accounts a', /argument/],
  ['a slip in what the clock is to do', 'bank clock advanc 1d --dir x', /no verb "advanc".*\n.*advance/],
  ['no permission at all', 'consent create --permissions ,', /at least one/],
  ['a group of permissions nobody knows', 'consent create --groups accounts', /account-details, balances/],
  ['a depth of a group nobody knows', 'consent create --groups balances:all', /:basic/],
  ['headless without a customer', 'consent authorise --headless', /--user/],
  ['a customer without headless', 'consent authorise --user rora', /--headless/],
  ['refusal without headless', 'consent authorise --refuse', /--headless/],
  ['headless with a redirect', 'consent authorise --headless --user rora --redirect-url x', /contradict/],
  ['a JSON text that is none', 'jwt sign {broken', /JSON/],
  ['claims nested too deeply', `jwt sign {"a":${'['.repeat(300)}${']'.repeat(300)}}`, /more than 200 levels deep/],
  ['a list for claims', 'jwt sign {}x', /JSON/],
  ['init without anything', 'init', /--assertion/],
];

describe('wrong usage', () => {
  it.each(wrong)('%s', async (_name, words, says) => {
    const inWords = await obw(words, { tpp: fakeTpp() });
    expect(inWords).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(says) });
    expect(inWords.stderr).not.toMatch(/\n\s+at /);
    const inJson = await obw(`${words} --json`, { tpp: fakeTpp() });
    expect(inJson).toMatchObject({ status: 2, stdout: '' });
    expect(errorIn(inJson)).toMatchObject({ code: 'usage', message: expect.any(String), try: expect.any(String) });
  });

  it.each(['', 'bank'])('is no verb, and says how to see them: obw %s', async (words) => {
    expect((await obw(words)).stderr).toContain('obw help, or --help after a command');
  });

  it('is an option without its value', async () => {
    const outcome = await obw('accounts --json --workspace');
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(errorIn(outcome)).toMatchObject({ code: 'usage', message: expect.stringMatching(/--workspace/) });
  });

  it.each([
    ['that no year has', '2026-02-29', 'like 2026-01-31'],
    ['before the customers of the bank', '2019-12-31', 'from 2020 to 2099'],
    ['after its last', '2100-01-01', 'from 2020 to 2099'],
  ])('is a day of the data %s, as the bank has it', async (_name, day, says) => {
    const outcome = await obw(`bank start --dir x --data-day ${day} --json`, {
      bank: () => import('../../../src/bank/index.ts'),
    });
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(errorIn(outcome)).toEqual({
      code: 'usage',
      message: `--data-day: It must be a day ${says}.`,
      try: 'Correct that option.',
    });
  });

  it('lists the banks when there are several and none is named', async () => {
    const outcome = await obw('accounts --json', { tpp: fakeTpp({}, ['north', 'south']) });
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(errorIn(outcome)).toMatchObject({ code: 'bank_not_named', message: expect.stringMatching(/north, south/) });
  });
});

describe('help', () => {
  it.each(['--help', 'help', 'help bank', 'bank start --help', 'consent authorise --help', 'jwt --help'])(
    'obw %s is a result',
    async (words) => {
      const outcome = await obw(words);
      expect(outcome).toMatchObject({ status: 0, stderr: '' });
      expect(outcome.stdout).toMatch(/^Usage: obw/);
    },
  );

  it('tells its version', async () => {
    expect((await obw('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    'accounts',
    'balances',
    'check',
    'client adopt',
    'client delete',
    'client share',
    'client show',
    'client update',
    'command allow',
    'command list',
    'consent authorise',
    'consent create',
    'consent list',
    'consent reconfirmed',
    'consent rehearse-renewal',
    'consent revoke',
    'consent show',
    'consent url',
    'environment download',
    'register',
    'token client-credentials',
    'token refresh',
    'token show',
    'transactions',
  ])('obw %s takes --workspace, --bank and --json', async (verb) => {
    const { stdout } = await obw(`${verb} --help`);
    for (const option of ['--workspace <folder>', '--bank <name>', '--json']) expect(stdout).toContain(option);
  });
});
