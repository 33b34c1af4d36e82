/** How clients authenticate at the token endpoint, and the scopes that client credentials give. */
import { randomUUID } from 'node:crypto';
import type { Agent } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentOf, type Reply, startTestBank, type TestBank, type Tpp } from './support/bank.ts';
import { certificateLike } from './support/certificates.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import { asserted, basic, clientAssertion, post, refused } from './support/requests.ts';
import { connectionOf, overTls } from './support/tls.ts';

let bank: TestBank;
let tpp: Tpp;
let stranger: Tpp;
beforeAll(async () => {
  bank = await startTestBank({ severalClients: true });
  [tpp, stranger] = await Promise.all([bank.tpp(), bank.tpp()]);
});
afterAll(() => bank.stop());
afterEach(() => expect(bank.failures).toEqual([]));

const token = (form: Record<string, string>, headers?: Record<string, string>, agent: Agent = tpp.agent) =>
  post(agent, bank.ready.tokenEndpoint, { grant_type: 'client_credentials', scope: 'accounts', ...form }, headers);

describe('client authentication', () => {
  let secretive: RelyingParty;
  let signing: RelyingParty;
  let other: RelyingParty;
  beforeAll(async () => {
    secretive = await relyingParty(bank, { tpp, method: 'client_secret_basic' });
    signing = await relyingParty(bank, { tpp });
    other = await relyingParty(bank, { tpp: stranger });
  });

  const issuer = (): string => bank.ready.issuer;
  it.each<[string, () => unknown]>([
    ['the issuer', issuer],
    ['the token endpoint', () => bank.ready.tokenEndpoint],
    ['a list with the issuer', () => ['https://elsewhere.example', issuer()]],
  ])('takes a client assertion for %s', async (_name, audience) => {
    const reply = await token(await asserted(signing, await clientAssertion(signing, { aud: audience() })));
    expect(reply.json).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: 'accounts' });
  });

  const past = () => Math.floor(Date.now() / 1000) - 60;
  it.each<[string, () => Promise<Reply>]>([
    ['a wrong secret', () => token({}, basic(secretive.clientId, 'wrong'))],
    ['an unknown client', () => token({}, basic(randomUUID(), 'wrong'))],
    ['no secret where one is registered', () => token({ client_id: secretive.clientId })],
    ['no assertion where one is registered', () => token({ client_id: signing.clientId })],
    ['a secret where a key is registered', () => token({}, basic(signing.clientId, 'secret'))],
    [
      'an assertion by a key of another TPP',
      async () => token(await asserted(signing, await clientAssertion(signing, {}, { key: stranger.signingKey }))),
    ],
    [
      'an assertion that names a kid of nobody',
      async () => token(await asserted(signing, await clientAssertion(signing, {}, { kid: 'nobody' }))),
    ],
    [
      'an assertion that has ended',
      async () => token(await asserted(signing, await clientAssertion(signing, { exp: past() }))),
    ],
    [
      'an assertion without exp',
      async () => token(await asserted(signing, await clientAssertion(signing, { exp: undefined }))),
    ],
    [
      'an assertion without jti',
      async () => token(await asserted(signing, await clientAssertion(signing, { jti: undefined }))),
    ],
    [
      'an assertion whose iss is not its sub',
      async () => token(await asserted(signing, await clientAssertion(signing, { iss: other.clientId }))),
    ],
    [
      'an assertion for another bank',
      async () => token(await asserted(signing, await clientAssertion(signing, { aud: 'https://bank.example' }))),
    ],
    [
      'an assertion that was used before over another certificate',
      async () => {
        const assertion = await asserted(signing, await clientAssertion(signing));
        const second = await agentOf(bank.ready, await certificateLike(bank, tpp));
        expect((await token(assertion, {}, second)).status).toBe(200);
        return token(assertion);
      },
    ],
  ])('refuses %s', async (_name, ask) => {
    const reply = await ask();
    expect(refused(reply)).toEqual({ status: 401, error: 'invalid_client' });
    expect(reply.json.error_description).toMatch(/.{20}/);
  });

  /** Asks for a token of a bank that is called by another of its names. */
  async function byLocalhost(audience: string) {
    const assertion = await clientAssertion(signing, { aud: audience });
    const form = { grant_type: 'client_credentials', scope: 'accounts', ...(await asserted(signing, assertion)) };
    const body = new URLSearchParams(form).toString();
    return overTls(await connectionOf(bank, tpp), [
      'POST /token HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${body.length}`,
      'Connection: close',
      '',
      body,
    ]);
  }

  it('refuses an assertion for another name of the bank that the Host header repeats', async () => {
    const reply = await byLocalhost('https://localhost/token');
    expect(reply.status).toBe(401);
    expect(reply.text).toContain('invalid_client');
  });

  it('takes an assertion for the token endpoint by whichever of its names the bank is called', async () => {
    expect((await byLocalhost(bank.ready.tokenEndpoint)).status).toBe(200);
  });

  it('refuses a client assertion whose jti was used before, and says so', async () => {
    const assertion = await clientAssertion(signing);
    expect((await token(await asserted(signing, assertion))).status).toBe(200);
    const again = await token(await asserted(signing, assertion));
    expect(refused(again)).toEqual({ status: 401, error: 'invalid_client' });
    expect(again.json.error_description).toContain('must only be used once');
  });

  describe('tls_client_auth', () => {
    const parts = (): string[] => tpp.subjectDn.split(',');
    const asHex = (part: string): string => {
      const value = Buffer.from(part.replace('organizationIdentifier=', ''));
      return `2.5.4.97=#0c${value.length.toString(16).padStart(2, '0')}${value.toString('hex')}`;
    };
    it.each<[string, () => string]>([
      ['as the certificate has it', () => tpp.subjectDn],
      ['in the opposite order', () => parts().reverse().join(',')],
      ['with spaces after the commas', () => parts().join(', ')],
      [
        'with 2.5.4.97=#hex',
        () =>
          parts()
            .map((part) => (part.startsWith('organizationId') ? asHex(part) : part))
            .join(','),
      ],
      ['with 2.5.4.97=text', () => tpp.subjectDn.replace('organizationIdentifier', '2.5.4.97')],
      ['with types in lower case', () => tpp.subjectDn.replace('CN=', 'cn=').replace('C=', 'c=')],
    ])('takes the registered name %s', async (_name, subject) => {
      const party = await relyingParty(bank, {
        tpp,
        method: 'tls_client_auth',
        claims: { tls_client_auth_subject_dn: subject() },
      });
      expect(await party.clientCredentials()).toBeTypeOf('string');
    });

    it('refuses the certificate of another TPP', async () => {
      const party = await relyingParty(bank, { tpp, method: 'tls_client_auth' });
      const reply = await token({ client_id: party.clientId }, {}, stranger.agent);
      expect(refused(reply)).toEqual({ status: 401, error: 'invalid_client' });
    });
  });

  describe('client credentials', () => {
    it.each(['accounts', 'payments', 'fundsconfirmations', 'accounts payments'])('give the scope %s', async (scope) => {
      const party = await relyingParty(bank, { tpp, claims: { scope: 'openid accounts payments fundsconfirmations' } });
      const reply = await token({ ...(await asserted(party)), scope });
      expect(reply.json).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope });
    });

    it.each([
      ['that is unknown', 'gold'],
      ['that the client did not register', 'fundsconfirmations'],
      ['that is unknown beside a good one', 'accounts gold'],
      ['that no client can have', 'offline_access'],
    ])('refuse a scope %s', async (_name, scope) => {
      const reply = await token({ ...(await asserted(signing)), scope });
      expect(refused(reply)).toEqual({ status: 400, error: 'invalid_scope' });
      expect(reply.json.access_token).toBeUndefined();
    });
  });
});
