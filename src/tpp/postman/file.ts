/** A file from Postman: read within bounds, parsed, and told apart by what it holds. */

import { basename } from 'node:path';
import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { fail, problemOf } from '../errors.ts';
import { failFromFileSystem, openFile } from '../files/files.ts';
import { parseJson, TooDeep } from '../json.ts';
import { redactText } from '../redaction/redact.ts';
import { fromFirstVersion } from './collection-v1.ts';

/** Bytes. Collections of hundreds of requests with their scripts stay below a tenth of it. */
const maxSize = 8 * 1024 * 1024;

/** `unread`: something in a file with others that cannot be read; its value says why. */
type PostmanKind = 'environment' | 'globals' | 'collection' | 'certificates' | 'unread';

/** One thing that a file held; a file that holds a whole workspace gives several. */
export interface PostmanDocument {
  kind: PostmanKind;
  /** As Postman shows it. */
  name: string;
  /** The file's name, without its folder; where it holds several things, with the name of this one. */
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
  if (text.length > maxSize) return tooLarge(file);
  if (text.startsWith('PK\u0003\u0004'))
    return invalid(file, t('it is a ZIP archive'), t('Unpack it, and name the files that it holds.'));
  if (text.includes('\u0000'))
    return invalid(file, t('it is not a text'), t('Name a file that Postman exported as JSON.'));
  const documents = documentsIn(parse(text, file), file);
  if (documents.length > 0) return documents;
  return invalid(
    file,
    t('it holds no environment, no globals, no collection and no list of client certificates'),
    t('Export the environment or the collection (v2.1) from Postman again.'),
  );
}

async function readBounded(path: string): Promise<string> {
  await using handle = await openFile(path, path);
  try {
    if ((await handle.stat()).size > maxSize) return tooLarge(basename(path));
    return await handle.readFile('utf8');
  } catch (thrown) {
    return failFromFileSystem(thrown, path, 'read');
  }
}

function parse(text: string, file: string): unknown {
  try {
    return parseJson(text);
  } catch (thrown) {
    if (thrown instanceof TooDeep) invalid(file, t('it is nested too deeply'), t('Export it from Postman again.'));
    // The parser's own words quote the text, which may hold a secret.
    return invalid(file, t('it is not JSON'), t('Name a file that Postman exported as JSON.'));
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
  collections: z.array(z.unknown()).optional().catch(undefined),
  environments: z.array(z.unknown()).optional().catch(undefined),
  globals: z
    .union([z.array(z.unknown()), z.looseObject({ values: z.array(z.unknown()) }).transform(({ values }) => values)])
    .optional()
    .catch(undefined),
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
  const converted = fromFirstVersion(value);
  if (converted) return documentsIn(converted, file);
  const whole = workspace.safeParse(value);
  return whole.success ? partsOf(whole.data, file, own) : [];
}

/** A data dump or an older workspace, taken apart; what Postman's API wraps is one part. What cannot be read costs itself. */
function partsOf(whole: z.infer<typeof workspace>, file: string, own: string): PostmanDocument[] {
  const {
    collections = [],
    environments = [],
    globals = [],
    certificates: pairs,
    collection: one,
    environment,
  } = whole;
  const several = collections.length + environments.length > 0;
  const part = (each: unknown): PostmanDocument[] => {
    if (each === undefined) return [];
    if (!several) return documentsIn(each, file);
    const place = `${file}, ${nameOf(each)}`;
    try {
      const found = documentsIn(each, file).map((document) => ({ ...document, file: place }));
      return found.length > 0 ? found : [unread(place, t('It is neither a collection nor an environment.'))];
    } catch (thrown) {
      return [unread(place, problemOf(thrown).message)];
    }
  };
  const documents: PostmanDocument[] = [
    ...[...environments, environment].flatMap(part),
    ...(globals.length > 0 ? [{ kind: 'globals' as const, name: 'Globals', file, value: { values: globals } }] : []),
    ...[...collections, one].flatMap(part),
    ...(certificatesIn(pairs) ? [list(pairs, own, file)] : []),
  ];
  if (documents.length > 0 || one !== undefined || environment !== undefined) return documents;
  const isDump = [whole.collections, whole.environments, whole.globals].some((each) => each !== undefined);
  return isDump
    ? invalid(
        file,
        t('it is a data dump without a collection, an environment or a global variable'),
        t('Export the workspace that holds them from Postman.'),
      )
    : [];
}

function unread(file: string, why: string): PostmanDocument {
  return { kind: 'unread', name: file, file, value: why };
}

function nameOf(value: unknown): string {
  const { data } = z
    .looseObject({ name: z.string().optional(), info: z.looseObject({ name: z.string() }).optional() })
    .safeParse(value);
  const name = redactText(data?.name ?? data?.info?.name ?? '').replace(/\p{Cc}+/gu, ' ');
  return name.trim() === '' ? t('without a name') : truncate(name.trim(), 100);
}

function certificatesIn(value: unknown): boolean {
  return certificates.safeParse(value).success;
}

function list(value: unknown, name: string, file: string): PostmanDocument {
  return { kind: 'certificates', name, file, value };
}

function olderCollection(file: string): never {
  return invalid(
    file,
    t('it is a collection of another version than 1, 2.0 and 2.1'),
    t('Export it from Postman as “Collection v2.1”.'),
  );
}

function tooLarge(file: string): never {
  return invalid(file, t('it is larger than 8 MB'), t('Export one environment or one collection at a time.'));
}

function invalid(file: string, what: string, advice: string): never {
  return fail({ code: 'postman_file_invalid', message: t('{0} cannot be imported: {1}.', file, what), try: advice });
}
