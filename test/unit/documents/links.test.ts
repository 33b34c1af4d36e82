/** What the documents name is there: files, headings, pictures, error codes, commands of the palette. */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import texts from '../../../package.nls.json';
import { errorCodes } from '../../../src/tpp/errors.ts';
import { anchorsOf, documents, linksOf, proseOf, root, textOf } from '../../support/documents.ts';

const papers = [...documents, 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];

/** Where a link leads that stands in this document; a path from the root begins with a slash. */
function ends(document: string, target: string): { file: string; anchor: string | undefined } {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? document : path.startsWith('/') ? path.slice(1) : join(dirname(document), path);
  return { file: normalize(file), anchor };
}

test.each(papers)('every link of %s leads to a file and a heading that are there', (document) => {
  const broken = linksOf(textOf(document)).filter((target) => {
    if (/^(https:|command:)/.test(target)) return false;
    const { file, anchor } = ends(document, target);
    return !existsSync(join(root, file)) || (anchor !== undefined && !anchorsOf(textOf(file)).includes(anchor));
  });
  expect(broken).toEqual([]);
});

test('the README leads to every document but the page of the extension, itself or by another', () => {
  const seen = new Set(['README.md']);
  for (const document of seen) {
    for (const target of linksOf(textOf(document))) {
      const { file } = ends(document, target);
      if (documents.includes(file)) seen.add(file);
    }
  }
  expect(documents.filter((document) => !seen.has(document))).toEqual(['docs/extension-page.md']);
});

test('the README is read in three minutes', () => {
  expect(proseOf(textOf('README.md')).split(/\s+/).length).toBeLessThan(3 * 220);
});

test('the page of the extension says nothing of how it is built', () => {
  expect(textOf('docs/extension-page.md')).not.toMatch(/\bnpm\b|\bnode_modules\b|esbuild|\bclone\b/);
});

describe('Troubleshooting', () => {
  const text = textOf('docs/troubleshooting.md');
  const codes = [...text.matchAll(/^\| (`[^|]*`) [^|]*\|/gm)]
    .flatMap(([, first = '']) => [...first.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)])
    .map(([, code]) => code);

  test('names codes that errors have', () => {
    expect(codes.length).toBeGreaterThan(25);
    expect(codes.filter((code) => !errorCodes.some((each) => each === code))).toEqual([]);
  });
});

test('each command of the palette that a document names is there', () => {
  const titles = new Set(
    Object.entries(texts)
      .filter(([key]) => key.startsWith('command.'))
      .map(([, title]) => title.replace(/…$/, '')),
  );
  const named = documents.flatMap((document) =>
    [...textOf(document).matchAll(/\*Open Banking: ([^*]+?)…?\*/g)].map(([, title]) => title),
  );
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((title) => !titles.has(title ?? ''))).toEqual([]);
});
