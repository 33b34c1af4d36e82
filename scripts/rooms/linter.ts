/** The linter's rules on imports, made of the table of rooms: `lint/rooms.biome.json`. */
import { isFile, rooms, type Side } from './table.ts';

type Pattern = { group: string[]; message: string };

const named = (words: readonly string[]): string => words.join(', ') || 'nothing of ours';
const folderOf = (side: string): string => side.replace('src/', '');

/** What no file of a side imports: the other sides, `vscode`, and in a browser's frame Node. */
function outside(name: string, { imports, inBrowser }: Side): Pattern[] {
  const others = Object.keys(rooms).filter((side) => side !== name && !imports.includes(side));
  const group = others.flatMap((side) => {
    const entry = imports.find((path) => path.startsWith(`${side}/`));
    const folder = `**/${folderOf(side)}/**`;
    return entry ? [folder, `!**/${entry.replace('src/', '')}`] : [folder];
  });
  return [
    ...(imports.includes('vscode') ? [] : [{ group: ['vscode'], message: 'Only src/extension may import vscode.' }]),
    { group, message: `${name} imports ${named(imports)} only (lint/rooms.json).` },
    ...(inBrowser ? [{ group: ['node:*'], message: `${name} runs in a browser's frame: there is no Node.` }] : []),
  ];
}

/** How deep a file stands in a room at most, counted in `../` up to the side. */
const maxDepth = 3;

/** The ways from files of a room to another room of the side. `files`: those right in the side that have a place of their own. */
function ways(from: string, to: string, files: readonly string[]): string[] {
  const inSide = from === '*' || isFile(from);
  const ups = inSide ? ['./'] : Array.from({ length: maxDepth }, (_, depth) => '../'.repeat(depth + 1));
  return ups.flatMap((up) => {
    if (to === '*') return [`${up}*.ts`, ...files.map((file) => `!${up}${file}`)];
    return [isFile(to) ? `${up}${to}` : `${up}${to}/**`];
  });
}

type Override = { includes: string[]; linter: { rules: { style: { noRestrictedImports: unknown } } } };

const override = (includes: string[], patterns: Pattern[]): Override => ({
  includes,
  linter: { rules: { style: { noRestrictedImports: { level: 'error', options: { patterns } } } } },
});

function roomOverrides(name: string, side: Side): Override[] {
  const layers = side.layers ?? [];
  const all = layers.flat();
  const files = all.filter(isFile);
  return layers.flatMap((layer, height) =>
    layer.flatMap((room) => {
      const shut = layers
        .slice(height)
        .flat()
        .filter((other) => other !== room);
      if (shut.length === 0) return [];
      const includes =
        room === '*'
          ? [`${name}/*.ts`, ...files.map((file) => `!${name}/${file}`)]
          : [`${name}/${isFile(room) ? room : `${room}/**`}`];
      // A pattern that takes something out again comes before those that name a file by itself.
      const group = [...shut]
        .sort((a, b) => Number(b === '*') - Number(a === '*'))
        .flatMap((to) => ways(room, to, files));
      const message = `${name}/${room} imports rooms below it only; lint/rooms.json has the order.`;
      return [override(includes, [...outside(name, side), { group, message }])];
    }),
  );
}

/** `lint/rooms.biome.json`, which `biome.json` extends. */
export function linterRules(): string {
  const overrides = Object.entries(rooms).flatMap(([name, side]) => [
    override([`${name}/**`], outside(name, side)),
    ...roomOverrides(name, side),
  ]);
  return `${JSON.stringify({ overrides }, undefined, 2)}\n`;
}
