/** The bank's keys: fetched once, and once more for a kid that is not there. */
import { expect, test } from 'vitest';
import { keySet } from '../../../src/tpp/discovery/key-set.ts';
import { bankKey, now, otherKey, type Reply, stub } from '../tpp-journey/stub.ts';

const url = 'https://keys.example/jwks';
const published = (...keys: object[]): Reply => ({ body: { keys } });
const first = { ...bankKey.publicJwk, kid: 'k1', use: 'sig' };
const second = { ...otherKey.publicJwk, kid: 'k2' };

async function keysWith(reply: (count: number) => Reply) {
  let count = 0;
  const { session } = stub({ routes: { [`GET ${url}`]: () => reply(++count) } });
  return { keys: keySet(await session.transport(), url, { delay: 1 }), fetched: () => count };
}

test('a key that has just been rotated is found by one refetch', async () => {
  const { keys, fetched } = await keysWith((count) => (count === 1 ? published(first) : published(first, second)));
  expect(await keys.find('k1')).toMatchObject([{ kid: 'k1' }]);
  expect(await keys.find('k2')).toMatchObject([{ kid: 'k2' }]);
  expect(fetched()).toBe(2);
});

test('a kid that stays unknown is not asked for again and again', async () => {
  const { keys, fetched } = await keysWith(() => published(first));
  expect(await keys.find('k9')).toEqual([]);
  expect(await keys.find('k9')).toEqual([]);
  expect(fetched()).toBe(2);
});

test('without a kid every signing key may be the one', async () => {
  const { keys } = await keysWith(() => published(first, second, { ...first, kid: 'k3', use: 'enc' }));
  expect(await keys.find(undefined)).toMatchObject([{ kid: 'k1' }, { kid: 'k2' }]);
});

test.each<[string, Reply]>([
  ['a failure', { status: 503 }],
  ['a page', { body: '<html>' }],
])('a set that cannot be read once is read when the bank is well again: %s', async (_name, reply) => {
  const { keys, fetched } = await keysWith((count) => (count === 1 ? reply : published(first)));
  expect(await keys.find('k1')).toMatchObject([{ kid: 'k1' }]);
  expect(fetched()).toBe(2);
});

test('a refetch that fails does not make the kid an unknown one', async () => {
  const { keys } = await keysWith((count) =>
    count === 2 ? { status: 503 } : published(...(count === 1 ? [first] : [first, second])),
  );
  await expect(keys.find('k2')).rejects.toMatchObject({ code: 'answer_invalid' });
  expect(await keys.find('k2')).toMatchObject([{ kid: 'k2' }]);
});

test.each([
  ['a failure', { status: 500 }, 'answer_invalid'],
  ['a page', { body: '<html>' }, 'answer_not_json'],
  ['no keys', { body: {} }, 'answer_invalid'],
])('an answer is refused: %s', async (_name, reply, code) => {
  const { keys } = await keysWith(() => reply);
  await expect(keys.find('k1')).rejects.toMatchObject({ code });
});

test('a key that cannot be read costs itself and is told, and blank members are absent', async () => {
  const { session } = stub({
    routes: {
      [`GET ${url}`]: () => published(Object.create(null), { ...first, use: '' }, { ...second, use: null, kid: 5 }),
    },
  });
  const findings: string[] = [];
  const transport = await session.transport();
  const keys = keySet(transport, url, { delay: 1, onFinding: ({ message }) => findings.push(message) });
  expect(await keys.find('k1')).toMatchObject([{ kid: 'k1' }]);
  expect(await keys.find('5')).toMatchObject([{ kid: '5' }]);
  expect(findings).toEqual([`One key of the key set at ${url} (number 1) cannot be read and was left out.`]);
});

test('how far the clock of the set’s keeper is ahead is known, unless a cache answered', async () => {
  const date = new Date(now + 90_000).toUTCString();
  for (const [headers, ahead] of [
    [{ date }, 90_000],
    [{ date, age: '5' }, undefined],
    [{ date: 'yesterday' }, undefined],
    [{}, undefined],
  ] as const) {
    const { session } = stub({ routes: { [`GET ${url}`]: () => ({ ...published(first), headers: { ...headers } }) } });
    const keys = keySet(await session.transport(), url, { delay: 1, now: () => now });
    await keys.find('k1');
    expect(await keys.ahead()).toBe(ahead);
  }
});

test('the clock of the set’s keeper is asked for again once ours may have been set', async () => {
  let ours = now;
  const headers = { date: new Date(now + 90_000).toUTCString() };
  const { session, sent } = stub({ routes: { [`GET ${url}`]: () => ({ ...published(first), headers }) } });
  const keys = keySet(await session.transport(), url, { delay: 1, now: () => ours });
  await keys.find('k1');
  expect(await keys.ahead()).toBe(90_000);
  expect(sent).toHaveLength(1);
  ours += 90_000;
  expect(await keys.ahead()).toBe(0);
  expect(sent).toHaveLength(2);
  expect(await keys.find('k1')).toHaveLength(1);
});
