/** `obw register` and `obw client` at banks whose answers to a registration are not as the standard has them. */
import { expect, test } from 'vitest';
import { resultOf, run } from './support/command.ts';
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
