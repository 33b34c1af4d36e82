/** Files that are their owner's alone: everything in a bank's folder but certificates, which others may read. */
import { closeSync, openSync } from 'node:fs';
import { chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { authorityFiles } from './pki/authority.ts';

const secret = 0o600;
const readable = 0o644;

/**
 * Makes a file for SQLite, mode 0600, when it is not there; what SQLite puts beside it (`-wal`, `-shm`, `-journal`) gets the same mode. One
 * that is there must not be opened here: closing it would end the locks that SQLite holds on it for this process (POSIX), and another
 * process would take away the log from under them.
 */
export function makePrivateFile(file: string): void {
  try {
    closeSync(openSync(file, 'ax', secret));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** The bank's own files, as somebody may keep others in the same folder. */
const own = /^((bank|lock)\.sqlite(-wal|-shm|-journal)?|running\.json(\.new)?)$/;
/** A renewed certificate is written under a name with a number first. */
const draftEnd = /\.new-\d+$/;

/** Takes away from others what they may do with the bank's own files, in a folder that an older version made or somebody copied. */
export async function closeToOthers(dir: string): Promise<void> {
  const pki = join(dir, 'pki');
  const [beside, within] = await Promise.all([names(dir), names(pki)]);
  await Promise.all([
    ...beside.filter((name) => own.test(name)).map((name) => limit(join(dir, name), secret)),
    ...within.map((name) => {
      const of = name.replace(draftEnd, '');
      if (!authorityFiles.includes(of)) return undefined;
      return limit(join(pki, name), of.endsWith('.pem') ? readable : secret);
    }),
  ]);
}

const names = (folder: string): Promise<string[]> => readdir(folder).catch((): string[] => []);

async function limit(file: string, allowed: number): Promise<void> {
  try {
    const found = await stat(file);
    if (found.isFile() && (found.mode & 0o777 & ~allowed) !== 0) await chmod(file, allowed);
  } catch {
    // Gone meanwhile, or on a disk that knows no modes, or another's: whether the bank can work with it shows when it is opened.
  }
}
