/** Saved requests: files in `requests/` beside openbanking.json, made to be committed, in which secrets are `{{references}}`. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { failFromFileSystem, fileSystemCode, readWithin } from '../files/files.ts';
import { parseJson } from '../json.ts';
import { firstFault } from '../workspace/fault-words.ts';

/** The folder of saved requests, relative to that of openbanking.json. */
export const requestsFolder = 'requests';

const pair = z.object({ name: z.string(), value: z.string() });
const savedRequest = z.object({
  name: z.string(),
  /** The folders that it lies in, outermost first. */
  folder: z.array(z.string()),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  url: z.string(),
  headers: z.array(pair),
  /** `form` is sent as application/x-www-form-urlencoded; `text` is kept in lines, so that a change shows as one. */
  body: z.union([z.object({ text: z.array(z.string()) }), z.object({ form: z.array(pair) })]).optional(),
  auth: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('basic'), username: z.string(), password: z.string() }),
      z.object({ type: z.literal('bearer'), token: z.string() }),
    ])
    .optional(),
});
/** One request as it is kept. Every text in it may hold `{{variables}}`; none holds a secret. */
export type SavedRequest = z.infer<typeof savedRequest>;

const savedCollection = z.object({
  name: z.string(),
  /** The bank whose variables these are; absent where the requests are for any. */
  bank: z.string().optional(),
  /** Without secrets, which rest in the secret store under `request/FILE/KEY`, or `variable/BANK/KEY`. */
  variables: z.record(z.string(), z.string()),
  requests: z.array(savedRequest),
});
/** One file of saved requests. */
export type SavedCollection = z.infer<typeof savedCollection>;

/** A file of saved requests and its name without folder and ending, by which its secrets are found. */
export interface StoredCollection extends SavedCollection {
  id: string;
}

/**
 * All saved requests of a workspace folder, by the names of their files.
 *
 * @throws OpenBankingError `saved_request_invalid`, `file_unreadable`
 */
export async function readSavedRequests(folder: string): Promise<StoredCollection[]> {
  const ids = await collectionIds(folder);
  return Promise.all(ids.map((id) => readSavedCollection(folder, id)));
}

/** Those of them that can be read: a file that cannot is no hindrance to an import, which may replace it. */
export async function readableRequests(folder: string): Promise<StoredCollection[]> {
  const ids = await collectionIds(folder);
  const read = await Promise.allSettled(ids.map((id) => readSavedCollection(folder, id)));
  return read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

async function collectionIds(folder: string): Promise<string[]> {
  const files = await readdir(join(folder, requestsFolder)).catch((thrown: unknown) => {
    if (fileSystemCode(thrown) === 'ENOENT') return [];
    return failFromFileSystem(thrown, requestsFolder, 'read');
  });
  return files
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => file.slice(0, -'.json'.length));
}

async function readSavedCollection(folder: string, id: string): Promise<StoredCollection> {
  const path = savedPath(id);
  return { ...parseCollection(await readWithin(folder, path), path), id };
}

/** The file of saved requests that has this id, relative to the folder of openbanking.json. */
export function savedPath(id: string): string {
  return `${requestsFolder}/${id}.json`;
}

/** What becomes of a variable that is no secret, in words: whoever sees the file sees its value. */
export function keptInClear(id: string): string {
  return t('Kept as a variable of saved requests, in clear, in {0}.', savedPath(id));
}

/** The file that holds the variables of a bank. */
export function bankVariablesId(bank: string): string {
  return `${collectionId(bank)}.variables`;
}

/** A saved request, and how it is called so that no other is. */
export interface NamedRequest {
  collection: StoredCollection;
  request: SavedRequest;
  /** File, folders and name; of several with one name in one folder the second is `flow/Accounts/Get accounts (2)`. */
  path: string;
}

/** All requests of these files, in their order. */
export function namedRequests(collections: readonly StoredCollection[]): NamedRequest[] {
  return collections.flatMap((collection) => {
    const distinct = distinctNames();
    return collection.requests.map((request) => {
      const name = distinct(request.folder, request.name);
      return { collection, request, path: [collection.id, ...request.folder, name].join('/') };
    });
  });
}

/** Gives each name of a folder once: the second gets `(2)` behind it, in the order in which they come. */
export function distinctNames(): (folder: readonly string[], name: string) => string {
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  return (folder, name) => {
    const path = (own: string) => JSON.stringify([...folder, own]);
    const key = path(name);
    let own = name;
    for (let number = (numbers.get(key) ?? 1) + 1; taken.has(path(own)); number += 1) {
      own = `${name} (${number})`;
      numbers.set(key, number);
    }
    taken.add(path(own));
    return own;
  };
}

/**
 * One request with the file that it stands in.
 *
 * @param name as {@link namedRequests} calls it; its file may be left out, and its folders too, as long as only one is called so.
 */
export async function findSavedRequest(folder: string, name: string): Promise<NamedRequest> {
  const all = namedRequests(await readSavedRequests(folder));
  const exact = all.find(({ path }) => path === name);
  if (exact) return exact;
  const found = all.filter(({ collection, request, path }) => {
    const inFile = path.slice(collection.id.length + 1);
    return [request.name, [...request.folder, request.name].join('/'), inFile].includes(name);
  });
  const [only, another] = found;
  if (only && !another) return only;
  return fail({
    code: 'saved_request_unknown',
    message: another
      ? t('{0} saved requests are called {1}.', found.length, JSON.stringify(name))
      : t('There is no saved request {0}; there are {1} in {2}/.', JSON.stringify(name), all.length, requestsFolder),
    try: another
      ? t(
          'Name one by its path: {0}.',
          found
            .slice(0, 5)
            .map(({ path }) => path)
            .join(', '),
        )
      : t('Import a collection, or look for the name in that folder.'),
  });
}

/** As a file holds it. */
export function collectionText(collection: SavedCollection): string {
  const { name, bank, variables, requests } = collection;
  return `${JSON.stringify({ name, bank, variables, requests }, undefined, 2)}\n`;
}

/** A file name for a collection: what is no letter, digit, dot or hyphen becomes a hyphen. */
export function collectionId(name: string): string {
  const id = name
    .slice(0, 500)
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80)
    .toLowerCase();
  return id === '' ? 'requests' : id;
}

/** @throws OpenBankingError `saved_request_invalid` */
export function parseCollection(text: string, path: string): SavedCollection {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (thrown) {
    return invalid(path, t('it is not JSON'), thrown);
  }
  const read = savedCollection.safeParse(value);
  if (read.success) return read.data;
  return invalid(path, firstFault(value, read.error), read.error);
}

function invalid(path: string, what: string, cause: unknown): never {
  return fail(
    {
      code: 'saved_request_invalid',
      message: t('{0} holds no saved requests that can be understood ({1}).', path, what),
      try: t('Restore it from git, or import the collection again.'),
    },
    cause,
  );
}
