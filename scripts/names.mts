/**
 * Looks at the names that the sources declare, as part of `npm run lint`: what the field and Node call a timeout, a delay or a limit is
 * called so; an exported name stands once on its side; and what the library's entry gives out, somebody outside asks it for.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';

const root = join(import.meta.dirname, '..');

/** Words of a name that a newcomer does not search for, with those that are. */
const refused: readonly (readonly [words: RegExp, say: string])[] = [
  [/^(patience|grace)$/, 'timeout or delay'],
  [/^(farewell)$/, 'timeout or delay'],
  [/^(most|furthest)$/, 'max or limit'],
  [/^(least|fewest)$/, 'min'],
  [/^(few)$/, 'limit or count'],
];

/** What a number written down is no more than: one that was measured may be called the largest. */
const superlative = /^(longest|largest|deepest|narrowest|widest|shortest|smallest|highest|lowest|pause)$/;

/** Sides whose exported names stand once. The entries of bundles and what is made by a script give out what others declare. */
const sides = ['bank', 'cli', 'extension', 'messages', 'standard', 'tpp', 'webview'];
const elsewhere = /\/(index\.ts|made\/.*)$/;

/** Names that meant three things each, and stand once in the whole of src. */
const once = new Set(['Check', 'Fault', 'Place', 'Purpose', 'Shown']);

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;
const nodesIn = (value: unknown): Node[] => (Array.isArray(value) ? value : [value]).filter(isNode);

/** The names that a pattern binds: `a`, `{ a, b: c }`, `[a]`, `a = 1`, `...a`. */
function bound(pattern: Node): Node[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return nodesIn(pattern.properties).flatMap((each) => nodesIn(each.value ?? each.argument).flatMap(bound));
    case 'ArrayPattern':
      return nodesIn(pattern.elements).flatMap(bound);
    default:
      return nodesIn(pattern.left ?? pattern.argument ?? pattern.parameter).flatMap(bound);
  }
}

/** The names that a node declares. */
function declared(node: Node): Node[] {
  const named = [node.id, node.key].flatMap(nodesIn).filter(() => node.computed !== true);
  return [
    ...named.flatMap(bound),
    ...nodesIn(node.key).filter(({ type }) => type === 'PrivateIdentifier'),
    ...nodesIn(node.params).flatMap(bound),
  ];
}

const declaring =
  /^(VariableDeclarator|Function\w*|ArrowFunctionExpression|Class\w*|TSTypeAliasDeclaration|TSInterfaceDeclaration|PropertyDefinition|MethodDefinition|TSPropertySignature|TSMethodSignature|Property)$/;

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) for (const each of nodesIn(value)) yield* walk(each);
}

const wordsOf = (name: string): string[] => name.split(/(?=[A-Z])|_/).map((word) => word.toLowerCase());

/** A number written in the code, or a product of such. */
function isWritten(value: Node | undefined): boolean {
  if (value?.type === 'BinaryExpression')
    return isWritten(nodesIn(value.left)[0]) || isWritten(nodesIn(value.right)[0]);
  return value?.type === 'Literal' && typeof value.value === 'number';
}

/** What else a declared name had better be called. */
function better(node: Node, name: string): string | undefined {
  const words = wordsOf(name);
  // `livesAtMostAnHour` is a sentence and no limit.
  const told = words.filter((_, index) => words[index - 1] !== 'at');
  const found = refused.find(([pattern]) => told.some((word) => pattern.test(word)));
  if (found) return found[1];
  const isLimit = node.type === 'VariableDeclarator' && node.kind === 'const' && isWritten(nodesIn(node.init)[0]);
  return isLimit && superlative.test(words[0] ?? '') ? 'max, min, limit or delay' : undefined;
}

/** The entry that command line and editor have as one object, of which no tool sees which members they use. */
const entry = 'src/tpp/index.ts';
const users = /^(src\/(cli|extension)|test|scripts)\//;
const givenOut = new Map<string, string>();
const askedFor = new Set<string>();

/** The members that a node asks an object or the entry for. */
function asked(node: Node): Node[] {
  switch (node.type) {
    case 'MemberExpression':
      return node.computed === true ? [] : nodesIn(node.property);
    case 'TSQualifiedName':
      return nodesIn(node.right);
    case 'TSImportType':
      return nodesIn(node.qualifier);
    case 'ObjectPattern':
      return nodesIn(node.properties).flatMap(({ key }) => nodesIn(key));
    case 'ImportDeclaration':
      return String(nodesIn(node.source)[0]?.value).endsWith('/tpp/index.ts')
        ? nodesIn(node.specifiers).flatMap(({ imported }) => nodesIn(imported))
        : [];
    default:
      return [];
  }
}

const complaints: string[] = [];
const exported = new Map<string, string>();

function lookAt(file: string): void {
  const text = readFileSync(join(root, file), 'utf8');
  const place = (at: number): string => `${file}:${text.slice(0, at).split('\n').length}`;
  const { program, errors } = parseSync(file, text);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  for (const node of walk(program as unknown as Node)) {
    if (node.type === 'VariableDeclaration') for (const each of nodesIn(node.declarations)) each.kind = node.kind;
    if (declaring.test(node.type)) {
      for (const { name, start } of declared(node)) {
        const say = better(node, String(name));
        if (say !== undefined) complaints.push(`${place(start)} ${name}: say ${say}, as the field and Node do.`);
      }
    }
    if (users.test(file)) for (const { name } of asked(node)) askedFor.add(String(name));
    if (file === entry && node.type === 'ExportSpecifier') {
      for (const { name, start } of nodesIn(node.exported)) givenOut.set(String(name), place(start));
    }
    if (node.type === 'ExportNamedDeclaration') {
      for (const declaration of nodesIn(node.declaration)) {
        const names = declaration.type === 'VariableDeclaration' ? nodesIn(declaration.declarations) : [declaration];
        for (const { name, start } of names.flatMap(({ id }) => nodesIn(id).flatMap(bound)))
          isOnce(file, String(name), place(start));
      }
    }
  }
}

function isOnce(file: string, name: string, place: string): void {
  const [, side] = /^src\/(\w+)\//.exec(file) ?? [];
  if (side === undefined || elsewhere.test(file) || !sides.includes(side)) return;
  const key = once.has(name) ? name : `${side} ${name}`;
  const first = exported.get(key);
  if (first === undefined) exported.set(key, place);
  // Overloads of a function stand in one file.
  else if (first.split(':')[0] !== file)
    complaints.push(`${place} ${name}: ${first} exports another ${name}; give each its own name.`);
}

const files = globSync(['{src,test,scripts}/**/*.{ts,mts,mjs,cjs}', '*.{js,mts}'], { cwd: root })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !/node_modules|\/made\//.test(file))
  .sort();
for (const file of files) lookAt(file);
for (const [name, place] of givenOut) {
  if (!askedFor.has(name)) complaints.push(`${place} ${name}: nobody asks the entry for it; take it out.`);
}
for (const complaint of complaints) console.error(complaint);
console.error(`Names: ${files.length} files, ${complaints.length} complaints.`);
if (complaints.length > 0) process.exitCode = 1;
