/** What goes wrong with a bank's folder and database, in the words and codes of whoever started the bank. */
import { BankError } from './errors.ts';
import { StoreIsNewer, StoreIsUnreadable } from './store/schema.ts';

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
export const sqlite = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
};
const busy: unknown[] = [sqlite.busy, sqlite.locked];
const unwritable: unknown[] = [sqlite.readOnly, sqlite.ioError, sqlite.full, sqlite.cannotOpen];
const damaged: unknown[] = [sqlite.corrupt, sqlite.notADatabase];

/** The primary result code of an error of SQLite's, undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;
}

/** Whether the database file is one that SQLite cannot read. */
export function isDamaged(error: unknown): boolean {
  return damaged.includes(sqliteCode(error instanceof StoreIsUnreadable ? error.cause : error));
}

/** The error to be thrown in the place of one that a bank's folder gave. */
export function folderFailure(error: unknown, dir: string): unknown {
  if (error instanceof BankError) return error;
  const cause = error instanceof StoreIsUnreadable ? error.cause : error;
  const code = sqliteCode(cause);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StoreIsNewer) {
    return new BankError('store_newer', message, 'Use the newer version, or another folder.', { cause });
  }
  if (busy.includes(code)) {
    const text = `The database of the bank in ${dir} is held by another process.`;
    return new BankError('store_busy', text, 'Try again when that one is done.', { cause });
  }
  if (unwritable.includes(code) || isFileError(cause)) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const text = `The bank's folder ${dir} cannot be written: ${why}.`;
    return new BankError('folder_not_writable', text, 'Give a folder that you may write to, on a disk with room.', {
      cause,
    });
  }
  if (error instanceof StoreIsUnreadable || damaged.includes(code)) {
    const text = `The database of the bank in ${dir} is damaged: ${message}.`;
    return new BankError(
      'store_damaged',
      text,
      'Restore bank.sqlite from a copy, or remove it: the bank then begins anew.',
      { cause },
    );
  }
  return error;
}

const isFileError = (error: unknown): boolean => error instanceof Error && 'syscall' in error && 'path' in error;
