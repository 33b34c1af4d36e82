/** `obw register` and `obw client` at banks whose answers to a registration are not as the standard has them. */
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
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

const secret = 's3cret-of-the-test';
const begun = `{"client_id":"abc","client_secret":"${secret}","token_endpoint_auth_method":"client_secret_basic","x":`;

test.each<[string, (response: ServerResponse) => void]>([
  ['by the connection', (response) => setTimeout(() => response.destroy(), 100)],
  ['by the bank itself', (response) => response.end()],
])('id and secret of an answer that is cut off %s are kept, and shown nowhere', async (_name, end) => {
  const { folder, asked } = await startRogueBank(
    {
      'POST /register': (_asked, response) => {
        response.writeHead(201, { 'content-type': 'application/json' });
        response.write(begun);
        end(response);
        return undefined;
      },
    },
    { known: 'none' },
  );
  const ended = await run(['register'], { folder });
  expect(ended).toMatchObject({ status: 0, stdout: expect.stringMatching(/Client id +abc\n/) });
  expect(ended.stderr).toMatch(/What came whole of it was taken/);
  const file = (name: string) => readFile(join(folder, '.openbanking', name), 'utf8');
  expect(ended.stdout + ended.stderr + (await file('state.json')) + (await file('exchanges.jsonl'))).not.toContain(
    secret,
  );
  await run(['client', 'show'], { folder });
  const basic = asked.find(({ path }) => path === '/token')?.headers.authorization ?? '';
  expect(Buffer.from(basic.replace('Basic ', ''), 'base64').toString()).toBe(`abc:${secret}`);
});

test.each<[string, unknown]>([
  ['control characters', 'a\n\u001b[31mb'],
  ['a million characters', 'x'.repeat(1e6)],
])('an id with %s is refused in words, and the secret kept', async (_name, client_id) => {
  const { folder } = await startRogueBank(
    { 'POST /register': { status: 201, body: { client_id, client_secret: [secret] } } },
    { known: 'none' },
  );
  expect(await errorOf(['register'], { folder })).toMatchObject({
    code: 'answer_invalid',
    message: expect.stringMatching(/it has characters that no id has, or too many\. Its client_secret is kept\.$/),
  });
});

test('a secret in a list is masked as it was read, and an object is no scope', async () => {
  const body = { client_id: 'c', client_secret: [secret], scope: { a: 1 } };
  const { folder } = await startRogueBank({ 'POST /register': { status: 201, body } }, { known: 'none' });
  const { stdout } = await run(['register'], { folder });
  expect(stdout).not.toMatch(/object Object|s3cret-of/);
});
