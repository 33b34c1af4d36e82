/** Rooms import those below them: the table, what is made of it, and the linter that holds it. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withDrawing } from '../../../scripts/rooms/drawing.ts';
import { linterRules } from '../../../scripts/rooms/linter.ts';
import { isFile, rooms } from '../../../scripts/rooms/table.ts';
import { textOf } from '../../support/documents.ts';

test('the linter has the order of the table; else "npm run manifest" writes it', () => {
  expect(textOf('lint/rooms.biome.json')).toBe(linterRules());
});

test('ARCHITECTURE draws the order of the table; else "npm run manifest" does', () => {
  const text = textOf('ARCHITECTURE.md');
  expect(withDrawing(text)).toBe(text);
});

const layered = Object.entries(rooms).flatMap(([side, { layers }]) => (layers ? [{ side, layers }] : []));

describe.each(layered)('$side', ({ side, layers }) => {
  const all = layers.flat();

  test('has a place for every room and every file', () => {
    const there = readdirSync(side, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.name.endsWith('.ts'))
      .map((entry) => entry.name);
    const placed = all.includes('*') ? there.filter((name) => !isFile(name) || all.includes(name)) : there;
    expect(all.filter((room) => room !== '*').sort()).toEqual(placed.sort());
  });
});

/** The side of a file, and its room there: an entry of the layers, or undefined where the side has none. */
function placeOf(path: string): { side: string; height: number; room: string } | undefined {
  const side = Object.keys(rooms).find((each) => path.startsWith(`${each}/`));
  if (side === undefined) return undefined;
  const [first = ''] = path.slice(side.length + 1).split('/');
  const layers = rooms[side]?.layers ?? [];
  const room = layers.flat().includes(first) ? first : '*';
  return { side, room, height: layers.findIndex((layer) => layer.includes(room)) };
}

/** Whether the table lets a file import another one. */
function mayImport(from: string, to: string): boolean {
  const [importer, imported] = [placeOf(from), placeOf(to)];
  if (importer === undefined || imported === undefined) return true;
  if (importer.side === imported.side) return importer.room === imported.room || imported.height < importer.height;
  return (rooms[importer.side]?.imports ?? []).some((each) => each === imported.side || each === to);
}

/** Relative paths that stand behind import, from or require in a source, in whatever spelling; comments are left out. */
const pathsIn = (source: string): string[] => {
  const code = source.replaceAll(/^ *(?:\/?\*|\/\/).*$/gm, '');
  return [...code.matchAll(/\b(?:from|import|require)\b[\s(]*['"`](\.[^'"`]*)['"`]/g)].map(([, path = '']) => path);
};

test('no source imports against the table in a way that the linter does not see: a type by import(), a template, an odd path', () => {
  const against = globSync('src/**/*.ts').flatMap((file) =>
    pathsIn(readFileSync(file, 'utf8'))
      .map((path) => posix.join(posix.dirname(file), path))
      .filter((to) => !mayImport(file, to))
      .map((to) => `${file} → ${to}`),
  );
  expect(against).toEqual([]);
});

test.each([
  "type X = typeof import('../report/index.ts');",
  "type X = import('../accounts/accounts.ts').Account;",
  'const x = await import(`../accounts/accounts.ts`);',
  "const x = require('../accounts/accounts.ts');",
  "import '../../tpp/accounts/accounts.ts';",
  "import {\n  x,\n} from '..//accounts/accounts.ts';",
])('such a way is seen: %s', (source) => {
  const [path = ''] = pathsIn(source);
  expect(mayImport('src/tpp/rules/rule.ts', posix.join('src/tpp/rules', path))).toBe(false);
});

/** One import of a planted file: whether the table lets it be, and the line it stands in. */
type Planted = { file: string; line: number; from: string; to: string; allowed: boolean };

/** What stands for a room: a file in it. `*` is any file that has no place of its own. */
const member = (room: string): string => (room === '*' ? 'other.ts' : isFile(room) ? room : `${room}/inside.ts`);

describe('a forbidden import of each kind, planted,', () => {
  let folder: string;
  let refused: Set<string>;
  const planted: Planted[] = [];
  const plant = (file: string, lines: { from: string; to: string; source: string; allowed: boolean }[]): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), lines.map(({ source }, at) => `import { a${at} } from '${source}';\n`).join(''));
    planted.push(...lines.map(({ from, to, allowed }, at) => ({ file, line: at + 1, from, to, allowed })));
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'obw-rooms-'));
    mkdirSync(join(folder, 'lint'));
    copyFileSync('lint/rooms.biome.json', join(folder, 'lint', 'rooms.biome.json'));
    writeFileSync(
      join(folder, 'biome.json'),
      JSON.stringify({ extends: ['./lint/rooms.biome.json'], linter: { rules: { preset: 'none' } } }),
    );
    for (const { side, layers } of layered) {
      for (const from of layers.flat()) {
        const height = layers.findIndex((layer) => layer.includes(from));
        const lines = layers.flat().map((to) => ({
          to,
          allowed: to === from || layers.findIndex((layer) => layer.includes(to)) < height,
        }));
        const files = isFile(from) || from === '*' ? [member(from)] : [member(from), `${from}/deeper/inside.ts`];
        for (const file of files) {
          const up = '../'.repeat(file.split('/').length - 1) || './';
          const others = lines.filter(({ to }) => to !== from || !isFile(from));
          plant(
            `${side}/${file}`,
            others.map(({ to, allowed }) => ({ from: file, to, source: up + member(to), allowed })),
          );
        }
      }
    }
    for (const [from, { imports, inBrowser }] of Object.entries(rooms)) {
      const sides = Object.keys(rooms).map((to) => ({ to, allowed: to === from || imports.includes(to) }));
      plant(`${from}/apart/of/sides.ts`, [
        ...sides
          .filter(({ to }) => to !== from)
          .map(({ to, allowed }) => ({ from, to, source: `../../../${to.slice(4)}/any/file.ts`, allowed })),
        {
          from,
          to: 'the bank’s entry',
          source: '../../../bank/index.ts',
          allowed: from === 'src/bank' || from === 'src/cli',
        },
        { from, to: 'vscode', source: 'vscode', allowed: from === 'src/extension' },
        { from, to: 'node:fs', source: 'node:fs', allowed: !inBrowser },
      ]);
    }
    const biome = join('node_modules', '@biomejs', 'biome', 'bin', 'biome');
    let report: string;
    try {
      report = execFileSync(process.execPath, [biome, 'lint', '--reporter=json', '--max-diagnostics=none', folder], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        env: { ...process.env, BIOME_CONFIG_PATH: folder },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch (error) {
      report = (error as { stdout: string }).stdout;
    }
    const { diagnostics } = JSON.parse(report) as {
      diagnostics: { category: string; location: { path: string; start: { line: number } } }[];
    };
    refused = new Set(
      diagnostics
        .filter(({ category }) => category === 'lint/style/noRestrictedImports')
        .map(({ location }) => `${location.path.slice(location.path.indexOf('src/'))}:${location.start.line}`),
    );
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is refused by the linter, and what the table lets be is not', () => {
    expect(planted.length).toBeGreaterThan(100);
    const wrong = planted.filter(({ file, line, allowed }) => refused.has(`${file}:${line}`) === allowed);
    expect(wrong.map(({ from, to, allowed }) => `${from} → ${to}: ${allowed ? 'refused' : 'let be'}`)).toEqual([]);
  });
});
