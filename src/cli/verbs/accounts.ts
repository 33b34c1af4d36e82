/** `obw accounts`, `obw balances`, `obw transactions`: the customer's data, the bank's own objects in JSON, tables for people. */
import { type Command, Option } from 'commander';
import { readMoney } from '../../tpp/accounts/row-reader.ts';
import { asFarAsItGoes, show } from '../as-far.ts';
import type { Call } from '../call.ts';
import { authorisedConsentIdOf } from '../defaults.ts';
import { wrongUsage } from '../errors.ts';
import { dayOrTime, type Start, takesConsent, type WorkspaceOptions } from '../options.ts';
import { openSessionOf } from '../session.ts';
import { accountTable, type BankObject, balanceTable, transactionTable } from '../tables.ts';
import { count as counted, warning } from '../words.ts';

interface ReadOptions extends WorkspaceOptions {
  consent?: string;
}

interface TransactionOptions extends ReadOptions {
  from?: string;
  to?: string;
  format?: 'table' | 'json' | 'csv';
}

export function addAccountVerbs(program: Command, start: Start): void {
  takesConsent(program.command('accounts').description('the accounts that the customer shared')).action(
    (options: ReadOptions) => start(options, (call) => showAccounts(call, options)),
  );
  takesConsent(
    program
      .command('balances')
      .description('balances of one account, or of all')
      .argument('[account]', 'an AccountId of obw accounts'),
  ).action((account: string | undefined, options: ReadOptions) =>
    start(options, (call) => showBalances(call, account, options)),
  );
  takesConsent(
    program
      .command('transactions')
      .description('transactions of an account, all pages')
      .argument('<account>', 'an AccountId of obw accounts'),
  )
    .option('--from <day>', 'booked on this day or later', dayOrTime)
    .option('--to <day>', 'booked on this day or earlier', dayOrTime)
    .addOption(new Option('--format <format>', 'how to show them').choices(['table', 'json', 'csv']))
    .action((account: string, options: TransactionOptions) => {
      if (options.json && options.format !== undefined && options.format !== 'json') {
        wrongUsage(`--json and --format ${options.format} contradict each other.`, 'Give one of the two.');
      }
      const json = options.json || options.format === 'json';
      return start({ json }, (call) => showTransactions(call, account, options));
    });
}

async function showAccounts(call: Call, options: ReadOptions): Promise<void> {
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  const consentId = await authorisedConsentIdOf(opened, options.consent);
  const read = await asFarAsItGoes(tpp, () => tpp.accounts(session, { consentId, signal: call.signal }));
  await show(call, read, 'account', (accounts) => call.print({ accounts }, () => accountTable(call, accounts)));
}

async function showBalances(call: Call, account: string | undefined, options: ReadOptions): Promise<void> {
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  const consentId = await authorisedConsentIdOf(opened, options.consent);
  const read = await asFarAsItGoes(tpp, () => tpp.balances(session, account, { consentId, signal: call.signal }));
  await show(call, read, 'balance', (balances) => call.print({ balances }, () => balanceTable(call, balances)));
}

async function showTransactions(call: Call, account: string, options: TransactionOptions): Promise<void> {
  const { from, to, format, consent } = options;
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  const consentId = await authorisedConsentIdOf(opened, consent);
  // Pages are kept to the end, as a table is laid out by all of its rows.
  const pages: BankObject[][] = [];
  let count = 0;
  const read = await asFarAsItGoes(tpp, async () => {
    const range = { from, to };
    const choices = { consentId, signal: call.signal };
    for await (const { items } of tpp.transactionPages(session, account, range, choices)) {
      pages.push(items);
      count += items.length;
      call.progress(`${counted(count, 'transaction')} read …`);
    }
    return [];
  });
  await show(call, { ...read, items: pages.flat() }, 'transaction', async (transactions) => {
    if (format === 'csv') {
      await call.copy(await tpp.transactionsCsv(transactions));
      return warnOfUnsure(call, transactions);
    }
    return call.print({ transactions }, async () => {
      if (transactions.length === 0) return 'No transactions in this time.';
      return `${await transactionTable(call, transactions)}\n${counted(transactions.length, 'transaction')}.\n`;
    });
  });
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
