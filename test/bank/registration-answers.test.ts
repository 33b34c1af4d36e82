/** `obw register` and `obw client` at banks whose answers to a registration are not as the standard has them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorOf, resultOf, run } from './support/command.ts';
import { discoveryOf, type RogueBank, startRogueBank } from './support/rogue-bank.ts';

test.each<[string, Record<string, unknown>, string]>([
  ['client_id_issued_at as text', { client_id: 'c1', client_id_issued_at: '1700000000' }, 'c1'],
  ['client_id as a number', { client_id: 12345, client_id_issued_at: 1_700_000_000 }, '12345'],
])('%s: client and secret are kept, read and adopted', async (_name, members, id) => {
  const body = { client_secret: 's3cret-of-the-test', token_endpoint_auth_method: 'client_secret_basic', ...members };
  const bank: RogueBank = await startRogueBank(
    {
      '/.well-known/openid-configuration': () => ({
        body: { ...discoveryOf(bank.origin), token_endpoint_auth_methods_supported: ['client_secret_basic'] },
      }),
      '/register': { status: 201, body },
      [`/register/${id}`]: { body },
    },
    { known: 'none', entry: { client: undefined } },
  );
  const { folder } = bank;
  expect(await resultOf(['register', '--auth-method', 'client_secret_basic'], { folder })).toMatchObject({
    clientId: id,
  });
  // As the bank has it.
  expect(await resultOf(['client', 'show'], { folder })).toMatchObject(members);
  const basic = bank.asked.find(({ path }) => path === '/token')?.headers.authorization ?? '';
  expect(Buffer.from(basic.replace('Basic ', ''), 'base64').toString()).toBe(`${id}:s3cret-of-the-test`);
  expect((await run(['client', 'adopt', id], { folder })).status).toBe(0);
});

test.each<[string, string, Record<string, string>, string]>([
  ['a number with more digits than one keeps', '{"client_id":12345678901234567890123}', {}, '12345678901234567890123'],
  ['a nested one before it', '{"software":{"client_id":777},"client_id":1e400}', {}, '1e400'],
  ['a fraction', '{"client_id":12.5}', {}, '12.5'],
  ['a page and a Location', '<html>Created</html>', { location: '/register/abc' }, 'abc'],
])('the id is kept and shown as it was written: %s', async (_name, body, headers, id) => {
  const { folder } = await startRogueBank({ 'POST /register': { status: 201, headers, body } }, { known: 'none' });
  const ended = await run(['register'], { folder });
  expect(ended).toMatchObject({ status: 0, stdout: expect.stringMatching(new RegExp(`Client id +${id}\n`)) });
  expect(JSON.parse(await readFile(join(folder, '.openbanking/state.json'), 'utf8'))).toMatchObject({
    clients: [{ clientId: id }],
  });
});

test.each<[string, string, Record<string, string>]>([
  ['a page', '<html>Created</html>', {}],
  [
    'a page, and a Location of somebody else',
    '<html>Created</html>',
    { location: 'https://evil.example/register/abc' },
  ],
  ['a page, and a Location that is no id', '<html>Created</html>', { location: '/register/..%2f..%2fx' }],
])('%s with status 201 names no client, and it is said that there may be one', async (_name, body, headers) => {
  const { folder } = await startRogueBank({ 'POST /register': { status: 201, headers, body } }, { known: 'none' });
  expect(await errorOf(['register'], { folder })).toMatchObject({
    code: 'answer_not_json',
    try: expect.stringMatching(/a client may exist now: do not register again/),
  });
});
