/** A bank with the least that an authorisation and a look at accounts need, whose words a test chooses. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import { makeRoot } from '../../support/certificates.ts';
import { emptyFolder } from './editor.ts';

export interface Words {
  /** `error_description` where the code is `refused`; every other one is good, for the consent of that name. */
  description: string;
  /** Of every consent. */
  status: string;
  /** Of every account. */
  nickname: string;
}

export interface LyingBank {
  /** A trusted folder's contents: `openbanking.json`, its files, and a consent for each state that waits for its redirect. */
  folder: string;
  redirectUri: string;
  /** Lets the transactions go that are asked for; until then they are not answered. */
  answerTransactions(): void;
}

const clientId = 'client';

/** Starts the bank, which ends with the test. */
export async function startLyingBank(words: Words, states: readonly string[]): Promise<LyingBank> {
  const root = await makeRoot();
  const server = await root.issue([{ CN: ['127.0.0.1'] }], { hosts: ['127.0.0.1'] });
  const transport = await root.issue([{ CN: ['client'] }]);
  const signing = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const asked = Promise.withResolvers<void>();

  const listener = createServer({ cert: server.certificate, key: server.key });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const origin = `https://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const idToken = (consentId: string): Promise<string> =>
    new SignJWT({ nonce: 'nonce', openbanking_intent_id: consentId, acr: 'urn:openbanking:psd2:sca' })
      .setProtectedHeader({ alg: 'PS256', kid: 'bank' })
      .setIssuer(origin)
      .setAudience(clientId)
      .setSubject('customer')
      .setIssuedAt()
      .setExpirationTime('5m')
      .setJti(randomUUID())
      .sign(signing.privateKey);

  async function answer(path: string, form: URLSearchParams): Promise<[status: number, body: unknown]> {
    if (path === '/.well-known/openid-configuration') return [200, discovery(origin)];
    if (path === '/jwks')
      return [200, { keys: [{ ...signing.publicKey.export({ format: 'jwk' }), kid: 'bank', use: 'sig' }] }];
    if (path === '/token') {
      const code = form.get('code');
      if (code === 'refused') return [400, { error: 'invalid_grant', error_description: words.description }];
      const tokens = { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300 };
      if (code === null) return [200, tokens];
      return [200, { ...tokens, scope: 'openid accounts', id_token: await idToken(code) }];
    }
    const [, consentId] = /\/account-access-consents\/(.+)$/.exec(path) ?? [];
    if (consentId) return [200, { Data: { ConsentId: consentId, Status: words.status }, Risk: {} }];
    if (path.endsWith('/transactions')) {
      await asked.promise;
      return [200, { Data: { Transaction: [] } }];
    }
    const accounts = ['1', '2'].map((AccountId) => ({ AccountId, Currency: 'GBP', Nickname: words.nickname }));
    return [200, { Data: path.endsWith('/accounts') ? { Account: accounts } : { Balance: [] } }];
  }
  listener.on('request', async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const [status, told] = await answer(request.url?.replace(/\?.*/, '') ?? '', new URLSearchParams(body));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
  });
  onTestFinished(() => {
    asked.resolve();
    listener.closeAllConnections();
    listener.close();
  });

  const folder = await emptyFolder();
  const redirectUri = 'https://app.example/cb';
  const put = (name: string, value: unknown): Promise<void> =>
    writeFile(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value), { mode: 0o600 });
  await put('ca.pem', root.certificate);
  await put('transport.pem', transport.certificate);
  await put('transport.key', transport.key);
  await put('openbanking.json', {
    softwareStatement: { assertion: 'ssa.jwt' },
    signing: { key: 'transport.key' },
    transport: { certificate: 'transport.pem', key: 'transport.key', ca: ['ca.pem'] },
    banks: {
      lying: {
        discovery: `${origin}/.well-known/openid-configuration`,
        profile: 'permissive',
        resourceServers: { aisp: `${origin}/aisp` },
        authorizationRequest: { responseType: 'code' },
      },
    },
  });
  const now = new Date().toISOString();
  await mkdir(join(folder, '.openbanking'));
  await put('.openbanking/state.json', {
    version: 1,
    clients: [
      {
        bank: 'lying',
        clientId,
        softwareId: 'software',
        registeredAt: now,
        tokenEndpointAuthMethod: 'tls_client_auth',
        registration: { redirect_uris: [redirectUri], scope: 'openid accounts' },
      },
    ],
    consents: states.map((state) => ({
      bank: 'lying',
      clientId,
      consentId: state,
      status: 'AwaitingAuthorisation',
      permissions: [
        'ReadAccountsDetail',
        'ReadTransactionsDetail',
        'ReadTransactionsCredits',
        'ReadTransactionsDebits',
      ],
      createdAt: now,
      pending: { state, nonce: 'nonce', redirectUri, responseType: 'code', startedAt: now },
    })),
  });
  return { folder, redirectUri, answerTransactions: () => asked.resolve() };
}

function discovery(origin: string): object {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/auth`,
    token_endpoint: `${origin}/token`,
    jwks_uri: `${origin}/jwks`,
    response_types_supported: ['code'],
    id_token_signing_alg_values_supported: ['PS256'],
    token_endpoint_auth_methods_supported: ['tls_client_auth'],
  };
}
