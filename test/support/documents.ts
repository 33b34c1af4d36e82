/** The documents that users read, taken apart: their fenced blocks, headings, links and comments that hold commands. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** Every document of users, by its path in the repository. */
export const documents: readonly string[] = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted(),
];

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');

export interface Block {
  /** `sh`, `json`, `text`. */
  language: string;
  /** What stands behind it: CONTRIBUTING.md, "Documents". */
  words: readonly string[];
  text: string;
  /** Of its first line in the document. */
  line: number;
}

/** Fenced blocks and comments `<!-- sh … -->`, in their order. */
export function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^(?:```|<!-- )(\w+)(.*)\n([\s\S]*?)^(?:```|-->)$/gm)].map((match) => ({
    language: match[1] ?? '',
    words: (match[2] ?? '').split(' ').filter((word) => word !== ''),
    text: match[3] ?? '',
    line: text.slice(0, match.index).split('\n').length + 1,
  }));
}

/** The text with its blocks left out, and what stands in backticks too. */
export const proseOf = (text: string): string =>
  text.replace(/^(?:```|<!-- )[\s\S]*?^(?:```|-->)$/gm, '').replace(/`[^`]*`/g, '`');

/** Where each link and picture leads, as it is written. */
export const linksOf = (text: string): string[] =>
  [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

/** The names by which a link leads to a heading, as GitHub makes them. */
export const anchorsOf = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
