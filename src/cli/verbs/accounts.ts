/** `obw accounts`, `obw balances`, `obw transactions`: the customer's data, the bank's own objects in JSON, tables for people. */
import type { Command } from 'commander';
import { readMoney } from '../../tpp/accounts/row-reader.ts';
import { asFarAsItGoes, show } from '../as-far.ts';
import type { Call } from '../call.ts';
import { dayOrTime, type FormatOption, formatOption, inFormat, type Start } from '../options.ts';
import { type ReadingOptions, readOptionsOf, takesReading } from '../reading.ts';
import { quoted } from '../remedy-words.ts';
import { openSessionOf } from '../session.ts';
import { accountTable, type BankObject, balanceTable, transactionTable } from '../tables.ts';
import type { Tpp } from '../terminal.ts';
import { count as counted, warning } from '../words.ts';

interface TransactionOptions extends ReadingOptions, FormatOption {
  from?: string;
  to?: string;
  continueFrom?: string;
}

export function addAccountVerbs(program: Command, start: Start): void {
  takesReading(program.command('accounts').description('the accounts that the customer shared')).action(
    (options: ReadingOptions) => start(options, (call) => showAccounts(call, options)),
  );
  takesReading(
    program
      .command('balances')
      .description('balances of one account, or of all')
      .argument('[account]', 'an AccountId of obw accounts'),
  ).action((account: string | undefined, options: ReadingOptions) =>
    start(options, (call) => showBalances(call, account, options)),
  );
  takesReading(
    program
      .command('transactions')
      .description('transactions of an account, all pages')
      .argument('<account>', 'an AccountId of obw accounts'),
  )
    .option('--from <day>', 'booked on this day or later', dayOrTime)
    .option('--to <day>', 'booked on this day or earlier', dayOrTime)
    .option('--continue-from <url>', 'only what is left of an earlier reading, which named this page where it failed')
    .addOption(formatOption())
    .action((account: string, options: TransactionOptions) =>
      start(inFormat(options), (call) => showTransactions(call, account, options)),
    );
}

async function showAccounts(call: Call, options: ReadingOptions): Promise<void> {
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  const reading = await readOptionsOf(call, opened, options);
  const read = await asFarAsItGoes(tpp, () => tpp.accounts(session, reading));
  await show(call, read, 'account', (accounts) => call.print({ accounts }, () => accountTable(call, accounts)));
}

async function showBalances(call: Call, account: string | undefined, options: ReadingOptions): Promise<void> {
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  const reading = await readOptionsOf(call, opened, options);
  const read = await asFarAsItGoes(tpp, () => tpp.balances(session, account, reading));
  await show(call, read, 'balance', (balances) => call.print({ balances }, () => balanceTable(call, balances)));
}

async function showTransactions(call: Call, account: string, options: TransactionOptions): Promise<void> {
  const { from, to, format, continueFrom } = options;
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  const reading = await readOptionsOf(call, opened, options);
  const choices = { ...reading, ...(continueFrom !== undefined && { continueFrom }) };
  await showPages(
    call,
    tpp,
    format,
    () => tpp.transactionPages(session, account, { from, to }, choices),
    (url) => `For the rest alone add --continue-from ${quoted(url)} to the command.`,
  );
}

/**
 * Reads pages of transactions to the end, and shows them.
 * @param goOn how the command goes on where it stopped, where it can
 */
export async function showPages(
  call: Call,
  tpp: Tpp,
  format: FormatOption['format'],
  read: () => AsyncIterable<{ items: BankObject[] }>,
  goOn?: (url: string) => string,
): Promise<void> {
  // Pages are kept to the end, as a table is laid out by all of its rows.
  const pages: BankObject[][] = [];
  let count = 0;
  const all = await asFarAsItGoes(tpp, async () => {
    for await (const { items } of read()) {
      pages.push(items);
      count += items.length;
      call.progress(`${counted(count, 'transaction')} read …`);
    }
    return [];
  });
  const print = async (transactions: BankObject[]) => {
    if (format === 'csv') {
      await call.copy(await tpp.transactionsCsv(transactions));
      return warnOfUnsure(call, transactions);
    }
    return call.print({ transactions }, async () => {
      if (transactions.length === 0) return 'No transactions in this time.';
      return `${await transactionTable(call, transactions)}\n${counted(transactions.length, 'transaction')}.\n`;
    });
  };
  await show(call, { ...all, items: pages.flat() }, 'transaction', print, goOn);
}

function warnOfUnsure(call: Call, transactions: readonly BankObject[]): void {
  const unsure = transactions.filter(isUnsure).length;
  if (unsure === 0) return;
  const message = `Of ${counted(unsure, 'transaction')} it is not certain what the amount is or which way it goes.`;
  call.warn(warning({ message, fix: 'The sign in the file is the bank’s; obw transactions shows a word on each.' }));
}

function isUnsure({ Amount, CreditDebitIndicator }: BankObject): boolean {
  const { digits, direction } = readMoney(Amount, CreditDebitIndicator);
  return digits === undefined || direction === undefined;
}
