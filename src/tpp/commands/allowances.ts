/** Which commands of a workspace this user allowed: `.openbanking/allowed-commands.json`, marks that nobody else can have made. */

import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { link, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { fail, OpenBankingError } from '../errors.ts';
import { failFromFileSystem, fileSystemCode, readIfThere } from '../files/files.ts';
import { makeFolders } from '../files/folders.ts';
import { asOnlyWriter } from '../files/one-writer.ts';
import { readOwn, replaceFile } from '../files/own-folder.ts';

const allowedFile = z.object({ version: z.literal(1), allowed: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(1000) });
const shown = '.openbanking/allowed-commands.json';

export interface Allowances {
  has(digest: string): Promise<boolean>;
  /** Errors: `file_not_writable`, for a symbolic link in the file's place too, `disk_full` */
  add(digest: string): Promise<void>;
}

/** What is allowed of a command: its argument list, to the letter. */
export const commandDigest = (command: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(command)).digest('hex');

/**
 * The allowances of a folder. A mark is made with a key in the user's home folder, of the digest and the folder's real path, so that a
 * repository cannot bring its own allowance along. `OBW_ALLOWED_COMMANDS` has digests besides (their first 16 characters are
 * enough), for machines that nobody sits at.
 */
export function fileAllowances(folder: string, environment: NodeJS.ProcessEnv = process.env): Allowances {
  const file = join(folder, '.openbanking', 'allowed-commands.json');
  const given = (environment.OBW_ALLOWED_COMMANDS ?? '')
    .split(/[\s,]+/)
    .filter((each) => /^[0-9a-f]{16,64}$/.test(each));
  const read = async (): Promise<string[]> => {
    const checked = allowedFile.safeParse(json(await readOwn(file, shown)));
    return checked.success ? checked.data.allowed : [];
  };
  const markOf = async (digest: string, key: string): Promise<string> =>
    createHmac('sha256', key)
      .update(`${await realpath(folder)}\n${digest}`)
      .digest('hex');
  return {
    has: async (digest) => {
      if (given.some((each) => digest.startsWith(each))) return true;
      const allowed = await read();
      const file = allowed.length === 0 ? undefined : await keyFile(folder);
      const key = file && (await keyIfThere(file));
      if (key === undefined) return false;
      const mark = Buffer.from(await markOf(digest, key));
      return allowed.some((each) => timingSafeEqual(Buffer.from(each), mark));
    },
    add: async (digest) => {
      const own = (await keyFile(folder)) ?? homeless();
      const mark = await markOf(digest, (await keyIfThere(own)) ?? (await makeKey(own)));
      await asOnlyWriter(folder, 'allowed-commands.json', shown, async () => {
        const allowed = (await read()).filter((each) => each !== mark);
        const text = `${JSON.stringify({ version: 1, allowed: [...allowed, mark].slice(-1000) }, undefined, 2)}\n`;
        await replaceFile(file, text, 0o600, shown);
      });
    },
  };
}

/**
 * In the home folder, since whoever writes there has the user's rights already. A home that is not set, or stands in the folder itself, is
 * passed over for that of the account: a key there may have come with the folder.
 */
async function keyFile(folder: string): Promise<string | undefined> {
  const real = await realpath(folder);
  for (const home of [homedir(), accountHome()]) {
    if (!isAbsolute(home)) continue;
    const there = await realpath(home).catch(() => home);
    if (!`${there}${sep}`.startsWith(`${real}${sep}`)) return join(home, '.openbanking-workbench', 'allowances.key');
  }
  return undefined;
}

/** Users without an entry of their own are usual in containers. */
function accountHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return '';
  }
}

function homeless(): never {
  return fail({
    code: 'file_not_writable',
    message: t('A command cannot be allowed here: there is no home folder outside of the folder of openbanking.json.'),
    try: t('Move openbanking.json to a folder below your home, or name the digest in OBW_ALLOWED_COMMANDS.'),
  });
}

async function keyIfThere(file: string): Promise<string | undefined> {
  // A home that is no folder has none either.
  const text = (
    await readIfThere(file, file).catch((thrown: unknown) => {
      if (thrown instanceof OpenBankingError && fileSystemCode(thrown.cause) === 'ENOTDIR') return undefined;
      throw thrown;
    })
  )?.trim();
  return text !== undefined && /^[0-9a-f]{64}$/.test(text) ? text : undefined;
}

async function makeKey(file: string): Promise<string> {
  const key = randomBytes(32).toString('hex');
  try {
    await makeFolders(dirname(file), 0o700);
    await placeFirst(file, `${key}\n`);
  } catch (thrown) {
    const code = fileSystemCode(thrown instanceof OpenBankingError ? thrown.cause : thrown);
    if (code === undefined || code === 'ENOSPC' || code === 'EDQUOT') failFromFileSystem(thrown, file, 'write');
    fail(
      {
        code: 'file_not_writable',
        message: t('The key of your allowances could not be kept at {0} ({1}).', file, code),
        try: t(
          'Have HOME name a folder that is there and that you may write to, or name the digest in OBW_ALLOWED_COMMANDS.',
        ),
      },
      thrown,
    );
  }
  return (await keyIfThere(file)) ?? key;
}

/** Puts a key in its place unless one is there by then: marks that were made with it would be nothing any more. What is no key is replaced. */
async function placeFirst(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file).catch(async () => {
      if ((await keyIfThere(file)) === undefined) await rename(draft, file);
    });
  } finally {
    await rm(draft, { force: true });
  }
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
