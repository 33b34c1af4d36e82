/** What other extensions may give to a command of ours: nothing that stands for a person's answer. */
import { expect, test } from 'vitest';
import {
  hasShapeOfNode,
  placeArguments,
  quickFixArguments,
  takenChoices,
} from '../../../src/extension/contributions/arguments.ts';
import { type CommandName, commands } from '../../../src/extension/contributions/commands.ts';

const uri = { scheme: 'file', fsPath: '/w', path: '/w' };
const answers: [CommandName, unknown][] = [
  ['deleteClient', { confirmed: true }],
  ['revokeConsent', { confirmed: true }],
  ['reconfirmedWithCustomer', { at: '2026-11-28T00:00:00Z' }],
  ['rehearseRenewal', { as: 'rora' }],
  ['resetSandboxData', { confirmed: true }],
  ['forgetSecrets', { folder: uri, part: { what: 'all' }, confirmed: true }],
  ['registerClient', {}],
  ['shareSecretsWithTerminals', { confirmed: true }],
  ['updateClientRegistration', { redirectUris: ['https://a.example/cb'] }],
  ['adoptClient', { clientId: 'c', secret: 's' }],
  ['createAccountAccessConsent', { permissions: ['ReadBalances'] }],
  ['authoriseConsent', { as: 'rora', accounts: ['1'] }],
  ['authoriseConsent', { browser: () => undefined }],
  ['authoriseConsent', { request: { header: {}, claims: {}, force: true } }],
  ['copyAuthorisationUrl', { header: {}, claims: {}, codeVerifier: undefined }],
  ['pasteRedirectUrl', '#code=c&state=s'],
  ['skipTlsVerification', 'https://bank.example'],
  ['exportTransactions', { uri, from: '2026-01-01' }],
  ['exportToPostman', { folder: '/w', secrets: true }],
  ['downloadEnvironmentFile', '/w/environment.json'],
  ['saveExchangesAsHar', '/w/a.har'],
  ['runSavedRequest', 'Delete everything'],
  ['createSandboxSoftwareStatement', { folder: uri, certificates: 'issued', redirectPort: null, overwrite: true }],
  ['createWorkspaceFile', { folder: uri, discovery: 'https://bank.example', files: [uri], change: true }],
  ['getClientCredentialsToken', 'accounts'],
  ['findJwtsInFile', () => 0],
  ['showAccounts', { accounts: ['1'], from: '2026-01-01' }],
];

test.each(answers)('%s is answered beforehand in tests only: %o', (name, given) => {
  expect(takenChoices(name, given, true)).toEqual(given);
  expect(takenChoices(name, given, false)).toBeUndefined();
});

test.each<[CommandName, unknown]>([
  ['deleteClient', { confirmed: 'yes' }],
  ['deleteClient', true],
  ['registerClient', { claims: 'x' }],
  ['registerClient', { unknown: 1 }],
  ['authoriseConsent', { browser: false }],
  ['forgetSecrets', { part: { what: 'other' } }],
])('%s refuses what has another shape: %o', (name, given) => {
  expect(() => takenChoices(name, given, true)).toThrow(TypeError);
});

const passedOn: [CommandName, unknown][] = [
  ['registerClient', { anew: true }],
  ['repeatExchange', { edited: 'memory:/a.http' }],
  ['compareJwts', 'a.b.c'],
  ['importFromPostman', ['/w/environment.json']],
  ['createWorkspaceFile', { files: [uri, { name: 'a.pem', bytes: new Uint8Array(1), uri }], ask: true }],
];

test.each(passedOn)('%s takes everywhere what answers no question: %o', (name, given) => {
  expect(takenChoices(name, given, false)).toEqual(given);
});

test('the selected rows that a tree’s menu gives are no choice', () => {
  for (const name of Object.keys(commands) as CommandName[]) {
    if (name === 'compareExchanges' || name === 'importFromPostman') continue;
    expect(takenChoices(name, [{ kind: 'client' }], true), name).toBeUndefined();
  }
});

test('an item without the members of its kind is none', () => {
  const of = { place: { folder: uri }, bank: { name: 'b' } };
  expect(hasShapeOfNode({ kind: 'client', of, client: { clientId: 'c' } })).toBe(true);
  expect(hasShapeOfNode({ kind: 'client', of: { bank: { name: 'b' } } })).toBe(false);
  expect(hasShapeOfNode({ kind: 'consent', of, consent: { consentId: 1 } })).toBe(false);
  const consent = { consentId: 'c' };
  expect(hasShapeOfNode({ kind: 'bank', of })).toBe(true);
  expect(hasShapeOfNode({ kind: 'consent', of, consent })).toBe(true);
  expect(hasShapeOfNode({ kind: 'account', of, consent, accountId: '1' })).toBe(true);
  expect(hasShapeOfNode({ kind: 'client', of })).toBe(false);
  expect(hasShapeOfNode({ kind: 'consent', of })).toBe(false);
  expect(hasShapeOfNode({ kind: 'account', of, consent })).toBe(false);
  expect(hasShapeOfNode({ kind: 'account', of, accountId: '1' })).toBe(false);
});

test.each([
  ['a path that leads out', { kind: 'chmod', path: '../../etc/passwd' }],
  ['an absolute path', { kind: 'chmod', path: '/etc/passwd' }],
  ['another kind', { kind: 'delete', path: 'a.key' }],
])('a quick fix of openbanking.json is refused: %s', (_name, fix) => {
  expect(quickFixArguments.safeParse([uri, fix]).success).toBe(false);
  expect(quickFixArguments.safeParse([uri, { kind: 'chmod', path: 'keys/a.key' }]).success).toBe(true);
  expect(placeArguments.safeParse(['file:///a', 1, 2]).success).toBe(true);
});
