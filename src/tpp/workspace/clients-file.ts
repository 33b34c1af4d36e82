/** `openbanking.clients.json`: the clients that a team shares, one a bank; committed beside openbanking.json, and no secret in it. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import { t } from '../../standard/language.ts';
import { fileMemory } from '../files/file-memory.ts';
import { readIfThere, unreadableAgain } from '../files/files.ts';
import { asOnlyWriter } from '../files/one-writer.ts';
import { replaceFile } from '../files/own-folder.ts';
import { maxLength, maxLengthInWords, parseChecked } from './checked-file.ts';
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

/** The client is indented by us: the parser does so with a copy of the whole text for each line of it. */
function withClient(whole: string, bank: string, client: SharedClient | undefined): string {
  const path = ['clients', bank];
  const eol = whole.includes('\r\n') ? '\r\n' : '\n';
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol };
  const edited = applyEdits(whole, modify(whole, path, client && {}, { formattingOptions }));
  const root = parseTree(edited);
  const place = client && root && findNodeAtLocation(root, path);
  if (!place) return edited;
  const [indentation = ''] = /^[ \t]*/.exec(edited.slice(edited.lastIndexOf('\n', place.offset) + 1)) ?? [];
  const text = JSON.stringify(client, undefined, formattingOptions.tabSize).replaceAll('\n', eol + indentation);
  return edited.slice(0, place.offset) + text + edited.slice(place.offset + place.length);
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
    const after = withClient(whole, bank, client);
    assertShort(after.length);
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
