/** One call to an API: what goes out by the row of its operation. */
import { describe, expect, it } from 'vitest';
import { type Call, operationOf, urlOf } from '../../../src/tpp/api/caller.ts';
import { callerOf } from '../../../src/tpp/call.ts';
import { explainVerification } from '../../../src/tpp/jwt/verification.ts';
import { readVerificationKeys } from '../../../src/tpp/keys/verification-keys.ts';
import type { Session } from '../../../src/tpp/session.ts';
import type { ConsentRecord } from '../../../src/tpp/workspace/state.ts';
import { accountsBase, interactionId, ourKey, type Reply, resources, stub } from '../tpp-journey/stub.ts';

const pisp = `${resources}/open-banking/v4.0/pisp`;
const entry = { resourceServers: { pisp } };
const body = { Data: { Initiation: {} }, Risk: {} };

/** One call of an operation as the standard writes it. */
async function call(session: Session, name: string, given: Call = {}) {
  const operation = operationOf(name);
  const send = await callerOf(session, operation, given.consent);
  return send(await urlOf(session, operation, given), given);
}

describe('a call', () => {
  it('brings the client’s own token for the operation’s scope', async () => {
    const url = `${accountsBase}/account-access-consents`;
    const { session, sent } = stub({ routes: { [`POST ${url}`]: () => ({ status: 201, body: {} }) } });
    await call(session, 'POST /account-access-consents', { body });
    expect(sent.at(-1)).toMatchObject({
      url,
      token: { of: 'client', scope: 'accounts' },
      headers: { authorization: 'Bearer a-token', 'content-type': 'application/json' },
      purpose: 'POST /account-access-consents',
    });
    expect(sent.at(-1)?.headers).not.toHaveProperty('x-idempotency-key');
    expect(sent.at(-1)?.headers).not.toHaveProperty('x-jws-signature');
  });

  it('brings a key and a signature over the very bytes, where the operation has them', async () => {
    const url = `${pisp}/domestic-payment-consents`;
    const { session, sent } = stub({ entry, routes: { [`POST ${url}`]: () => ({ status: 201, body: {} }) } });
    await call(session, 'POST /domestic-payment-consents', { body });
    const { headers, body: text = '', token } = sent.at(-1) ?? {};
    expect(token).toEqual({ of: 'client', scope: 'payments' });
    expect(headers?.['x-idempotency-key']).toMatch(/^\S{1,40}$/);
    const signature = headers?.['x-jws-signature'] ?? '';
    const keys = readVerificationKeys(JSON.stringify({ ...ourKey.publicJwk, kid: ourKey.kid }), 'ours');
    expect(signature).toMatch(/^[\w-]+\.\.[\w-]+$/);
    const over = (bytes: string) => explainVerification(signature, keys, { detachedBody: Buffer.from(bytes) }).verified;
    expect(over(text)).toBe(true);
    expect(over(`${text} `)).toBe(false);
  });

  it('signs as the bank’s entry has it: the issuer, the trust anchor and b64', async () => {
    const messageSigning = { iss: '0015800000jfQ9aAAE/our-software', tan: 'openbanking.org.uk', b64: false };
    const url = `${pisp}/domestic-payment-consents`;
    const routes = { [`POST ${url}`]: () => ({ status: 201, body: {} }) };
    const { session, sent } = stub({ entry: { ...entry, messageSigning }, routes });
    await call(session, 'POST /domestic-payment-consents', { body });
    const [header = ''] = sent.at(-1)?.headers?.['x-jws-signature']?.split('.') ?? [];
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({
      'http://openbanking.org.uk/iss': messageSigning.iss,
      'http://openbanking.org.uk/tan': messageSigning.tan,
      b64: false,
    });
  });

  it('goes beside the other payments for a recurring one, where the bank has no address for those', async () => {
    const url = `${pisp}/domestic-vrp-consents`;
    const { session, sent } = stub({ entry, routes: { [`POST ${url}`]: () => ({ status: 201, body: {} }) } });
    await call(session, 'POST /domestic-vrp-consents', { body });
    expect(sent.at(-1)?.url).toBe(url);
  });

  it.each([
    ['PUT /domestic-vrp-consents/{ConsentId}', 'application/json'],
    ['PATCH /domestic-vrp-consents/{ConsentId}', 'application/json-patch+json'],
  ])('%s goes in the media type of its row, with key and signature', async (operation, type) => {
    const url = `${pisp}/domestic-vrp-consents/c1`;
    const [method = ''] = operation.split(' ');
    const { session, sent } = stub({ entry, routes: { [`${method} ${url}`]: () => ({ status: 200, body: {} }) } });
    await call(session, operation, { params: { ConsentId: 'c1' }, body });
    expect(sent.at(-1)).toMatchObject({
      method,
      url,
      headers: {
        'content-type': type,
        'x-idempotency-key': expect.any(String),
        'x-jws-signature': expect.any(String),
      },
    });
  });

  it('sends a text as it is, and the key it is given', async () => {
    const url = `${pisp}/domestic-payment-consents`;
    const { session, sent } = stub({ entry, routes: { [`POST ${url}`]: () => ({ status: 201, body: {} }) } });
    await call(session, 'POST /domestic-payment-consents', { body: '{ "Data": 1 }', idempotencyKey: 'again' });
    expect(sent.at(-1)).toMatchObject({ body: '{ "Data": 1 }', headers: { 'x-idempotency-key': 'again' } });
  });

  it('is repeated once after a 401, with a fresh token and the same key, and says what it is the retry of', async () => {
    const url = `${pisp}/domestic-payment-consents`;
    const replies: Reply[] = [{ status: 401 }, { status: 201, body: {} }];
    const { session, sent } = stub({ entry, routes: { [`POST ${url}`]: () => replies.shift() ?? { status: 500 } } });
    await call(session, 'POST /domestic-payment-consents', { body });
    const calls = sent.filter((each) => each.url === url);
    expect(calls).toHaveLength(2);
    expect(new Set(calls.map(({ headers }) => headers?.['x-idempotency-key'])).size).toBe(1);
    expect(calls.map(({ retryOf }) => retryOf)).toEqual([undefined, interactionId]);
  });

  it('puts parameters into the path and leaves out what is not asked', async () => {
    const url = `${accountsBase}/account-access-consents/a%2Fb`;
    const { session, sent } = stub({ routes: { [`DELETE ${url}`]: () => ({ status: 204 }) } });
    const { json } = await call(session, 'DELETE /account-access-consents/{ConsentId}', {
      params: { ConsentId: 'a/b' },
    });
    expect(json).toBeUndefined();
    expect(sent.at(-1)).toMatchObject({ method: 'DELETE', url });
  });

  it.each(['.', '..', '\ud800'])(
    'refuses %j as an id before anything is sent: it would name another resource',
    async (id) => {
      const { session, sent } = stub();
      const params = { ConsentId: id };
      const answer = call(session, 'DELETE /account-access-consents/{ConsentId}', { params });
      await expect(answer).rejects.toMatchObject({ code: 'usage', message: expect.stringMatching(/^The ConsentId "/) });
      expect(sent.filter(({ url }) => url.includes('open-banking'))).toEqual([]);
    },
  );

  it.each([
    ['...', '...'],
    ['a..b', 'a..b'],
    ['%2e%2e', '%252e%252e'],
    ['../party', '..%2Fparty'],
  ])('takes %j as an id like any other', async (ConsentId, segment) => {
    const url = `${accountsBase}/account-access-consents/${segment}`;
    const { session, sent } = stub({ routes: { [`DELETE ${url}`]: () => ({ status: 204 }) } });
    await call(session, 'DELETE /account-access-consents/{ConsentId}', { params: { ConsentId } });
    expect(sent.at(-1)).toMatchObject({ method: 'DELETE', url });
  });

  it.each([
    ['an operation that the standard does not have', 'GET /secrets', {}, 'usage'],
    ['a path without its parameter', 'GET /account-access-consents/{ConsentId}', {}, 'usage'],
    ['a customer’s operation without a consent', 'GET /accounts', {}, 'token_missing'],
    ['an API whose base nobody knows', 'POST /domestic-payment-consents', { body }, 'discovery_invalid'],
  ])('refuses %s before anything is sent', async (_name, operation, given, code) => {
    const { session, sent } = stub();
    await expect(call(session, operation, given)).rejects.toMatchObject({ code });
    expect(sent.filter(({ url }) => url.includes('open-banking'))).toEqual([]);
  });
});

it('a caller without a consent’s token says whose it lacks', async () => {
  const { session } = stub();
  const consent = { bank: 'sandbox', consentId: 'c1', kind: 'account-access', status: 'authorised' } as ConsentRecord;
  await expect(callerOf(session, operationOf('GET /accounts'), consent)).rejects.toMatchObject({
    code: 'token_missing',
    message: expect.stringContaining('c1'),
  });
});
