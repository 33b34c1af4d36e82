/** The loopback listener and the short launch address, spoken to over real sockets. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { launch } from '../../../src/tpp/authorization/launch.ts';
import { expectRedirect, isCatchable } from '../../../src/tpp/authorization/loopback.ts';
import type { Problem } from '../../../src/tpp/errors.ts';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const registered = async () => `http://127.0.0.1:${await freePort()}/callback`;
const post = (uri: string, body: string, headers: Record<string, string> = {}) =>
  fetch(uri, { method: 'POST', body, headers });

/** Rejects when nothing listens. */
const dial = (uri: string) => fetch(uri).then((reply) => reply.text());

test('the fragment comes by way of the relay page', async () => {
  const uri = await registered();
  const { answer } = await expectRedirect(uri, 's1');
  const page = await fetch(uri);
  const html = await page.text();
  const [, nonce] = /<script nonce="([^"]+)">/.exec(html) ?? [];
  expect(page.headers.get('content-security-policy')).toContain(`script-src 'nonce-${nonce}'`);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(html).not.toMatch(/\son\w+=/);
  const reply = await post(uri, 'code=c&id_token=i&state=s1', { origin: new URL(uri).origin });
  expect(await reply.text()).toContain('has arrived');
  expect(await answer).toBe(`${uri}#code=c&id_token=i&state=s1`);
  await expect(dial(uri)).rejects.toThrow();
});

test('an answer in the query is taken as it stands', async () => {
  const uri = await registered();
  const { answer } = await expectRedirect(uri, 's1');
  const page = await (await fetch(`${uri}?code=c&state=s1`)).text();
  expect(page).toContain('has arrived');
  expect(page).not.toContain('<script');
  expect(await answer).toBe(`${uri}?code=c&state=s1`);
});

test('a refusal of the customer is an answer too', async () => {
  const uri = await registered();
  const { answer } = await expectRedirect(uri, 's1');
  await post(uri, 'error=access_denied&state=s1');
  expect(await answer).toBe(`${uri}#error=access_denied&state=s1`);
});

test('several in flight on one port do not mix', async () => {
  const uri = await registered();
  const first = await expectRedirect(uri, 's1');
  const second = await expectRedirect(uri, 's2');
  await post(uri, 'code=b&state=s2');
  expect(await second.answer).toBe(`${uri}#code=b&state=s2`);
  await post(uri, 'code=a&state=s1');
  expect(await first.answer).toBe(`${uri}#code=a&state=s1`);
});

test('what belongs to nobody is turned away, and the wait goes on', async () => {
  const uri = await registered();
  const { origin, port } = new URL(uri);
  const { answer, cancel } = await expectRedirect(uri, 's1');
  expect((await post(uri, 'code=x&state=other')).status).toBe(400);
  expect((await post(uri, 'nothing')).status).toBe(400);
  expect((await fetch(`${uri}?code=x&state=other`)).status).toBe(400);
  expect((await fetch(`${origin}/other?code=x&state=s1`)).status).toBe(404);
  expect((await post(uri, 'code=x&state=s1', { origin: 'https://evil.example' })).status).toBe(403);
  expect((await post(uri, `code=${'x'.repeat(70_000)}&state=s1`)).status).toBe(413);
  expect((await fetch(uri, { method: 'PUT', body: 'code=x&state=s1' })).status).toBe(405);
  expect(await statusWithHost(uri, `rebound.example:${port}`)).toBe(400);
  cancel();
  await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
});

const unverified: [string, { responseMode?: string }, string, string][] = [
  ['an error without state', {}, 'error=invalid_request&error_description=request+object+expired', 'expired'],
  ['an unsigned error for a signed request', { responseMode: 'jwt' }, 'error=access_denied&state=s1', 'access_denied'],
  ['an unsigned code for a signed request', { responseMode: 'jwt' }, 'code=c&state=s1', 'code was not sent'],
];

test.each(unverified)(
  'what nothing shows to be the bank’s is told and ends no wait: %s',
  async (_name, options, body, words) => {
    const uri = await registered();
    const told: Problem[] = [];
    const { answer, cancel } = await expectRedirect(uri, 's1', {
      ...options,
      onUnverified: (problem) => told.push(problem),
    });
    const page = await fetch(`${uri}?${body}`);
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('still waits')]);
    expect((await post(uri, body)).status).toBe(400);
    expect(told).toMatchObject([
      { code: 'answer_unverified', message: expect.stringContaining(words) },
      { code: 'answer_unverified' },
    ]);
    for (let again = 0; again < 5; again += 1) await post(uri, body);
    expect(told, 'a page that sends many is not told of each time').toHaveLength(3);
    const signed = `x.${Buffer.from('{"state":"s1"}').toString('base64url')}.x`;
    expect((await post(uri, `response=${signed}`)).status).toBe(200);
    expect(await answer).toBe(`${uri}#response=${signed}`);
    cancel();
  },
);

test('a port that is taken is named, and no other is opened', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const waiting = expectRedirect(`http://127.0.0.1:${port}/callback`, 's1');
  await expect(waiting).rejects.toMatchObject({
    code: 'port_in_use',
    message: expect.stringMatching(new RegExp(`${port}.*begun earlier.*still waits`)),
    problem: { try: expect.stringContaining('cancel it') },
  });
  await new Promise((resolve) => server.close(resolve));
  const { cancel } = await expectRedirect(`http://127.0.0.1:${port}/callback`, 's1');
  cancel();
});

test('time-out and cancellation leave nothing listening', async () => {
  const uri = await registered();
  const late = await expectRedirect(uri, 's1', { timeout: 20 });
  await expect(late.answer).rejects.toMatchObject({ code: 'timed_out' });
  await expect(dial(uri)).rejects.toThrow();
  const stop = new AbortController();
  const stopped = await expectRedirect(uri, 's2', { signal: stop.signal });
  stop.abort();
  await expect(stopped.answer).rejects.toMatchObject({ code: 'cancelled' });
  await expect(dial(uri)).rejects.toThrow();
});

test.each([
  ['http://127.0.0.1:53682/callback', true],
  ['http://localhost:53682/callback', true],
  ['https://app.example/callback', false],
  ['http://app.example/callback', false],
  ['vscode://us.app/callback', false],
])('%s can be caught here: %s', (uri, expected) => {
  expect(isCatchable(uri)).toBe(expected);
});

test('the launch address is short, sends the browser on once, and is gone', async () => {
  const target = `https://bank.example/auth?request=${'x'.repeat(3000)}&scope=openid%20accounts`;
  const { url } = await launch(target);
  expect(url.length).toBeLessThan(80);
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(204);
  expect((await fetch(`${url}x`)).status).toBe(404);
  const reply = await fetch(url, { redirect: 'manual' });
  expect([reply.status, reply.headers.get('location')]).toEqual([302, target]);
  await expect(dial(url)).rejects.toThrow();
});

test('a launch address that nobody opens is taken down', async () => {
  const { url } = await launch('https://bank.example/auth', 20);
  await new Promise((resolve) => setTimeout(resolve, 60));
  await expect(dial(url)).rejects.toThrow();
});

function statusWithHost(uri: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(uri, { headers: { host } }, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
