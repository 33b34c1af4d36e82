/** A JSON file that people write, from text to a checked value; what is wrong is said with line and column. */

import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { z } from 'zod';
import { nearestOf } from '../../standard/check-near.ts';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { isJsoncTooDeep } from '../jsonc.ts';
import { said, spell } from './fault-words.ts';
import { knownKeys } from './known-keys.ts';

/** Characters of the longest file that is read: hundreds of banks. */
export const maxLength = 250_000;
export const maxLengthInWords = t('{0} characters', maxLength.toLocaleString('en-GB'));

/** What is wrong at a place of the text. */
export interface FileFault {
  offset: number;
  what: string;
}

/** A kind of file. */
export interface CheckedFile<T> {
  name: string;
  /** Absolute, for whoever opens it where a fault is; absent where nobody knows. */
  path?: string;
  schema: z.ZodType<T>;
  code: 'workspace_invalid' | 'clients_file_invalid';
  /** What the members tell of one another, whatever their shapes: a path and what stands after it in a sentence. */
  whatever?(value: unknown): { path: readonly (string | number)[]; ofKey?: boolean; what: string }[];
  /** What only the whole value can tell. */
  further?(value: T, root: Node): FileFault[];
}

/**
 * Parses and checks a file. Comments and trailing commas are put up with.
 * @throws OpenBankingError of the file's code, with each fault as `line:column what`
 */
export function parseChecked<T>(text: string, file: CheckedFile<T>): T {
  const faults: FileFault[] = [];
  const errors: ParseError[] = [];
  const root = treeOf(text, errors, file);
  if (!root || errors.length > 0) {
    const [first] = errors;
    const what = first && text.trim() !== '' ? sentence(printParseErrorCode(first.error)) : t('the file is empty');
    return invalid(text, [{ offset: first?.offset ?? 0, what }], t('Correct the JSON there.'), file);
  }
  const value = valueIn(root, faults);
  const checked = file.schema.safeParse(value);
  for (const { path, ofKey, what } of file.whatever?.(value) ?? []) {
    faults.push({ offset: nodeAt(root, path, ofKey).offset, what: `${spell(path)} ${what}` });
  }
  if (!checked.success) faults.push(...checked.error.issues.flatMap((issue) => faultsOf(issue, root, file.schema)));
  else faults.push(...(file.further?.(checked.data, root) ?? []));
  if (!checked.success || faults.length > 0) {
    return invalid(text, faults, t('Correct the file; the editor completes every member and explains it.'), file);
  }
  return checked.data;
}

type Named = Pick<CheckedFile<unknown>, 'name' | 'path' | 'code'>;

function treeOf(text: string, errors: ParseError[], file: Named): Node | undefined {
  if (text.length > maxLength) {
    const what = t('the file is longer than {0}', maxLengthInWords);
    return invalid(text, [{ offset: 0, what }], t('Leave out what is not for this file.'), file);
  }
  if (isJsoncTooDeep(text)) {
    return invalid(text, [{ offset: 0, what: t('the file is nested too deeply') }], t('Correct the JSON.'), file);
  }
  return parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
}

function faultsOf(issue: z.core.$ZodIssue, root: Node, schema: z.core.$ZodType): FileFault[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  const inside = meantIn(issue, nodeAt(root, path));
  if (inside) {
    return inside.flatMap((one) => faultsOf({ ...one, path: [...issue.path, ...one.path] }, root, schema));
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const near = nearestOf(key, knownKeys(schema, path));
      return {
        offset: nodeAt(root, [...path, key], true).offset,
        what: t(
          'unknown member {0}{1}',
          JSON.stringify(key),
          near ? t('; did you mean {0}?', JSON.stringify(near)) : '',
        ),
      };
    });
  }
  if (issue.code === 'invalid_key') {
    const message = issue.issues[0]?.message ?? t('is not a name');
    return [{ offset: nodeAt(root, path, true).offset, what: `${spell(path)} ${message}` }];
  }
  if ((issue.code === 'invalid_type' || issue.code === 'invalid_value') && !isThere(root, path)) {
    return [{ offset: nodeAt(root, path).offset, what: t('{0} is missing', spell(path)) }];
  }
  const node = nodeAt(root, path);
  const near = nearIn(issue, node.value);
  const what = near ? t('is {0}; did you mean {1}?', JSON.stringify(node.value), JSON.stringify(near)) : said(issue);
  return [{ offset: node.offset, what: `${spell(path)} ${what}` }];
}

/** What is wrong in the one alternative that an object can be; undefined where there is none such. */
function meantIn(issue: z.core.$ZodIssue, { type }: Node): z.core.$ZodIssue[] | undefined {
  if (issue.code !== 'invalid_union' || type !== 'object') return undefined;
  const fitting = issue.errors.filter(
    (errors) => !errors.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The value that was probably meant by another. */
function nearIn(issue: z.core.$ZodIssue, value: unknown): string | undefined {
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return undefined;
  return nearestOf(
    value,
    issue.values.filter((each) => typeof each === 'string'),
  );
}

/** The JSON value of a tree. Members that stand twice, and `__proto__`, which no reader treats alike, are faults. */
function valueIn(node: Node, faults: FileFault[]): unknown {
  if (node.type === 'array') return (node.children ?? []).map((child) => valueIn(child, faults));
  if (node.type !== 'object') return node.value;
  const object: Record<string, unknown> = {};
  for (const { children: [key, value] = [] } of node.children ?? []) {
    if (!key || !value) continue;
    const name = String(key.value);
    if (Object.hasOwn(object, name))
      faults.push({ offset: key.offset, what: t('{0} stands twice', JSON.stringify(name)) });
    else if (name === '__proto__') faults.push({ offset: key.offset, what: t('unknown member "__proto__"') });
    else object[name] = valueIn(value, faults);
  }
  return object;
}

/** The members of objects that were asked for, by name; the first one of a name. A file with a fault in each of its members asks for each. */
const membersByName = new WeakMap<Node, Map<unknown, Node>>();

function memberIn(node: Node, name: string): Node | undefined {
  if (node.type !== 'object') return undefined;
  let members = membersByName.get(node);
  if (!members) {
    members = new Map((node.children ?? []).toReversed().map((member) => [member.children?.[0]?.value, member]));
    membersByName.set(node, members);
  }
  return members.get(name);
}

function isThere(root: Node, path: readonly (string | number)[]): boolean {
  let node: Node | undefined = root;
  for (const key of path) {
    if (typeof key === 'string') node = memberIn(node, key)?.children?.[1];
    else node = node.type === 'array' ? node.children?.[key] : undefined;
    if (!node) return false;
  }
  return true;
}

/** The deepest node on a path that is there; `ofKey`: the member's name instead of its value. */
export function nodeAt(root: Node, path: readonly (string | number)[], ofKey = false): Node {
  let node = root;
  for (const [depth, key] of path.entries()) {
    if (typeof key === 'number') {
      const item = node.type === 'array' ? node.children?.[key] : undefined;
      if (!item) return node;
      node = item;
    } else {
      const [name, value] = memberIn(node, key)?.children ?? [];
      if (ofKey && name && depth === path.length - 1) return name;
      if (!value) return node;
      node = value;
    }
  }
  return node;
}

/** `CommaExpected` → `comma expected`. */
function sentence(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

function invalid(text: string, faults: readonly FileFault[], advice: string, { name, path, code }: Named): never {
  const shown = faults
    .toSorted((a, b) => a.offset - b.offset)
    .slice(0, 5)
    .map(({ offset, what }) => ({ ...placeOf(text, offset), what }));
  const more = faults.length > shown.length ? t('; and {0} more', faults.length - shown.length) : '';
  const [first] = shown;
  const told = shown.map(({ line, column, what }) => `${line}:${column} ${what}`).join('; ');
  return fail({
    code,
    message: t('{0} is not valid: {1}{2}{3}', name, told, more, told.endsWith('?') && more === '' ? '' : '.'),
    try: advice,
    ...(first &&
      path !== undefined && {
        remedies: [{ do: 'openFile', file: path, line: first.line, column: first.column }],
      }),
  });
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
