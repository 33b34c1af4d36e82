/** The statement's file: a PDF that says what the statement's document and the books say, read back by another program. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { statementPdf } from '../../../src/bank/accounts/statement-pdf.ts';
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
/** As people write them: `-1,234.50`, `31 October 2026`, `31 Oct`. */
const inWords = (minor: number) => (minor / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 });
const dayOf = (time: string) =>
  new Date(time).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const shortDayOf = (time: string) => dayOf(time).replace(/^(\d+ [A-Z][a-z]{2}).*/, '$1');

/** The text of a PDF, a line for each of its lines, with one blank where there are several. */
async function textOf(bytes: ArrayBuffer): Promise<string[]> {
  const file = join(bank.dir, 'statement.pdf');
  await writeFile(file, Buffer.from(bytes));
  const { stdout } = await run('pdftotext', ['-layout', file, '-']);
  return stdout.split(/[\n\f]/).map((line) => line.trim().replace(/ +/g, ' '));
}

/** Words of a PDF that stand upon one another. */
async function overlapping(bytes: ArrayBuffer): Promise<string[]> {
  const file = join(bank.dir, 'statement.pdf');
  await writeFile(file, Buffer.from(bytes));
  const { stdout } = await run('pdftotext', ['-bbox', file, '-']);
  return stdout.split('<page').flatMap((page) => {
    const words = [
      ...page.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">(.*)<\/word>/g),
    ]
      .map(([, from, y, to, text = '']) => ({ from: Number(from), y: Number(y), to: Number(to), text }))
      .sort((one, other) => one.y - other.y || one.from - other.from);
    return words
      .filter(({ y, from }, at) => words[at - 1]?.y === y && from < (words[at - 1]?.to ?? 0))
      .map(({ text }) => text);
  });
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
          `Period ${dayOf(StartDateTime)} to ${dayOf(EndDateTime)}`,
          `Opening balance ${inWords(opening)} GBP`,
          `Total paid in ${inWords(paidIn)} GBP`,
          `Total paid out ${inWords(paidOut)} GBP`,
          `Closing balance ${inWords(closing)} GBP`,
          `Entries ${entries.length}`,
        ]),
      );
      const pages = lines.filter((line) => line.startsWith('Page '));
      expect(pages).toEqual(pages.map((_, at) => `Page ${at + 1} of ${pages.length}`));
      const table = lines
        .join(' ')
        .replace(/ (Page \d+ of \d+ )? *Date Description Paid out Paid in Balance \(GBP\) */g, ' ');
      let from = 0;
      for (const { BookingDateTime, TransactionInformation, Balance, ...entry } of entries) {
        // A long text goes on under its first line, behind the amounts.
        const [first = '', ...rest] = TransactionInformation.split(' ');
        const day = shortDayOf(BookingDateTime);
        const at = table.indexOf(` ${day} ${first}`, from);
        const [row = ''] = table.slice(at + day.length + 2).split(/ \d+ [A-Z][a-z]{2} /);
        expect(at, TransactionInformation).toBeGreaterThan(-1);
        for (const word of rest) expect(row).toContain(word);
        expect(row).toContain(`${inWords(hundredths(entry.Amount.Amount))} ${inWords(minorOf(Balance))}`);
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
  for (const { name } of account?.identification ?? []) expect(text).toContain(`Statement of ${name}`);
  expect(text).toContain('Sort code and account number 10-00-01 09010101');
});

it.each([
  [
    'without ReadAccountsDetail the account’s',
    current,
    ['ReadAccountsBasic', 'ReadStatementsDetail'],
    'xx-xx-xx xxxx0101',
  ],
  ['without ReadPAN the card’s', card, ['ReadAccountsDetail', 'ReadStatementsDetail'], 'xxxx xxxx xxxx 0034'],
])('%s number is there with its last four digits alone', async (_, account, permitted, number) => {
  const token = await bank.share({ permissions: permitted });
  const [{ StatementId = '' } = {}] = await statementsOf(account, token);
  const response = await bank.ask(pathOf(account, StatementId), { token });
  const text = (await textOf(await response.arrayBuffer())).join('\n');
  expect(text).toContain(` ${number}\n`);
  const [{ identification = '' } = {}] = bank.accounts.find((one) => one.accountId === account)?.identification ?? [];
  expect(text.replaceAll(/[ -]/g, '')).not.toContain(identification);
});

it('A card’s number and an IBAN are written by fours', async () => {
  const numbersOf = async (account: string) => {
    const token = await bank.share({ permissions, accountIds: [account] });
    const [{ StatementId = '' } = {}] = await statementsOf(account, token);
    return (await textOf(await (await bank.ask(pathOf(account, StatementId), { token })).arrayBuffer())).join('\n');
  };
  expect(await numbersOf(card)).toContain('Card number 4000 0109 0101 0034\n');
  expect(await numbersOf('500004000000000000000014')).toMatch(/IBAN GB\d\d OBWB 1000 0109 0101 \d\d\n/);
});

it('A description has the room that amounts leave: none of the books is broken, and a longer one goes on below', async () => {
  const token = await bank.share({ permissions });
  const [{ StatementId = '' } = {}] = await statementsOf(current, token);
  const lines = await textOf(await (await bank.ask(pathOf(current, StatementId), { token })).arrayBuffer());
  const rows = lines.filter((line) => /^\d+ [A-Z][a-z]{2} /.test(line));
  expect(Number(lines.find((line) => line.startsWith('Entries '))?.slice(8)) + 2).toBe(rows.length);
  expect(rows.every((row) => / -?[\d,]+\.\d\d$/.test(row))).toBe(true);
  const long = Array.from({ length: 30 }, (_, at) => `WORD${at}`).join(' ');
  const entries = Array(60).fill({
    date: '1 Oct',
    text: long,
    paidOut: '1,234,567,890.12',
    paidIn: '9,876,543,210.98',
    balance: '-1,234,567,890.12',
  });
  const paper = {
    bank: 'A bank',
    holder: 'A holder',
    account: [],
    summary: [],
    currency: 'GBP',
    entries,
    createdAt: 0,
  };
  const bytes = new Uint8Array(await statementPdf(paper)).buffer;
  const written = await textOf(bytes);
  expect(await overlapping(bytes)).toEqual([]);
  expect(written.filter((line) => /WORD/.test(line)).length).toBeGreaterThanOrEqual(180);
  for (let at = 0; at < 30; at += 1) expect(written.join(' ').split(`WORD${at} `)).toHaveLength(61);
  expect(written.filter((line) => /^Page \d+ of \d+$/.test(line)).at(-1)).toBe('Page 5 of 5');
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
