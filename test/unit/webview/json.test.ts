/** JSON as nodes and as lines: nothing lost, nothing slow. */
import { expect, test } from 'vitest';
import { jsonLines } from '../../../src/webview/inspector/json-lines.ts';
import { jsonNodes, memberAt } from '../../../src/webview/inspector/json-nodes.ts';

const printed = (text: string): string =>
  [...jsonLines(text)]
    .map(({ indent, words }) => '  '.repeat(indent) + words.map((word) => word.text).join(''))
    .join('\n');

test.each([
  ['an object', '{"a":1,"b":[true,null],"c":{}}'],
  ['empty brackets', '[[],{},[{}]]'],
  ['texts with marks in them', '{"a,b":"{[:\\"]}"}'],
])('%s is printed as JSON.stringify does', (_name, text) => {
  expect(printed(text)).toBe(JSON.stringify(JSON.parse(text), undefined, 2));
});

test('what a parser would lose is printed as it is written', () => {
  expect(printed('{"a":1e3,"a":12345678901234567890,"é":"\\u00e9"}')).toBe(
    '{\n  "a": 1e3,\n  "a": 12345678901234567890,\n  "é": "\\u00e9"\n}',
  );
});

test.each([
  ['text', 'hello {there'],
  ['a text that does not end', '{"a":"b'],
  ['more closed than opened', ']]}1'],
  ['nothing', ''],
])('%s that is no JSON is printed all the same', (_name, text) => {
  expect(printed(text).replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
});

test('a million levels are printed without an end of the stack, line after line', () => {
  const lines = jsonLines('['.repeat(1_000_000));
  expect([lines.next().value?.indent, lines.next().value?.indent]).toEqual([0, 1]);
  let last = 0;
  for (const { indent } of lines) last = indent;
  expect(last).toBe(40);
});

test('nodes keep members that stand twice, and numbers to the letter', () => {
  const root = jsonNodes('{"a":1.50,"a":"x","b/c":[{"d":null}]}', '/payload');
  expect(root?.children.map(({ name, node }) => [name, node.text])).toEqual([
    ['a', '1.50'],
    ['a', 'x'],
    ['b/c', ''],
  ]);
  expect(root && memberAt(root, '/payload/b~1c/0/d')?.node.kind).toBe('null');
  expect(root && memberAt(root, '/payload/none')).toBe(undefined);
});

test('what is no JSON, or deeper than any token, has no nodes', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(jsonNodes(deep, '/payload')).toBe(undefined);
  expect(jsonNodes('{"a":', '/payload')).toBe(undefined);
  expect(jsonNodes('', '/payload')).toBe(undefined);
});
