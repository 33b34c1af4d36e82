/** Which operations a path has: their templates as one tree of segments. How a path comes to its segments, and how strictly, is the caller's. */
import type { Operation, Verb } from './operation.ts';

/** What stands at a path: an entry for each verb, and the values of the template's names. */
export interface OperationsAtPath<Entry> {
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

interface Entered {
  readonly operation: Pick<Operation, 'verb' | 'path'>;
}

/**
 * Makes the search by path of some operations, or of what stands for each. A segment that a template spells out counts before one that it leaves
 * open; an empty one is no value.
 * @param read What a segment says where the template leaves it open
 * @returns What is at the segments of a path below the API's base; undefined where no template fits
 */
export function operationTree<Entry extends Entered>(
  entries: readonly Entry[],
  read: (segment: string) => string = (segment) => segment,
): (segments: readonly string[]) => OperationsAtPath<Entry> | undefined {
  const root = emptyNode<Entry>();
  // In one order of verbs, whatever the table's, as it is the order of Allow.
  for (const verb of verbs) {
    for (const entry of entries) if (entry.operation.verb === verb) plant(root, entry);
  }
  return (segments) => {
    const values: string[] = [];
    let node = root;
    for (const segment of segments) {
      const literal = node.literals.get(segment);
      const next = literal ?? (segment === '' ? undefined : node.any);
      if (next === undefined) return undefined;
      if (literal === undefined) values.push(read(segment));
      node = next;
    }
    if (node.entries.size === 0) return undefined;
    const params: Record<string, string> = {};
    for (const [place, name] of node.names.entries()) params[name] = values[place] ?? '';
    return { entries: node.entries, params };
  };
}

function plant<Entry extends Entered>(root: Node<Entry>, entry: Entry) {
  const { verb, path } = entry.operation;
  const names: string[] = [];
  let node = root;
  for (const segment of path.slice(1).split('/')) {
    const isOpen = segment.startsWith('{');
    if (isOpen) names.push(segment.slice(1, -1));
    let next = isOpen ? node.any : node.literals.get(segment);
    if (next === undefined) {
      next = emptyNode();
      if (isOpen) node.any = next;
      else node.literals.set(segment, next);
    }
    node = next;
  }
  node.names = names;
  node.entries.set(verb, entry);
}
