/** The redactor leaves our own sentences as they are: what it takes for a secret would be lost to whoever reads them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { redactText } from '../../../src/tpp/redaction/redact.ts';

const text = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;

/** The texts of a file that are sentences, with a word for what is put in. */
function sentencesOf(path: string): string[] {
  const code = readFileSync(path, 'utf8')
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(text)]
    .map(([, single, double, template]) => (single ?? double ?? template ?? '').replace(/\$?\{[^{}]*\}/g, 'word'))
    .filter((found) => /[a-z]+ [a-z]+ [a-z]+/i.test(found) && !found.includes('\n'));
}

it.each(['src/tpp', 'src/cli'])('the sentences of %s', (folder) => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  // The name of a password is none.
  const sentences = files.flatMap((file) =>
    sentencesOf(join(folder, file)).map((each) => each.replaceAll('USER:PASSWORD@', '')),
  );
  expect(sentences.length).toBeGreaterThan(100);
  expect(sentences.filter((each) => redactText(each) !== each)).toEqual([]);
});
