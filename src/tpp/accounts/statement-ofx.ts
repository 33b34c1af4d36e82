/** Rows as Open Financial Exchange, for accounting software: version 1.0.2 in SGML, which the widest range of it imports. */
import { setImmediate } from 'node:timers/promises';
import type { ReadBalance } from './balance-rows.ts';
import { plainUnits } from './row-amount.ts';
import { rowIdentities } from './row-identity.ts';
import { type ReadRow, readRow } from './row-reader.ts';
import type { StatementRows } from './statement-rows.ts';

interface OfxAccount {
  id: string;
  /** Sort code and account number, IBAN or card number; empty where the consent does not show it. */
  number: string;
  /** As `accountKind` has it: `CurrentAccount`, `Savings`, `CreditCard`. */
  type: string;
}

export interface OfxOptions {
  accounts: readonly OfxAccount[];
  balances?: readonly ReadBalance[];
  /** When it is written, in milliseconds. */
  now: number;
  signal?: AbortSignal;
}

export interface OfxFile {
  /** The file's text, a part at a time, to be read once. */
  parts: AsyncGenerator<string, void, undefined>;
  /** How many rows are in it. */
  count: number;
  /** Rows that OFX has no place for: not booked, or with an amount, direction, currency or date that could not be read. */
  leftOut: number;
  /** Statements for which the bank gave no booked balance; OFX demands one. */
  withoutBalance: number;
}

/** One account's rows of one currency. */
interface Statement {
  account: OfxAccount;
  currency: string;
  rows: number[];
  first: number;
  last: number;
  balance: LedgerBalance | undefined;
  /** The booked balance that came with the newest row: none where several are the newest and differ. */
  after: { at: number; units: bigint | undefined } | undefined;
}

interface LedgerBalance {
  units: bigint;
  at: number;
}

/**
 * Writes booked rows, one statement for each account and currency. Amounts are signed and exact, days are the bank's days, and a row keeps
 * its FITID from one export to the next.
 * @param chosen row numbers
 */
export async function statementOfx(
  rows: StatementRows,
  chosen: Iterable<number>,
  options: OfxOptions,
): Promise<OfxFile> {
  const statements = new Map<string, Statement>();
  let [count, leftOut] = [0, 0];
  for (const row of chosen) {
    if ((count + leftOut) % stretch === 0) await turn(options.signal);
    const read = readAt(rows, row);
    if (!read) {
      leftOut += 1;
      continue;
    }
    count += 1;
    const key = `${rows.account(row)}\n${read.currency}`;
    const statement = statements.get(key) ?? statementOf(rows.account(row), read, options);
    statements.set(key, statement);
    statement.rows.push(row);
    noteBalance(statement, read);
    statement.first = Math.min(statement.first, read.booked);
    statement.last = Math.max(statement.last, read.booked);
  }
  const all = [...statements.values()];
  const withoutBalance = all.filter((statement) => balanceOf(statement) === undefined).length;
  return { parts: write(rows, all, options), count, leftOut, withoutBalance };
}

function noteBalance(statement: Statement, { booked, balance, bookedBalance }: ReadRow): void {
  const units = bookedBalance ? balance : undefined;
  const { after } = statement;
  if (after === undefined || booked > after.at) statement.after = { at: booked, units };
  else if (booked === after.at && units !== after.units) after.units = undefined;
}

function balanceOf({ balance, after }: Statement): LedgerBalance | undefined {
  if (balance) return balance;
  return after?.units === undefined ? undefined : { units: after.units, at: after.at };
}

const stretch = 1000;

async function turn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}

/** A row that has a place in a statement. */
function readAt(rows: StatementRows, row: number): ReadRow | undefined {
  const object = row < rows.present ? rows.raw.object(row) : undefined;
  const read = object && readRow(object, { id: rows.account(row) });
  if (!read?.direction || read.amount === undefined || Number.isNaN(read.booked)) return undefined;
  const isBooked = read.status === 'booked' || read.status === 'unsaid';
  return isBooked && /^[A-Z]{3}$/.test(read.currency) ? read : undefined;
}

function statementOf(
  id: string,
  { currency, booked }: ReadRow,
  { accounts, balances = [], now }: OfxOptions,
): Statement {
  const place = accounts.findIndex((account) => account.id === id);
  const balance = balances.find(
    (each) => each.account === place && each.currency === currency && each.booked && each.units,
  );
  return {
    account: accounts[place] ?? { id, number: '', type: '' },
    currency,
    rows: [],
    first: booked,
    last: booked,
    balance: balance?.units === undefined ? undefined : { units: BigInt(balance.units), at: balance.at ?? now },
    after: undefined,
  };
}

async function* write(
  rows: StatementRows,
  statements: readonly Statement[],
  { now, signal }: OfxOptions,
): AsyncGenerator<string, void, undefined> {
  const identity = await rowIdentities(rows, signal);
  const header = [
    'OFXHEADER:100',
    'DATA:OFXSGML',
    'VERSION:102',
    'SECURITY:NONE',
    'ENCODING:UTF-8',
    'CHARSET:NONE',
    'COMPRESSION:NONE',
    'OLDFILEUID:NONE',
    'NEWFILEUID:NONE',
  ];
  const time = new Date(now).toISOString().replace(/\D/g, '').slice(0, 14);
  const success = '<STATUS><CODE>0<SEVERITY>INFO</STATUS>';
  yield lines(
    ...header,
    '',
    '<OFX>',
    `<SIGNONMSGSRSV1><SONRS>${success}<DTSERVER>${time}<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>`,
  );
  for (const isCard of [false, true]) {
    const own = statements.filter(({ account }) => isCreditCard(account) === isCard);
    if (own.length === 0) continue;
    const [set, response, body] = isCard
      ? ['CREDITCARDMSGSRSV1', 'CCSTMTTRNRS', 'CCSTMTRS']
      : ['BANKMSGSRSV1', 'STMTTRNRS', 'STMTRS'];
    yield lines(`<${set}>`);
    for (const statement of own) {
      yield lines(
        `<${response}><TRNUID>0${success}<${body}>`,
        `<CURDEF>${statement.currency}`,
        accountFrom(statement.account),
        `<BANKTRANLIST><DTSTART>${day(statement.first)}<DTEND>${day(statement.last)}`,
      );
      for (let at = 0; at < statement.rows.length; at += stretch) {
        await turn(signal);
        yield lines(
          ...statement.rows.slice(at, at + stretch).flatMap((row) => {
            const read = readAt(rows, row);
            return read ? [entry(read, identity(row))] : [];
          }),
        );
      }
      yield lines('</BANKTRANLIST>', ledgerBalance(statement), `</${body}></${response}>`);
    }
    yield lines(`</${set}>`);
  }
  yield lines('</OFX>');
}

function entry(read: ReadRow, identity: string): string {
  const name = read.merchant || read.counterparty || read.description || read.reference || read.proprietaryCode;
  const memo = [read.description, read.reference].filter((text) => text !== '').join(' | ');
  return lines(
    `<STMTTRN><TRNTYPE>${read.direction === 'credit' ? 'CREDIT' : 'DEBIT'}`,
    `<DTPOSTED>${day(read.booked)}`,
    ...(Number.isNaN(read.value) ? [] : [`<DTAVAIL>${day(read.value)}`]),
    `<TRNAMT>${plainUnits(read.amount ?? 0n)}`,
    `<FITID>${escaped(identity, 255)}`,
    ...(escaped(name, 32) === '' ? [] : [`<NAME>${escaped(name, 32)}`]),
    ...(escaped(memo, 255) === '' ? [] : [`<MEMO>${escaped(memo, 255)}`]),
    '</STMTTRN>',
  ).trimEnd();
}

/** The account as a bank's customer knows it: a sort code is the bank's id. */
function accountFrom(account: OfxAccount): string {
  const number = account.number.replace(/[\s-]/g, '') || account.id;
  if (isCreditCard(account)) return `<CCACCTFROM><ACCTID>${escaped(number, 22)}</CCACCTFROM>`;
  const [, sortCode, own] = /^(\d{6})(\d{8})$/.exec(number) ?? [];
  const type = /saving|isa|deposit/i.test(account.type) ? 'SAVINGS' : 'CHECKING';
  return `<BANKACCTFROM><BANKID>${sortCode ?? '0'}<ACCTID>${escaped(own ?? number, 22)}<ACCTTYPE>${type}</BANKACCTFROM>`;
}

/**
 * OFX demands one (1.0.2, 11.4.2.2). Where no booked balance is known it is nothing on the first day of 1970: a day that nobody takes for
 * today, so that no program reconciles by it.
 */
function ledgerBalance(statement: Statement): string {
  const { units, at } = balanceOf(statement) ?? { units: 0n, at: 0 };
  return `<LEDGERBAL><BALAMT>${plainUnits(units)}<DTASOF>${day(at)}</LEDGERBAL>`;
}

function isCreditCard({ type }: OfxAccount): boolean {
  return /credit ?card|charge ?card|^card/i.test(type);
}

/** Noon, as programs take the time for UTC and show it in their own zone: it is the same day nearly everywhere. */
function day(time: number): string {
  return `${new Date(time).toISOString().slice(0, 10).replaceAll('-', '')}120000`;
}

/** On one line, its length as OFX 1.0.2 allows, with the three characters that SGML means otherwise escaped. */
function escaped(text: string, maxLength: number): string {
  const plain = [...text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ').trim()].slice(0, maxLength).join('');
  return plain.toWellFormed().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').trim();
}

function lines(...texts: readonly string[]): string {
  return texts.length === 0 ? '' : `${texts.join('\r\n')}\r\n`;
}
