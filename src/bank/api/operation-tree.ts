/** Which operations a path has: their templates as one tree of segments. */
import type { Operation, Verb } from '../../standard/operation.ts';

/** What stands at a path: an entry for each verb, and the values of the template's names. */
export interface Place<Entry> {
  readonly entries: ReadonlyMap<Verb, Entry>;
  readonly params: Readonly<Record<string, string>>;
}

interface Node<Entry> {
  readonly literals: Map<string, Node<Entry>>;
  any?: Node<Entry>;
  readonly entries: Map<Verb, Entry>;
  /** The template's names, in its order. */
  names: readonly string[];
}

const emptyNode = <Entry>(): Node<Entry> => ({ literals: new Map(), entries: new Map(), names: [] });
const verbs: readonly Verb[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Makes the search by path of some operations, or of what stands for each. A segment that a template spells out counts before one that it leaves
 * open; one slash at the end changes nothing.
 * @returns What is at a path below the API's base; undefined for a path that no template fits
 */
export function operationTree<Entry extends { readonly operation: Pick<Operation, 'verb' | 'path'> }>(
  entries: readonly Entry[],
): (path: string) => Place<Entry> | undefined {
  const root = emptyNode<Entry>();
  // In one order of verbs, whatever the table's, as it is the order of Allow.
  for (const verb of verbs) {
    for (const entry of entries) if (entry.operation.verb === verb) plant(root, entry);
  }
  return (path) => {
    const values: string[] = [];
    const node = nodeAt(root, path, values);
    if (node === undefined || node.entries.size === 0) return undefined;
    const params: Record<string, string> = {};
    for (const [place, name] of node.names.entries()) params[name] = values[place] ?? '';
    return { entries: node.entries, params };
  };
}

function plant<Entry extends { readonly operation: Pick<Operation, 'verb' | 'path'> }>(
  root: Node<Entry>,
  entry: Entry,
) {
  const { verb, path } = entry.operation;
  const names: string[] = [];
  let node = root;
  for (const segment of path.slice(1).split('/')) {
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name !== undefined) names.push(name);
    let next = name === undefined ? node.literals.get(segment) : node.any;
    if (next === undefined) {
      next = emptyNode();
      if (name === undefined) node.literals.set(segment, next);
      else node.any = next;
    }
    node = next;
  }
  node.names = names;
  node.entries.set(verb, entry);
}

function nodeAt<Entry>(root: Node<Entry>, path: string, values: string[]): Node<Entry> | undefined {
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  let node: Node<Entry> | undefined = root;
  for (let from = 1; from <= end && node !== undefined; ) {
    const slash = path.indexOf('/', from);
    const to = slash < 0 || slash > end ? end : slash;
    const segment = path.slice(from, to);
    const literal: Node<Entry> | undefined = node.literals.get(segment);
    if (literal === undefined && segment !== '') values.push(decoded(segment));
    node = literal ?? (segment === '' ? undefined : node.any);
    from = to + 1;
  }
  return node;
}

/** As it stands where it is no percent-encoded text: such an id is one that nobody has. */
function decoded(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
