/** The table of operations, from the paths of all documents. */
import type { Correction, OperationCorrection } from '../../src/standard/corrections.ts';
import type { Api, Bodies, Operation, Verb, Version } from '../../src/standard/operation.ts';
import { duties, permissions } from '../../src/standard/permissions.ts';
import { concerns } from './correct.mts';
import { type Document, followed, type Method, type Place, reference, referred, schemaOf, verbs } from './document.mts';
import type { Source } from './files.mts';
import type { PoolNode } from './pool.mts';

/** What one file says of an operation; bodies are nodes until the pool has given names. */
interface Said {
  readonly row: Omit<Operation, 'in'>;
  readonly version: Version;
  readonly request?: PoolNode;
  readonly answer?: PoolNode;
  readonly error?: PoolNode;
  readonly refusals: readonly number[];
}

type Read = (place: Place, name: string) => PoolNode;

const headerOf = (document: Document, method: Method, name: string) =>
  (method.parameters ?? []).map((it) => followed(document, it)).some((it) => it.in === 'header' && it.name === name);

const isIdempotent = (document: Document, method: Method) => headerOf(document, method, 'x-idempotency-key');

/** A list that is read; what a consent answers holds lists too, and is no list. */
function isPaged(
  document: Document,
  { api, verb, path }: Pick<Operation, 'api' | 'verb'> & { path: string },
  answer: Place | undefined,
): boolean {
  if (api !== 'ais' || verb !== 'GET' || path.endsWith('}') || !answer) return false;
  const open = (place: Place | undefined) => place && (document.components.schemas[referred(place) ?? ''] ?? place);
  const data = open(open(answer)?.properties?.Data);
  return Object.values(data?.properties ?? {}).some((member) => open(member)?.type === 'array');
}

function sends(api: Api, document: Document, method: Method): Operation['sends'] {
  if (!method.requestBody) return undefined;
  if (api === 'dcr') return 'application/jwt';
  const types = Object.keys(followed(document, method.requestBody).content ?? {});
  return (['application/jwt', 'application/json-patch+json'] as const).find((type) => types.includes(type));
}

/** What stands there, as corrections call it: a component, or what kind of schema is inline. */
const kindOf = (place: Place | undefined) => place && (referred(place) ?? (place.allOf ? 'allOf' : place.type));

function instead(
  place: Place | undefined,
  { is, was }: { is: string; was: string },
  wrong: (what: string) => Error,
): Place {
  if (kindOf(place) !== was) throw wrong(`it has ${kindOf(place)}, not ${was}`);
  return reference(is);
}

function says(
  source: Source,
  document: Document,
  read: Read,
  verb: Verb,
  path: string,
  method: Method,
  rows: readonly OperationCorrection[],
): Said {
  const { api, version } = source;
  const op = `${verb} ${path}`;
  const statuses = Object.keys(method.responses).map(Number);
  const ok = statuses.filter((status) => status < 300);
  const [security = {}] = method.security ?? [];
  const [scheme] = Object.keys(security);
  let token: Operation['token'] = !scheme ? 'none' : scheme === 'PSUOAuth2Security' ? 'customer' : 'client';
  const success = method.responses[String(ok[0])];
  let request = schemaOf(document, method.requestBody);
  let answer = schemaOf(document, success);
  for (const row of rows) {
    const wrong = (what: string) =>
      new Error(`correction "op ${row.op}" (${row.by}) does not fit ${source.key}: ${what}`);
    if (row.token) {
      if (token !== row.token.was) throw wrong(`its token is ${token}`);
      token = row.token.is;
    }
    if (row.request) request = instead(request, row.request, wrong);
    if (row.answer) answer = instead(answer, row.answer, wrong);
    for (const status of row.refusals ?? []) {
      if (statuses.includes(status)) throw wrong(`it has ${status} already`);
      statuses.push(status);
    }
  }
  const signsRequest = headerOf(document, method, 'x-jws-signature');
  const signsAnswer = success && Object.hasOwn(followed(document, success).headers ?? {}, 'x-jws-signature');
  const needs = api === 'ais' ? permissions[op] : undefined;
  const media = sends(api, document, method);
  const error = schemaOf(document, method.responses['400']);
  const name = `${verb.toLowerCase()}${path}`;
  return {
    version,
    row: {
      api,
      verb,
      path: path as `/${string}`,
      token,
      scope: Object.values(security).flat(),
      ...(needs && { permissions: needs }),
      duty: duties.find(([pattern]) => pattern.test(`${api} ${op}`))?.[1] ?? 'if-online',
      signs: signsRequest ? (signsAnswer ? 'both' : 'request') : signsAnswer ? 'answer' : 'nothing',
      idempotent: isIdempotent(document, method),
      ...(media && { sends: media }),
      query: (method.parameters ?? [])
        .map((it) => followed(document, it))
        .filter((it) => it.in === 'query')
        .map((it) => it.name),
      paged: isPaged(document, { api, verb, path }, answer),
      ok,
    },
    ...(request && !isFree(request) && { request: read(request, `${name} request`) }),
    ...(answer && { answer: read(answer, `${name} answer`) }),
    ...(error && { error: read(error, `${name} error`) }),
    refusals: statuses.filter((status) => status >= 300).toSorted((a, b) => a - b),
  };
}

/** A body of which nothing is said but that it is text. */
const isFree = (place: Place) => place.type === 'string';

/** Reads the operations of one document, in its order. */
export function readOperations(source: Source, document: Document, read: Read, all: readonly Correction[]): Said[] {
  const rows = all.filter((row): row is OperationCorrection => 'op' in row && concerns(row, source));
  const hit = new Set<OperationCorrection>();
  const said = Object.entries(document.paths).flatMap(([path, item]) =>
    verbs.flatMap((verb) => {
      const method = item[verb];
      if (!method) return [];
      const op = `${verb.toUpperCase()} ${path}`;
      const mine = rows.filter((row) => row.op === op || (row.op === 'idempotent' && isIdempotent(document, method)));
      for (const row of mine) hit.add(row);
      return [says(source, document, read, verb.toUpperCase() as Verb, path, method, mine)];
    }),
  );
  for (const row of rows) {
    if (!hit.has(row))
      throw new Error(`correction "op ${row.op}" (${row.by}) does not fit ${source.key}: there is no such operation`);
  }
  return said;
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** One row for each operation, its versions together; what is no body must be the same in all of them. */
export function joined(said: readonly Said[]): Operation[] {
  const byKey = new Map<string, Said[]>();
  for (const one of said) {
    const key = `${one.row.api} ${one.row.verb} ${one.row.path}`;
    byKey.set(key, [...(byKey.get(key) ?? []), one]);
  }
  return [...byKey].map(([key, versions]) => {
    const [first] = versions;
    if (!first) throw new Error(key);
    for (const { row, version } of versions) {
      if (!isSame(row, first.row))
        throw new Error(`${key} of ${version} is another: ${JSON.stringify(row)} for ${JSON.stringify(first.row)}`);
    }
    const bodies = versions.map(({ version, request, answer, error, refusals }): [Version, Bodies] => [
      version,
      {
        ...(request?.name && { request: request.name }),
        ...(answer?.name && { answer: answer.name }),
        ...(error?.name && { error: error.name }),
        refusals,
      },
    ]);
    return { ...first.row, in: Object.fromEntries(bodies) };
  });
}
