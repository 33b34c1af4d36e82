/** A Postman collection, v2.0 or v2.1, made into saved requests; its scripts are shown and its keys found. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { fail } from '../errors.ts';
import { redactText } from '../redaction/redact.ts';
import { privateKeyName, requestSecretName } from '../workspace/secrets.ts';
import { clientCertificates } from './client-certificates.ts';
import { readAuth, type UsableAuth } from './collection-auth.ts';
import { bodyOfRequest, readHeaders, readUrl } from './collection-request.ts';
import { conceal } from './concealed.ts';
import type { PostmanDocument } from './file.ts';
import type { ImportItem } from './import-item.ts';
import type {
  FoundScript,
  ProposedCertificate,
  ProposedCollection,
  ProposedKey,
  ProposedSecret,
} from './import-types.ts';
import { type KnownSecrets, knownSecrets } from './known-secrets.ts';
import { countLeftBehind, type LeftBehind, leftBehindItems } from './left-behind.ts';
import { type Literals, literalSecrets } from './literals.ts';
import { findPrivateKeys } from './private-keys.ts';
import { distinctNames, keptInClear, type SavedRequest } from './saved-request.ts';
import { type ScriptEvent, scriptForReading, scriptsOf } from './scripts.ts';
import { countingVariables } from './variables.ts';

export interface ReadCollection {
  collection: ProposedCollection;
  scripts: FoundScript[];
  privateKeys: ProposedKey[];
  certificates: ProposedCertificate[];
}

const item = z.looseObject({
  name: z.string().catch('Request'),
  item: z.array(z.unknown()).optional().catch(undefined),
  request: z
    .union([z.string(), z.looseObject({})])
    .optional()
    .catch(undefined),
  auth: z.unknown().optional(),
  event: z.unknown().optional(),
});
const request = z.looseObject({
  method: z.string().catch('GET'),
  url: z.unknown().optional(),
  header: z.unknown().optional(),
  body: z.unknown().optional(),
  auth: z.unknown().optional(),
  certificate: z.unknown().optional(),
});
const methods: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] satisfies SavedRequest['method'][];

/** Requests of one collection. */
const limit = 10_000;

interface Around {
  id: string;
  file: string;
  folder: string[];
  auth: unknown;
  literals: Literals;
  /** Secrets to mask in scripts. */
  known: KnownSecrets;
  found: ReadCollection;
  items: ImportItem[];
  left: LeftBehind;
  /** A request's name, told apart from others of its folder. */
  distinct: (folder: readonly string[], name: string) => string;
}

/**
 * @param id the name of its file in `requests/`.
 * @param known secret variables of the environments that are imported with it: their values in requests become references.
 * @param items gets what was taken and what was not, and why.
 * @param used names of variables that are secrets by their use.
 */
export function readCollection(
  document: PostmanDocument,
  id: string,
  known: ReadonlyMap<string, string>,
  items: ImportItem[],
  used: ReadonlySet<string>,
): ReadCollection {
  const { file } = document;
  const name = harmlessName(document.name);
  const whole = z
    .looseObject({ item: z.array(z.unknown()).catch([]), variable: z.array(z.unknown()).optional().catch(undefined) })
    .parse(document.value);
  const secrets: ProposedSecret[] = [];
  const found: ReadCollection = {
    collection: { id, name, variables: {}, requests: [], secrets },
    scripts: [],
    privateKeys: [],
    certificates: [],
  };
  const all = new Map(known);
  const variables = countingVariables(whole.variable ?? [], file, items, used);
  const plain: [string, string][] = [];
  for (const { key, value, secret } of variables.values()) {
    const place = t('{0}, variable {1}', file, key);
    if (secret) {
      all.set(key, value);
      secrets.push({ name: requestSecretName(id, key), key, place, value: conceal(value) });
      items.push({
        place: file,
        key,
        outcome: 'secret',
        reason: t('Goes to the secret store, for the saved requests.'),
      });
      findKeys(found, value, place, (): ProposedKey['name'] => requestSecretName(id, key), items);
    } else {
      plain.push([key, value]);
      items.push({ place: file, key, outcome: 'taken', reason: keptInClear(id) });
    }
  }
  const literals = literalSecrets(
    all,
    (key) => requestSecretName(id, key),
    new Set([...known.keys(), ...variables.keys()]),
  );
  found.collection.variables = Object.fromEntries(
    plain.map(([key, value]) => [key, literals.text(value, t('{0}, variable {1}', file, key))]),
  );
  const left: LeftBehind = { examples: 0, descriptions: 0 };
  const own = { id, file, folder: [], auth: undefined, left, distinct: distinctNames() };
  const about: unknown = Reflect.get(Object(whole.info), 'description');
  walk({ ...whole, description: about, name: '' }, { ...own, literals, known: knownSecrets(all), found, items });
  items.push(...leftBehindItems(left, file));
  for (const secret of literals.secrets) {
    secrets.push(secret);
    items.push({
      place: secret.place,
      key: secret.key,
      outcome: 'secret',
      reason: t('Stood in the request itself; a reference takes its place.'),
    });
  }
  return found;
}

function walk(node: unknown, around: Around): void {
  const read = item.safeParse(node);
  if (!read.success) {
    around.items.push({
      place: around.file,
      key: 'item',
      outcome: 'not understood',
      reason: t('It is neither a folder nor a request.'),
    });
    return;
  }
  const own = harmlessName(read.data.name);
  const name = read.data.request === undefined ? own : around.distinct(around.folder, own);
  const inside = { ...around, auth: read.data.auth ?? around.auth };
  const place = [around.file, [...around.folder, name].filter((each) => each !== '').join(' / ')]
    .filter((each) => each !== '')
    .join(', ');
  readScripts(scriptsOf(read.data.event), place, inside);
  for (const [kind, text] of countLeftBehind(node, around.left)) {
    findKeys(around.found, text, `${place}, ${kind}`, (id) => privateKeyName(around.id, id), around.items);
  }
  if (read.data.request !== undefined) {
    readRequest(read.data.request, { own, name }, place, inside);
    return;
  }
  const folder = name === '' ? around.folder : [...around.folder, name];
  for (const each of read.data.item ?? []) walk(each, { ...inside, folder });
}

function readRequest(
  value: unknown,
  { own, name }: { own: string; name: string },
  place: string,
  around: Around,
): void {
  const { items, literals, found, folder } = around;
  if (found.collection.requests.length >= limit) {
    fail({
      code: 'postman_file_invalid',
      message: t('{0} cannot be imported: it has more than {1} requests.', around.file, limit.toLocaleString('en-GB')),
      try: t('Export a part of it from Postman.'),
    });
  }
  const made = request.parse(typeof value === 'string' ? { url: value } : value);
  const method = made.method.toUpperCase();
  if (!isMethod(method)) {
    items.push({
      place,
      key: name,
      outcome: 'not understood',
      reason: t('Requests with {0} are not sent from here.', JSON.stringify(truncate(method, 20))),
    });
    return;
  }
  const at = { place, literals, items };
  const auth: UsableAuth = readAuth(made.auth ?? around.auth, at);
  const headers = [...readHeaders(made.header, at), ...(auth.header ? [auth.header] : [])];
  const body = bodyOfRequest(made.body, headers, at);
  const url = readUrl(made.url, at);
  findKeys(
    found,
    JSON.stringify([made.url, made.header, made.body, made.auth]),
    place,
    (id) => privateKeyName(around.id, id),
    items,
  );
  found.certificates.push(
    ...clientCertificates(
      [made.certificate].filter((each) => each !== undefined),
      place,
      items,
    ),
  );
  found.collection.requests.push({
    name: own,
    folder,
    method,
    url: auth.query ? withQuery(url, auth.query) : url,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(auth.auth === undefined ? {} : { auth: auth.auth }),
  });
  items.push({ place, key: name, outcome: 'taken', reason: t('Kept as a saved request.') });
}

function readScripts(events: readonly ScriptEvent[], place: string, { found, id, known, items }: Around): void {
  for (const { when, text } of events) {
    const where = t('{0}, script {1} the request', place, when);
    findKeys(found, text, where, (key) => privateKeyName(id, key), items);
    found.scripts.push({ place, when, text: scriptForReading(text, known) });
    items.push({
      place,
      key: t('script {0}', when),
      outcome: 'not needed',
      reason: t('Scripts are shown and never run.'),
    });
  }
}

/** A key that stands in several places is offered once, with the first. */
function findKeys(
  { privateKeys }: ReadCollection,
  text: string,
  place: string,
  nameOf: (id: string) => ProposedKey['name'],
  items: ImportItem[],
): void {
  for (const key of findPrivateKeys(text)) {
    if (!privateKeys.some(({ id }) => id === key.id)) privateKeys.push({ ...key, place, name: nameOf(key.id) });
    items.push({
      place,
      key: t('private key ({0})', key.kind),
      outcome: 'secret',
      reason: t(
        'A private key does not belong in a collection: whoever has the file has the key. Offered to the secret store.',
      ),
    });
  }
}

function harmlessName(name: string): string {
  const text = redactText(name).replace(/\p{Cc}+/gu, ' ');
  return truncate(text.trim(), 200);
}

function isMethod(method: string): method is SavedRequest['method'] {
  return methods.includes(method);
}

function withQuery(url: string, { name, value }: { name: string; value: string }): string {
  return `${url}${url.includes('?') ? '&' : '?'}${encodeURIComponent(name)}=${value}`;
}
