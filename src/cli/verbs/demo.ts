/** `obw demo`: the whole guide on a bank of its own, each step with its time and what came of it, then what the customer shared. */
import type { Command } from 'commander';
import { accountName } from '../../tpp/accounts/account-words.ts';
import { textAt } from '../../tpp/accounts/text-at.ts';
import type { Call } from '../call.ts';
import { type DemoResult, type DemoStep, demoSteps, runDemo } from '../demo.ts';
import { failureOf, harmless, raise } from '../errors.ts';
import { type JsonOption, type Start, takesJson, transactionCount } from '../options.ts';
import { accountTable, type BankObject, balanceTable, transactionTable } from '../tables.ts';
import { bold, dim, green, red } from '../words.ts';

interface Options extends JsonOption {
  transactions?: number;
}

/** Transactions that a screen has room for. */
const newest = 15;

export function addDemoVerb(program: Command, start: Start): void {
  takesJson(
    program
      .command('demo')
      .description('from a software statement to transactions, on a bank of its own; leaves nothing behind'),
  )
    .option('--transactions <n>', 'how many the first account has (default: two years of them)', transactionCount)
    .action((options: Options) => start(options, (call) => demo(call, options), { endsBySignal: true }));
}

async function demo(call: Call, options: Options): Promise<void> {
  const began = performance.now();
  let written = Promise.resolve();
  const result = await runDemo(call, {
    transactions: options.transactions,
    onStart: (name) => {
      written = written.then(() => call.progress(`… ${name}`));
    },
    onStep: (step) => {
      if (!call.json) written = written.then(() => call.write(stepLine(call, step)));
    },
  });
  await written;
  const { problem, clientId, consentId, accounts, balances, transactions } = result;
  const steps = result.steps.map(({ name, status, milliseconds }) => ({ name, status, milliseconds }));
  const error = problem && failureOf(problem);
  await call.print(
    { clientId, consentId, accounts, balances, transactions, steps, ...(error && { error }) },
    async () => (problem ? '' : await dataInWords(call, result, performance.now() - began)),
  );
  if (problem) raise(problem);
}

const nameWidth = Math.max(...demoSteps.map((name) => name.length));
const counted: readonly string[] = ['accounts', 'balances', 'transactions'];

function stepLine(call: Call, { name, status, milliseconds, result }: DemoStep): string {
  const mark = status === 'done' ? green(call, '✓') : status === 'failed' ? red(call, '✗') : dim(call, '-');
  const time = status === 'skipped' ? 'skipped' : `${milliseconds} ms`;
  const came =
    counted.includes(name) && status === 'done' ? `${Number(result).toLocaleString('en-GB')} ${name}` : (result ?? '');
  return `${mark} ${name.padEnd(nameWidth)} ${time.padStart(9)}  ${harmless(came).split('\n')[0]}`
    .trimEnd()
    .concat('\n');
}

async function dataInWords(
  call: Call,
  { accounts, balances, transactions }: DemoResult,
  milliseconds: number,
): Promise<string> {
  const latest = [...transactions].sort((a, b) =>
    textAt(b, 'BookingDateTime').localeCompare(textAt(a, 'BookingDateTime')),
  );
  const [first] = accounts;
  const of = first ? accountName(first) : 'the first account';
  const shown: BankObject[] = latest.slice(0, newest);
  const heading =
    transactions.length > shown.length
      ? `the newest ${shown.length} of ${transactions.length.toLocaleString('en-GB')}`
      : 'all';
  return [
    '',
    bold(call, "rora's accounts"),
    await accountTable(call, accounts),
    bold(call, 'Balances'),
    await balanceTable(call, balances),
    bold(call, `Transactions of ${harmless(of)}: ${heading}`),
    shown.length > 0 ? await transactionTable(call, shown) : 'none\n',
    `${green(call, 'Done')} in ${(milliseconds / 1000).toFixed(1)} s: from a software statement to transactions, over mutual TLS.`,
    `Now by hand: ${call.environment.npm_lifecycle_event === undefined ? '' : 'npx '}obw --help`,
    '',
  ].join('\n');
}
