/** How an answer of a bank gets into the editor, by its redirect URI and by where the extension runs. */
import { expect, test } from 'vitest';
import { best, redirectOf, sameDoor, type Whereabouts, waysOf } from '../../../src/extension/authorisation/ways.ts';
import { isCatchable } from '../../../src/tpp/authorization/loopback.ts';

const desktop: Whereabouts = { uriScheme: 'vscode', extensionId: 'open.Banking', desktop: true, reachable: true };
const loopback = 'http://127.0.0.1:53682/callback';
const own = 'vscode://open.banking/callback';

test.each<[string, string, Partial<Whereabouts>, string]>([
  ['on this machine', loopback, {}, 'loopback'],
  ['on this machine, the browser on another', loopback, { reachable: false }, 'paste moved_loopback'],
  ['the editor’s own', own, {}, 'editor'],
  ['the editor’s own, in a browser window', own, { desktop: false }, 'paste browser_window'],
  ['the stable editor’s, in Insiders', own, { uriScheme: 'vscode-insiders' }, 'paste other_editor'],
  ['of another extension', 'vscode://other.one/callback', {}, 'paste other_editor'],
  ['on the web', 'https://app.example/cb', {}, 'paste elsewhere'],
])('%s', (_name, uri, place, expected) => {
  const { way, reason } = waysOf(uri, { ...desktop, ...place }, isCatchable);
  expect([way, reason].filter(Boolean).join(' ')).toBe(expected);
});

test('what costs the person least is taken first; the registration’s order decides among equals', () => {
  const all = ['https://app.example/cb', own, loopback, 'http://127.0.0.1:1/other'];
  expect(best(all.map((uri) => waysOf(uri, desktop, isCatchable)))?.redirectUri).toBe(loopback);
  const moved = { ...desktop, reachable: false };
  expect(best(all.map((uri) => waysOf(uri, moved, isCatchable)))?.redirectUri).toBe(own);
  const web = { ...moved, desktop: false };
  expect(best(all.map((uri) => waysOf(uri, web, isCatchable)))?.redirectUri).toBe(loopback);
  expect(best([])).toBeUndefined();
});

test.each<[string, boolean]>([
  [loopback, true],
  ['http://localhost:53682/callback', true],
  ['http://127.0.0.1:40000/callback', false],
  ['https://53682.tunnel.example/callback', false],
  ['http://127.0.0.1:8080/proxy/53682/callback', true],
  ['http://127.0.0.1:8080/proxy/53683/callback', false],
  ['http://127.0.0.1:8080/proxy/53682/other', false],
  ['https://code.example/proxy/53682/callback', false],
  ['nonsense', false],
])('an outside address of the same listener: %s', (external, same) => {
  expect(sameDoor(loopback, external)).toBe(same);
});

test('a plus in a code survives the editor’s decoding, one in a description stays a space', () => {
  const parts = { scheme: 'vscode', authority: 'open.banking', path: '/callback', query: '' };
  const redirect = redirectOf({ ...parts, fragment: 'code=a+b/c&state=s&error_description=not+now' });
  expect(redirect.startsWith(`${own}#`)).toBe(true);
  const answer = new URLSearchParams(new URL(redirect).hash.slice(1));
  expect(Object.fromEntries(answer)).toEqual({ code: 'a+b/c', state: 's', error_description: 'not now' });
  const inQuery = redirectOf({ ...parts, query: 'code=x&state=s', fragment: '' });
  expect(inQuery).toBe(`${own}?code=x&state=s`);
});
