/** What of an exchange is not as the standard has it: bodies, status, headers; secrets and a production bank's values stay out. */
import { describe, expect, it } from 'vitest';
import { operationOf } from '../../../src/tpp/api/caller.ts';
import { deviationsOf, type Judged } from '../../../src/tpp/conformance/deviations.ts';
import { unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import type { Answer } from '../../../src/tpp/transport/exchange.ts';
import type { Quirk } from '../../../src/tpp/workspace/schema.ts';

const url = 'https://rs.bank.example/open-banking/v3.1/aisp/accounts';
const account = { AccountId: '1', Currency: 'GBP', AccountType: 'Personal', AccountSubType: 'CurrentAccount' };
const good = { Data: { Account: [account] }, Links: { Self: url }, Meta: { TotalPages: 1 } };
const answer = (body: unknown, more: Partial<Answer> = {}): Answer => ({
  status: 200,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
  interactionId: 'i',
  ...more,
});

function judge(
  name: string,
  judged: Partial<Judged>,
  options: Partial<Parameters<typeof deviationsOf>[2]> & { version?: '3.1.11' | '4.0.1' | '3.3' } = {},
) {
  const operation = operationOf(name);
  const { version = '3.1.11', ...rest } = options;
  return deviationsOf(
    { method: operation.verb, url, requestHeaders: {}, ...judged },
    { operation, version },
    { values: true, ...rest },
  );
}

describe('nothing is said of', () => {
  it('a good answer', () => expect(judge('GET /accounts', { answer: answer(good) })).toEqual([]));
  it('a good answer with comments of the bank’s own in SupplementaryData', () => {
    const Transaction: unknown[] = [];
    expect(judge('GET /transactions', { answer: answer({ ...good, Data: { Transaction } }) })).toEqual([]);
  });
  it('an empty 204', () => {
    const operation = 'DELETE /account-access-consents/{ConsentId}';
    expect(judge(operation, { answer: answer('', { status: 204 }) })).toEqual([]);
  });
  it('a refusal as the standard has it, and one that is a gateway’s page', () => {
    const refusal = { Code: '400', Message: 'No', Errors: [{ ErrorCode: 'UK.OBIE.Field.Missing', Message: 'No' }] };
    expect(judge('GET /accounts', { answer: answer(refusal, { status: 400 }) })).toEqual([]);
    expect(judge('GET /accounts', { answer: answer('<html>', { status: 403 }) })).toEqual([]);
  });
  it('members of a registration that a standard does not name, and the name that 3.4 has for an application', () => {
    const claims = { client_id: 'c', own: 1, application_type: 'native' };
    const found = judge('POST /register', { answer: answer(claims, { status: 201 }) }, { version: '3.3' });
    expect(found.map(({ path }) => path)).not.toContain('/own');
    expect(found.map(({ path }) => path)).not.toContain('/application_type');
    expect(found).not.toEqual([]);
  });
  it.each(['<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.08"/>', '[1]', 'a;b\n1;2'])(
    'a file of payments, whatever is in it: %s',
    (file) => {
      const requestHeaders = { 'x-idempotency-key': 'k', 'x-jws-signature': 'a..b' };
      const upload = judge('POST /file-payment-consents/{ConsentId}/file', {
        requestHeaders,
        requestBody: file,
        answer: answer('', { status: 200 }),
      });
      expect(upload).toEqual([]);
      const headers = { 'x-jws-signature': 'a..b' };
      expect(judge('GET /file-payments/{FilePaymentId}/report-file', { answer: answer(file, { headers }) })).toEqual(
        [],
      );
    },
  );
  it('a link’s own query parameters on a page', () => {
    expect(judge('GET /accounts', { url: `${url}?cursor=abc`, answer: answer(good) })).toEqual([]);
  });
});

const rows: [string, string, Partial<Judged>, object][] = [
  [
    'a required member that is missing',
    'GET /accounts',
    { answer: answer({ ...good, Data: {}, Links: undefined }) },
    { of: 'answer', grade: 'breach' },
  ],
  [
    'a status that the operation does not have',
    'GET /accounts',
    { answer: answer(good, { status: 202 }) },
    { grade: 'breach', rule: 'status', says: '202 is no status of this operation: 200 is success.' },
  ],
  [
    'an unusual refusal',
    'GET /accounts',
    { answer: answer('', { status: 418 }) },
    { of: 'answer', grade: 'hint', rule: 'status' },
  ],
  [
    'a request without its key',
    'POST /domestic-payment-consents',
    { requestHeaders: { 'x-jws-signature': 'a..b' } },
    { of: 'request', grade: 'breach', rule: 'header', path: 'x-idempotency-key' },
  ],
  [
    'a key that is too long',
    'POST /domestic-payment-consents',
    { requestHeaders: { 'x-jws-signature': 'a..b', 'x-idempotency-key': 'k'.repeat(41) } },
    { of: 'request', rule: 'header', says: expect.stringContaining('41 characters') },
  ],
  [
    'a key with a blank at its end',
    'POST /domestic-payment-consents',
    { requestHeaders: { 'x-jws-signature': 'a..b', 'x-idempotency-key': 'k ' } },
    { of: 'request', rule: 'header', says: expect.stringContaining('no blank') },
  ],
  [
    'a request without its signature',
    'POST /domestic-payment-consents',
    { requestHeaders: { 'x-idempotency-key': 'k' } },
    { of: 'request', rule: 'header', path: 'x-jws-signature' },
  ],
  [
    'an answer without its signature',
    'GET /domestic-payment-consents/{ConsentId}',
    { answer: answer({}) },
    { of: 'answer', rule: 'header', path: 'x-jws-signature' },
  ],
  [
    'a query parameter that the operation does not have',
    'GET /account-access-consents/{ConsentId}',
    { url: `${url}?colour=blue` },
    { of: 'request', grade: 'hint', rule: 'query', path: 'colour' },
  ],
  [
    'a body of a request that is no JSON',
    'POST /account-access-consents',
    { requestBody: '{"Data"' },
    { of: 'request', grade: 'breach', rule: 'json' },
  ],
  [
    'a word that the version does not have',
    'POST /account-access-consents',
    { requestBody: JSON.stringify({ Data: { Permissions: ['ReadEverything'] }, Risk: {} }) },
    { of: 'request', path: '/Data/Permissions/0', says: expect.stringContaining('ReadEverything') },
  ],
];

describe('a deviation is', () => {
  it.each(rows)('%s', (_name, operation, judged, expected) => {
    expect(judge(operation, judged)).toContainEqual(expect.objectContaining(expected));
  });

  it('a file of payments that is empty', () => {
    const requestHeaders = { 'x-idempotency-key': 'k', 'x-jws-signature': 'a..b' };
    const found = judge('POST /file-payment-consents/{ConsentId}/file', { requestHeaders, requestBody: '' });
    expect(found).toMatchObject([{ of: 'request', rule: 'json', says: "The request's body is empty." }]);
  });
  it('a claim of a registration that is no JSON, but a JWT', () => {
    const requestBody = unsecuredJwt({ iss: 'a' });
    expect(judge('POST /register', { requestBody }, { version: '3.3' })).toContainEqual(
      expect.objectContaining({ of: 'request', rule: 'required' }),
    );
  });
});

describe('the weightiest comes first, and a kind in many rows once', () => {
  it('whatever their order in the body', () => {
    const Account = Array.from({ length: 500 }, () => ({ Extra: 1, ...account, Currency: 'pounds' }));
    const found = judge('GET /accounts', { answer: answer({ ...good, Data: { Account } }) });
    expect(found.map(({ grade, times }) => [grade, times])).toEqual([
      ['breach', 500],
      ['hint', 500],
    ]);
  });
});

describe('values', () => {
  const body = { ...good, Data: { Account: [{ ...account, Currency: 'pounds' }] } };
  it('are shown', () => expect(judge('GET /accounts', { answer: answer(body) })[0]?.says).toContain('pounds'));
  it('are left out for a production bank', () => {
    const [found] = judge('GET /accounts', { answer: answer(body) }, { values: false });
    expect(found?.says).not.toContain('pounds');
    expect(found?.says).toContain('/Data/Account/0/Currency');
  });
  it('stand in no path of a production bank’s either, where the bank uses them as names', () => {
    const odd = { ...good, Data: { Account: [{ ...account, '12 High Street': 1 }] } };
    const found = judge('GET /accounts', { answer: answer(odd) }, { values: false });
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain('High Street');
  });
  it('pass the redactor in a path too, where a bank has a secret in a name', () => {
    const odd = { ...good, Data: { Account: [{ ...account, 'access_token=abcdefghijk': 1 }] } };
    const found = judge('GET /accounts', { answer: answer(odd) });
    expect(found.map(({ path }) => path)).toEqual(['/Data/Account/0/access_token=…']);
    expect(JSON.stringify(found)).not.toContain('abcdefghijk');
  });
  it('pass the redactor', () => {
    const secret = 'a'.repeat(40);
    const claims = { client_id: 'c', client_secret: [secret], token_endpoint_auth_method: secret };
    const found = judge('POST /register', { answer: answer(claims, { status: 201 }) }, { version: '3.3' });
    expect(found).not.toEqual([]);
    expect(JSON.stringify(found.find(({ path }) => path === '/client_secret') ?? '')).not.toContain(secret);
  });
});

describe('a quirk', () => {
  const body = { ...good, Data: { Account: [{ ...account, Currency: 'pounds' }] } };
  it.each<[string, Quirk, number]>([
    [
      'of the same operation, path and rule forgives',
      { operation: 'GET /accounts', path: '/Data/Account/*/Currency' },
      0,
    ],
    ['of every operation forgives', { operation: '*', path: '/Data/Account/0/Currency', in: 'answer' as const }, 0],
    ['of any row forgives them all', { operation: '*', path: '/Data/Account/3/Currency' }, 0],
    ['of no row does not', { operation: '*', path: '/Data/Account/x/Currency' }, 1],
    ['of another operation does not', { operation: 'GET /balances' }, 1],
    ['of another path does not', { operation: '*', path: '/Data/Account/*' }, 1],
    ['of another rule does not', { operation: '*', rule: 'required' }, 1],
    ['of the request does not forgive the answer', { operation: '*', in: 'request' as const }, 1],
    ['that is a note does not', 'Currency in words', 1],
  ])('%s', (_name, quirk, left) => {
    expect(judge('GET /accounts', { answer: answer(body) }, { quirks: [quirk] })).toHaveLength(left);
  });
});
