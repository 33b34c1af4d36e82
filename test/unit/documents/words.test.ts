/** CONTRIBUTING's table of words: what it says not to say stands in no text of the extension, the terminal or the documents. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { documents, root, textOf } from '../../support/documents.ts';

const texts = (file: string): string =>
  Object.values(z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(join(root, file), 'utf8')))).join('\n');

/** What stands in quotation marks in the sources of the library and the terminal, whose texts are in no bundle. */
const quoted = ['src/tpp', 'src/cli'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name): [string, string] => {
      const source = readFileSync(join(root, folder, name), 'utf8');
      const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '').replace(/\$\{[^}]*\}/g, '');
      return [
        `${folder}/${name}`,
        (code.match(/'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\\n])*`/g) ?? []).filter((text) => text.includes(' ')).join('\n'),
      ];
    }),
);

const said = new Map([
  ...quoted,
  ['the bundle of texts', texts('l10n/bundle.l10n.json')],
  ['the manifest', texts('package.nls.json')],
  ...documents.filter((path) => path !== 'CONTRIBUTING.md').map((path): [string, string] => [path, textOf(path)]),
]);

const rows = textOf('CONTRIBUTING.md')
  .split('\n## ')
  .filter((section) => section.startsWith('Words\n'))
  .flatMap((section) => section.split('\n').filter((line) => line.startsWith('| ')))
  .slice(1)
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('the table has its words', () => {
  expect(rows.length).toBeGreaterThan(10);
});

test.each(rows.flatMap(([, say = '', , not = '']) => not.split(', ').map((word): [string, string] => [word, say])))(
  '"%s" is nowhere: it is called %s',
  (word) => {
    const found = new RegExp(`\\b${word}\\b`, 'i');
    expect([...said].filter(([, text]) => found.test(text)).map(([place]) => place)).toEqual([]);
  },
);
