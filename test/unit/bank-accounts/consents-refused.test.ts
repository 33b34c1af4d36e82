/** Consents that the account information API refuses: one line a case, named after what is wrong. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBank, type TestBank } from './bank.ts';
import { errorBody, expectRefusal } from './refusal.ts';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank();
});
afterAll(() => bank.close());

const good = { Permissions: ['ReadAccountsBasic'] };
const body = (data: object, rest: object = { Risk: {} }) => JSON.stringify({ Data: data, ...rest });
const permissions = (...list: unknown[]) => body({ Permissions: list });

describe('a consent is refused', () => {
  // biome-ignore format: a table, one line a case
  test.each<[what: string, status: number, code: string, path: string | undefined, body: string | Buffer]>([
    ['no JSON', 400, 'Resource.InvalidFormat', undefined, '{"Data":'],
    ['an empty body', 400, 'Resource.InvalidFormat', undefined, ''],
    ['a comment in the JSON', 400, 'Resource.InvalidFormat', undefined, `/* */${body(good)}`],
    ['a trailing comma', 400, 'Resource.InvalidFormat', undefined, '{"Data":{"Permissions":["ReadAccountsBasic"]},"Risk":{},}'],
    ['no UTF-8', 400, 'Resource.InvalidFormat', undefined, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['JSON nested 100,000 deep', 400, 'Resource.InvalidFormat', undefined, `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a member twice', 400, 'Field.Unexpected', 'Data', '{"Data":{"Permissions":["ReadAccountsBasic"]},"Data":{},"Risk":{}}'],
    ['a member twice, once escaped', 400, 'Field.Unexpected', 'Data', '{"Data":{"Permissions":[]},"D\\u0061ta":{},"Risk":{}}'],
    ['a deeper member twice', 400, 'Field.Unexpected', 'Data.Permissions', '{"Data":{"Permissions":["ReadAccountsBasic"],"Permissions":["ReadBalances"]},"Risk":{}}'],
    ['an array', 400, 'Field.Invalid', undefined, '[]'],
    ['null', 400, 'Field.Invalid', undefined, 'null'],
    ['no Data', 400, 'Field.Missing', 'Data', '{"Risk":{}}'],
    ['no Risk', 400, 'Field.Missing', 'Risk', body(good, {})],
    ['a Risk that is an array', 400, 'Field.Invalid', 'Risk', body(good, { Risk: [] })],
    ['a Risk that is null', 400, 'Field.Invalid', 'Risk', body(good, { Risk: null })],
    ['something in Risk', 400, 'Field.Unexpected', 'Risk.PaymentContextCode', body(good, { Risk: { PaymentContextCode: 'x' } })],
    ['an unknown member', 400, 'Field.Unexpected', 'Meta', body(good, { Risk: {}, Meta: {} })],
    ['an unknown member of Data', 400, 'Field.Unexpected', 'Data.Status', body({ ...good, Status: 'Authorised' })],
    ['a member __proto__', 400, 'Field.Unexpected', 'Data.__proto__', '{"Data":{"Permissions":["ReadAccountsBasic"],"__proto__":{}},"Risk":{}}'],
    ['no Permissions', 400, 'Field.Missing', 'Data.Permissions', body({})],
    ['empty Permissions', 400, 'Field.Invalid', 'Data.Permissions', permissions()],
    ['Permissions that are a string', 400, 'Field.Invalid', 'Data.Permissions', body({ Permissions: 'ReadAccountsBasic' })],
    ['an unknown permission', 400, 'Field.Invalid', 'Data.Permissions[1]', permissions('ReadAccountsBasic', 'ReadEverything')],
    ['a permission in the wrong case', 400, 'Field.Invalid', 'Data.Permissions[0]', permissions('readaccountsbasic')],
    ['a permission that is a number', 400, 'Field.Invalid', 'Data.Permissions[0]', permissions(1)],
    ['no permission for accounts', 400, 'Field.Expected', 'Data.Permissions', permissions('ReadBalances')],
    ['transactions without credits or debits', 400, 'Field.Expected', 'Data.Permissions', permissions('ReadAccountsBasic', 'ReadTransactionsBasic')],
    ['transaction details without credits or debits', 400, 'Field.Expected', 'Data.Permissions', permissions('ReadAccountsBasic', 'ReadTransactionsDetail')],
    ['credits without transactions', 400, 'Field.Expected', 'Data.Permissions', permissions('ReadAccountsBasic', 'ReadTransactionsCredits')],
    ['debits without transactions', 400, 'Field.Expected', 'Data.Permissions', permissions('ReadAccountsBasic', 'ReadTransactionsDebits')],
    ['an expiry in the past', 400, 'Field.InvalidDate', 'Data.ExpirationDateTime', body({ ...good, ExpirationDateTime: '2026-11-22T09:29:59+00:00' })],
    ['an expiry without zone', 400, 'Field.InvalidDate', 'Data.ExpirationDateTime', body({ ...good, ExpirationDateTime: '2027-11-22T09:30:00' })],
    ['an expiry that is a day', 400, 'Field.InvalidDate', 'Data.ExpirationDateTime', body({ ...good, ExpirationDateTime: '2027-11-22' })],
    ['an expiry on the 30th of February', 400, 'Field.InvalidDate', 'Data.ExpirationDateTime', body({ ...good, ExpirationDateTime: '2027-02-30T00:00:00Z' })],
    ['an expiry that is null', 400, 'Field.Invalid', 'Data.ExpirationDateTime', body({ ...good, ExpirationDateTime: null })],
    ['an empty expiry', 400, 'Field.InvalidDate', 'Data.ExpirationDateTime', body({ ...good, ExpirationDateTime: '' })],
    ['a start without zone', 400, 'Field.InvalidDate', 'Data.TransactionFromDateTime', body({ ...good, TransactionFromDateTime: '2026-01-01T00:00:00' })],
    ['an end at 25 o’clock', 400, 'Field.InvalidDate', 'Data.TransactionToDateTime', body({ ...good, TransactionToDateTime: '2026-01-01T25:00:00Z' })],
    ['a start after the end', 400, 'Field.InvalidDate', 'Data.TransactionToDateTime', body({ ...good, TransactionFromDateTime: '2026-02-01T00:00:00Z', TransactionToDateTime: '2026-02-01T00:00:00+01:00', })],
    ['a body over a megabyte', 413, 'Resource.InvalidFormat', undefined, body(good).padEnd(1_000_001)],
  ])('with %s: %i %s', async (_what, status, code, path, sent) => {
    const response = await bank.ask('/account-access-consents', {
      method: 'POST',
      token: 'client',
      headers: { 'content-type': 'application/json' },
      body: sent,
    });
    await expectRefusal(response, status, code, path);
    expect(await bank.store.list('Consent')).toEqual([]);
  });

  // biome-ignore format: a table, one line a case
  test.each<[what: string, status: number, code: string, headers: Record<string, string>]>([
    ['a form', 415, 'Header.Invalid', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a JWT', 415, 'Header.Invalid', { 'content-type': 'application/jwt' }],
    ['another charset', 415, 'Header.Invalid', { 'content-type': 'application/json; charset=iso-8859-1' }],
    ['compression', 415, 'Header.Invalid', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
    ['an answer wanted in XML', 406, 'Header.Invalid', { 'content-type': 'application/json', accept: 'application/xml' }],
    ['JSON excluded from the answer', 406, 'Header.Invalid', { 'content-type': 'application/json', accept: 'application/json;q=0' }],
    ['an interaction id that is no UUID', 400, 'Header.Invalid', { 'content-type': 'application/json', 'x-fapi-interaction-id': '42' }],
    ['an empty interaction id', 400, 'Header.Invalid', { 'content-type': 'application/json', 'x-fapi-interaction-id': '' }],
  ])('with %s: %i %s', async (_what, status, code, headers) => {
    const init = { method: 'POST', token: 'client', headers, body: permissions('ReadAccountsBasic') };
    await expectRefusal(await bank.ask('/account-access-consents', init), status, code);
  });
});

test('All faults of a body are named at once', async () => {
  const sent = '{"Data":{"Permissions":["Nonsense"],"Extra":1}}';
  const headers = { 'content-type': 'application/json' };
  const response = await bank.ask('/account-access-consents', { method: 'POST', token: 'client', headers, body: sent });
  const { Errors } = errorBody.parse(await response.json());
  expect(Errors.map(({ Path }) => Path)).toEqual(['Data.Permissions[0]', 'Data.Extra', 'Risk']);
});
