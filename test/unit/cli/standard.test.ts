/** `obw standard`: looked up in our own tables, in a folder that is no workspace. */
import { describe, expect, it } from 'vitest';
import { errorIn, obw } from './fake-terminal.ts';

describe('obw standard show', () => {
  it.each([
    ['GET 127.0.0.1:8443/open-banking/v3.1/aisp/accounts', '3.1.11'],
    ['GET …g/v4.0/aisp/accounts', '4.0.1'],
    ['PATCH /open-banking/v3.1/pisp/domestic-vrp-consents/1', '4.0.1'],
    ['GET bank.example/v3/open-banking/v4.0/aisp/accounts', '4.0.1'],
    ['POST 127.0.0.1:8443/dynamic-client-registration/v3.1/register', '3.4'],
    ['POST bank.example/open-banking/v3.3/register', '3.3'],
  ])('shows %s as the version of its address has it, where that has it', async (name, version) => {
    const { stdout } = await obw(['standard', 'show', name, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ version });
  });

  it('shows an operation whose words need no quotes', async () => {
    const { status, stdout, stderr } = await obw('standard show GET /accounts --version 4.0');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^GET \/accounts\n\nIn {12}3\.1\.11, 4\.0 and 4\.0\.1\n/);
    expect(stdout).toContain('Answer OBReadAccount6 in 4.0\n');
  });

  it('answers in JSON', async () => {
    const { stdout } = await obw(['standard', 'show', 'GET /accounts', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'operation',
      name: 'GET /accounts',
      token: 'customer',
      version: '4.0.1',
    });
    expect(JSON.parse((await obw('standard show ReadBalances --json')).stdout)).toMatchObject({ kind: 'permission' });
  });

  it.each([
    ['a name with a slip', 'standard show OBReadAcount6', 'Did you mean OBReadAccount6?'],
    ['a path with a slip', 'standard show GET /acounts', 'Did you mean GET /accounts?'],
    ['a name like none', 'standard show qqqqqqqq', 'Name something like GET /accounts'],
    ['a version that lacks it', 'standard show PATCH /domestic-vrp-consents/1 --version 3.1', 'It is in 4.0, 4.0.1.'],
    ['a version nobody knows', 'standard show OBReadAccount6 --version 5', '--help'],
  ])('%s is wrong usage with a way on', async (_, words, advice) => {
    const outcome = await obw(`${words} --json`);
    expect([outcome.status, outcome.stdout]).toEqual([2, '']);
    expect(errorIn(outcome)).toMatchObject({ code: 'usage', try: expect.stringContaining(advice) });
  });

  it('leaves the program its own --version', async () => {
    const { status, stdout } = await obw('--version');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });
});

describe('obw standard diff', () => {
  it('tells what changed, of all or of one operation', async () => {
    const all = await obw('standard diff 3.1 v4.0.1');
    expect([all.status, all.stderr]).toEqual([0, '']);
    expect(all.stdout).toContain('+ PUT /domestic-vrp-consents/{ConsentId}');
    const one = await obw('standard diff 3.1.11 4.0.1 GET /accounts/1/balances');
    expect(one.stdout).toContain('OBBalanceType1Code');
    expect(one.stdout).not.toContain('OBAccount6');
    expect(JSON.parse((await obw('standard diff 4.0 4.0.1 --json')).stdout)).toMatchObject({
      from: '4.0',
      to: '4.0.1',
    });
  });

  it.each([
    ['one version', 'standard diff 4.0', '--help'],
    ['a version and itself', 'standard diff 4.0 4.0', 'Compare 4.0 with 3.1.11 or 4.0.1.'],
    ['versions of different things', 'standard diff 4.0 3.4', 'Compare 4.0 with 3.1.11 or 4.0.1.'],
    ['commercial VRP, which has one', 'standard diff 1.0 4.0', 'There is no other version of 1.0.'],
    ['an operation of neither', 'standard diff 3.1 4.0 POST /register', 'It is in 3.3, 3.4.'],
    ['a definition in the place of an operation', 'standard diff 3.1 4.0 OBAccount6', 'Name one like GET /accounts'],
    ['an operation that is none', 'standard diff 3.1 4.0 GET /balance', 'Did you mean GET /balances?'],
  ])('of %s is wrong usage with a way on', async (_, words, advice) => {
    const outcome = await obw(`${words} --json`);
    expect([outcome.status, outcome.stdout]).toEqual([2, '']);
    expect(errorIn(outcome)).toMatchObject({ code: 'usage', try: expect.stringContaining(advice) });
  });
});

describe('obw standard frequency', () => {
  const told = async (text: string, more = '') => {
    const { status, stdout, stderr } = await obw([
      'standard',
      'frequency',
      text,
      '--json',
      ...more.split(' ').filter(Boolean),
    ]);
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  };

  it.each([
    ['IntrvlMnthDay:03:15', 'IntrvlMnthDay:03:15', { Type: 'QURT', PointInTime: '15' }],
    ['QURT:15', 'IntrvlMnthDay:03:15', { Type: 'QURT', PointInTime: '15' }],
    ['{"Type":"QURT","PointInTime":"15"}', 'IntrvlMnthDay:03:15', { Type: 'QURT', PointInTime: '15' }],
    [' IntrvlWkDay:02:05 ', 'IntrvlWkDay:02:05', { Type: 'FRTN', PointInTime: '05' }],
    ['UK.OBIE.Quarterly', undefined, { Type: 'QURT' }],
    ['{"Type":"WEEK","CountPerPeriod":2}', undefined, { Type: 'WEEK', CountPerPeriod: 2 }],
    ['{"Type":"QtrDay:ENGLISH"}', 'QtrDay:ENGLISH', { Type: 'QtrDay:ENGLISH' }],
  ])('writes %s as each version does', async (text, three, four) => {
    const shown = await told(text);
    expect([shown['3.1.11'], shown['4.0'], shown['4.0.1']]).toEqual([three, four, four]);
  });

  it('tells the next dates from a day on', async () => {
    const { next, words } = await told('IntrvlMnthDay:03:15', '--from 2027-01-16');
    expect([words, next]).toEqual([
      'every 3 months, on day 15',
      ['2027-02-15', '2027-05-15', '2027-08-15', '2027-11-15', '2028-02-15'],
    ]);
    expect((await told('MNTH')).next).toBeUndefined();
  });

  it('says what a version has no word for, and what it takes for granted', async () => {
    const lines = async (text: string) => (await obw(`standard frequency ${text} --from 2027-01-01`)).stdout;
    expect(await lines('LWMH')).toMatch(
      /^3\.1\.11 +no word for it$.*^4\.0 +no word for it$.*^4\.0\.1 +Type LWMH$.*It says no day\.$/ms,
    );
    expect(await lines('IntrvlMnthDay:01:-01')).toMatch(/^4\.0 +Type IntrvlMnthDay:01:-01: no code says it/m);
    expect(await lines('IntrvlMnthDay:02:31')).toMatch(/Counted from the first of them.*its last one stands for it/);
    expect(await lines('IntrvlWkDay:01:01')).not.toContain('Counted');
    expect(await lines('EvryWorkgDay')).toContain('bank holidays are not left out');
  });

  it.each([
    ['a word that is none', ['Monthly']],
    ['a month too long', ['IntrvlMnthDay:07:01']],
    ['a code that is none', ['XXXX:01']],
    ['a point that is none', ['MNTH:first']],
    ['both numbers at once', ['{"Type":"WEEK","CountPerPeriod":2,"PointInTime":"01"}']],
    ['JSON that is none', ['{"Type":']],
    ['nothing', [' ']],
    ['a day that is none', ['EvryDay', '--from', '2027-02-30']],
  ])('%s is wrong usage', async (_, words) => {
    const outcome = await obw(['standard', 'frequency', ...words, '--json']);
    expect([outcome.status, outcome.stdout, errorIn(outcome).code]).toEqual([2, '', 'usage']);
  });
});
