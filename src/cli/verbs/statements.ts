/** `obw statements --file`, `--transactions`: what one statement holds, of an account that need not be named. */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fail } from '../../tpp/errors.ts';
import type { Call } from '../call.ts';
import { wrongUsage } from '../errors.ts';
import { writeNamed } from '../files.ts';
import type { FormatOption } from '../options.ts';
import { type ReadingOptions, readOptionsOf } from '../reading.ts';
import { openSessionOf } from '../session.ts';
import type { Opened } from '../terminal.ts';
import { showPages } from './accounts.ts';

export interface StatementOptions extends ReadingOptions, FormatOption {
  /** A StatementId. */
  file?: string;
  out?: string;
  force?: boolean;
  /** A StatementId. */
  transactions?: string;
}

type Reading = Awaited<ReturnType<typeof readOptionsOf>>;

/** Whether the statements themselves are not what is wanted; wrong usage where the options contradict each other. */
export function wantsStatement({ file, out, force, transactions, format, json }: StatementOptions): boolean {
  if (file !== undefined && transactions !== undefined)
    wrongUsage('--file and --transactions are two things.', 'Give one of the two.');
  if (file !== undefined && out === undefined)
    wrongUsage('The file needs a place.', 'Name it: --out statement.pdf, or --out - for standard output.');
  if (file === undefined && (out !== undefined || force))
    wrongUsage('--out and --force are for the file of a statement.', 'Name the statement: --file STATEMENT.');
  if (file !== undefined && (format === 'csv' || (json && out === '-')))
    wrongUsage('The file of a statement is as the bank made it.', 'Leave --format and --json out.');
  return file !== undefined || transactions !== undefined;
}

/** Does what {@link wantsStatement} found to be wanted. */
export async function showStatement(call: Call, account: string | undefined, options: StatementOptions): Promise<void> {
  const { file, out = '', transactions = '' } = options;
  if (file !== undefined) await assertPlace(call, out, options.force === true);
  const opened = await openSessionOf(call, options);
  const reading = await readOptionsOf(call, opened, options);
  const statement = file ?? transactions;
  const of = { account: account ?? (await accountOf(opened, reading, statement)), statement };
  if (file === undefined)
    return showPages(call, opened.tpp, options.format, () =>
      opened.tpp.statementTransactionPages(opened.session, of, reading),
    );
  const { bytes, type } = await opened.tpp.readStatementFile(opened.session, of, reading);
  if (out === '-') {
    await new Promise<void>((done) => void call.stdout.write(bytes, () => done()));
    return;
  }
  await writeNamed(resolve(call.folder, out), bytes, true);
  await call.print(
    { file: out, type, size: bytes.length, ...of },
    () => `${out}: ${bytes.length.toLocaleString('en-GB')} bytes, ${type}.`,
  );
}

/** Looked at before the bank is asked. */
async function assertPlace(call: Call, out: string, force: boolean): Promise<void> {
  if (out === '') wrongUsage('The name of a file was expected for --out, and is empty.', 'Name one: statement.pdf.');
  if (out === '-') {
    if (!call.stdout.isTTY) return;
    wrongUsage('A file of bytes does not go to a terminal.', 'Name a file, or send the output to a program.');
  }
  const isThere = await access(resolve(call.folder, out)).then(
    () => true,
    () => false,
  );
  if (isThere && !force)
    fail({
      code: 'files_exist',
      message: `${out} is there already.`,
      try: 'Name another file, or overwrite with --force.',
    });
}

/** The one account that has such a statement, among those that the customer shared. */
async function accountOf({ tpp, session }: Opened, reading: Reading, statement: string): Promise<string> {
  const statements = await tpp.read(session, 'statements', {}, reading).catch(async (thrown: unknown) => {
    // Of all accounts at once a bank need not have them.
    if (tpp.problemOf(thrown).bank?.status !== 404) throw thrown;
    const ids = (await tpp.accounts(session, reading)).map(tpp.accountId).filter((id) => id !== undefined);
    const each = await Promise.all(ids.map((account) => tpp.read(session, 'statements', { account }, reading)));
    return each.flatMap((found, index) => found.map((one) => ({ AccountId: ids[index], ...one })));
  });
  const found = statements.filter(({ StatementId }) => StatementId === statement).map(tpp.accountId);
  const accounts = [...new Set(found.filter((id) => id !== undefined))];
  const [account] = accounts;
  if (account !== undefined && accounts.length === 1) return account;
  return accounts.length === 0
    ? wrongUsage(
        `No account that the customer shared has a statement ${statement}.`,
        'Look which there are: obw statements.',
      )
    : wrongUsage(`Several accounts have a statement ${statement}: ${accounts.join(', ')}.`, 'Name the account.');
}
