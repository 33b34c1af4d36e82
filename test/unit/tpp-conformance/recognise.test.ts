/** Which operation a request is: by the bank's own addresses, and by the standard's layout of URLs on its hosts. */
import { describe, expect, it } from 'vitest';
import { recogniserOf } from '../../../src/tpp/conformance/recognise.ts';

const host = 'https://rs1.bank.example';
const base = `${host}/open-banking/v3.1/aisp`;
const entry = { discovery: 'https://auth.bank.example/.well-known/openid-configuration' };
const recognise = recogniserOf(entry, { accountInformation: base, registrationEndpoint: `${host}/v2/register` });
const nameOf = (method: string, url: string, by = recognise) => {
  const found = by(method, url);
  return found && `${found.version} ${found.operation.verb} ${found.operation.path}`;
};

describe('a request is recognised', () => {
  it.each([
    ['GET', `${base}/accounts`, '3.1.11 GET /accounts'],
    ['GET', `${base}/accounts/500001/transactions?page=2`, '3.1.11 GET /accounts/{AccountId}/transactions'],
    ['POST', `${base}/account-access-consents`, '3.1.11 POST /account-access-consents'],
    ['DELETE', `${base}/account-access-consents/a%20b`, '3.1.11 DELETE /account-access-consents/{ConsentId}'],
    ['GET', `${host}:443/open-banking/v3.1/aisp/balances`, '3.1.11 GET /balances'],
    ['POST', `${host}/open-banking/v3.1/pisp/domestic-payments`, '3.1.11 POST /domestic-payments'],
    ['POST', `${host}/open-banking/v4.0/pisp/domestic-vrps`, '4.0.1 POST /domestic-vrps'],
    ['POST', `${host}/open-banking/v4.0/cbpii/funds-confirmations`, '4.0.1 POST /funds-confirmations'],
    ['POST', `${host}/v2/register`, '3.3 POST /register'],
    ['DELETE', `${host}/v2/register/c1`, '3.3 DELETE /register/{ClientId}'],
  ])('%s %s', (method, url, name) => expect(nameOf(method, url)).toBe(name));
});

it.each([
  ['https://rs1.bank.example/v1/clients', ''],
  ['https://rs1.bank.example/v1/register/', ''],
  ['https://rs1.bank.example/v1/register', '/'],
])('a registration is recognised at %s, whatever a bank calls it', (registrationEndpoint, end) => {
  const by = recogniserOf(entry, { registrationEndpoint });
  expect(nameOf('POST', `${registrationEndpoint}${end}`, by)).toBe('3.3 POST /register');
  expect(nameOf('PUT', `${registrationEndpoint.replace(/\/$/, '')}/c1`, by)).toBe('3.3 PUT /register/{ClientId}');
  expect(nameOf('POST', `${registrationEndpoint.replace(/\/$/, '')}s`, by)).toBeUndefined();
  expect(nameOf('POST', 'https://rs1.bank.example/v1', by)).toBeUndefined();
});

it.each([
  ['v3.4', '3.4'],
  ['v3.3', '3.3'],
  ['v3.2', '3.3'],
])('a registration at an address of %s is held against %s', (segment, version) => {
  const registrationEndpoint = `${host}/dynamic-client-registration/${segment}/register`;
  const by = recogniserOf(entry, { registrationEndpoint });
  expect(nameOf('POST', registrationEndpoint, by)).toBe(`${version} POST /register`);
});

describe('a request is not recognised', () => {
  it.each([
    ['of a path that the standard does not have', 'GET', `${base}/accounts/1/secrets`],
    ['of a verb that the path does not take', 'PUT', `${base}/accounts`],
    ['at another host', 'GET', 'https://rs1.bank.example.evil.test/open-banking/v3.1/aisp/accounts'],
    ['at another port', 'GET', `${host}:8443/open-banking/v3.1/aisp/accounts`],
    ['of a version that is none', 'GET', `${host}/open-banking/v9.9/aisp/accounts`],
    ['at the token endpoint', 'POST', `${host}/token`],
    ['of a name of every object', 'GET', `${base}/constructor`],
    ['that is no URL', 'GET', 'accounts'],
    ['of an unknown method', 'TRACE', `${base}/accounts`],
  ])('%s', (_why, method, url) => expect(recognise(method, url)).toBeUndefined());
});

it('the entry’s own base URLs and versions count, whatever their path', () => {
  const own = recogniserOf(
    { ...entry, version: { pisp: 'v4.0' }, resourceServers: { pisp: 'https://pay.bank.example/x/' } },
    { accountInformation: 'https://api.bank.example/aisp' },
  );
  expect(nameOf('POST', 'https://pay.bank.example/x/domestic-payments', own)).toBe('4.0.1 POST /domestic-payments');
  expect(nameOf('PATCH', 'https://pay.bank.example/x/domestic-vrp-consents/1', own)).toBe(
    '4.0.1 PATCH /domestic-vrp-consents/{ConsentId}',
  );
  expect(nameOf('GET', 'https://api.bank.example/aisp/accounts', own)).toBeUndefined();
});
