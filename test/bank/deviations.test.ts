/** Requests and answers held against the standard as they pass: told in the terminal, on the exchange and in the report. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from './support/command.ts';
import { type RogueOptions, startRogueBank } from './support/rogue-bank.ts';

const account = {
  AccountId: '1',
  Currency: 'GBP',
  AccountType: 'Personal',
  AccountSubType: 'CurrentAccount',
  Nickname: 'Everyday',
};
const { Nickname: _, ...unnamed } = account;
const wrong = { ...unnamed, AccountId: '2', Currency: 'pounds', Nickame: 'Rent' };
const answers = {
  '/aisp/accounts': {
    body: { Data: { Account: [account, wrong] }, Links: { Self: 'https://bank.example' }, Meta: { TotalPages: 1 } },
  },
};

async function accountsAt(options: RogueOptions) {
  const bank = await startRogueBank(answers, { ...options, entry: { version: 'v3.1', ...options.entry } });
  return { bank, ended: await run(['accounts'], { folder: bank.folder }) };
}

test('a breach is told once on standard error, and the verb goes on', async () => {
  const { bank, ended } = await accountsAt({});
  expect(ended).toMatchObject({ status: 0, stdout: expect.stringContaining('Everyday') });
  const notes = ended.stderr
    .split('\n')
    .filter((line) => line.includes('the answer is not as Read/Write 3.1.11 has it'));
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/Note \(accounts\): .*\/Data\/Account\/1\/Currency.*pounds/);
  const shown = await run(['exchanges', 'last'], { folder: bank.folder });
  expect(shown.stdout).toMatch(
    /Not as Read\/Write 3\.1\.11 has GET \/accounts \(v3\.1\.11\/account-info-openapi\.json\):/,
  );
  expect(shown.stdout).toMatch(/Breach \(pattern\), answer: .*Currency/);
  expect(shown.stdout).toMatch(/Hint \(unknown\), answer: .*Nickame.*Nickname/);
  const report = await run(['exchanges', 'last', '--report'], { folder: bank.folder });
  expect(report.stdout).toMatch(/## Against the standard[\s\S]*Currency/);
  const { deviations, operation } = JSON.parse(
    (await run(['exchanges', 'last', '--json'], { folder: bank.folder })).stdout,
  );
  expect(operation).toEqual({
    name: 'GET /accounts',
    version: '3.1.11',
    file: 'v3.1.11/account-info-openapi.json',
  });
  expect(deviations[0]).toMatchObject({
    of: 'answer',
    grade: 'breach',
    rule: 'pattern',
    path: '/Data/Account/1/Currency',
  });
});

describe('nothing is said', () => {
  test.each<[string, Record<string, unknown>]>([
    ['where the entry says answers: off', { answers: 'off' }],
    [
      'of a quirk that the entry names',
      {
        quirks: [
          { operation: 'GET /accounts', path: '/Data/Account/*/Currency', rule: 'pattern', note: 'since March' },
        ],
      },
    ],
  ])('%s', async (_name, entry) => {
    const { ended } = await accountsAt({ entry });
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringContaining('Everyday') });
    expect(ended.stderr).not.toContain('not as Read/Write');
  });
});

test('another quirk forgives nothing', async () => {
  const quirks = [{ operation: 'GET /balances', path: '/Data/Account/*/Currency' }, 'a note'];
  expect((await accountsAt({ entry: { quirks } })).ended.stderr).toContain('not as Read/Write 3.1.11');
});

test('of a production bank places are told and no values, nowhere', async () => {
  const { bank, ended } = await accountsAt({
    entry: { environment: 'production' },
    statement: { software_environment: 'production' },
  });
  expect(ended.stderr).toMatch(/\/Data\/Account\/1\/Currency/);
  expect(ended.stderr).not.toContain('pounds');
  expect(await readFile(join(bank.folder, '.openbanking/exchanges.jsonl'), 'utf8')).not.toContain('pounds');
});

test('a request of ours is held against the standard too', async () => {
  const bank = await startRogueBank({}, { entry: { version: 'v3.1' } });
  const collection = {
    name: 'Mine',
    variables: {},
    requests: [
      {
        name: 'Wrong consent',
        folder: [],
        method: 'POST',
        url: `${bank.origin}/aisp/account-access-consents`,
        headers: [{ name: 'content-type', value: 'application/json' }],
        body: { text: ['{"Data":{"Permissions":["ReadEverything"]},"Risk":{}}'] },
      },
    ],
  };
  await mkdir(join(bank.folder, 'requests'));
  await writeFile(join(bank.folder, 'requests/mine.json'), JSON.stringify(collection));
  const ended = await run(['request', 'run', 'Wrong consent'], { folder: bank.folder });
  expect(ended.stderr).toMatch(/the request is not as Read\/Write 3\.1\.11 has it: .*Permissions.*ReadEverything/);
});
