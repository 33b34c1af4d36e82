/** The address that `npm start` prints: it lets one browser in, once, and says nothing to anybody else. */
import { get } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { type Handover, startHandover } from '../../editor/handover.mts';

const window = 'http://127.0.0.1:27843/?folder=%2Fdemo';
const cookie = 'session=of-this-browser; Path=/; SameSite=Lax';

async function handover(logIn = async () => [cookie]): Promise<Handover> {
  const started = await startHandover({ logIn, window });
  onTestFinished(started.close);
  return started;
}

const ask = (address: string, init: RequestInit = {}): Promise<Response> =>
  fetch(address, { redirect: 'manual', ...init });

/** fetch sends the name that it was given, whatever one asks of it. */
const statusFor = (address: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(address, { headers: { host } }, (answer) => resolve(answer.resume().statusCode)).once('error', reject);
  });

test('the address leads to the window with a session, and names neither', async () => {
  const address = (await handover()).address();
  const answer = await ask(address);
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toBe(window);
  expect(answer.headers.getSetCookie()).toEqual([cookie]);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}$/);
});

test('it is good once: to another browser it says how to get another, the same browser it leads on', async () => {
  const address = (await handover()).address();
  await ask(address);
  const other = await ask(address);
  expect(other.status).toBe(410);
  expect(other.headers.getSetCookie()).toEqual([]);
  expect(await other.text()).toContain('npm start');
  expect((await ask(address, { headers: { cookie: 'session=of-another' } })).status).toBe(410);
  const same = await ask(address, { headers: { cookie: 'x=1; session=of-this-browser' } });
  expect([same.status, same.headers.get('location')]).toEqual([302, window]);
});

test('of two browsers at once it lets in one', async () => {
  const { promise, resolve } = Promise.withResolvers<string[]>();
  const address = (await handover(() => promise)).address();
  const first = ask(address);
  const second = ask(address);
  const one = await Promise.race([first, second]);
  expect(one.status).toBe(404);
  resolve([cookie]);
  expect((await Promise.all([first, second])).map(({ status }) => status).sort()).toEqual([302, 404]);
});

test('what only looks does not use it up, nor does a VS Code that lets nobody in', async () => {
  let lets = false;
  const { address } = await handover(async () => {
    if (!lets) throw new Error('secret words');
    return [cookie];
  });
  const one = address();
  expect((await ask(one, { method: 'HEAD' })).status).toBe(404);
  const failed = await ask(one);
  expect(failed.status).toBe(502);
  expect(await failed.text()).not.toContain('secret words');
  lets = true;
  expect((await ask(one)).status).toBe(302);
});

test('under another name there is nothing, so that no page of the web gets there by its own', async () => {
  const address = (await handover()).address();
  expect(await statusFor(address, 'rebound.example')).toBe(421);
  expect(await statusFor(address, new URL(address).host)).toBe(302);
});

test('another address is given to who has the key, and to nobody else', async () => {
  const { port, key } = await handover();
  const another = `http://127.0.0.1:${port}/another`;
  expect((await ask(another)).status).toBe(404);
  expect((await ask(another, { headers: { authorization: 'Bearer ' } })).status).toBe(404);
  const answer = await ask(another, { headers: { authorization: `Bearer ${key}` } });
  expect((await ask(await answer.text())).status).toBe(302);
});
