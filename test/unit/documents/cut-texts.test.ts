/** The linter lets nobody quote a stranger's text that was cut within a character. */
import { beforeAll, expect, it } from 'vitest';
import { refusedByOwnRules } from '../../support/lint.ts';

const cuts = {
  bare: 'JSON.stringify(text.slice(0, 100))',
  named: 'JSON.stringify(text.slice(0, maxLength))',
  within: 'JSON.stringify(issue.text.substring(0, 100))',
  chosen: "JSON.stringify((text ?? '').slice(0, 80))",
};
const others = {
  ours: 'JSON.stringify(truncate(text, 100))',
  end: 'JSON.stringify(text.slice(1))',
  rows: 'JSON.stringify({ rows: rows.slice(0, 5) })',
};
const fileOf = (way: string): string => `src/tpp/${way}.ts`;

let refused: ReadonlySet<string>;

beforeAll(async () => {
  const files = Object.entries({ ...cuts, ...others }).map(([way, text]) => [
    fileOf(way),
    `export const said = ${text};\n`,
  ]);
  refused = await refusedByOwnRules(Object.fromEntries(files));
});

it('refuses a text cut anywhere and quoted, and nothing else', () => {
  expect([...refused].sort()).toEqual(Object.keys(cuts).map(fileOf).sort());
});
