/** The library's words name no surface: each has its own for what a remedy is. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../src/extension/contributions/commands.ts';

/** The lines of the library that are no comment, with their places. */
function linesOf(): [place: string, line: string][] {
  const root = join(import.meta.dirname, '..', '..');
  return globSync('src/tpp/**/*.ts', { cwd: root }).flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .map((line, index): [string, string] => [`${file}:${index + 1}`, line])
      .filter(([, line]) => !/^\s*(\*|\/\/|\/\*)/.test(line)),
  );
}

test('no text of the library names the command line or its options', () => {
  const found = linesOf().filter(([, line]) =>
    /\bobw\b|--(bank|workspace|force|redirect-url|dir)\b/.test(line.replace(/\/\/.*$/, '')),
  );
  expect(found).toEqual([]);
});

test('no text of the library names a command of the editor', () => {
  const titles = Object.values(commands)
    .map(({ title }) => title.replace('…', ''))
    .filter((title) => title.includes(' '));
  expect(titles).toContain('Adopt Client');
  const found = linesOf().filter(
    ([, line]) =>
      line.includes('Open Banking: ') ||
      titles.some((title) => new RegExp(`\\b${title.replace(/[()#]/g, '\\$&')}`).test(line)),
  );
  expect(found).toEqual([]);
});
