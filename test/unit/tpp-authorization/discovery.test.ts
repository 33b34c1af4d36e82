/** Discovery: both shapes that banks publish, the entry's overrides, and documents that cannot be used. */
import { expect, test } from 'vitest';
import { bankMetadata, isLoopback } from '../../../src/tpp/authorization/discovery.ts';
import { discoveryDocument, issuer, resources, stub } from '../tpp-journey/stub.ts';

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
    registration: { endpoint: 'https://r.example/reg' },
    version: 'v4.0',
  };
  expect(bankMetadata(bank(entry), discoveryDocument)).toMatchObject({
    issuer: 'https://real.issuer',
    tokenEndpoint: 'https://t.example/token',
    registrationEndpoint: 'https://r.example/reg',
    accountInformation: 'https://r.example/open-banking/v4.0/aisp',
  });
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

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['localhost', true],
  ['[::1]', true],
  ['127.0.0.1.evil.example', false],
  ['localhost.evil.example', false],
  ['10.0.0.1', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
