/** Findings as people read them. */
import { expect, test } from 'vitest';
import { checkBody } from '../../../src/standard/check.ts';
import type { Finding } from '../../../src/standard/finding.ts';
import { wordsOf } from '../../../src/standard/finding-words.ts';
import type { Version } from '../../../src/standard/operation.ts';
import { operationNamed, operations } from '../../../src/standard/operations.ts';
import { fileOf } from '../../../src/standard/specification-files.ts';
import { tables } from '../../../src/standard/tables.ts';

const row = {
  AccountId: '22289',
  CreditDebitIndicator: 'Debit',
  Status: 'Booked',
  BookingDateTime: '2026-01-31T10:30:00Z',
  Amount: { Amount: '5.10', Currency: 'GBP' },
};

const page = (...rows: unknown[]) => ({
  Data: { Transaction: rows },
  Links: { Self: 'https://bank.example/' },
  Meta: {},
});

const name = 'GET /accounts/{AccountId}/transactions';

function said(body: unknown, { values = true, version = '3.1.11' as Version } = {}): string[] {
  const answer = operationNamed(name)?.in[version]?.answer ?? '';
  return checkBody(body, answer, tables()).map((finding) => wordsOf(finding, { values }));
}

const at = '/Data/Transaction/0';

test.each<[what: string, body: unknown, shown: string, unshown: string]>([
  [
    'an amount',
    page({ ...row, Amount: { Amount: '5.1.2', Currency: 'GBP' } }),
    `${at}/Amount/Amount: "5.1.2" is not an amount: 1 to 13 digits, then at most 5 after a point, no sign`,
    `${at}/Amount/Amount: what stands there is not an amount: 1 to 13 digits, then at most 5 after a point, no sign`,
  ],
  [
    'a misspelled value',
    page({ ...row, Status: 'Booket' }),
    `${at}/Status: "Booket" is not one of Booked, Pending, Rejected; did it mean Booked?`,
    `${at}/Status: what stands there is not one of Booked, Pending, Rejected; did it mean Booked?`,
  ],
  [
    'a word of 4.0',
    page({ ...row, Status: 'BOOK' }),
    `${at}/Status: "BOOK" is not one of Booked, Pending, Rejected: BOOK is the 4.0 word for Booked`,
    `${at}/Status: what stands there is not one of Booked, Pending, Rejected: BOOK is the 4.0 word for Booked`,
  ],
  [
    'a misspelled field',
    page({ ...row, TransactionRefrence: 'secret' }),
    `${at}/TransactionRefrence is no field of the standard here; did it mean TransactionReference?`,
    `${at}/TransactionRefrence is no field of the standard here; did it mean TransactionReference?`,
  ],
  [
    'null',
    page({ ...row, Balance: null }),
    `${at}/Balance: null where an object belongs`,
    `${at}/Balance: another thing where an object belongs`,
  ],
  [
    'an absence',
    page({ ...row, Status: undefined }),
    `${at}/Status is missing: one of Booked, Pending, Rejected belongs there`,
    `${at}/Status is missing: one of Booked, Pending, Rejected belongs there`,
  ],
  [
    'a date without a zone',
    page({ ...row, BookingDateTime: '2026-01-31T10:30:00' }),
    `${at}/BookingDateTime: "2026-01-31T10:30:00" can be read, and is not a date and time as in RFC 3339: 2026-04-05T10:43:07+00:00`,
    `${at}/BookingDateTime: what stands there can be read, and is not a date and time as in RFC 3339: 2026-04-05T10:43:07+00:00`,
  ],
  [
    'a length',
    page({ ...row, AccountId: 'x'.repeat(41) }),
    `${at}/AccountId: "${'x'.repeat(41)}" should have 1 to 40 characters; it has 41`,
    `${at}/AccountId: what stands there should have 1 to 40 characters; it has 41`,
  ],
  ['no body', undefined, 'The body: nothing where an object belongs', 'The body: nothing where an object belongs'],
])('%s', (_, body, shown, unshown) => {
  expect(said(body)).toEqual([shown]);
  expect(said(body, { values: false })).toEqual([unshown]);
});

test('A word and a name of 3.1 in a document of 4.0 are told as that', () => {
  const accounts = operationNamed('GET /accounts')?.in['4.0']?.answer ?? '';
  const found = checkBody({ Data: { Account: [{ AccountId: '1', AccountSubType: 'Savings' }] } }, accounts, tables());
  expect(found.map((finding) => wordsOf(finding, { values: true }))).toContain(
    '/Data/Account/0/AccountSubType is no field of the standard here: AccountSubType is the 3.1 name for AccountTypeCode',
  );
  const transactions = said(page({ ...row, Status: 'Pending' }), { version: '4.0' });
  expect(transactions.join('\n')).toMatch(/"Pending" is not one of .*: Pending is the 3\.1 word for PDNG/);
});

test('What many rows have is said once', () => {
  const rows = Array.from({ length: 500 }, () => ({ ...row, Status: 'Booket' }));
  expect(said(page(...rows))).toEqual([
    `In 500 places, first at ${at}/Status: "Booket" is not one of Booked, Pending, Rejected; did it mean Booked?`,
  ]);
});

test('What is beyond the bounds is said', () => {
  const more: Finding = { grade: 'breach', rule: 'more', path: '', times: 7, wanted: '' };
  const words = (finding: Finding) => wordsOf(finding, { values: true });
  expect(words(more)).toBe('7 more places have findings of other kinds');
  expect(words({ ...more, times: 1 })).toBe('1 more place has a finding of other kinds');
  expect(words({ ...more, times: 0, path: '/Data' })).toBe(
    'The rest of the body was not looked at, as there were too many findings',
  );
  expect(words({ ...more, path: '/Data' })).toBe(
    '7 more places have findings of other kinds; the rest of the body was not looked at, as there were too many findings',
  );
});

test('Every operation in every version has its file among those that the tables were made from', () => {
  const named = operations.flatMap(({ api, in: versions }) =>
    Object.keys(versions).map((version) => fileOf(api, version as Version)),
  );
  expect(named.filter((file) => !Object.hasOwn(tables().sources, file))).toEqual([]);
});

test('What a bank wrote is shown without what hides it, and no more than a little of it', () => {
  const evil = '\u202e\u0007\u2028\u200b\u{e0041}\u0085';
  const [unknown, wrong] = said({ ...page({ ...row, Status: evil }), [evil]: 1 });
  const shown = '\\u{202e}\\u{7}\\u{2028}\\u{200b}\\u{e0041}\\u{85}';
  expect(wrong).toBe(`/${shown} is no field of the standard here`);
  expect(unknown).toMatch(/Status: "\\u\{202e\}\\u0007\\u\{2028\}/);
  const [long = ''] = said({ ...page(row), ['x'.repeat(5_000_000)]: 'y' });
  expect(long.length).toBeLessThan(200);
});

test('Without values a name that no field would have is not shown either', () => {
  const body = { ...page(row), '4111 1111 1111 1111': 1, 'a@b.example': 1, Aname: 1 };
  expect(said(body, { values: false })).toEqual([
    '/… is no field of the standard here',
    '/… is no field of the standard here',
    '/Aname is no field of the standard here',
  ]);
});
