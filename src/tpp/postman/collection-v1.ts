/** A collection of version 1, as Postman's “Export Data” has them, in the shape of version 2.1: its requests stand in one list, and folders name them by id. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';

const text = z.string().catch('');
const list = z.array(z.unknown()).catch([]);
const ids = z
  .array(z.unknown())
  .catch([])
  .transform((all) => all.filter((id) => typeof id === 'string'));
const folder = z.looseObject({
  id: text,
  name: z.string().catch('Folder'),
  description: z.unknown().optional(),
  order: ids,
  folders_order: ids,
  auth: z.unknown().optional(),
  events: z.unknown().optional(),
});
const request = z.looseObject({
  id: text,
  name: z.string().catch('Request'),
  description: z.unknown().optional(),
  method: z.string().catch('GET'),
  url: text,
  headers: z.unknown().optional(),
  headerData: z.unknown().optional(),
  queryParams: z.unknown().optional(),
  pathVariableData: z.unknown().optional(),
  pathVariables: z.unknown().optional(),
  dataMode: z.string().nullish().catch(undefined),
  rawModeData: z.unknown().optional(),
  data: z.unknown().optional(),
  auth: z.unknown().optional(),
  currentHelper: z.string().nullish().catch(undefined),
  helperAttributes: z.unknown().optional(),
  events: z.unknown().optional(),
  preRequestScript: z.unknown().optional(),
  tests: z.unknown().optional(),
  responses: list,
});
const whole = folder.extend({
  name: z.string().catch('Collection'),
  requests: z.array(z.unknown()),
  order: z.array(z.unknown()).optional(),
  folders: list,
  variables: z.unknown().optional(),
});

/** Folders within folders; those below stand at the top. */
const maxDepth = 50;

type Request = z.infer<typeof request>;
type Folder = z.infer<typeof folder>;

/** The collection as version 2.1 writes it; undefined for anything else. */
export function fromFirstVersion(value: unknown): Record<string, unknown> | undefined {
  const read = whole.safeParse(value);
  if (!read.success || read.data.order === undefined) return undefined;
  const { name, description, variables, auth, events } = read.data;
  const requests = byId(read.data.requests, request);
  const folders = byId(read.data.folders, folder);
  const taken = new Set<unknown>();
  const itemsOf = (
    { folders_order: inner, order }: Pick<Folder, 'folders_order' | 'order'>,
    level: number,
  ): unknown[] => [
    ...(level < maxDepth ? inner.flatMap((id) => take(folders, id, taken, (each) => folderItem(each, level + 1))) : []),
    ...order.flatMap((id) => take(requests, id, taken, requestItem)),
  ];
  const folderItem = (each: Folder, level: number): unknown => ({
    name: each.name,
    description: each.description,
    item: itemsOf(each, level),
    auth: each.auth,
    event: each.events,
  });
  const named = itemsOf({ folders_order: read.data.folders_order, order: ids.parse(read.data.order) }, 0);
  // Those that no order names stand behind the others.
  const rest = [
    ...[...folders.keys()].flatMap((id) => take(folders, id, taken, (each) => folderItem(each, 1))),
    ...[...requests.keys()].flatMap((id) => take(requests, id, taken, requestItem)),
  ];
  return {
    info: { name, description, schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: [...named, ...rest],
    variable: variables,
    auth,
    event: events,
  };
}

/** By its id, or by its place where it has none. */
function byId<Each extends { id: string }>(values: readonly unknown[], schema: z.ZodType<Each>): Map<string, Each> {
  return new Map(
    values.flatMap((value, place) => {
      const { data } = schema.safeParse(value);
      return data ? [[data.id || t('place {0}', place), data]] : [];
    }),
  );
}

/** Once: a folder that holds itself is no end. */
function take<Each>(
  all: ReadonlyMap<string, Each>,
  id: string,
  taken: Set<unknown>,
  made: (each: Each) => unknown,
): unknown[] {
  const each = all.get(id);
  if (each === undefined || taken.has(each)) return [];
  taken.add(each);
  return [made(each)];
}

function requestItem(given: Request): unknown {
  const { name, method, url, headers, headerData, queryParams, pathVariableData, description, responses } = given;
  return {
    name,
    event: given.events ?? scripts(given),
    request: {
      method,
      description,
      url: { raw: url, query: queryParams ?? [], variable: pathVariableData ?? pairsOf(given.pathVariables) },
      header: Array.isArray(headerData) ? headerData : headers,
      auth: given.auth ?? helper(given),
      body: bodyOf(given),
    },
    response: responses,
  };
}

function bodyOf({ dataMode, rawModeData, data }: Request): unknown {
  if (dataMode === 'raw')
    return { mode: 'raw', raw: Array.isArray(rawModeData) ? rawModeData.join('\n') : rawModeData };
  if (dataMode === 'urlencoded') return { mode: 'urlencoded', urlencoded: data ?? [] };
  const isEmpty =
    dataMode === undefined || dataMode === null || (dataMode === 'params' && list.parse(data).length === 0);
  return isEmpty ? undefined : { mode: dataMode === 'params' ? 'formdata' : dataMode };
}

function pairsOf(values: unknown): unknown {
  if (typeof values !== 'object' || values === null) return [];
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

/** The older way of authentication: `basicAuth`, `bearerAuth` and their attributes. */
function helper({ currentHelper, helperAttributes }: Request): unknown {
  const type = { basicAuth: 'basic', bearerAuth: 'bearer', oAuth2: 'oauth2' }[currentHelper ?? ''] ?? currentHelper;
  return type ? { type, [type]: helperAttributes } : undefined;
}

function scripts({ preRequestScript, tests }: Request): unknown {
  return [
    { listen: 'prerequest', script: preRequestScript },
    { listen: 'test', script: tests },
  ]
    .filter(({ script }) => typeof script === 'string')
    .map(({ listen, script }) => ({ listen, script: { exec: script } }));
}
