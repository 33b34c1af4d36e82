/** An openbanking.json is written with what is needed, and changed without losing what stands in it. */
import { describe, expect, test } from 'vitest';
import {
  bankIn,
  bankNameOf,
  composeBank,
  discoveryUrl,
  mergeWorkspace,
  supportOf,
} from '../../../src/tpp/discovery/compose.ts';
import { parseWorkspace } from '../../../src/tpp/workspace/parse.ts';
import { accountsBase, discoveryDocument } from '../tpp-journey/stub.ts';

const roles = {
  assertion: 'keys/ssa.jwt',
  signingKey: 'keys/signing.key',
  signingCertificate: 'keys/signing.pem',
  transportCertificate: 'keys/transport.pem',
  transportKey: 'keys/transport.key',
  ca: ['keys/ca.pem'],
};
const discovery = 'https://auth1.bank.example/.well-known/openid-configuration';
const strict = { ...discoveryDocument, request_object_signing_alg_values_supported: ['PS256'] };

test('a new file is valid, formatted, and has nothing that is a default', () => {
  const text = mergeWorkspace('', roles, composeBank(discovery, { found: strict, environment: 'sandbox' }));
  expect(text).toBe(`{
  "softwareStatement": {
    "assertion": "keys/ssa.jwt"
  },
  "signing": {
    "key": "keys/signing.key",
    "certificate": "keys/signing.pem"
  },
  "transport": {
    "certificate": "keys/transport.pem",
    "key": "keys/transport.key",
    "ca": [
      "keys/ca.pem"
    ]
  },
  "banks": {
    "bank": {
      "discovery": "${discovery}",
      "resourceServers": {
        "aisp": "${accountsBase}"
      }
    }
  }
}
`);
  expect(parseWorkspace(text, '/workspace').banks.bank).toEqual({ discovery, resourceServers: { aisp: accountsBase } });
});

test.each<[string, object, 'sandbox' | 'production', object]>([
  [
    'a sandbox that takes unsigned requests is permissive',
    discoveryDocument,
    'sandbox',
    { entry: { profile: 'permissive' } },
  ],
  ['a production bank never is', discoveryDocument, 'production', { entry: { environment: 'production' } }],
  [
    'a bank of code alone',
    { ...strict, response_types_supported: ['code'] },
    'sandbox',
    { entry: { authorizationRequest: { responseType: 'code' } } },
  ],
  [
    'a bank of RS256 alone',
    { ...strict, request_object_signing_alg_values_supported: ['RS256'] },
    'sandbox',
    { algorithm: 'RS256' },
  ],
])('what the bank supports is read: %s', (_name, found, environment, expected) => {
  const bank = composeBank(discovery, { found: { ...discoveryDocument, ...found }, environment });
  expect(bank).toMatchObject(expected);
  expect('profile' in bank.entry && environment === 'production').toBe(false);
});

test.each<[string, typeof strict | undefined]>([
  ['a document that names no API', { ...strict, protected_resources: [] }],
  ['no document', undefined],
])('where the API is unknown, the place to write it is there: %s', (_name, found) => {
  const text = mergeWorkspace('', roles, composeBank(discovery, { found, environment: 'sandbox' }));
  expect(parseWorkspace(text, '/workspace').banks.bank).toEqual({ discovery, resourceServers: {} });
});

test('the API is where it is said to be, whatever the document names', () => {
  const { entry } = composeBank(discovery, { found: strict, aisp: 'https://rs9.example/aisp' });
  expect(entry.resourceServers).toEqual({ aisp: 'https://rs9.example/aisp' });
});

test('a bank without a discovery document is known by its issuer', () => {
  const entry = {
    issuer: 'https://bank.example',
    authorizationEndpoint: 'https://bank.example/auth',
    tokenEndpoint: 'https://bank.example/token',
    jwksUri: 'https://bank.example/jwks',
  };
  const once = mergeWorkspace('', roles, { name: 'coop', entry });
  expect(mergeWorkspace(once, roles, { name: 'again', entry })).toBe(once);
  expect(bankIn(once, 'https://bank.example')).toBe('coop');
});

test('what a bank says of itself is told, endpoints of mutual TLS included', () => {
  expect(supportOf(discoveryDocument)).toMatchObject({ registration: true, pushedRequests: 'none' });
  const { registration_endpoint, ...rest } = discoveryDocument;
  const pushed_authorization_request_endpoint = 'https://as.bank.example/par';
  const mtls_endpoint_aliases = { registration_endpoint, pushed_authorization_request_endpoint };
  const document = { ...rest, mtls_endpoint_aliases, require_pushed_authorization_requests: true };
  expect(supportOf(document)).toMatchObject({ registration: true, pushedRequests: 'required' });
});

test('a file that is there keeps its comments, its members and its banks', () => {
  const before = `{
  // ours
  "softwareStatement": { "assertion": "old.jwt", "redirectUris": ["https://app.example/cb"] },
  "signing": { "key": "old.key", "algorithm": "PS256" },
  "transport": { "certificate": "keys/transport.pem", "key": "keys/transport.key", "ca": ["keys/root.pem"] },
  "banks": { "bank": { "discovery": "https://other.example/.well-known/openid-configuration", "profile": "strict" } }
}
`;
  const some = { signingKey: 'keys/new.key', ca: ['keys/root.pem', 'keys/ca.pem'] };
  const after = mergeWorkspace(before, some, composeBank(discovery, { name: 'bank' }));
  expect(after).toContain('// ours');
  expect(parseWorkspace(after, '/workspace')).toMatchObject({
    softwareStatement: { assertion: 'old.jwt', redirectUris: ['https://app.example/cb'] },
    signing: { key: 'keys/new.key', algorithm: 'PS256' },
    transport: { ca: ['keys/root.pem', 'keys/ca.pem'] },
    banks: { bank: { profile: 'strict' }, 'bank-2': { discovery } },
  });
  expect(mergeWorkspace(after, { ca: [] }, composeBank(discovery, {}))).toBe(after);
});

test.each([
  ['https://auth1.openbanking.zopa.com/x', 'zopa'],
  ['https://issuer1.openbanking.api.tide.co/', 'tide'],
  ['https://127.0.0.1:8443/', 'bank'],
  ['https://sandbox.example.com/', 'sandbox'],
])('a bank is named after its host: %s → %s', (url, name) => {
  expect(bankNameOf(url)).toBe(name);
});

test.each([
  ['https://auth.bank.example', 'https://auth.bank.example/.well-known/openid-configuration'],
  ['auth.bank.example/', 'https://auth.bank.example/.well-known/openid-configuration'],
  [
    'https://bank.example/a/.well-known/openid-configuration',
    'https://bank.example/a/.well-known/openid-configuration',
  ],
  [
    ' https://localhost:8443/.well-known/openid-configuration ',
    'https://localhost:8443/.well-known/openid-configuration',
  ],
  ['https://[::1]:8443', 'https://[::1]:8443/.well-known/openid-configuration'],
  ['https://[::2]:8443', undefined],
  ['http://auth.bank.example', undefined],
  ['https://user@bank.example', undefined],
  ['the bank', undefined],
  ['bank', undefined],
  ['', undefined],
])('a discovery URL is read as it was meant: %s', (typed, expected) => {
  expect(discoveryUrl(typed)).toBe(expected);
});

describe('in a file with identities', () => {
  const some = { assertion: 'new.jwt', signingKey: 'new.key', ca: ['ca.pem'] };
  const identity = {
    softwareStatement: { assertion: 'old.jwt' },
    signing: { key: 'old.key' },
    transport: { certificate: 't.pem', key: 't.key' },
  };
  const text = (identities: object) => JSON.stringify({ identities, banks: {} });
  const bank = composeBank(discovery, { name: 'bank' });

  test('files and bank go to the only one, which the bank need not name', () => {
    const merged = parseWorkspace(mergeWorkspace(text({ acme: identity }), some, bank), '/workspace');
    expect(merged).toMatchObject({
      identities: {
        acme: {
          softwareStatement: { assertion: 'new.jwt' },
          signing: { key: 'new.key' },
          transport: { ca: ['ca.pem'] },
        },
      },
    });
    expect(merged.banks.bank).not.toHaveProperty('identity');
    expect(merged).not.toHaveProperty('signing');
  });

  test('of several they go to the one that is named, and the bank names it', () => {
    const merged = mergeWorkspace(text({ acme: identity, other: identity }), some, bank, 'other');
    expect(parseWorkspace(merged, '/workspace')).toMatchObject({
      identities: { acme: { signing: { key: 'old.key' } }, other: { signing: { key: 'new.key' } } },
      banks: { bank: { identity: 'other' } },
    });
  });

  test('of several, with none named, nothing is guessed', () => {
    expect(() => mergeWorkspace(text({ acme: identity, other: identity }), some, bank)).toThrow(
      'several identities (acme, other)',
    );
  });
});
