/** The statement's file: a PDF that says what the statement's document and the books say, read back by another program. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { installTime, requirePackages } from '../../bank/support/packages.ts';
import { card, current, savings, startBank, type TestBank } from './bank.ts';
import { expectRefusal } from './refusal.ts';

const run = promisify(execFile);
const permissions = [
  'ReadAccountsDetail',
  'ReadPAN',
  'ReadStatementsDetail',
  'ReadTransactionsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
];

let bank: TestBank;
let four: string;
beforeAll(async () => {
  await requirePackages(['poppler-utils'], 'pdftotext', () =>
    run('pdftotext', ['-v']).then(
      () => true,
      () => false,
    ),
  );
  bank = await startBank();
  four = bank.base.replace('v3.1', 'v4.0');
}, installTime);
afterAll(() => bank.close());

const money = z.object({ Amount: z.string(), Currency: z.string() });
const signedMoney = z.object({ CreditDebitIndicator: z.string(), Amount: money });
const statementsBody = z.object({
  Data: z.object({
    Statement: z.array(
      z.object({
        StatementId: z.string(),
        StartDateTime: z.string(),
        EndDateTime: z.string(),
        CreationDateTime: z.string(),
        StatementAmount: z.array(signedMoney),
      }),
    ),
  }),
});
const transactionsBody = z.object({
  Data: z.object({
    Transaction: z.array(
      signedMoney.extend({ BookingDateTime: z.string(), TransactionInformation: z.string(), Balance: signedMoney }),
    ),
  }),
});

const pathOf = (account: string, statement: string) => `/accounts/${account}/statements/${statement}/file`;
const hundredths = (text: string) => Math.round(Number(text) * 100);
const minorOf = ({ CreditDebitIndicator, Amount }: z.output<typeof signedMoney>) =>
  hundredths(Amount.Amount) * (CreditDebitIndicator.startsWith('D') ? -1 : 1);
const inWords = (minor: number) => (minor / 100).toFixed(2);

/** The text of a PDF, a line for each of its lines, with one blank where there are several. */
async function textOf(bytes: ArrayBuffer): Promise<string[]> {
  const file = join(bank.dir, 'statement.pdf');
  await writeFile(file, Buffer.from(bytes));
  const { stdout } = await run('pdftotext', ['-layout', file, '-']);
  return stdout.split(/[\n\f]/).map((line) => line.trim().replace(/ +/g, ' '));
}

async function statementsOf(account: string, token: string) {
  const response = await bank.ask(`/accounts/${account}/statements`, { token });
  return statementsBody.parse(await response.json()).Data.Statement;
}

describe.each([
  ['a current account', current],
  ['savings', savings],
  ['a card', card],
])('Of %s', (_, account) => {
  it('the file has the period, the balances, each entry and the totals, as the document and the books have them', async () => {
    const token = await bank.share({ permissions });
    const [newest, ...older] = await statementsOf(account, token);
    for (const statement of [newest, older.at(-1)]) {
      const { StatementId, StartDateTime, EndDateTime, StatementAmount } = statement ?? expect.unreachable();
      const response = await bank.ask(pathOf(account, StatementId), { token });
      const lines = await textOf(await response.arrayBuffer());
      const path = `/accounts/${account}/statements/${StatementId}/transactions?pageSize=1000`;
      const found = await bank.ask(path, { token });
      const entries = transactionsBody.parse(await found.json()).Data.Transaction.toReversed();
      const [opening = Number.NaN, closing = Number.NaN] = StatementAmount.map(minorOf);
      const paid = entries.map(minorOf);
      const paidIn = paid.filter((amount) => amount >= 0).reduce((sum, amount) => sum + amount, 0);
      const paidOut = paid.filter((amount) => amount < 0).reduce((sum, amount) => sum - amount, 0);
      expect(opening + paidIn - paidOut).toBe(closing);
      expect(lines).toEqual(
        expect.arrayContaining([
          `Period ${StartDateTime.slice(0, 10)} to ${EndDateTime.slice(0, 10)}`,
          `Opening balance ${inWords(opening)} GBP`,
          `Total paid in ${inWords(paidIn)} GBP`,
          `Total paid out ${inWords(paidOut)} GBP`,
          `Closing balance ${inWords(closing)} GBP`,
          `Entries ${entries.length}`,
        ]),
      );
      const table = lines.join(' ').replace(/ (Page \d+ )? *Date Description Paid out Paid in Balance \(GBP\) */g, ' ');
      let from = 0;
      for (const { BookingDateTime, TransactionInformation, Balance, ...entry } of entries) {
        // A long text goes on under its first line, behind the amounts.
        const [first = '', ...rest] = TransactionInformation.split(' ');
        const at = table.indexOf(`${BookingDateTime.slice(0, 10)} ${first}`, from);
        const [row = ''] = table.slice(at + 11).split(/ \d{4}-\d\d-\d\d /);
        expect(at, TransactionInformation).toBeGreaterThan(-1);
        for (const word of rest) expect(row).toContain(word);
        expect(row).toContain(`${entry.Amount.Amount} ${inWords(minorOf(Balance))}`);
        from = at + 1;
      }
    }
  });
});

it('The file has the holder and the numbers of the account, and a name of its own', async () => {
  const token = await bank.share({ permissions });
  const [{ StatementId = '' } = {}] = await statementsOf(current, token);
  const response = await bank.ask(pathOf(current, StatementId), { token });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="statement-${StatementId}.pdf"`,
    'cache-control': 'no-store',
    'x-fapi-interaction-id': expect.any(String),
  });
  const text = (await textOf(await response.arrayBuffer())).join('\n');
  const account = bank.accounts.find(({ accountId }) => accountId === current);
  for (const { identification, name } of account?.identification ?? []) {
    expect(text).toContain(identification);
    expect(text).toContain(`Statement of ${name}`);
  }
});

it.each([
  ['without ReadAccountsDetail the account’s', current, ['ReadAccountsBasic', 'ReadStatementsDetail']],
  ['without ReadPAN the card’s', card, ['ReadAccountsDetail', 'ReadStatementsDetail']],
])('%s number is there with its last four digits alone', async (_, account, permitted) => {
  const token = await bank.share({ permissions: permitted });
  const [{ StatementId = '' } = {}] = await statementsOf(account, token);
  const response = await bank.ask(pathOf(account, StatementId), { token });
  const text = (await textOf(await response.arrayBuffer())).join('\n');
  const [{ identification = '' } = {}] = bank.accounts.find((one) => one.accountId === account)?.identification ?? [];
  expect(text).not.toContain(identification);
  expect(text).toContain(`x${identification.slice(-4)}`);
});

it('It is the same in both versions and on another day, to the byte', async () => {
  const token = await bank.share({ permissions });
  const [{ StatementId = '' } = {}] = await statementsOf(current, token);
  const path = pathOf(current, StatementId);
  const bytesAt = async (base: string) => {
    const response = await bank.ask(`${base}${path}`, { token });
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer()).toString('latin1');
  };
  const first = await bytesAt(bank.base);
  expect(first.startsWith('%PDF-')).toBe(true);
  expect((await bytesAt(four)) === first).toBe(true);
  bank.clock.time += 3 * 86_400_000;
  expect((await bytesAt(bank.base)) === first).toBe(true);
  bank.clock.time -= 3 * 86_400_000;
});

describe('A request for the file', () => {
  const some = pathOf(current, '000011-S202610');
  const asked = (accept?: string, permitted = permissions, path = some) =>
    bank
      .share({ permissions: permitted })
      .then((token) => bank.ask(path, { token, ...(accept && { headers: { accept } }) }));

  it.each(['application/pdf', '*/*', 'application/*', 'text/html, application/pdf;q=0.1'])(
    'that takes %s has it',
    async (accept) => {
      expect((await asked(accept)).status).toBe(200);
    },
  );

  it.each(['application/json', 'text/html', '*/*, application/pdf;q=0'])(
    'that takes %s alone is a 406',
    async (accept) => {
      await expectRefusal(await asked(accept), 406, 'Header.Invalid', 'Accept');
    },
  );

  it('without ReadStatementsDetail is a 403, and an unknown statement a 400, in JSON whatever it takes', async () => {
    const basic = await asked('application/pdf', ['ReadAccountsDetail', 'ReadStatementsBasic']);
    await expectRefusal(basic, 403, 'Resource.ConsentMismatch');
    const unknown = await asked('application/pdf', permissions, pathOf(current, 'none'));
    await expectRefusal(unknown, 400, 'Resource.NotFound', 'StatementId');
  });

  it('by HEAD has the headers alone', async () => {
    const token = await bank.share({ permissions });
    const response = await bank.ask(some, { method: 'HEAD', token, unlike: 'it has no body' });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/pdf',
      '',
    ]);
  });
});

it('Where the documents are wanted, the file’s type is none of theirs', async () => {
  const token = await bank.share({ permissions });
  const response = await bank.ask('/accounts', { token, headers: { accept: 'application/pdf' } });
  await expectRefusal(response, 406, 'Header.Invalid', 'Accept');
});
