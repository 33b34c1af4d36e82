/** The table of operations, and the ways to a row of it: by the path of a request, and by its name. */
import { operations } from './made/operations.ts';
import type { Api, Operation, Verb, Version } from './operation.ts';

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

interface Branch {
  readonly literals: Map<string, Branch>;
  any?: Branch;
  readonly rows: Map<Verb, Operation>;
}

const branch = (): Branch => ({ literals: new Map(), rows: new Map() });
const isParameter = (segment: string) => segment.startsWith('{');
const trees = new Map<Api, Branch>();

function treeOf(api: Api): Branch {
  const known = trees.get(api);
  if (known) return known;
  const root = branch();
  for (const operation of operations) {
    if (operation.api !== api) continue;
    let at = root;
    for (const segment of operation.path.slice(1).split('/')) {
      if (isParameter(segment)) {
        at.any ??= branch();
        at = at.any;
      } else {
        const next = at.literals.get(segment) ?? branch();
        at.literals.set(segment, next);
        at = next;
      }
    }
    at.rows.set(operation.verb, operation);
  }
  trees.set(api, root);
  return root;
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

function rowsAt(at: Branch | undefined, segments: readonly string[], depth: number): Map<Verb, Operation> | undefined {
  const segment = segments[depth];
  if (!at) return undefined;
  if (segment === undefined) return at.rows.size > 0 ? at.rows : undefined;
  return rowsAt(at.literals.get(segment), segments, depth + 1) ?? rowsAt(at.any, segments, depth + 1);
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
    const operation = rowsAt(treeOf(api), segments, 0)?.get(verb as Verb);
    if (!operation || (version && !operation.in[version])) continue;
    const names = operation.path.slice(1).split('/');
    const params = names.flatMap((name, index) =>
      isParameter(name) ? [[name.slice(1, -1), segments[index] ?? ''] as const] : [],
    );
    return { operation, params: Object.fromEntries(params) };
  }
  return undefined;
}

/** An operation as the standard writes it: `GET /accounts`. */
export const nameOf = ({ verb, path }: Pick<Operation, 'verb' | 'path'>): string => `${verb} ${path}`;

/** The row of `GET /accounts`, or with its API before it `ais GET /accounts`; of two with one name the first. */
export function operationNamed(name: string): Operation | undefined {
  return operations.find(({ api, verb, path }) => name === `${verb} ${path}` || name === `${api} ${verb} ${path}`);
}
