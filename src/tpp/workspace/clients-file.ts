/** `openbanking.clients.json`: the clients that a team shares, one a bank; committed beside openbanking.json, and no secret in it. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { fileMemory } from '../files/file-memory.ts';
import { readIfThere, unreadableAgain } from '../files/files.ts';
import { asOnlyWriter } from '../files/one-writer.ts';
import { replaceFile } from '../files/own-folder.ts';
import { maxLength, maxLengthInWords, parseChecked } from './checked-file.ts';
import { withClient, withoutClient } from './clients-edit.ts';
import { type ClientsFile, clientsFile, type SharedClient } from './clients-schema.ts';

export const clientsFileName = 'openbanking.clients.json';

/** @param path where it is, absolute
 * @throws OpenBankingError `clients_file_invalid`, with each fault as `line:column what`
 */
export function parseClientsFile(text: string, path?: string): ClientsFile {
  return parseChecked(text, { name: clientsFileName, path, schema: clientsFile, code: 'clients_file_invalid' });
}

/** The file of a folder. Errors of its calls: `clients_file_invalid`, `file_unreadable`, `file_not_writable`, `disk_full`. */
export interface SharedClients {
  /** Whether the folder has the file. */
  isThere(): Promise<boolean>;
  /** The client of a bank; undefined also where there is no file. */
  find(bank: string): Promise<SharedClient | undefined>;
  /** Makes the file where there is none; what else stands in it stays as it is. */
  put(bank: string, client: SharedClient): Promise<void>;
  /** Takes a bank's client out, if it is this one. */
  remove(bank: string, clientId: string): Promise<void>;
}

function assertShort(characters: number): void {
  if (characters <= maxLength) return;
  unreadableAgain(
    clientsFileName,
    maxLengthInWords,
    t(
      'Take out clients that nobody uses any more. Where there are few, something in the bank’s answer is far too long: look at the exchange.',
    ),
  );
}

/** Rather than a file that nobody of the team can read. */
function assertReadable(read: () => unknown): void {
  try {
    read();
  } catch (cause) {
    fail(
      {
        code: 'file_not_writable',
        message: t('{0} could not be read with this change, so it stays as it was.', clientsFileName),
        try: t('Make the change by hand, or have the file written anew: take it out and share the clients again.'),
      },
      cause,
    );
  }
}

const remembered = fileMemory<ClientsFile['clients'] | undefined>();

export function sharedClientsIn(folder: string): SharedClients {
  const file = join(folder, clientsFileName);
  const clientsIn = (whole: string | undefined): ClientsFile['clients'] | undefined =>
    whole === undefined ? undefined : parseClientsFile(whole.replace(/^\ufeff/, ''), file).clients;
  const read = () => remembered.get(file, async () => clientsIn(await readIfThere(file, clientsFileName)));
  const change = async (edit: (clients: ClientsFile['clients']) => [string, SharedClient | undefined] | undefined) => {
    const before = await readIfThere(file, clientsFileName);
    const edited = edit(clientsIn(before) ?? {});
    if (edited === undefined) return;
    const [bank, client] = edited;
    const whole = before ?? '{\n  "clients": {}\n}\n';
    const after = client ? withClient(whole, bank, client) : withoutClient(whole, bank);
    assertShort(after.length);
    assertReadable(() => clientsIn(after));
    const { mode } = await stat(file).catch(() => ({ mode: 0o644 }));
    await replaceFile(file, after, mode & 0o777, clientsFileName);
  };
  const changeAlone: typeof change = (edit) =>
    asOnlyWriter(folder, clientsFileName, clientsFileName, () => change(edit));
  const find = (clients: ClientsFile['clients'], bank: string): SharedClient | undefined =>
    Object.hasOwn(clients, bank) ? clients[bank] : undefined;
  return {
    isThere: async () => (await read()) !== undefined,
    find: async (bank) => find((await read()) ?? {}, bank),
    put: (bank, client) => changeAlone(() => [bank, client]),
    remove: (bank, clientId) =>
      changeAlone((clients) => (find(clients, bank)?.clientId === clientId ? [bank, undefined] : undefined)),
  };
}
