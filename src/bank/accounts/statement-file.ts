/** GET /accounts/{AccountId}/statements/{StatementId}/file: the statement as a PDF (Read/Write API, Statements). */
import { Refusal } from '../api/errors.ts';
import { fileOfCustomer } from '../api/resource.ts';
import { asWritten, servicerName } from '../data/identification.ts';
import type { Account } from '../data/records.ts';
import type { Statement } from '../data/statements.ts';
import { wordingOf } from '../data/wording.ts';
import type { LedgerEntry, LedgerQuery, Store } from '../store/store.ts';
import { masked, seesCardNumbers, shownIdentification } from './card-numbers.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { moneyOf } from './money.ts';
import { openFrom } from './old-history.ts';
import { askedAccounts, type Sharing } from './sharing.ts';
import type { Line, Paper } from './statement-pdf.ts';
import { askedStatement } from './statements.ts';

export const statementFile = fileOfCustomer({
  type: 'application/pdf',
  versions: ['3.1.11', '4.0', '4.0.1'],
  async handle(asked: AskedOfAccounts, bank: AccountBank) {
    const { store, clock } = bank;
    const statement = await askedStatement(store, asked, clock.now());
    const { from, to } = statement;
    const open = await openFrom(asked, bank, { accountIds: [statement.accountId], from, to });
    // A file is whole or is not given.
    if (open !== undefined && from < open) {
      const message =
        'The statement has entries older than 90 days, which this bank does not give now: a file cannot be shortened.';
      throw new Refusal(403, { code: 'UK.OBIE.Resource.ConsentMismatch', message, path: 'StatementId' });
    }
    const [account] = await askedAccounts(store, asked);
    if (account === undefined) throw new Error('A statement without an account');
    const paper = paperOf(statement, account, await entriesOf(store, statement), asked.consent);
    const { statementPdf } = await import('./statement-pdf.ts');
    return { name: `statement-${statement.id}.pdf`, bytes: await statementPdf(paper) };
  },
});

/** Those booked in the statement's month, oldest first. */
async function entriesOf(store: Store, { accountId, from, to }: Statement): Promise<LedgerEntry[]> {
  const query: LedgerQuery = { accountId, from, to: to + 999, credits: true, debits: true };
  const count = await store.count(query);
  const entries: LedgerEntry[] = [];
  while (entries.length < count) {
    const page = await store.page(query, entries.length, 1_000);
    if (page.length === 0) break;
    entries.push(...page);
  }
  return entries.filter(({ rank }) => rank !== undefined).toReversed();
}

function paperOf(statement: Statement, account: Account, entries: LedgerEntry[], consent: Sharing): Paper {
  const { id, currency, from, to, createdAt, opening, closing } = statement;
  const sum = (credit: boolean) =>
    entries.filter((entry) => entry.credit === credit).reduce((total, { amount }) => total + amount, 0);
  return {
    bank: servicerName,
    holder: account.identification[0]?.name ?? account.nickname,
    account: [['Account', account.nickname], ...numbersOf(account, consent)],
    summary: [
      ['Statement', id.slice(-6)],
      ['Period', `${dayOf(from)} to ${dayOf(to)}`],
      ['Opening balance', `${signed(opening)} ${currency}`],
      ['Total paid in', `${signed(sum(true))} ${currency}`],
      ['Total paid out', `${signed(sum(false))} ${currency}`],
      ['Closing balance', `${signed(closing)} ${currency}`],
      ['Entries', grouped(String(entries.length))],
    ],
    currency,
    entries: [
      { date: shortDayOf(from), text: 'OPENING BALANCE', balance: signed(opening) },
      ...entries.map((entry) => lineOf(account, entry)),
      { date: shortDayOf(to), text: 'CLOSING BALANCE', balance: signed(closing) },
    ],
    createdAt,
  };
}

const labels: Readonly<Record<string, string>> = {
  'UK.OBIE.SortCodeAccountNumber': 'Sort code and account number',
  'UK.OBIE.IBAN': 'IBAN',
  'UK.OBIE.PAN': 'Card number',
};

/** Whole where the consent shows them so elsewhere: an account's with ReadAccountsDetail, a card's with ReadPAN as well. */
function numbersOf({ identification }: Account, consent: Sharing): [string, string][] {
  const detail = consent.permissions.includes('ReadAccountsDetail');
  return identification.map((one) => [
    labels[one.schemeName] ?? one.schemeName,
    asWritten(one.schemeName, detail ? shownIdentification(one, seesCardNumbers(consent)) : masked(one.identification)),
  ]);
}

function lineOf({ accountId }: Account, entry: LedgerEntry): Line {
  const amount = signed(entry.amount);
  return {
    date: shortDayOf(entry.bookedAt),
    text: wordingOf(accountId, entry).information,
    ...(entry.credit ? { paidIn: amount } : { paidOut: amount }),
    balance: signed(entry.balanceAfter ?? 0),
  };
}

const signed = (minor: number): string => `${minor < 0 ? '-' : ''}${grouped(moneyOf(minor, '').Amount)}`;

/** With a comma between thousands. */
function grouped(amount: string): string {
  const [whole = '', ...rest] = amount.split('.');
  return [whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ','), ...rest].join('.');
}

const long = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
/** `31 October 2026`. */
const dayOf = (time: number): string => long.format(time);
/** `31 Oct`: the period says of which year. */
const shortDayOf = (time: number): string => dayOf(time).replace(/^(\d+ ...).*$/, '$1');
