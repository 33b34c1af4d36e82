/** What the documents show to be copied is taken as it stands: files of openbanking.json, and what stands behind a command. */
import { describe, expect, test } from 'vitest';
import { identityOf } from '../../../src/tpp/workspace/identity.ts';
import { parseWorkspace } from '../../../src/tpp/workspace/parse.ts';
import { type Block, blocksOf, documents, textOf } from '../../support/documents.ts';

const blocks = (of: (block: Block) => boolean): [place: string, text: string][] =>
  documents.flatMap((path) =>
    blocksOf(textOf(path))
      .filter(of)
      .map((block): [string, string] => [`${path}:${block.line}`, block.text]),
  );

test('the file of two identities is one that is understood, and each bank gets its own', () => {
  const [, text = ''] = blocks(({ text: each }) => each.includes('"identities"'))[0] ?? [];
  const file = parseWorkspace(text, '/work');
  const statements = Object.entries(file.banks).map(
    ([name, entry]) => identityOf(file, { name, entry }).softwareStatement.assertion,
  );
  expect(new Set(statements).size).toBe(2);
});

test.each(blocks(({ language, words }) => language === 'json' && words[0] !== 'members'))('%s is JSON', (_, text) => {
  expect(() => JSON.parse(text)).not.toThrow();
});

test.each(blocks(({ language, words }) => language === 'json' && words[0] === 'members'))(
  'each line of %s is a member',
  (_, text) => {
    for (const line of text.trimEnd().split('\n')) expect(() => JSON.parse(`{${line}}`)).not.toThrow();
  },
);

describe('a command of the documents', () => {
  const commands = blocks(({ language }) => language === 'sh').flatMap(([place, text]) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('obw '))
      .map((line): [string, string] => [place, line]),
  );

  test('is followed by nothing but a comment to a shell', () => {
    expect(commands.length).toBeGreaterThan(30);
    expect(commands.map(([, line]) => line.split(' #')[0]).filter((command) => /[()]/.test(command ?? ''))).toEqual([]);
  });
});
