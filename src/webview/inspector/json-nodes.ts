/** A JSON text as nodes to show: every member where it stands, twice where it stands twice, and numbers to the letter. */
import { createScanner, type Node, parseTree } from 'jsonc-parser';

export interface JsonNode {
  kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** Of a string its value, of other scalars what is written; empty for objects and arrays. */
  text: string;
  /** Of objects and arrays. */
  children: readonly JsonMember[];
}

export interface JsonMember {
  /** In an array its index. */
  name: string;
  /** JSON pointer (RFC 6901). */
  pointer: string;
  node: JsonNode;
}

/** Levels. What goes deeper is nobody's token: it is shown as text, and would exhaust a parser that goes down by calls. */
const maxDepth = 200;

/**
 * @param root pointer of the whole, e.g. `/payload`
 * @returns undefined where the text is no JSON, or goes too deep
 */
export function jsonNodes(text: string, root: string): JsonNode | undefined {
  if (isTooDeep(text)) return undefined;
  const errors: never[] = [];
  const parsed = parseTree(text, errors, { disallowComments: true });
  return parsed === undefined || errors.length > 0 ? undefined : nodeOf(parsed, text, root);
}

function isTooDeep(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const first = text[scanner.getTokenOffset()];
    if (first === '{' || first === '[') depth += 1;
    else if (first === '}' || first === ']') depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}

function nodeOf(node: Node, text: string, pointer: string): JsonNode {
  const { type, children = [], offset, length } = node;
  switch (type) {
    case 'object':
      return { kind: 'object', text: '', children: children.flatMap((each) => memberOf(each, text, pointer)) };
    case 'array': {
      const items = children.map((child, index): JsonMember => {
        const place = `${pointer}/${index}`;
        return { name: String(index), pointer: place, node: nodeOf(child, text, place) };
      });
      return { kind: 'array', text: '', children: items };
    }
    case 'string':
      return { kind: 'string', text: String(node.value), children: [] };
    case 'number':
    case 'boolean':
    case 'null':
      return { kind: type, text: text.slice(offset, offset + length), children: [] };
    case 'property':
      return { kind: 'null', text: '', children: [] };
  }
}

function memberOf({ children: [name, value] = [] }: Node, text: string, pointer: string): JsonMember[] {
  if (!name || !value) return [];
  const place = `${pointer}/${pointerStep(String(name.value))}`;
  return [{ name: String(name.value), pointer: place, node: nodeOf(value, text, place) }];
}

/** One step of a JSON pointer (RFC 6901 §3). */
function pointerStep(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The member that a pointer names, below a node with this pointer of its own. */
export function memberAt({ children }: JsonNode, pointer: string): JsonMember | undefined {
  for (const child of children) {
    if (child.pointer === pointer) return child;
    if (pointer.startsWith(`${child.pointer}/`)) return memberAt(child.node, pointer);
  }
  return undefined;
}
