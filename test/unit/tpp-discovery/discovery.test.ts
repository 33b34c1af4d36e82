/** Discovery: both shapes that banks publish, the entry's overrides, and documents that cannot be used. */
import { expect, test } from 'vitest';
import { operationOf, urlOf } from '../../../src/tpp/api/caller.ts';
import { bankMetadata } from '../../../src/tpp/discovery/discovery.ts';
import { readDiscoveryDocument } from '../../../src/tpp/discovery/discovery-document.ts';
import { discoveryFindings } from '../../../src/tpp/discovery/discovery-findings.ts';
import { fail } from '../../../src/tpp/errors.ts';
import type { OutgoingRequest } from '../../../src/tpp/transport/exchange.ts';
import { accountsBase, discoveryDocument, issuer, type Route, resources, stub } from '../tpp-journey/stub.ts';

const bank = (entry: object = {}) => ({
  name: 'sandbox',
  entry: { discovery: `${issuer}/.well-known/openid-configuration`, ...entry },
});

test('endpoints come from the document itself, as UK banks have it', () => {
  expect(bankMetadata(bank(), discoveryDocument)).toMatchObject({
    issuer,
    tokenEndpoint: 'https://as.bank.example/token',
    registrationEndpoint: `${resources}/register`,
    accountInformation: `${resources}/open-banking/v3.1/aisp`,
    certificateUrls: ['https://as.bank.example/token', `${resources}/register`, resources],
  });
});

test('mutual-TLS aliases take the place of the plain endpoints, where there are some', () => {
  const aliases = { token_endpoint: 'https://mtls.bank.example/token' };
  const { tokenEndpoint, certificateUrls } = bankMetadata(bank(), {
    ...discoveryDocument,
    mtls_endpoint_aliases: aliases,
  });
  expect(tokenEndpoint).toBe(aliases.token_endpoint);
  expect(certificateUrls).not.toContain(discoveryDocument.token_endpoint);
});

test('the certificate never goes to the authorisation server’s own host or the key store', () => {
  const { certificateUrls } = bankMetadata(bank(), discoveryDocument);
  const hosts = certificateUrls.map((url) => new URL(url).host);
  expect(hosts).not.toContain(new URL(issuer).host);
  expect(hosts).not.toContain('keystore.example');
});

test.each([
  ['the API', `${resources}/open-banking/v4.0/aisp/`, `${resources}/open-banking/v4.0/aisp`],
  ['the version', `${resources}/open-banking/v4.0`, `${resources}/open-banking/v4.0/aisp`],
  ['the host', resources, `${resources}/open-banking/v3.1/aisp`],
])('resourceServers.aisp may name %s', (_name, aisp, expected) => {
  expect(bankMetadata(bank({ resourceServers: { aisp } }), discoveryDocument).accountInformation).toBe(expected);
});

test('the entry overrides what discovery says', () => {
  const entry = {
    issuer: 'https://real.issuer',
    tokenEndpoint: 'https://t.example/token',
    jwksUri: 'https://k.example/bank.jwks',
    registration: { endpoint: 'https://r.example/reg' },
  };
  expect(bankMetadata(bank(entry), discoveryDocument)).toMatchObject({
    issuer: 'https://real.issuer',
    tokenEndpoint: 'https://t.example/token',
    registrationEndpoint: 'https://r.example/reg',
    jwksUri: 'https://k.example/bank.jwks',
  });
});

const inVersion = (version: string) => `${resources}/open-banking/${version}/aisp`;
test.each<[string, object, unknown, string | undefined]>([
  ['is what the document names', {}, [inVersion('v4.0'), `${resources}/open-banking/v4.0/pisp`], inVersion('v4.0')],
  ['is that of the entry’s version', { version: 'v4.0' }, [inVersion('v3.1'), inVersion('v4.0')], inVersion('v4.0')],
  ['is 3.1 where the entry says nothing', {}, [inVersion('v4.0'), inVersion('v3.1')], inVersion('v3.1')],
  [
    'is of the entry’s version without its patch',
    { version: 'v4.0.1' },
    [inVersion('v3.1'), inVersion('v4.0')],
    inVersion('v4.0'),
  ],
  [
    'is that with the patch, where there is one',
    { version: 'v3.1.11' },
    [inVersion('v3.1'), inVersion('v3.1.11')],
    inVersion('v3.1.11'),
  ],
  [
    'is the entry’s before the document’s',
    { resourceServers: { aisp: inVersion('v3.1') } },
    [inVersion('v4.0')],
    inVersion('v3.1'),
  ],
  ['may be named by its version alone', {}, [`${resources}/open-banking/v3.1/`], inVersion('v3.1')],
  ['is not guessed from the registration endpoint', {}, undefined, undefined],
  ['is not guessed from a host', {}, [resources], undefined],
  ['is not that of another version than the entry’s', { version: 'v3.1' }, [inVersion('v4.0')], undefined],
  ['is not one of several that nothing tells apart', {}, [inVersion('v4.0'), inVersion('v4.1')], undefined],
  ['is no address in plain http', {}, ['http://rs.bank.example/open-banking/v3.1/aisp'], undefined],
])('the base of the API %s', (_name, entry, protected_resources, expected) => {
  const read = readDiscoveryDocument({ ...discoveryDocument, protected_resources });
  expect(bankMetadata(bank(entry), read?.document ?? {}).accountInformation).toBe(expected);
});

test('a bank that nothing says the API’s base of takes it from the entry: the error names the member', async () => {
  const { session } = stub({ discovery: { protected_resources: undefined } });
  await expect(urlOf(session, operationOf('GET /accounts'))).rejects.toMatchObject({
    code: 'discovery_invalid',
    problem: { try: expect.stringMatching(/resourceServers\.aisp, e\.g\. https:\/\/rs\.bank\.example\/open-banking/) },
  });
});

const lenient: [string, Record<string, unknown>, Record<string, unknown>, string[]][] = [
  ['null', { registration_endpoint: null, response_modes_supported: null, mtls_endpoint_aliases: null }, {}, []],
  ['blank text', { registration_endpoint: ' ', acr_values_supported: '', jwks_uri: `${issuer}/jwks\n` }, {}, []],
  [
    'text for a list of names',
    { token_endpoint_auth_methods_supported: 'private_key_jwt, tls_client_auth' },
    { token_endpoint_auth_methods_supported: ['private_key_jwt', 'tls_client_auth'] },
    ['token_endpoint_auth_methods_supported'],
  ],
  [
    'text for a list of response types, which have blanks in them',
    { response_types_supported: 'code id_token,code' },
    { response_types_supported: ['code id_token', 'code'] },
    ['response_types_supported'],
  ],
  [
    'an element that cannot be read',
    { scopes_supported: ['openid', null, { name: 'accounts' }, 7, ' ', 'accounts'] },
    { scopes_supported: ['openid', 'accounts'] },
    ['scopes_supported'],
  ],
  [
    'relative and plain-http addresses',
    { registration_endpoint: '/register', introspection_endpoint: 'http://as.bank.example/i', userinfo_endpoint: 7 },
    {},
    ['registration_endpoint', 'introspection_endpoint', 'userinfo_endpoint'],
  ],
  ['aliases that are text', { mtls_endpoint_aliases: 'none' }, {}, ['mtls_endpoint_aliases']],
  [
    'one alias that cannot be read',
    { mtls_endpoint_aliases: { token_endpoint: 'https://m.example/token', registration_endpoint: '/register' } },
    { mtls_endpoint_aliases: { token_endpoint: 'https://m.example/token' } },
    ['mtls_endpoint_aliases.registration_endpoint'],
  ],
  [
    'flags that can only mean yes',
    { require_pushed_authorization_requests: 1, authorization_response_iss_parameter_supported: 'yes' },
    { require_pushed_authorization_requests: true, authorization_response_iss_parameter_supported: true },
    ['require_pushed_authorization_requests', 'authorization_response_iss_parameter_supported'],
  ],
  [
    'a flag as text',
    { require_pushed_authorization_requests: 'TRUE', authorization_response_iss_parameter_supported: 'sometimes' },
    { require_pushed_authorization_requests: true },
    ['authorization_response_iss_parameter_supported'],
  ],
];
test.each(lenient)('a document is used all the same: %s', async (_name, discovery, expected, odd) => {
  const metadata = await stub({ discovery }).session.metadata();
  for (const name of Object.keys(discovery)) {
    if (name !== 'jwks_uri') expect(metadata.document[name]).toEqual(expected[name]);
  }
  expect(metadata.odd.map(({ member }) => member)).toEqual(odd);
  expect(metadata.tokenEndpoint).toMatch(/^https:/);
});

test.each<[string, Record<string, unknown>, object]>([
  ['tokenEndpoint', { token_endpoint: null }, { tokenEndpoint: 'https://t.example/token' }],
  ['tokenEndpoint', { token_endpoint: 'http://as.bank.example/token' }, { tokenEndpoint: 'https://t.example/token' }],
  ['jwksUri', { jwks_uri: '/jwks' }, { jwksUri: 'https://k.example/jwks' }],
  ['authorizationEndpoint', { authorization_endpoint: '' }, { authorizationEndpoint: 'https://a.example/auth' }],
  ['issuer', { issuer: 7 }, { issuer: 'https://i.example' }],
])('the entry’s %s counts before the document is judged', async (name, discovery, entry) => {
  expect(await stub({ discovery, entry }).session.metadata()).toMatchObject(entry);
  const refused = stub({ discovery }).session.metadata();
  await expect(refused).rejects.toMatchObject({ problem: { try: expect.stringMatching(new RegExp(`\\b${name}\\b`)) } });
});

test('an issuer that is elsewhere than its document names the way out, which works', async () => {
  const discovery = { issuer: 'https://issuer.bank.example/tenant' };
  await expect(stub({ discovery }).session.metadata()).rejects.toMatchObject({
    problem: { try: expect.stringContaining('"issuer": "https://issuer.bank.example/tenant"') },
  });
  const { session } = stub({ discovery, entry: { issuer: discovery.issuer } });
  expect((await session.metadata()).issuer).toBe(discovery.issuer);
});

const entryAlone = {
  issuer,
  authorizationEndpoint: `${issuer}/auth`,
  tokenEndpoint: 'https://as.bank.example/token',
  jwksUri: 'https://keystore.example/bank.jwks',
  registration: { endpoint: `${resources}/register` },
  resourceServers: { aisp: accountsBase },
};
const gone = { status: 404, body: '<html>' };
test.each<[string, Route]>([
  ['is not there', () => gone],
  ['is a page', () => ({ body: '<html>', headers: { 'content-type': 'text/html' } })],
  ['is JSON and no object', () => ({ body: ['issuer'] })],
  ['is elsewhere', () => ({ status: 302 })],
  ['is at a host that nobody answers at', () => fail({ code: 'bank_unreachable', message: 'Nothing.', try: 'Wait.' })],
])('a bank whose document %s works from its entry', async (_name, route) => {
  const { session } = stub({
    entry: entryAlone,
    routes: { [`GET ${issuer}/.well-known/openid-configuration`]: route },
  });
  const metadata = await session.metadata();
  expect(metadata).toMatchObject({
    issuer,
    tokenEndpoint: entryAlone.tokenEndpoint,
    jwksUri: entryAlone.jwksUri,
    registrationEndpoint: `${resources}/register`,
    accountInformation: accountsBase,
  });
  expect(discoveryFindings(metadata)).toMatchObject([{ severity: 'warning', code: 'discovery_missing' }]);
});

const documentRoute = `GET ${issuer}/.well-known/openid-configuration`;
const passing: [string, Route][] = [
  ['nobody answers', () => fail({ code: 'bank_unreachable', message: 'Nothing.', try: 'Wait.' })],
  ['no answer comes in time', () => fail({ code: 'timed_out', message: 'Nothing.', try: 'Wait.' })],
  ['the bank fails', () => ({ status: 503 })],
];
test.each(passing)('while %s the entry stands for the document, which is asked for again', async (_name, route) => {
  const discovery = { ...discoveryDocument, authorization_response_iss_parameter_supported: true };
  let isDown = true;
  const routes = { [documentRoute]: (request: OutgoingRequest) => (isDown ? route(request) : { body: discovery }) };
  const { session, warnings } = stub({ entry: entryAlone, routes });
  expect((await session.metadata()).withoutDocument).toBeDefined();
  expect(warnings).toMatchObject([{ code: 'discovery_missing' }]);
  isDown = false;
  expect((await session.metadata()).document.scopes_supported).toEqual(discoveryDocument.scopes_supported);
  isDown = true;
  expect((await session.metadata()).withoutDocument).toBeUndefined();
  const later = stub({ entry: entryAlone, routes });
  expect((await later.session.metadata()).document).toMatchObject({
    authorization_response_iss_parameter_supported: true,
  });
});

test('a document that was waited for in vain is asked for again after as long again', async () => {
  const made = stub({
    entry: entryAlone,
    routes: {
      [documentRoute]: () => {
        made.pass(30_000);
        return fail({ code: 'timed_out', message: 'Nothing.', try: 'Wait.' });
      },
    },
  });
  await made.session.metadata();
  await made.session.metadata();
  expect(made.sent).toHaveLength(1);
  made.pass(30_000);
  await made.session.metadata();
  expect(made.sent).toHaveLength(2);
});

test('that there is no document is asked once', async () => {
  const { session, sent } = stub({ entry: entryAlone, routes: { [documentRoute]: () => gone } });
  await session.metadata();
  await session.metadata();
  expect(sent).toHaveLength(1);
});

test('a demand that is not readable is told in the flow', async () => {
  for (const [flag, said] of [
    ['yes', 'is "yes", and read as true'],
    [1, 'is 1, and read as true'],
    ['sometimes', 'is "sometimes", which is neither true nor false'],
  ]) {
    const { session, warnings } = stub({ discovery: { authorization_response_iss_parameter_supported: flag } });
    await session.metadata();
    expect(warnings).toMatchObject([{ code: 'discovery_unreadable', message: expect.stringContaining(`${said}`) }]);
  }
});

test.each(['https://rora:letmein@', 'http://rora:letmein@', 'https://rora@', 'https://:letmein@'])(
  'an address that names somebody is left out, and nobody is shown: %s',
  (beginning) => {
    const token_endpoint = `${beginning}bank.test/token`;
    const { document, odd } = readDiscoveryDocument({ ...discoveryDocument, token_endpoint }) ?? {};
    expect(document).not.toHaveProperty('token_endpoint');
    expect(odd).toEqual([{ member: 'token_endpoint', what: 'has a user name or password in it, which is never sent' }]);
  },
);

test.each<[name: string, member: object]>([
  ['in a list', { protected_resources: [accountsBase, 'https://rora:letmein@bank.test/open-banking/v3.1/aisp'] }],
  ['in a text', { protected_resources: `${accountsBase} https://rora:letmein@bank.test/open-banking/v3.1/aisp` }],
  ['where no list is wanted', { registration_endpoint: ['https://rora:letmein@bank.test/register'] }],
  ['with an @ in it', { registration_endpoint: ['https://rora:in@letmein@bank.test/register'] }],
])('an address that names somebody is neither taken nor shown %s', (_where, member) => {
  const read = readDiscoveryDocument({ ...discoveryDocument, protected_resources: [accountsBase], ...member });
  expect(read?.document.protected_resources).toEqual([accountsBase]);
  expect(read?.odd).toHaveLength(1);
  expect(JSON.stringify(read)).not.toContain('letmein');
});

test('a bank whose entry names no document is not asked for one', async () => {
  const { session, sent } = stub({ entry: { ...entryAlone, discovery: undefined } });
  expect(await session.metadata()).toMatchObject({ issuer, accountInformation: accountsBase });
  expect(sent).toEqual([]);
});

test.each<[string, object, Route, RegExp]>([
  ['nothing', {}, () => gone, /lacks issuer, authorizationEndpoint, tokenEndpoint and jwksUri\.$/],
  ['all but the keys', { ...entryAlone, jwksUri: undefined }, () => gone, /lacks jwksUri\.$/],
  ['nothing, for a bank that is down', {}, () => ({ status: 503 }), /^(?!.*lacks)/],
])(
  'an entry that cannot stand for the document is told what it lacks: it has %s',
  async (_name, entry, route, words) => {
    const { session } = stub({ entry, routes: { [`GET ${issuer}/.well-known/openid-configuration`]: route } });
    await expect(session.metadata()).rejects.toMatchObject({ problem: { try: expect.stringMatching(words) } });
  },
);

test('a certificate that is not trusted is no reason to do without the document', async () => {
  const route: Route = () => fail({ code: 'server_certificate_untrusted', message: 'No.', try: 'No.' });
  const { session } = stub({
    entry: entryAlone,
    routes: { [`GET ${issuer}/.well-known/openid-configuration`]: route },
  });
  await expect(session.metadata()).rejects.toMatchObject({ code: 'server_certificate_untrusted' });
});

const unusable: [string, Record<string, unknown>, string][] = [
  ['another issuer', { issuer: 'https://evil.example' }, 'discovery_invalid'],
  ['a path more in the issuer', { issuer: `${issuer}/tenant` }, 'discovery_invalid'],
  ['a plain-HTTP token endpoint', { token_endpoint: 'http://as.bank.example/token' }, 'discovery_invalid'],
  ['no token endpoint', { token_endpoint: undefined }, 'discovery_invalid'],
];

test.each(unusable)('a document is refused: %s', async (_name, discovery, code) => {
  await expect(stub({ discovery }).session.metadata()).rejects.toMatchObject({ code });
});

test.each([
  ['an error', { status: 503, body: 'busy' }, 'discovery_invalid'],
  ['a page', { body: '<html>' }, 'answer_not_json'],
])('an answer is refused: %s', async (_name, reply, code) => {
  const { session } = stub({ routes: { [`GET ${issuer}/.well-known/openid-configuration`]: () => reply } });
  await expect(session.metadata()).rejects.toMatchObject({ code });
});

test('the document is fetched once, and again after a failure', async () => {
  let calls = 0;
  const { session } = stub({
    routes: {
      [`GET ${issuer}/.well-known/openid-configuration`]: () =>
        ++calls === 1 ? { status: 500 } : { body: discoveryDocument },
    },
  });
  await expect(session.metadata()).rejects.toMatchObject({ code: 'discovery_invalid' });
  await Promise.all([session.metadata(), session.metadata()]);
  expect(calls).toBe(2);
});
