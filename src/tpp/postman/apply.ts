/** An import put into effect: openbanking.json, the state, the secret store and the files of saved requests, all of it or nothing. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import { t } from '../../standard/language.ts';
import { mergeWorkspace } from '../discovery/compose.ts';
import { fail, OpenBankingError } from '../errors.ts';
import { failFromFileSystem, readWithin } from '../files/files.ts';
import { makeFolders } from '../files/folders.ts';
import { replaceFile } from '../files/own-folder.ts';
import { decodeJwt } from '../jwt/decode.ts';
import type { Surroundings } from '../surroundings.ts';
import { identityOf } from '../workspace/identity.ts';
import { parseWorkspace, workspaceFileName } from '../workspace/parse.ts';
import type { WorkspaceFile } from '../workspace/schema.ts';
import type { SecretName, SecretStore } from '../workspace/secrets.ts';
import type { ClientRecord, StateStore } from '../workspace/state.ts';
import { type Concealed, conceal } from './concealed.ts';
import type { ImportPreview, ProposedBank } from './import-types.ts';
import { bankVariablesId, collectionText, parseCollection, requestsFolder, savedPath } from './saved-request.ts';

export interface ImportTarget {
  /** The folder of openbanking.json. */
  folder: string;
  state: StateStore;
  secrets: SecretStore;
  surroundings: Surroundings;
  /** The identity that new banks know, where openbanking.json has several. */
  identity?: string;
  /** Replaces files of saved requests that are there and say something else. */
  overwrite?: boolean;
}

export interface AppliedImport {
  /** The banks as openbanking.json now calls them. */
  banks: { name: string; added: boolean; clientId?: string }[];
  /** Files of saved requests, relative to the folder. */
  files: string[];
  /** Names in the secret store. */
  secrets: SecretName[];
  /** Variables that are secrets and stay in their file, as the store has another value of their name. */
  inClear: { path: string; key: string }[];
}

/**
 * Writes what a preview shows. Leave out of the preview what shall not be taken. When something fails, what was written before is taken back.
 *
 * @throws OpenBankingError `workspace_not_found`, `workspace_invalid`, `files_exist` before anything is written; those of files after
 */
export async function applyImport(preview: ImportPreview, target: ImportTarget): Promise<AppliedImport> {
  const workspace = preview.banks.length === 0 ? undefined : await workspaceWith(preview.banks, target);
  const replaced = await requestFiles(preview, target);
  const clients = await clientRecords(preview.banks, target, workspace?.file);
  const planned = secretsOf(preview);
  const uncovered = await uncover(preview, target, replaced, planned);
  const files = [...replaced, ...uncovered.files];
  const secrets = new Map([...planned, ...uncovered.values]);
  const undos: (() => Promise<unknown>)[] = [];
  try {
    for (const [name, value] of secrets) {
      const before = await target.secrets.get(name);
      undos.push(() => (before === undefined ? target.secrets.delete(name) : target.secrets.set(name, before)));
      await target.secrets.set(name, value.reveal());
    }
    for (const { path, text, before } of files) {
      undos.push(() => putBack(target.folder, path, before));
      await makeFolders(join(target.folder, requestsFolder)).catch((thrown: unknown) =>
        failFromFileSystem(thrown, requestsFolder, 'write'),
      );
      await replaceFile(join(target.folder, path), text, 0o644, path);
    }
    if (clients.length > 0) {
      const { clients: before } = await target.state.read();
      const isOurs = ({ bank, clientId }: ClientRecord) =>
        clients.some((client) => client.bank === bank && client.clientId === clientId);
      undos.push(() =>
        target.state.update((state) => ({
          ...state,
          clients: [...state.clients.filter((each) => !isOurs(each)), ...before.filter(isOurs)],
        })),
      );
      await target.state.update((state) => ({
        ...state,
        clients: [...state.clients.filter((each) => !isOurs(each)), ...clients],
      }));
    }
    if (workspace?.changed) {
      await replaceFile(join(target.folder, workspaceFileName), workspace.text, 0o644, workspaceFileName);
    }
  } catch (thrown) {
    for (const undo of undos.toReversed()) await undo().catch(() => undefined);
    throw thrown;
  }
  return {
    banks: preview.banks.map(({ name, known, client }) => ({
      name,
      added: !known,
      ...(client && { clientId: client.clientId }),
    })),
    files: files.map(({ path }) => path),
    secrets: [...secrets.keys()],
    inClear: uncovered.inClear,
  };
}

/** openbanking.json with the new banks in it, checked as it will be read. */
async function workspaceWith(
  banks: readonly ProposedBank[],
  { folder, identity }: ImportTarget,
): Promise<{ text: string; changed: boolean; file: WorkspaceFile }> {
  const before = await readWithin(folder, workspaceFileName).catch((thrown: unknown) => {
    if (!(thrown instanceof OpenBankingError) || thrown.code !== 'file_missing') throw thrown;
    return fail(
      {
        code: 'workspace_not_found',
        message: t('There is no {0} in {1} for the bank to go into.', workspaceFileName, folder),
        try: t('Make one first, or choose the folder that has one: it names the software statement and the keys.'),
      },
      thrown,
    );
  });
  parseWorkspace(before, folder);
  const text = banks.reduce(
    (whole, { name, entry, known }) => (known ? whole : mergeWorkspace(whole, { ca: [] }, { name, entry }, identity)),
    before,
  );
  return { text, changed: banks.some(({ known }) => !known), file: parseWorkspace(text, folder) };
}

async function clientRecords(
  banks: readonly ProposedBank[],
  { folder, state, surroundings }: ImportTarget,
  file: WorkspaceFile | undefined,
): Promise<ClientRecord[]> {
  const named = banks.flatMap(({ name, client }) => (client ? [{ bank: name, client }] : []));
  if (named.length === 0 || file === undefined) return [];
  const { clients } = await state.read();
  return Promise.all(
    named.map(async ({ bank, client: { clientId, tokenEndpointAuthMethod, registration } }) => {
      const known = clients.find((each) => each.bank === bank && each.clientId === clientId);
      if (known) return { ...known, registration: { ...registration, ...known.registration } };
      const registeredAt = new Date(surroundings.now()).toISOString();
      const entry = file.banks[bank];
      const { softwareStatement } = identityOf(file, entry && { name: bank, entry });
      const softwareId = await softwareIdIn(folder, softwareStatement.assertion);
      return { bank, clientId, softwareId, registeredAt, tokenEndpointAuthMethod, registration };
    }),
  );
}

/** The client stays usable where the statement cannot be read yet; what needs it says so itself. */
async function softwareIdIn(folder: string, path: string): Promise<string> {
  try {
    const { software_id: softwareId } = decodeJwt(await readWithin(folder, path)).payload;
    return typeof softwareId === 'string' ? softwareId : '';
  } catch (thrown) {
    if (thrown instanceof OpenBankingError) return '';
    throw thrown;
  }
}

interface RequestFile {
  path: string;
  text: string;
  /** What was there. */
  before?: string;
}

async function requestFiles(preview: ImportPreview, { folder, overwrite }: ImportTarget): Promise<RequestFile[]> {
  const ofBanks = preview.banks.flatMap(({ name, variables }) =>
    Object.keys(variables).length === 0
      ? []
      : [{ id: bankVariablesId(name), name: `Variables of ${name}`, bank: name, variables, requests: [] }],
  );
  const files: RequestFile[] = [];
  for (const collection of [...ofBanks, ...preview.collections]) {
    const path = savedPath(collection.id);
    const text = collectionText(collection);
    const before = await readWithin(folder, path).catch((thrown: unknown) => {
      if (thrown instanceof OpenBankingError && thrown.code === 'file_missing') return undefined;
      throw thrown;
    });
    if (before !== undefined && before !== text && !overwrite) {
      fail({
        code: 'files_exist',
        message: t('{0} is there already and says something else.', path),
        try: t('Look at it first; told to overwrite, the import replaces it, and git shows what changed.'),
      });
    }
    if (before !== text) files.push({ path, text, before });
  }
  return files;
}

interface Uncovered {
  files: RequestFile[];
  values: Map<SecretName, Concealed>;
  inClear: { path: string; key: string }[];
}

/**
 * The files that are there without the variables that turned out to be secrets, which go to the store as they stand now. One of which the
 * store has another value stays in its file: it may be nowhere else.
 */
async function uncover(
  preview: ImportPreview,
  { folder, secrets: store }: ImportTarget,
  replaced: readonly RequestFile[],
  planned: ReadonlyMap<SecretName, Concealed>,
): Promise<Uncovered> {
  const all: Uncovered = { files: [], values: new Map(), inClear: [] };
  for (const { id, secrets } of preview.uncovered) {
    const path = savedPath(id);
    if (replaced.some((file) => file.path === path)) continue;
    const before = await readWithin(folder, path);
    const { variables } = parseCollection(before, path);
    let text = before;
    for (const { name, key } of secrets) {
      const value = Object.hasOwn(variables, key) ? variables[key] : undefined;
      if (value === undefined) continue;
      const stored = (planned.get(name) ?? all.values.get(name))?.reveal() ?? (await store.get(name));
      if (stored !== undefined && stored !== value) all.inClear.push({ path, key });
      else {
        all.values.set(name, conceal(value));
        text = applyEdits(text, modify(text, ['variables', key], undefined, {}));
      }
    }
    if (text !== before) all.files.push({ path, text, before });
  }
  return all;
}

function secretsOf(preview: ImportPreview): Map<SecretName, Concealed> {
  const passphrases = preview.certificates.flatMap(({ passphrase }) => (passphrase ? [passphrase] : []));
  const all = [...preview.banks, ...preview.collections].flatMap(({ secrets }) => secrets).concat(passphrases);
  return new Map([
    ...all.map(({ name, value }) => [name, value] as const),
    ...preview.privateKeys.map(({ name, key }) => [name, key] as const),
  ]);
}

async function putBack(folder: string, path: string, before: string | undefined): Promise<void> {
  const file = join(folder, path);
  if (before === undefined) await rm(file, { force: true });
  else await replaceFile(file, before, 0o644, path);
}
