/** A bank's data as text of an editor: aligned, summed to the penny, and harmless. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facts, Table, widthOf } from '../../../src/extension/accounts/layout.ts';
import { Ledger, type LedgerWords } from '../../../src/extension/accounts/ledger.ts';
import { balanceText, moneyText, Totals } from '../../../src/extension/accounts/money.ts';
import { accountName, accountType } from '../../../src/extension/accounts/names.ts';
import { dayOf, isDay, rangeOf } from '../../../src/extension/accounts/range.ts';
import { cut, inMarkdown, oneLine, spaced } from '../../../src/extension/accounts/safe-text.ts';

const pounds = (Amount: unknown, Currency: unknown = 'GBP') => ({ Amount, Currency });

describe('an amount', () => {
  it.each([
    ['2350.00', 'Credit', '+2,350.00 GBP'],
    ['12.4', 'Debit', '-12.40 GBP'],
    ['1234567', 'Credit', '+1,234,567.00 GBP'],
    ['0.00000', 'Debit', '0.00000 GBP'],
    ['0.12345', 'Credit', '+0.12345 GBP'],
    ['9999999999999.99', 'Credit', '+9,999,999,999,999.99 GBP'],
    ['-5.00', 'Debit', '+5.00 GBP'],
    ['-5.00', 'Credit', '-5.00 GBP'],
    ['5.00', undefined, '5.00 GBP'],
    ['.50', 'Credit', '.50 GBP'],
    ['five', 'Credit', 'five GBP'],
  ])('%s %s is shown as %s', (digits, direction, text) => {
    expect(moneyText(pounds(digits), direction)).toBe(text);
  });

  it('that is missing, or no object, is nothing', () => {
    expect([moneyText(undefined, 'Credit'), moneyText(null, 'Debit'), moneyText('5', 'Debit')]).toEqual(['', '', '']);
  });

  it('of a balance has no plus sign', () => {
    expect([balanceText(pounds('1.00'), 'Credit'), balanceText(pounds('1.00'), 'Debit')]).toEqual([
      '1.00 GBP',
      '-1.00 GBP',
    ]);
  });

  it('is summed by currency and direction, to the last digit', () => {
    const totals = new Totals();
    totals.add(pounds('0.1'), 'Credit');
    totals.add(pounds('0.2'), 'Credit');
    totals.add(pounds('0.00001'), 'Credit');
    totals.add(pounds('9007199254740993.01'), 'Debit');
    totals.add(pounds('1', 'EUR'), 'Credit');
    totals.add(pounds('much'), 'Credit');
    totals.add(pounds('1'), undefined);
    expect([totals.moneyIn, totals.moneyOut, totals.unread]).toEqual([
      ['+0.30001 GBP', '+1.00 EUR'],
      ['-9,007,199,254,740,993.01 GBP'],
      2,
    ]);
  });

  it('sums as whole pennies do', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n })), (pennies) => {
        const totals = new Totals();
        for (const each of pennies) {
          const digits = each.toString().padStart(3, '0');
          totals.add(pounds(`${digits.slice(0, -2)}.${digits.slice(-2)}`), 'Credit');
        }
        const sum = totals.moneyIn.join('').replace(/\D/g, '');
        expect(BigInt(sum)).toBe(pennies.reduce((a, b) => a + b, 0n));
      }),
    );
  });
});

describe('text of a bank', () => {
  it.each([
    ['a\nb\r\nc', 'a b c'],
    ['\u001b[31mred', '[31mred'],
    ['a\u202egnp.exe', 'a gnp.exe'],
    ['a\u2028b\u2029c\u0085d', 'a b c d'],
    ['\u2066x\u2069', 'x'],
    ['Zoë’s café', 'Zoë’s café'],
  ])('%j becomes one harmless line', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  it.each([
    '[x](command:y)',
    '<img src=x>',
    '**b**',
    'https://evil.test',
    '| a | b |',
    '# head',
    '`code`',
    '&lt;',
    '$(x)',
  ])('%s is no Markdown', (text) => {
    expect(inMarkdown(text).replace(/\\[!-/:-@[-`{-~]/g, '')).toMatch(/^[\w\s]*$/);
    expect(inMarkdown(text).replace(/\\([!-/:-@[-`{-~])/g, '$1')).toBe(text);
  });

  it('is cut between characters, not inside one', () => {
    expect([cut('abcdef', 4), cut('abcd', 4), cut('💷💷💷', 3), cut('💷💷💷', 2)]).toEqual([
      'abc…',
      'abcd',
      '💷💷💷',
      '💷…',
    ]);
  });

  it('names of the standard become words', () => {
    expect([spaced('InterimAvailable'), spaced('CurrentAccount'), spaced('')]).toEqual([
      'Interim available',
      'Current account',
      '',
    ]);
  });

  it('names an account by what the bank calls it, else by its id', () => {
    expect(accountName({ AccountId: '1', Nickname: ' Bills\n' })).toBe('Bills');
    expect(accountName({ AccountId: '1', Account: [{ Name: 'Luigi' }] })).toBe('Luigi');
    expect(accountName(undefined, '5000')).toBe('5000');
    expect(accountType({ AccountSubType: 'CurrentAccount' })).toBe('Current account');
  });
});

describe('a table', () => {
  it('stands in line and leaves out columns without a cell', () => {
    const table = new Table([{ head: 'Name' }, { head: 'Nothing' }, { head: 'Sum', right: true }]);
    table.add(['Zoë', '', '1.00']);
    table.add(['日本', '', '1,000.00']);
    expect(table.text()).toBe('Name       Sum\n────  ────────\nZoë       1.00\n日本  1,000.00\n');
  });

  it('counts the cells of wide characters and marks', () => {
    expect([widthOf('abc'), widthOf('日本'), widthOf('e\u0301'), widthOf('💷')]).toEqual([3, 4, 1, 2]);
  });

  it('puts the values of a list below each other', () => {
    expect(
      facts([
        ['In', ['1', '2']],
        ['', 'more'],
        ['Empty', []],
        ['Out', 'x'],
      ]),
    ).toBe('In   1\n     2\n     more\nOut  x\n');
  });
});

const words: LedgerWords = {
  date: 'Date',
  description: 'Description',
  amount: 'Amount',
  balance: 'Balance',
  status: 'Status',
  transactions: 'Transactions',
  moneyIn: 'Money in',
  moneyOut: 'Money out',
  pending: (count) => `${count} pending`,
  unread: (count) => `${count} unread`,
  none: 'None.',
  more: (count) => `${count} more.`,
};
const transaction = (information: string, amount: string, direction: string, status = 'Booked') => ({
  BookingDateTime: '2026-11-20T10:00:00+00:00',
  TransactionInformation: information,
  Amount: pounds(amount),
  CreditDebitIndicator: direction,
  Status: status,
  Balance: { CreditDebitIndicator: 'Credit', Amount: pounds('100.00') },
});

describe('transactions', () => {
  it('are facts, sums of what is booked, and a table', () => {
    const ledger = new Ledger(words);
    ledger.add([transaction('Salary', '2350.00', 'Credit'), transaction('Tea\nand cake', '4.5', 'Debit', 'BOOK')]);
    ledger.add([transaction('Hotel', '90', 'Debit', 'Pending')]);
    expect(ledger.text([['Account', 'Bills']], 'Reading …')).toBe(
      [
        'Account       Bills',
        'Transactions  3, 1 pending',
        'Money in      +2,350.00 GBP',
        'Money out     -4.50 GBP',
        '',
        'Reading …',
        '',
        'Date        Description          Amount     Balance  Status',
        '──────────  ────────────  ─────────────  ──────────  ───────',
        '2026-11-20  Salary        +2,350.00 GBP  100.00 GBP  Booked',
        '2026-11-20  Tea and cake      -4.50 GBP  100.00 GBP  BOOK',
        '2026-11-20  Hotel            -90.00 GBP  100.00 GBP  Pending',
        '',
      ].join('\n'),
    );
  });

  it('that are none say so', () => {
    expect(new Ledger(words).text([])).toBe('Transactions  0\n\nNone.\n');
  });

  it('that lack everything break nothing', () => {
    const ledger = new Ledger(words);
    ledger.add([{}, { Amount: null, Balance: [], BookingDateTime: 7, TransactionInformation: {} }]);
    expect(ledger.text([])).toContain('2, 2 unread');
  });
});

describe('a range', () => {
  const now = new Date(2026, 2, 5, 23, 30);
  it.each([
    ['all', {}],
    ['last30', { from: '2026-02-03' }],
    ['last90', { from: '2025-12-05' }],
    ['thisYear', { from: '2026-01-01' }],
  ] as const)('%s', (name, range) => {
    expect(rangeOf(name, now)).toEqual(range);
  });

  it('is made of days that the calendar has', () => {
    expect(dayOf(now)).toBe('2026-03-05');
    expect(['2026-02-28', '2026-02-30', '2026-2-3', '', 'x'].map(isDay)).toEqual([true, false, false, false, false]);
  });
});
