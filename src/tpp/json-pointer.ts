/** JSON pointers in a text: where the value stands that a finding is about, and the text after its fix. */
import { applyEdits, findNodeAtLocation, type JSONPath, modify, type Node, parseTree } from 'jsonc-parser';
import { isJsoncTooDeep } from './jsonc.ts';

/** Offsets into a text. */
export interface Span {
  start: number;
  end: number;
}

export interface Replacement {
  /** JSON pointer (RFC 6901). */
  pointer: string;
  /** Undefined removes the member. */
  value: unknown;
}

/** A property longer than this, or of several lines, is marked at its name alone: a software statement is a line of 2,000 characters. */
const maxLength = 240;

/** None of a text that is nested too deeply: the parser goes down by recursion. */
function treeOf(text: string): Node | undefined {
  return isJsoncTooDeep(text) ? undefined : parseTree(text);
}

/**
 * Where the property stands that a pointer names; one that is absent is marked at the name of the nearest member around it, and what is no
 * object at all at its first character.
 */
export function spanOfPointer(text: string, pointer: string): Span {
  const root = treeOf(text);
  const path = pathOf(pointer, root);
  for (let length = path.length; root && length > 0; length -= 1) {
    const property = propertyAt(root, path.slice(0, length));
    if (!property) continue;
    const [name = property] = property.children ?? [];
    const lines = text.slice(property.offset, property.offset + property.length).includes('\n');
    const whole = length === path.length && property.length <= maxLength && !lines;
    return spanOf(whole ? property : name);
  }
  return { start: root?.offset ?? 0, end: (root?.offset ?? 0) + 1 };
}

/**
 * The text after a finding's fix. A fix in another place than the finding is a renaming: `scopes` becomes `scope` where it stands.
 *
 * @param pointer where the finding is
 */
export function withReplacement(text: string, pointer: string, replacement: Replacement): string {
  if (isJsoncTooDeep(text)) return text;
  const renaming = pointer !== replacement.pointer;
  const root = parseTree(text);
  const wrong = renaming && root ? propertyAt(root, pathOf(pointer, root)) : undefined;
  if (!wrong || !root) return changed(text, replacement);
  const right = pathOf(replacement.pointer, root);
  if (findNodeAtLocation(root, right)) {
    return changed(changed(text, { pointer, value: undefined }), replacement);
  }
  const property = `${JSON.stringify(right.at(-1))}: ${JSON.stringify(replacement.value)}`;
  return applyEdits(text, [{ offset: wrong.offset, length: wrong.length, content: property }]);
}

function changed(text: string, { pointer, value }: Replacement): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  return applyEdits(text, modify(text, pathOf(pointer, parseTree(text)), value, { formattingOptions }));
}

function propertyAt(root: Node, path: JSONPath): Node | undefined {
  const value = findNodeAtLocation(root, path);
  return value?.parent?.type === 'property' ? value.parent : value;
}

const spanOf = ({ offset, length }: Node): Span => ({ start: offset, end: offset + length });

/** RFC 6901 §3 and §4: digits are an index, unless it is an object that they are looked for in. */
function pathOf(pointer: string, root: Node | undefined): JSONPath {
  const path: JSONPath = [];
  let node = root;
  for (const written of pointer.split('/').slice(1)) {
    const part = written.replaceAll('~1', '/').replaceAll('~0', '~');
    const segment = node?.type !== 'object' && /^(0|[1-9]\d*)$/.test(part) ? Number(part) : part;
    path.push(segment);
    node = node && findNodeAtLocation(node, [segment]);
  }
  return path;
}
