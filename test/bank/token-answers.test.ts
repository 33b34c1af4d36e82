/** `obw consent authorise` at banks whose token endpoint, id_token or consent is not as it should be. */
import { describe, expect, test } from 'vitest';
import { run } from './support/command.ts';
import { type Answers, type RogueBank, startRogueBank } from './support/rogue-bank.ts';
import { redirectUri } from './support/rogue-folder.ts';

async function authorise(answersOf: (bank: () => RogueBank) => Answers) {
  const bank: RogueBank = await startRogueBank(
    answersOf(() => bank),
    { pending: ['good'] },
  );
  const { folder } = bank;
  const redirect = `${redirectUri}?${new URLSearchParams({ state: 'good', code: 'good' })}`;
  return { ended: await run(['consent', 'authorise', '--redirect-url', redirect], { folder }), folder };
}

const tokens = { access_token: 'at', token_type: 'Bearer', expires_in: 3600, scope: 'openid accounts' };
const good = async (bank: () => RogueBank, claims: Record<string, unknown> = {}) => ({
  ...tokens,
  id_token: await bank().idToken({ openbanking_intent_id: 'good', ...claims }),
});
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

describe('tokens that the customer gave are not thrown away', () => {
  test.each<[string, Record<string, unknown>, number, RegExp]>([
    [
      'null members',
      { refresh_token: null, scope: null, expires_in: null },
      200,
      /^Note \(token\): expires_in is null.*\n$/,
    ],
    ['blank members', { refresh_token: '', scope: ' ' }, 200, /^$/],
    ['status 201', {}, 201, /gave a token with status 201/],
    ['no token_type', { token_type: undefined }, 200, /does not say of which type/],
  ])('%s', async (_name, change, status, warned) => {
    const { ended, folder } = await authorise((bank) => ({
      '/token': async ({ form }) => ({
        status,
        body: form.has('code') ? { ...(await good(bank)), ...change } : tokens,
      }),
    }));
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringContaining('good: Authorised') });
    expect(ended.stderr).toMatch(warned);
    expect(await run(['accounts', '--consent', 'good'], { folder })).toMatchObject({ status: 0 });
  });

  test('null hashes, and a clock of ours that is behind the bank’s', async () => {
    const nulls = await authorise((bank) => ({
      '/token': async ({ form }) => ({
        body: form.has('code') ? await good(bank, { at_hash: null, azp: null }) : tokens,
      }),
    }));
    expect(nulls.ended).toMatchObject({ status: 0, stderr: '' });

    const behind = await authorise((bank) => ({
      '/token': async ({ form }) => ({
        headers: { date: new Date(Date.now() + 90_000).toUTCString() },
        body: form.has('code') ? await good(bank, { iat: inSeconds(90), exp: inSeconds(390) }) : tokens,
      }),
    }));
    expect(behind.ended).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/clock is \d+ s behind the bank's/),
    });
  });
});

describe('the bank’s own words are shown, with the interaction id', () => {
  test.each<[string, number, object, string]>([
    ['a gateway’s fault', 401, { fault: { faultstring: 'Who is that?' } }, 'with status 401: Who is that?'],
    ['a nested error', 400, { error: { code: 'E7', message: 'No such client' } }, 'with E7: No such client'],
    [
      '200 with an error',
      200,
      { error: 'invalid_client', error_description: 'unknown' },
      'with invalid_client: unknown',
    ],
    ['no token at all', 200, { token_type: 'Bearer' }, 'does not follow the standard'],
  ])('%s', async (_name, status, body, words) => {
    const { ended } = await authorise(() => ({
      '/token': { status, body, headers: { 'x-fapi-interaction-id': undefined } },
    }));
    expect(ended).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining(words) });
    expect(ended.stderr).toMatch(/^Interaction id: [\da-f-]{36}$/m);
  });
});

test('a time in milliseconds is named as that', async () => {
  const { ended } = await authorise((bank) => ({
    '/token': async ({ form }) => ({ body: form.has('code') ? await good(bank, { iat: Date.now() }) : tokens }),
  }));
  expect(ended).toMatchObject({ status: 1, stderr: expect.stringMatching(/iat is \d{13}, a time in milliseconds \(/) });
});

test('a consent that is Rejected after the exchange is no exit status 0', async () => {
  const { ended } = await authorise(() => ({
    '/aisp/account-access-consents/good': { body: { Data: { ConsentId: 'good', Status: 'Rejected' } } },
  }));
  expect(ended).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('the consent good is Rejected.'),
  });
});

test('keys of the bank’s set that cannot be read cost themselves and are told', async () => {
  const { ended } = await authorise((bank) => ({
    '/jwks': () => ({ body: { keys: [null, { kid: 'x' }, bank().jwk()] } }),
  }));
  expect(ended).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/2 elements of the key set at \S+ \(the first is key number 1\)/),
  });
});
