/** A file from Postman: read within bounds, parsed, and told apart by what it holds. */
import { basename } from 'node:path';
import { z } from 'zod';
import { fail } from '../errors.ts';
import { parseJson, TooDeep } from '../json.ts';
import { failFromFileSystem, openFile } from '../workspace/files.ts';

/** Bytes. Collections of hundreds of requests with their scripts stay below a tenth of it. */
const largest = 8 * 1024 * 1024;

export type PostmanKind = 'environment' | 'globals' | 'collection' | 'certificates';

/** One thing that a file held; a file that holds a whole workspace gives several. */
export interface PostmanDocument {
  kind: PostmanKind;
  /** As Postman shows it. */
  name: string;
  /** The file's name, without its folder. */
  file: string;
  /** As parsed, not yet checked beyond its kind. */
  value: unknown;
}

/**
 * Reads a file that Postman exported: an environment, globals, a collection (v2.0, v2.1), a list of client certificates, or a
 * workspace with several of these. The size is known before a byte is read, and the depth before it is parsed.
 *
 * @throws OpenBankingError `file_missing`, `file_unreadable`, `postman_file_invalid`
 */
export async function readPostmanFile(path: string): Promise<PostmanDocument[]> {
  return postmanDocuments(await readBounded(path), basename(path));
}

/**
 * What a text from Postman holds.
 *
 * @param file its name, for messages and for what has no name itself.
 * @throws OpenBankingError `postman_file_invalid`
 */
export function postmanDocuments(text: string, file: string): PostmanDocument[] {
  if (text.length > largest) return tooLarge(file);
  if (text.includes('\u0000')) return invalid(file, 'it is not a text', 'Name a file that Postman exported as JSON.');
  const documents = documentsIn(parse(text, file), file);
  if (documents.length > 0) return documents;
  return invalid(
    file,
    'it holds no environment, no globals, no collection and no list of client certificates',
    'Export the environment or the collection (v2.1) from Postman again.',
  );
}

async function readBounded(path: string): Promise<string> {
  await using handle = await openFile(path, path);
  try {
    if ((await handle.stat()).size > largest) return tooLarge(basename(path));
    return (await handle.readFile('utf8')).replace(/^\ufeff/, '');
  } catch (thrown) {
    return failFromFileSystem(thrown, path, 'read');
  }
}

function parse(text: string, file: string): unknown {
  try {
    return parseJson(text);
  } catch (thrown) {
    if (thrown instanceof TooDeep) invalid(file, 'it is nested too deeply', 'Export it from Postman again.');
    // The parser's own words quote the text, which may hold a secret.
    return invalid(file, 'it is not JSON', 'Name a file that Postman exported as JSON.');
  }
}

const variables = z.array(z.unknown());
const named = z.looseObject({ name: z.string().optional().catch(undefined) });
const environment = named.extend({
  values: variables,
  _postman_variable_scope: z.string().optional().catch(undefined),
});
const collection = z.looseObject({
  info: z.looseObject({ name: z.string().catch('Collection'), schema: z.string().optional().catch(undefined) }),
  item: z.array(z.unknown()),
});
const certificates = z.array(z.looseObject({ matches: z.unknown() })).min(1);
/** The older way of a whole workspace in one file, and what Postman's API wraps around a single thing. */
const workspace = z.looseObject({
  collections: z.array(z.unknown()).optional(),
  environments: z.array(z.unknown()).optional(),
  globals: z.array(z.unknown()).optional(),
  certificates: z.unknown().optional(),
  collection: z.unknown().optional(),
  environment: z.unknown().optional(),
});

function documentsIn(value: unknown, file: string): PostmanDocument[] {
  const own = file.replace(/(\.postman_\w+)?\.json$/i, '');
  if (Array.isArray(value)) {
    return certificates.safeParse(value).success ? [{ kind: 'certificates', name: own, file, value }] : [];
  }
  const anEnvironment = environment.safeParse(value);
  if (anEnvironment.success) {
    const { name = own, _postman_variable_scope: scope } = anEnvironment.data;
    return [{ kind: scope === 'globals' ? 'globals' : 'environment', name, file, value }];
  }
  const aCollection = collection.safeParse(value);
  if (aCollection.success) {
    const { name, schema } = aCollection.data.info;
    if (schema !== undefined && !/v2\.[01]/.test(schema)) return olderCollection(file);
    return [
      { kind: 'collection', name, file, value },
      ...(certificatesIn(aCollection.data.certificates) ? [list(aCollection.data.certificates, name, file)] : []),
    ];
  }
  if (isFirstVersion(value)) return olderCollection(file);
  const whole = workspace.safeParse(value);
  if (!whole.success) return [];
  const {
    collections = [],
    environments = [],
    globals,
    certificates: pairs,
    collection: one,
    environment: other,
  } = whole.data;
  return [
    ...[...environments, other].flatMap((each) => (each === undefined ? [] : documentsIn(each, file))),
    ...(globals ? [{ kind: 'globals' as const, name: 'Globals', file, value: { values: globals } }] : []),
    ...[...collections, one].flatMap((each) => (each === undefined ? [] : documentsIn(each, file))),
    ...(certificatesIn(pairs) ? [list(pairs, own, file)] : []),
  ];
}

function certificatesIn(value: unknown): boolean {
  return certificates.safeParse(value).success;
}

function list(value: unknown, name: string, file: string): PostmanDocument {
  return { kind: 'certificates', name, file, value };
}

/** A collection of version 1 has its requests in a list, and an order of their ids. */
function isFirstVersion(value: unknown): boolean {
  return z.looseObject({ order: z.array(z.unknown()), requests: z.array(z.unknown()) }).safeParse(value).success;
}

function olderCollection(file: string): never {
  return invalid(
    file,
    'it is a collection of another version than 2.0 and 2.1',
    'Export it from Postman as “Collection v2.1”.',
  );
}

function tooLarge(file: string): never {
  return invalid(file, 'it is larger than 8 MB', 'Export one environment or one collection at a time.');
}

function invalid(file: string, what: string, advice: string): never {
  return fail({ code: 'postman_file_invalid', message: `${file} cannot be imported: ${what}.`, try: advice });
}
