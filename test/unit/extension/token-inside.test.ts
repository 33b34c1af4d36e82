/** Tokens inside tokens, and the way back to them after a reload. */
import { expect, test } from 'vitest';
import type { GivenToken } from '../../../src/extension/tokens/given.ts';
import { tokenInside, valueAt } from '../../../src/extension/tokens/inside.ts';
import { tokenSource } from '../../../src/messages/inspector.ts';
import { inspectToken } from '../../../src/tpp/inspect/inspect.ts';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (payload: object): string => `${part({ alg: 'PS256' })}.${part(payload)}.c2ln`;
const statement = jwt({ software_id: 's', org_id: 'o' });
const request = jwt({ iss: 's', software_statement: statement, 'a/b~': { list: ['x', statement] } });
const given: GivenToken = {
  text: request,
  label: 'request.txt',
  source: { from: 'text', uri: 'file:///request.txt', line: 3, character: 0 },
  context: { origin: 'registration', permissive: false },
};

test('a token inside is found by its pointer, with its way back and without the place of the one around it', () => {
  const inner = tokenInside({ inspectToken }, given, ['/payload/software_statement']);
  expect(inner).toEqual({
    text: statement,
    label: 'request.txt › software_statement',
    source: { ...given.source, inside: ['/payload/software_statement'] },
    context: { permissive: false },
  });
  expect(tokenSource.safeParse(inner?.source).success).toBe(true);
});

test('pointers go through names with slashes and through lists', () => {
  expect(tokenInside({ inspectToken }, given, ['/payload/a~1b~0/list/1'])?.text).toBe(statement);
});

test.each([
  ['a member that is not there', ['/payload/none']],
  ['a member that only JavaScript knows', ['/payload/constructor']],
  ['a member that is no text', ['/payload/a~1b~0']],
  ['no way at all', []],
  ['a token in what is none', ['/payload/iss', '/payload/iss']],
])('%s is no token inside', (_name, path) => {
  expect(tokenInside({ inspectToken }, given, path)).toBe(undefined);
});

test('a value is looked up in header and payload only', () => {
  expect(valueAt({ header: { kid: 'k' }, payload: undefined }, '/header/kid')).toBe('k');
  expect(valueAt({ header: { kid: 'k' }, payload: undefined }, '/payload/iss')).toBe(undefined);
});
