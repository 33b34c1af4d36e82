import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jsonOf } from '../../../src/tpp/transport/json.ts';
import { pki, startBank, startMutual, startTransport } from './server.ts';

/** Asks for a client certificate, and takes whatever comes. */
const optional = { requestCert: true, rejectUnauthorized: false };
const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('a request', () => {
  it('arrives as it was given, and its answer comes back whatever its status', async () => {
    const bank = await startBank((_, response) => {
      response.writeHead(400, [
        ['Content-Type', 'application/json'],
        ['X-Two', 'a'],
        ['X-Two', 'b'],
      ]);
      response.end('{"error":"£"}');
    });
    const transport = await startTransport({ headers: { 'X-Bank': 'b', accept: 'text/html' } });
    const answer = await transport.send({
      method: 'POST',
      url: `${bank.url}/register?x=1`,
      purpose: 'register',
      headers: { Accept: 'application/json' },
      body: 'jwt£',
    });
    expect(answer).toMatchObject({ status: 400, body: '{"error":"£"}' });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'x-two': 'a, b' });
    expect(bank.requests[0]).toMatchObject({ method: 'POST', url: '/register?x=1', body: 'jwt£' });
    expect(bank.requests[0]?.headers).toMatchObject({
      accept: 'application/json',
      'x-bank': 'b',
      'x-fapi-interaction-id': answer.interactionId,
    });
  });

  it('has a fresh interaction id each time, or the one it was given', async () => {
    const bank = await startBank();
    const transport = await startTransport();
    const ask = (headers?: Record<string, string>) =>
      transport.send({ method: 'GET', url: bank.url, purpose: 'x', ...(headers ? { headers } : {}) });
    const [one, two] = [await ask(), await ask()];
    expect(one.interactionId).toMatch(uuid4);
    expect(two.interactionId).not.toBe(one.interactionId);
    expect((await ask({ 'X-FAPI-Interaction-Id': 'mine' })).interactionId).toBe('mine');
  });

  it.each([301, 302, 303, 307, 308])('is not sent on by a %i', async (status) => {
    const bank = await startBank((_, response) => response.writeHead(status, { location: '/elsewhere' }).end());
    const transport = await startTransport();
    const answer = await transport.send({ method: 'GET', url: bank.url, purpose: 'x' });
    expect(answer).toMatchObject({ status, headers: { location: '/elsewhere' } });
    expect(bank.requests).toHaveLength(1);
  });

  it('reuses its connection, with and without a client certificate', async () => {
    const bank = await startBank(undefined, optional);
    const plain = await startTransport();
    const mutual = await startMutual([bank.url]);
    for (const transport of [plain, mutual]) {
      for (let count = 0; count < 5; count += 1) await transport.send({ method: 'GET', url: bank.url, purpose: 'x' });
    }
    expect(new Set(bank.requests.map(({ socket }) => socket)).size).toBe(2);
  });

  it('of GET is sent once more when the kept connection had just been closed; a POST is not', async () => {
    let count = 0;
    const bank = await startBank((request, response) => {
      count += 1;
      if (count === 2 || count === 4) request.socket.destroy();
      else response.end('{}');
    });
    const transport = await startTransport();
    const send = (method: 'GET' | 'POST') => transport.send({ method, url: bank.url, purpose: 'x' });
    await send('GET');
    expect((await send('GET')).status).toBe(200);
    await expect(send('POST')).rejects.toMatchObject({ code: 'bank_unreachable' });
    expect(count).toBe(4);
  });

  it('understands a compressed answer that it did not ask for', async () => {
    const bank = await startBank((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}'));
    });
    const answer = await (await startTransport()).send({ method: 'GET', url: bank.url, purpose: 'x' });
    expect(jsonOf(answer, 'x')).toEqual({ a: 1 });
    expect(answer.headers).not.toHaveProperty('content-encoding');
  });

  it('goes by plain http to a loopback host only', async () => {
    const server = createHttpServer((_, response) => response.end('plain'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const transport = await startTransport();
    expect(await transport.send({ method: 'GET', url: `http://127.0.0.1:${port}/`, purpose: 'x' })).toMatchObject({
      body: 'plain',
    });
    await transport.close();
  });
});

describe('the client certificate', () => {
  it('goes to the named host and port, and to no other', async () => {
    const [mine, other] = await Promise.all([startBank(undefined, optional), startBank(undefined, optional)]);
    const transport = await startMutual([`${mine.url}/token`]);
    const urls = [`${mine.url}/open-banking/v3.1/aisp/accounts`, `https://localhost:${mine.port}/`, other.url];
    // `localhost` may resolve to ::1 first, where nothing listens: undici tries both.
    for (const url of urls) await transport.send({ method: 'GET', url, purpose: 'x' });
    expect(mine.requests.map(({ client }) => client)).toEqual(['0015800001041RHAAY', undefined]);
    expect(other.requests.map(({ client }) => client)).toEqual([undefined]);
    expect(transport.records.map(({ clientCertificate }) => clientCertificate.offered)).toEqual([true, false, false]);
    transport.trustWithCertificate([other.url, 'not a url', 'http://127.0.0.1/']);
    await transport.send({ method: 'GET', url: other.url, purpose: 'x' });
    expect(other.requests[1]?.client).toBe('0015800001041RHAAY');
  });

  it('does not follow a redirect to another host', async () => {
    const other = await startBank(undefined, optional);
    const mine = await startBank((_, response) => response.writeHead(307, { location: other.url }).end(), {
      requestCert: true,
    });
    const transport = await startMutual([mine.url]);
    await transport.send({ method: 'POST', url: mine.url, purpose: 'x', body: 'x' });
    expect(other.requests).toEqual([]);
  });
});

describe('fetch', () => {
  it('takes what openid-client gives and gives what it takes', async () => {
    const bank = await startBank((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":1}'),
    );
    const transport = await startTransport();
    const response = await transport.fetch(`${bank.url}/token`, {
      method: 'post',
      headers: new Headers({ accept: 'application/json' }),
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'a b' }),
      redirect: 'manual',
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ a: 1 });
    expect(bank.requests[0]).toMatchObject({ method: 'POST', body: 'grant_type=client_credentials&scope=a+b' });
    expect(bank.requests[0]?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(transport.records[0]).toMatchObject({ purpose: 'token', method: 'POST', status: 200 });
  });

  it.each([204, 205, 304])('gives a Response without a body for %i', async (status) => {
    const bank = await startBank((_, response) => response.writeHead(status).end());
    const response = await (await startTransport()).fetch(bank.url, { method: 'DELETE' });
    expect(response.status).toBe(status);
    expect(response.body).toBeNull();
  });

  it.each([
    ['/.well-known/openid-configuration', 'discovery'],
    ['/keystore/org/org.jwks', 'jwks'],
    ['/as/par', 'par'],
    ['/as/token.oauth2', 'request'],
  ])('calls %s %s in the record', async (path, purpose) => {
    const bank = await startBank();
    const transport = await startTransport();
    await transport.fetch(bank.url + path, {});
    await transport.fetch(bank.url + path, { purpose: 'mine' });
    expect(transport.records.map((record) => record.purpose)).toEqual([purpose, 'mine']);
  });

  it('refuses a body it cannot send', async () => {
    const transport = await startTransport();
    const odd = transport.fetch('https://127.0.0.1/', { method: 'POST', body: new FormData() });
    await expect(odd).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('the record of an exchange', () => {
  const secret = 'pl4nted-S3cret_value.Zz9';

  it('never shows a planted secret, in whatever place it stood', async () => {
    const bank = await startBank((request, response) => {
      response.writeHead(302, {
        location: `https://app.test/cb#code=${secret}`,
        'set-cookie': `s=${secret}`,
        'x-fapi-interaction-id': String(request.headers['x-fapi-interaction-id']),
      });
      response.end(JSON.stringify({ access_token: secret, refresh_token: secret, client_secret: secret, n: 1 }));
    });
    const transport = await startMutual([bank.url]);
    await transport.send({
      method: 'POST',
      url: `${bank.url}/cb?code=${secret}`,
      purpose: 'token',
      headers: { authorization: `Bearer ${secret}`, cookie: `a=${secret}` },
      body: `code=${secret}&client_secret=${secret}&client_assertion=${secret}&grant_type=authorization_code`,
    });
    const { client } = await pki();
    const [record] = transport.records;
    const text = JSON.stringify(record);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(client.key.split('\n')[1]);
    expect(record).toMatchObject({ status: 302, purpose: 'token', clientCertificate: { offered: true }, findings: [] });
    expect(record?.requestBody).toContain('grant_type=authorization_code');
    expect(record?.responseBody).toContain('"n":1');
    expect(record?.milliseconds).toBeGreaterThan(0);
    expect(structuredClone(record)).toEqual(record);
  });

  it('says whose token it bore, and of which request with an older one it is the retry', async () => {
    const bank = await startBank();
    const transport = await startTransport();
    const told = { token: { of: 'client', scope: 'accounts' }, retryOf: 'the first' } as const;
    await transport.send({ method: 'GET', url: bank.url, purpose: 'x', ...told });
    expect(transport.records[0]).toMatchObject(told);
  });

  it('has no bodies when they are not to be remembered', async () => {
    const bank = await startBank();
    const transport = await startTransport({ rememberBodies: false });
    await transport.send({ method: 'POST', url: bank.url, purpose: 'x', body: 'hello' });
    expect(transport.records[0]).not.toHaveProperty('requestBody');
    expect(transport.records[0]).not.toHaveProperty('responseBody');
  });

  it.each<[string, string, string | undefined, string[]]>([
    [
      'another id',
      '/open-banking/v3.1/aisp/accounts',
      'other',
      ['The answer has another x-fapi-interaction-id: other.'],
    ],
    ['another id on any path', '/token', 'other', ['The answer has another x-fapi-interaction-id: other.']],
    ['none from the API', '/open-banking/v3.1/aisp/accounts', undefined, ['The answer has no x-fapi-interaction-id.']],
    [
      'none from registration',
      '/dynamic-client-registration/v3.1/register',
      undefined,
      ['The answer has no x-fapi-interaction-id.'],
    ],
    ['none from discovery', '/.well-known/openid-configuration', undefined, []],
  ])('finds %s', async (_, path, id, findings) => {
    const bank = await startBank((_request, response) => {
      if (id !== undefined) response.setHeader('x-fapi-interaction-id', id);
      response.end('{}');
    });
    const transport = await startTransport();
    await transport.send({ method: 'GET', url: bank.url + path, purpose: 'x' });
    expect(transport.records[0]?.findings).toEqual(findings);
  });

  it('stops coming once nobody listens', async () => {
    const bank = await startBank();
    const transport = await startTransport();
    let heard = 0;
    const stop = transport.onExchange(() => {
      heard += 1;
    });
    await transport.send({ method: 'GET', url: bank.url, purpose: 'x' });
    stop();
    await transport.send({ method: 'GET', url: bank.url, purpose: 'x' });
    expect(heard).toBe(1);
  });
});

describe('an answer that is not JSON', () => {
  it.each([
    ['HTML', 200, '<html>maintenance</html>', 'a body that is not JSON (text/html)'],
    ['nothing', 401, '', 'no body'],
    ['JSON cut short', 200, '{"a":', 'a body that is not JSON'],
  ])('%s: answer_not_json, with the status and the body', async (_, status, body, message) => {
    const bank = await startBank((_request, response) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end(body),
    );
    const answer = await (await startTransport()).send({ method: 'GET', url: bank.url, purpose: 'accounts' });
    expect(() => jsonOf(answer, 'accounts')).toThrow(
      expect.objectContaining({
        code: 'answer_not_json',
        message: expect.stringContaining(message),
        problem: expect.objectContaining({ bank: { status, body }, interactionId: answer.interactionId }),
      }),
    );
  });
});
