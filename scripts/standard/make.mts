/** Makes the tables of the standard from the official files: `npm run standard`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Correction, corrections } from '../../src/standard/corrections.ts';
import type { Operation } from '../../src/standard/operation.ts';
import type { Tables } from '../../src/standard/schema.ts';
import { type Code, codeSetsOf } from './code-sets.mts';
import { assertKnownFiles, correct } from './correct.mts';
import { type Document, reference } from './document.mts';
import { codeSetFiles, readOriginal, sources, specificationsFolder } from './files.mts';
import { aliases, unreached } from './names.mts';
import { createPool } from './pool.mts';
import { joined, readOperations } from './rows.mts';
import { typesOf } from './types.mts';

/** The tables of the files below a folder. `amend` changes an original after it was read, for tests. */
export function makeTables(
  folder: string,
  rows: readonly Correction[] = corrections,
  amend: (path: string, document: Document) => void = () => undefined,
): { tables: Tables; operations: readonly Operation[] } {
  assertKnownFiles(rows, sources);
  const digests: Record<string, string> = {};
  const codes = new Map<string, Code[]>();
  for (const path of codeSetFiles) {
    const { text, sha256 } = readOriginal(folder, path);
    digests[path] = sha256;
    for (const [name, set] of codeSetsOf(text)) codes.set(name, set);
  }
  const pool = createPool(aliases);
  const rootNodes: [version: string, name: string, node: ReturnType<ReturnType<typeof pool.reader>>][] = [];
  const said = sources.flatMap((source) => {
    const { text, sha256 } = readOriginal(folder, source.path);
    digests[source.path] = sha256;
    const document: Document = JSON.parse(text);
    amend(source.path, document);
    correct(document, source, rows, codes);
    const read = pool.reader(source, document);
    const operations = readOperations(source, document, read, rows);
    for (const name of unreached[source.api] ?? []) {
      rootNodes.push([source.version, name, read(reference(name), name)]);
    }
    return operations;
  });
  const $defs = pool.definitions();
  const roots: Record<string, Record<string, string>> = {};
  for (const [version, name, node] of rootNodes) roots[version] = { ...roots[version], [name]: node.name ?? '' };
  const sortedCodes = [...codes].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const tables: Tables = { sources: digests, $defs, roots, codes: Object.fromEntries(sortedCodes) };
  return { tables, operations: joined(said) };
}

/** An object with each of its members, and theirs too down to `depth`, on a line of its own. */
function inLines(value: object, depth: number): string {
  const members = Object.entries(value).map(([name, member]) => {
    const text = depth > 1 ? inLines(member, depth - 1) : JSON.stringify(member);
    return `${JSON.stringify(name)}:${text}`;
  });
  return `{\n${members.join(',\n')}\n}`;
}

/** What the command writes, by path. */
export function filesOf({ tables, operations }: ReturnType<typeof makeTables>): Record<string, string> {
  const rows = operations.map((row) => `  ${JSON.stringify(row)},`);
  return {
    'src/standard/made/tables.json': `${inLines(tables, 2)}\n`,
    'src/standard/made/types.ts': typesOf(tables.$defs, operations),
    'src/standard/made/operations.ts': [
      '/** The operations of the standard. Made by `npm run standard`; what is wrong here is put right in corrections.ts. */',
      "import type { Operation } from '../operation.ts';",
      '',
      'export const operations: readonly Operation[] = [',
      ...rows,
      '];',
      '',
    ].join('\n'),
  };
}

if (process.argv[1] === import.meta.filename) {
  const folder = specificationsFolder();
  if (!folder) {
    process.stderr.write('There are no official files at ../shared/openapi, nor where OBIE_SPECS points.\n');
    process.exit(1);
  }
  for (const [path, text] of Object.entries(filesOf(makeTables(folder)))) {
    const file = join(import.meta.dirname, '../..', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stderr.write(`${path}  ${Math.round(text.length / 1000)} kB\n`);
  }
}
