/** Answers of gateways, web sites and redirects: error and explanation give the same advice, whoever asked. */
import { describe, expect, it } from 'vitest';
import { refusedBy } from '../../../src/tpp/api/refusal.ts';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import { explainExchange } from '../../../src/tpp/exchanges/explain.ts';
import { wasRefused } from '../../../src/tpp/exchanges/refused.ts';
import { refusedRegistration } from '../../../src/tpp/registration/refusal.ts';
import type { ExchangeRecord } from '../../../src/tpp/transport/exchange.ts';
import { jsonOf } from '../../../src/tpp/transport/json.ts';
import { notTheApi } from '../../../src/tpp/transport/not-the-api.ts';

const html = { 'content-type': 'text/html; charset=utf-8' };
const rejected =
  '<html><head><title>Request Rejected</title></head><body>The requested URL was rejected.<br><br>Your support ID is: 4021338912345678901<br><a href="javascript:history.back();">[Go Back]</a></body></html>';

const record = (given: Partial<ExchangeRecord>): ExchangeRecord => ({
  id: 'x',
  startedAt: 0,
  milliseconds: 1,
  times: { reused: true },
  purpose: 'accounts',
  method: 'GET',
  url: 'https://rs.bank.test/open-banking/v3.1/aisp/accounts',
  interactionId: 'i',
  clientCertificate: { offered: true, why: 'host_of_the_bank', host: 'rs.bank.test:443' },
  tls: 'verified',
  requestHeaders: {},
  requestSize: 0,
  findings: [],
  ...given,
});

function errorOf(act: () => unknown): OpenBankingError {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof OpenBankingError) return thrown;
    throw thrown;
  }
  return expect.unreachable('nothing was thrown');
}

/** Who asks, and how the exchange is called in the record. */
const askers: Record<string, [(answer: Parameters<typeof refusedBy>[0]) => unknown, Partial<ExchangeRecord>]> = {
  'the API': [(answer) => refusedBy(answer, 'accounts', { operation: 'GET /accounts', token: undefined }), {}],
  'a consent': [
    (answer) => refusedBy(answer, 'consent', { operation: 'POST /account-access-consents', token: undefined }),
    { purpose: 'account access consent', method: 'POST' },
  ],
  registration: [
    (answer) => refusedRegistration(answer, 'the registration'),
    { purpose: 'register', method: 'POST', url: 'https://rs.bank.test/register' },
  ],
  'whoever wants JSON': [(answer) => jsonOf(answer, 'the key set'), { purpose: 'keys' }],
};

describe.each(Object.entries(askers))('%s', (_, [ask, how]) => {
  const both = (status: number, headers: Record<string, string>, body: string) => {
    const error = errorOf(() => ask({ status, headers, body, interactionId: 'i' }));
    const { readings } = explainExchange(record({ ...how, status, responseHeaders: headers, responseBody: body }));
    return { error, readings };
  };

  it.each([
    [
      'of a firewall, with an ID',
      403,
      html,
      rejected,
      /page of HTML \(“Request Rejected”, with the ID 4021338912345678901\)/,
    ],
    ['without a type', 403, {}, '<html><body>Access Denied</body></html>', /page of HTML/],
    [
      'of a content delivery network',
      403,
      html,
      '<H1>Access Denied</H1>Reference&#32;&#35;18&#46;2d351ab8&#46;1557333295',
      /ID 18\.2d351ab8\.1557333295/,
    ],
    [
      'in plain text',
      406,
      { 'content-type': 'text/plain' },
      'Request Rejected. Support ID: 77120099',
      /page of text \(with the ID 77120099\)/,
    ],
    ['in XML', 403, { 'content-type': 'text/xml' }, '<?xml version="1.0"?><fault>no</fault>', /page of XML/],
  ])('a refusal by a page %s', (__, status, headers, body, said) => {
    const { error, readings } = both(status, headers, body);
    expect(error.message).toMatch(said);
    expect(error.problem.try).toContain('public address and the page’s support ID');
    expect(error.problem.try).toContain('Consent, token and client are not what was refused');
    expect(readings.map((each) => each.try)).toEqual([error.problem.try]);
    expect(readings[0]?.means).toMatch(said);
  });

  it.each([302, 307, 308])('a redirect (%i), with its target', (status) => {
    const location = 'https://other.bank.test/v4/accounts?access_token=pl4nted-S3cret_value.Zz9';
    const { error, readings } = both(status, { location }, '');
    expect(error.message).toContain('a redirect to https://other.bank.test/v4/accounts');
    expect(error.message).not.toContain('pl4nted');
    expect(error.problem.try).toContain('write it into the bank’s entry');
    expect(readings.map((each) => each.try)).toEqual([error.problem.try]);
    expect(readings[0]).toMatchObject({
      about: 'A redirect to other.bank.test',
      means: expect.stringMatching(/The target is https:\/\/other\.bank\.test\/v4\/accounts\S*$/),
    });
  });

  it('a refusal in JSON that calls itself HTML is the API’s', () => {
    const { error, readings } = both(403, html, '{"Errors":[{"ErrorCode":"UK.OBIE.Resource.NotFound","Message":"no"}]');
    expect(`${error.message} ${error.problem.try}`).not.toMatch(/page|gateway/);
    expect(JSON.stringify(readings)).not.toMatch(/gateway/);
  });

  it('a refusal without a body is the API’s', () => {
    const { error } = both(403, html, '');
    expect(`${error.message} ${error.problem.try}`).not.toMatch(/gateway/);
  });
});

describe('what is not the API', () => {
  it.each([
    [503, 'Try again later'],
    [404, 'Check the base URL'],
    [200, 'Check the base URL'],
    [401, 'public address'],
  ])('a page with %i is advised on by that', (status, advice) => {
    expect(notTheApi({ status, headers: html, body: '<html>' })?.try).toContain(advice);
  });

  it.each([
    ['/v4/accounts', undefined, 'a redirect to /v4/accounts at the same host'],
    ['/v4/accounts', 'https://rs.bank.test/v3/accounts', 'a redirect to https://rs.bank.test/v4/accounts'],
    ['//login.bank.test/', 'https://rs.bank.test/', 'a redirect to https://login.bank.test/'],
    [`https://a.test/${'x'.repeat(1000)}`, undefined, 'x…'],
    ['https://a.test/a\nb', undefined, 'a redirect to https://a.test/ab'],
  ])('a Location of %j', (location, url, said) => {
    expect(notTheApi({ status: 307, headers: { location }, body: '' }, url)?.said).toContain(said);
  });

  it.each([
    [304, { location: '/x' }],
    [302, {}],
    [302, { location: ' ' }],
    [201, { location: 'https://rs.bank.test/register/1' }],
  ])('%i with %j is no redirect', (status, headers) => {
    expect(notTheApi({ status, headers, body: '' })).toBeUndefined();
  });

  it('a redirect of the customer’s authorisation is how that works', () => {
    const given = record({
      purpose: 'x',
      url: 'https://auth.bank.test/authorize',
      status: 302,
      responseHeaders: { location: 'https://app.test/cb' },
    });
    expect(explainExchange(given).readings).toEqual([]);
    expect(wasRefused(given)).toBe(false);
  });
});

describe('an exchange that a person looks for first', () => {
  it.each<[string, Partial<ExchangeRecord>, boolean]>([
    ['a redirect', { status: 307, responseHeaders: { location: '/x' } }, true],
    ['a refusal', { status: 403 }, true],
    ['no answer', { failure: 'timed_out' }, true],
    ['an answer that broke off', { status: 200, failure: 'answer_incomplete' }, true],
    [
      'an error of the token endpoint under 200',
      { purpose: 'token', status: 200, responseBody: '{"error":"invalid_client"}' },
      true,
    ],
    ['OBIE’s errors under 200', { status: 200, responseBody: '{"Errors":[{"ErrorCode":"U000"}]}' }, true],
    ['a page under 200', { status: 200, responseHeaders: html, responseBody: rejected }, true],
    ['a page for a token', { purpose: 'token', status: 200, responseBody: rejected }, true],
    ['a page for the discovery document', { purpose: 'discovery', status: 200, responseBody: rejected }, true],
    ['words for a token', { purpose: 'token', status: 200, responseBody: 'OK' }, true],
    [
      'words for accounts in JSON',
      { status: 200, requestHeaders: { accept: 'application/json' }, responseBody: 'try again later' },
      true,
    ],
    [
      'an error of the registration under 200',
      { purpose: 'register', status: 200, responseBody: '{"error":"invalid_redirect_uri"}' },
      true,
    ],
    ['an error for accounts under 200', { status: 200, responseBody: '{"error":"invalid_token"}' }, true],
    ['a client', { purpose: 'register', status: 201, responseBody: '{"client_id":"c","client_name":"Error"}' }, false],
    ['a file that was asked for', { status: 200, requestHeaders: { accept: 'text/csv' }, responseBody: 'a;b' }, false],
    ['accounts beside a code', { status: 200, responseBody: '{"code":"0","Data":{"Account":[]}}' }, false],
    ['a long list, shortened', { status: 200, responseBody: '{"Data":{"Account":[{… (cut: 9,000 characters' }, false],
    ['nothing', { purpose: 'consent', method: 'DELETE', status: 204 }, false],
    [
      'a login page',
      { purpose: 'x', url: 'https://auth.bank.test/authorize', status: 200, responseBody: rejected },
      false,
    ],
    ['tokens', { purpose: 'token', status: 200, responseBody: '{"access_token":"*"}' }, false],
    ['accounts', { status: 200, responseBody: '{"Data":{"Account":[]}}' }, false],
    ['not modified', { status: 304 }, false],
  ])('%s: %s', (_, given, refused) => {
    expect(wasRefused(record(given))).toBe(refused);
  });
});
