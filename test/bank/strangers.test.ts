/** Answers that are read as far as they can be (src/tpp/strangers.ts), in spellings that were thought of after the code was written: `obw` at a rogue bank. */
import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { run } from './support/command.ts';
import { type Answers, discoveryOf, startRogueBank, transaction } from './support/rogue-bank.ts';

const account = (AccountId: string, over: object = {}) => ({ AccountId, Currency: 'GBP', Nickname: 'Bills', ...over });
const accounts = (...Account: unknown[]) => ({ body: { Data: { Account } } });

describe('an unreadable element costs itself and no more', () => {
  test('a list, a text and a number among the keys of a set: the token is verified by the key beside them', async () => {
    const bank = await startRogueBank({}, { known: 'waiting', pending: ['one'] });
    const good = await fetchJson(bank, '/jwks');
    bank.answers['/jwks'] = { body: { keys: [[], 'no key', 7, { kty: ['RSA'], kid: 'bank' }, ...good.keys] } };
    const ended = await run(['consent', 'authorise', 'one', '--redirect-url', redirect], { folder: bank.folder });
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringMatching(/authorised/i) });
  });

  test('a list and a text among accounts: the others are shown, and it is said', async () => {
    const { folder } = await startRogueBank({
      '/aisp/accounts': accounts([account('9')], account('1'), 'account 2', account('3')),
    });
    const ended = await run(['accounts'], { folder });
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringMatching(/\b1\b[\s\S]*\b3\b/) });
    expect(ended.stderr).toMatch(/2 elements of .* cannot be read and were left out/);
  });

  test('null and an object among the roles and redirects of a software statement: it registers with the others', async () => {
    const statement = {
      software_roles: [null, 'AISP', { role: 'PISP' }],
      software_redirect_uris: ['https://app.example/cb', null, 4],
    };
    const { folder, asked } = await startRogueBank({}, { known: 'none', statement });
    const ended = await run(['register', '--json'], { folder });
    expect(ended, ended.stderr).toMatchObject({ status: 0 });
    expect(asked.filter(({ method, path }) => `${method} ${path}` === 'POST /register')).toHaveLength(1);
  });
});

describe('blank or null text is absent text', () => {
  test('a tab as refresh_token and blanks as scope: there is no refresh token, and the scope is the one asked for', async () => {
    const bank = await startRogueBank({}, { known: 'waiting', pending: ['one'] });
    bank.answers['/token'] = async ({ form }) => ({
      body: {
        access_token: 'at',
        token_type: 'bearer',
        expires_in: 300,
        refresh_token: '\t',
        scope: '   ',
        id_token: form.has('code') ? await bank.idToken({ openbanking_intent_id: 'one' }) : ' ',
      },
    });
    const ended = await run(['consent', 'authorise', 'one', '--redirect-url', redirect], { folder: bank.folder });
    expect(ended).toMatchObject({ status: 0 });
    const shown = await run(['token', 'show', '--json'], { folder: bank.folder });
    expect(shown.stdout).not.toMatch(/refresh/i);
    expect(await run(['token', 'refresh'], { folder: bank.folder })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/no refresh token/i),
    });
  });

  test('a no-break space as secret, blanks and null as members of a registration: they are none', async () => {
    const registered = {
      client_id: 'client',
      client_secret: '\u00a0',
      registration_access_token: null,
      registration_client_uri: '  ',
      token_endpoint_auth_method: 'tls_client_auth',
      redirect_uris: ['https://app.example/cb'],
      scope: '',
    };
    const { folder } = await startRogueBank({ 'POST /register': { status: 201, body: registered } }, { known: 'none' });
    expect(await run(['register', '--json'], { folder })).toMatchObject({ status: 0 });
    const consent = await run(['consent', 'create', '--json'], { folder });
    expect(consent, consent.stderr).toMatchObject({ status: 0 });
  });

  test('blanks as pushed authorisation and introspection endpoints: the bank has neither', async () => {
    const bank = await startRogueBank();
    bank.answers['/.well-known/openid-configuration'] = {
      body: {
        ...discoveryOf(bank.origin),
        pushed_authorization_request_endpoint: '\n',
        introspection_endpoint: '',
        mtls_endpoint_aliases: { token_endpoint: ' ', registration_endpoint: null },
      },
    };
    expect(await run(['accounts'], { folder: bank.folder })).toMatchObject({ status: 0, stderr: '' });
    expect(await run(['consent', 'create'], { folder: bank.folder })).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('what was decoded is read as what came plain', () => {
  const body = JSON.stringify({ Data: { Transaction: [transaction('a', { TransactionInformation: 'Café £5' })] } });
  const utf16 = Buffer.from(`\ufeff${body}`, 'utf16le');
  test.each<[string, Answers[string]]>([
    [
      'br over gzip, in capitals, and identity',
      {
        headers: { 'content-encoding': 'GZIP, Identity, BR' },
        body: brotliCompressSync(gzipSync(body)),
      },
    ],
    [
      'raw deflate with a byte order mark',
      { headers: { 'content-encoding': 'deflate' }, body: deflateRawSync(`\ufeff${body}`) },
    ],
    [
      'UTF-16 in gzip, its charset in quotes and capitals',
      {
        headers: { 'content-encoding': 'gzip', 'content-type': 'application/json; Charset="UTF-16"' },
        body: gzipSync(utf16),
      },
    ],
  ])('%s', async (_name, reply) => {
    const { folder } = await startRogueBank({ '/aisp/accounts/1/transactions': reply });
    expect(await run(['transactions', '1'], { folder })).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Café £5'),
      stderr: '',
    });
  });
});

const redirect = 'https://app.example/cb?code=one&state=one';

async function fetchJson(bank: Awaited<ReturnType<typeof startRogueBank>>, path: string) {
  const { Agent, request } = await import('undici');
  const dispatcher = new Agent({ connect: { ca: bank.root.certificate } });
  const { body } = await request(`${bank.origin}${path}`, { dispatcher });
  const json = await body.json();
  await dispatcher.close();
  return json as { keys: unknown[] };
}
