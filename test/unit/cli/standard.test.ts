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
