/** The table of operations, and the ways to a row of it: by the path of a request, and by its name. */
import { operations } from './made/operations.ts';
import type { Api, Operation, Verb, Version } from './operation.ts';
import { operationTree } from './operation-tree.ts';

export { operations };

/** Where each API stands below `/open-banking/v4.0` in the standard's own addresses. */
export const folderOf: Readonly<Record<Api, string>> = {
  ais: '/aisp',
  pis: '/pisp',
  vrp: '/pisp',
  cvrp: '/pisp',
  cbpii: '/cbpii',
  events: '',
  notifications: '',
  dcr: '',
};

/** An operation that a request is for, and the values of the `{Name}`s of its path. */
export interface Called {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

const trees = new Map<Api, ReturnType<typeof treeOf>>();

const treeOf = (api: Api) =>
  operationTree(operations.filter((row) => row.api === api).map((operation) => ({ operation })));

function placeAt(api: Api, segments: readonly string[]) {
  const tree = trees.get(api) ?? treeOf(api);
  trees.set(api, tree);
  return tree(segments);
}

/** The segments of a path, decoded; undefined where one is empty, badly encoded, or would be another path when decoded. */
function segmentsOf(path: string): string[] | undefined {
  if (!path.startsWith('/')) return undefined;
  try {
    const segments = path.slice(1).split('/').map(decodeURIComponent);
    return segments.some((segment) => /^\.{0,2}$|[/\\\0]/.test(segment)) ? undefined : segments;
  } catch {
    return undefined;
  }
}

const listed = (apis: Api | readonly Api[]): readonly Api[] => (typeof apis === 'string' ? [apis] : apis);

/**
 * The operation of one of the APIs that a request calls.
 *
 * @param path below the API's base and without its query, as it was sent: `/accounts/22289/balances`
 * @param version only operations that this version has
 * @returns undefined where there is none
 */
export function operationAt(
  apis: Api | readonly Api[],
  verb: string,
  path: string,
  version?: Version,
): Called | undefined {
  const segments = segmentsOf(path);
  if (!segments) return undefined;
  for (const api of listed(apis)) {
    const { entries, params = {} } = placeAt(api, segments) ?? {};
    const operation = entries?.get(verb as Verb)?.operation;
    if (operation && (!version || operation.in[version])) return { operation, params };
  }
  return undefined;
}

/** An operation as the standard writes it: `GET /accounts`. */
export const nameOf = ({ verb, path }: Pick<Operation, 'verb' | 'path'>): string => `${verb} ${path}`;

/** The row of `GET /accounts`, or with its API before it `ais GET /accounts`; of two with one name the first. */
export function operationNamed(name: string): Operation | undefined {
  return operations.find(({ api, verb, path }) => name === `${verb} ${path}` || name === `${api} ${verb} ${path}`);
}
