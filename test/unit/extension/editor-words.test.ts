/** Advice of the library as the editor gives it. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inEditorWords } from '../../../src/extension/editor-words.ts';

const advice: [string, string][] = [
  ['Register one (obw register).', 'Register one (Open Banking: Register Client…).'],
  ['taken over with `obw client adopt`.', 'taken over with Open Banking: Adopt Client….'],
  ['take it over (obw client adopt ID) or', 'take it over (Open Banking: Adopt Client…) or'],
  ['delete it, or register another with --force.', 'delete it.'],
  [
    'Start the sandbox (obw bank start --dir FOLDER), or correct the port.',
    'Start the sandbox (Open Banking: Start Sandbox, or where it was started before), or correct the port.',
  ],
  ['Nothing to translate.', 'Nothing to translate.'],
];
test.each(advice)('%s', (said, shown) => {
  expect(inEditorWords(said)).toBe(shown);
});

/** What is written for people outside the editor, who have a terminal. */
const forTerminals = ['**/exchanges/copy/template.ts', '**/postman/export-collection.ts'];

test('no advice of the library sends anyone in the editor to the command line', () => {
  const root = join(import.meta.dirname, '..', '..', '..');
  const left = globSync('src/tpp/**/*.ts', { cwd: root, exclude: forTerminals }).flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(\*|\/\/|\/\*)/.test(line))
      .map(inEditorWords)
      .filter((line) => /\bobw [a-z]|--(bank|workspace|force|redirect-url)\b/.test(line)),
  );
  expect(left).toEqual([]);
});
