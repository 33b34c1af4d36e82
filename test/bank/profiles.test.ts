/** The list in docs/sandbox.md of what a permissive bank lets pass: taken there, refused by a strict one. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CryptoKey, importPKCS8, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { registrationClaims, send, startTestBank, type TestBank, type Tpp } from './support/bank.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import {
  asserted,
  authorisationUrl,
  codeOf,
  exchange,
  firstAnswer,
  post,
  requestClaims,
  requestObject,
  signedUrl,
} from './support/requests.ts';

interface Side {
  bank: TestBank;
  tpp: Tpp;
  rs256: CryptoKey;
  party: RelyingParty;
}

const sides: Side[] = [];
let guide: RelyingParty;
beforeAll(async () => {
  for (const profile of ['permissive', 'strict'] as const) {
    const bank = await startTestBank({ profile, severalClients: true });
    const tpp = await bank.tpp();
    const rs256 = await importPKCS8(await readFile(join(tpp.folder, 'signing.key'), 'utf8'), 'RS256');
    sides.push({ bank, tpp, rs256, party: await relyingParty(bank, { tpp }) });
  }
  guide = await relyingParty(on(0).bank, { tpp: on(0).tpp, claims: { request_object_signing_alg: 'none' } });
});
afterAll(() => Promise.all(sides.map(({ bank }) => bank.stop())));
afterEach(() => expect(sides.flatMap(({ bank }) => bank.failures)).toEqual([]));

function on(index: number): Side {
  const side = sides[index];
  if (side === undefined) throw new Error('no such bank');
  return side;
}

/** The items of that list, and words of each that the tests named behind it hold true. */
const table: [line: string, words: string[], held: string][] = [
  [
    'Algorithms',
    ['RS256', 'registration, id_tokens, request objects and client assertions', 'PS256 and ES256'],
    'here',
  ],
  ['Registration', ['client_secret_basic', 'loopback http', 'custom schemes', 'issuer’s URL as `aud`'], 'here'],
  [
    'Authorisation request',
    ['plain parameters', 'without `exp`, `nbf`', '60 minutes', 'other parameters outside', 'response_type=code'],
    'here',
  ],
  ['Pushed requests', ['without PKCE'], 'here'],
  ['Token endpoint', ['a code without `redirect_uri`'], 'here'],
  ['TLS 1.2', ['ECDHE-ECDSA with AES-GCM', 'four suites'], 'tls-suites.test.ts'],
  ['Helpers', ['all of the section before this'], 'here, and each in ozone.test.ts'],
];

it('the document says of each line what is tested, and has no other', async () => {
  const readme = await readFile(join(import.meta.dirname, '../../docs/sandbox.md'), 'utf8');
  const [, after = ''] = readme.split('\n## Permissive and strict\n');
  const [section = ''] = after.split('\n## ');
  // An item goes on over indented lines.
  const items = section.replaceAll("'", '’').replace(/\n {2,}/g, ' ');
  const rows = [...items.matchAll(/^- \*([^*]+)\*: (.*)\.$/gm)].map(
    ([, name = '', said = '']) => [name, said] as const,
  );
  expect(rows.map(([name]) => name)).toEqual(table.map(([line]) => line));
  for (const [index, [, words]] of table.entries()) for (const each of words) expect(rows[index]?.[1]).toContain(each);
});

const loopback = 'http://127.0.0.1:53682/callback';
const custom = 'vscode://open-banking-workbench.open-banking-workbench/callback';
const seconds = () => Math.floor(Date.now() / 1000);

describe('a registration', () => {
  it.each<[string, (side: Side) => Record<string, unknown>, string?]>([
    ['signed RS256', () => ({}), 'RS256'],
    ['with id_tokens signed RS256', () => ({ id_token_signed_response_alg: 'RS256' })],
    ['with request objects signed RS256', () => ({ request_object_signing_alg: 'RS256' })],
    ['with request objects unsigned', () => ({ request_object_signing_alg: 'none' })],
    ['with assertions signed RS256', () => ({ token_endpoint_auth_signing_alg: 'RS256' })],
    ['with a secret', () => ({ token_endpoint_auth_method: 'client_secret_basic' })],
    ['with loopback http', () => ({ application_type: 'native', redirect_uris: [loopback] })],
    ['with a custom scheme', () => ({ application_type: 'native', redirect_uris: [custom] })],
    ['for the issuer’s URL', ({ bank }) => ({ aud: bank.ready.issuer })],
  ])('%s', async (_name, changes, alg = 'PS256') => {
    const statuses: number[] = [];
    for (const side of sides) {
      const { bank, tpp } = side;
      const body = await new SignJWT(registrationClaims(tpp, bank.ready, changes(side)))
        .setProtectedHeader({ alg, kid: tpp.kid, typ: 'JWT' })
        .sign(alg === 'RS256' ? side.rs256 : tpp.signingKey);
      const headers = { 'content-type': 'application/jwt' };
      statuses.push((await send(tpp.agent, 'POST', bank.ready.registrationEndpoint, { headers, body })).status);
    }
    expect(statuses).toEqual([201, 400]);
  });
});

describe('an authorisation request', () => {
  it.each<[string, () => Record<string, unknown>, Record<string, string>?]>([
    ['without exp', () => ({ exp: undefined })],
    ['without nbf', () => ({ nbf: undefined })],
    ['good for more than 60 minutes', () => ({ exp: seconds() + 7200 })],
    ['begun more than 60 minutes ago', () => ({ nbf: seconds() - 3700 })],
    ['with another scope outside', () => ({}), { scope: 'openid accounts payments' }],
    ['for response_type code without a signed answer', () => ({ response_type: 'code' })],
  ])('%s', async (_name, changes, outside) => {
    const answers: string[] = [];
    for (const { party } of sides) {
      const claims = requestClaims(party, await party.consentId(), changes());
      const given = await firstAnswer(await signedUrl(party, claims, outside));
      answers.push('page' in given && given.status === 200 ? 'login' : 'refused');
    }
    expect(answers).toEqual(['login', 'refused']);
  });

  it('as plain parameters, of a client that registered none', async () => {
    const { claims, iss, aud, nbf, exp, ...plain } = requestClaims(guide, await guide.consentId());
    const parameters = { ...(plain as Record<string, string>), claims: JSON.stringify(claims) };
    expect(await firstAnswer(authorisationUrl(guide, parameters))).toMatchObject({
      status: 200,
      page: expect.stringContaining('Log in'),
    });
  });

  it('pushed without PKCE', async () => {
    const statuses: number[] = [];
    for (const { bank, tpp, party } of sides) {
      const claims = requestClaims(party, await party.consentId());
      const form = { ...(await asserted(party)), request: await requestObject(party, claims) };
      statuses.push((await post(tpp.agent, `${new URL(bank.ready.tokenEndpoint).origin}/par`, form)).status);
    }
    expect(statuses).toEqual([201, 400]);
  });
});

describe('a token request', () => {
  it('with a code and no redirect_uri', async () => {
    const statuses: number[] = [];
    for (const { party } of sides) {
      const code = await codeOf(party, await party.consentId());
      statuses.push((await exchange(party, code, { redirect_uri: '' })).status);
    }
    expect(statuses).toEqual([200, 400]);
  });
});

describe('a helper', () => {
  it('such as the environment of the guide', async () => {
    const statuses: number[] = [];
    for (const { bank, tpp } of sides) statuses.push((await send(tpp.agent, 'GET', bank.ready.environment)).status);
    expect(statuses).toEqual([401, 404]);
  });
});
