/** What the README shows to be copied is taken as it stands: its file of several identities, and its commands. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { identityOf } from '../../../src/tpp/workspace/identity.ts';
import { parseWorkspace } from '../../../src/tpp/workspace/parse.ts';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8').split(/\r?\n/);

test('the README’s file of two identities is one that is understood, and each bank gets its own', () => {
  const start = readme.indexOf('    {');
  const end = readme.indexOf('    }', start);
  const file = parseWorkspace(readme.slice(start, end + 1).join('\n'), '/work');
  const statements = Object.entries(file.banks).map(
    ([name, entry]) => identityOf(file, { name, entry }).softwareStatement.assertion,
  );
  expect(new Set(statements).size).toBe(2);
});

test('what stands behind a command of the README is a comment to a shell', () => {
  const commands = readme.filter((line) => line.startsWith('    obw ')).map((line) => line.split(' #')[0]);
  expect(commands.length).toBeGreaterThan(10);
  expect(commands.filter((command) => /[()]/.test(command ?? ''))).toEqual([]);
});
