/** The bank's `/admin`: who may ask, what is refused and how, and that its OpenAPI document tells the truth. */
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Reply, send, startTestBank, type TestBank } from './support/bank.ts';

let bank: TestBank;
let origin: string;
let tokens: { admin: string; control: string };
const json = { 'content-type': 'application/json' };

const noteOf = async (of: TestBank) => JSON.parse(await readFile(join(of.dir, 'running.json'), 'utf8')).open;

beforeAll(async () => {
  bank = await startTestBank({ admin: true });
  const { ports, adminToken, controlToken } = await noteOf(bank);
  origin = `http://127.0.0.1:${ports.front}`;
  tokens = { admin: adminToken, control: controlToken };
});
afterAll(() => bank.stop());
afterEach(() => expect(bank.failures).toEqual([]));

function ask(
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const own = { authorization: `Bearer ${tokens.admin}`, ...(body !== undefined && json) };
  return send(undefined, method, origin + path, {
    headers: { ...own, ...headers },
    ...(body !== undefined && { body }),
  });
}

const put = (body: unknown) => ask('PUT', '/admin/clock', { body: JSON.stringify(body) });

describe('whoever has not its token', () => {
  it.each<[who: string, headers: () => Record<string, string>]>([
    ['sends none', () => ({ authorization: '' })],
    ['sends another', () => ({ authorization: 'Bearer x' })],
    ['has that of the control connection', () => ({ authorization: `Bearer ${tokens.control}` })],
    ['sends it as a password', () => ({ authorization: `Basic ${tokens.admin}` })],
    [
      'sends it as a cookie',
      () => ({ authorization: '', cookie: `authorization=${tokens.admin}; token=${tokens.admin}` }),
    ],
  ])('is refused in JSON: %s', async (_who, headers) => {
    for (const path of ['/admin/clock', '/admin/openapi.json', '/admin', '/admin/none']) {
      const reply = await ask('GET', path, { headers: headers() });
      expect(reply).toMatchObject({ status: 401, json: { error: 'invalid_token' } });
      expect(reply.headers['www-authenticate']).toBe('Bearer');
    }
  });

  it.each(['bearer', 'BEARER', 'bEaReR'])('is not whoever spells the scheme %s', async (scheme) => {
    const headers = { authorization: `${scheme} ${tokens.admin}` };
    expect(await ask('GET', '/admin/clock', { headers })).toMatchObject({ status: 200 });
  });

  it('is not served in the query either', async () => {
    expect(
      await ask('GET', `/admin/clock?access_token=${tokens.admin}`, { headers: { authorization: '' } }),
    ).toMatchObject({
      status: 401,
    });
  });
});

it('a request for another host is none for it, whatever token it has', async () => {
  const status = await new Promise((done, fail) => {
    const headers = { host: 'bank.example', authorization: `Bearer ${tokens.admin}` };
    request(`${origin}/admin/clock`, { headers }, (response) => done(response.resume().statusCode))
      .on('error', fail)
      .end();
  });
  expect(status).toBe(421);
});

it('no page of another origin is allowed to ask', async () => {
  const preflight = await send(undefined, 'GET', `${origin}/admin/clock`, {
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'PUT' },
  });
  expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

it('a bank that was not asked to has none, and notes no token for it', async () => {
  const plain = await startTestBank();
  const { ports, adminToken } = await noteOf(plain);
  expect(adminToken).toBeUndefined();
  const headers = { authorization: `Bearer ${tokens.admin}` };
  for (const path of ['/admin/clock', '/admin'])
    expect(await send(undefined, 'GET', `http://127.0.0.1:${ports.front}${path}`, { headers })).toMatchObject({
      status: 404,
    });
  await plain.stop();
});

it('another listener than the front door has none', async () => {
  const tpp = await bank.tpp();
  const headers = { authorization: `Bearer ${tokens.admin}` };
  for (const at of [bank.ready.issuer, bank.ready.resourceServer])
    expect((await send(tpp.agent, 'GET', `${new URL(at).origin}/admin/clock`, { headers })).status).toBe(404);
});

describe('a request that cannot be meant', () => {
  it.each<[what: string, body: string, says: string, status: number, headers?: Record<string, string>]>([
    ['no JSON', '{', 'The body is no JSON.', 400],
    ['nothing', '', 'The body is no JSON.', 400],
    ['another type', '{"advance":"1s"}', 'Content-Type application/json', 415, { 'content-type': 'text/plain' }],
    ['a list', '[]', 'The body must be one of', 400],
    ['an unknown member', '{"forward":"1s"}', 'The body must be one of', 400],
    ['two at once', '{"advance":"1s","reset":true}', 'The body must be one of', 400],
    ['a number', '{"advance":61}', 'advance must be a span of time', 400],
    [
      'an unknown member beside one',
      '{"reset":true,"forgot":1}',
      'The body has members that do not belong there: "forgot".',
      400,
    ],
    ['what is no yes nor no', '{"reset":true,"forget":"yes"}', 'forget must be true or false.', 400],
    ['a span with a sign', '{"advance":"-61s"}', 'advance must be a span of time', 400],
    ['a span without a unit', '{"advance":"61"}', 'advance must be a span of time', 400],
    ['a span beyond the calendar', '{"advance":"99999999d"}', 'ends with 2099', 400],
    ['a day', '{"set":"2027-01-31"}', 'set must be a time with its zone', 400],
    ['a time without zone', '{"set":"2027-01-31T09:00:00"}', 'set must be a time with its zone', 400],
    ['a time beyond the calendar', '{"set":"2100-01-01T00:00:00Z"}', 'ends with 2099', 400],
    ['no reset', '{"reset":false}', 'reset must be true', 400],
    ['a time that is past', '{"set":"2020-01-01T00:00:00+01:00"}', 'does not go back', 409],
    ['very much', `{"advance":"${'1'.repeat(70_000)}"}`, 'bytes at most', 413],
  ])('is refused and moves nothing: %s', async (_what, body, says, status, headers = json) => {
    const before = (await ask('GET', '/admin/clock')).json.aheadSeconds;
    const reply = await ask('PUT', '/admin/clock', { body, headers });
    expect(reply).toMatchObject({ status, json: { error: expect.any(String) } });
    expect(reply.json.error_description).toContain(says);
    expect((await ask('GET', '/admin/clock')).json.aheadSeconds).toBe(before);
  });

  it('is answered with what there is, by path and by method', async () => {
    expect(await ask('GET', '/admin/none')).toMatchObject({ status: 404, json: { error: 'not_found' } });
    const reply = await ask('DELETE', '/admin/clock');
    expect(reply).toMatchObject({ status: 405, headers: { allow: 'GET, PUT' }, json: { error: 'method_not_allowed' } });
  });
});

it('the clock is moved and shown', async () => {
  const { aheadSeconds: before } = (await ask('GET', '/admin/clock')).json;
  const moved = await put({ advance: '1d12h' });
  expect(moved).toMatchObject({ status: 200, json: { aheadSeconds: before + 36 * 3600 } });
  const { business, protocol } = moved.json;
  expect(Date.parse(business) - Date.parse(protocol)).toBe((before + 36 * 3600) * 1000);
  const to = new Date(Date.parse(business) + 3_600_000).toISOString();
  const set = await put({ set: to });
  expect(Math.abs(Date.parse(set.json.business) - Date.parse(to))).toBeLessThan(10_000);
  expect(set.headers['cache-control']).toBe('no-store');
});

it('its OpenAPI document has every operation, and its answers are as it says', async () => {
  const document = (await ask('GET', '/admin/openapi.json')).json;
  expect(document.openapi).toBe('3.1.0');
  expect(document.servers).toEqual([{ url: origin }]);
  expect(
    Object.entries<object>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((verb) => `${verb} ${path}`),
    ),
  ).toEqual(['get /admin/clock', 'put /admin/clock', 'get /admin/openapi.json']);
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const valid = (path: string, verb: string, status: number) =>
    ajv.compile({
      $ref: `document#/paths/${path.replaceAll('/', '~1')}/${verb}/responses/${status}/content/application~1json/schema`,
    });
  const shown = await ask('GET', '/admin/clock');
  expect(valid('/admin/clock', 'get', 200)(shown.json)).toBe(true);
  expect(valid('/admin/clock', 'get', 200)({ ...shown.json, more: 1 })).toBe(false);
  const body = ajv.compile({
    $ref: 'document#/paths/~1admin~1clock/put/requestBody/content/application~1json/schema',
  });
  for (const [given, fits] of [
    [{ advance: '61s' }, true],
    [{ set: '2027-01-31T09:00:00Z' }, true],
    [{ reset: true, forget: true }, true],
    [{ advance: '61' }, false],
    [{ advance: '61s', reset: true }, false],
    [{}, false],
  ] as const)
    expect([given, body(given)]).toEqual([given, fits]);
});
