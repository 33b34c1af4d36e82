/** Ctrl-C and SIGTERM end every verb, whatever it waits for: a bank that never answers, standard input, the customer's browser. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signJwt } from '../../src/tpp/jwt/sign.ts';
import { keySigner } from '../../src/tpp/keys/signer.ts';
import { fileSecretStore } from '../../src/tpp/workspace/secret-files.ts';
import { consentTokensName } from '../../src/tpp/workspace/secrets.ts';
import { fileStateStore } from '../../src/tpp/workspace/state-file.ts';
import { clientName, makeRoot } from '../support/certificates.ts';
import { consentTold } from '../support/consents.ts';
import { type CommandOptions, start } from './support/command.ts';

const status = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof status;

let root: string;
/** Takes connections and says nothing. */
let mute: Server;
/** Has a discovery document, and says nothing to anything else. */
let halfMute: ReturnType<typeof createTlsServer>;
/** Requests and connections that wait for an answer. */
let waiting = 0;
const sockets = new Set<Socket>();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obw-signals-'));
  const authority = await makeRoot();
  const [client, server] = await Promise.all([
    authority.issue(clientName),
    authority.issue([{ CN: ['localhost'] }], { hosts: ['127.0.0.1'] }),
  ]);
  mute = createServer(() => {
    waiting += 1;
  });
  halfMute = createTlsServer({ key: server.key, cert: server.certificate }, (request, response) => {
    if (request.url !== '/.well-known/openid-configuration') waiting += 1;
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(discoveryAt(urlOf(halfMute))));
  });
  for (const each of [mute, halfMute]) {
    each.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
    await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
  }
  const key = { kid: 'k', algorithm: 'ES256' as const, signer: keySigner(authority.privateKey) };
  const assertion = await signJwt(
    { iss: 'OpenBanking Ltd', iat: 1, software_id: 's', software_redirect_uris: [redirect] },
    key,
  );
  for (const [name, bank] of [
    ['mute', mute],
    ['half', halfMute],
  ] as const) {
    const folder = join(root, name);
    await mkdir(folder);
    const write = (file: string, text: string) => writeFile(join(folder, file), text, { mode: 0o600 });
    await write('ssa.jwt', assertion);
    await write('tpp.key', client.key);
    await write('tpp.pem', client.certificate);
    await write('ca.pem', authority.certificate);
    await write(
      'openbanking.json',
      JSON.stringify({
        softwareStatement: { assertion: 'ssa.jwt', redirectUris: [redirect] },
        signing: { key: 'tpp.key', certificate: 'tpp.pem' },
        transport: { key: 'tpp.key', certificate: 'tpp.pem', ca: ['ca.pem'] },
        banks: { bank: { discovery: `${urlOf(bank)}/.well-known/openid-configuration`, profile: 'permissive' } },
      }),
    );
    const of = { bank: 'bank', clientId: 'c1' };
    await fileStateStore(folder).update((state) => ({
      ...state,
      clients: [
        {
          ...of,
          softwareId: 's',
          registeredAt: '2026-01-01T00:00:00Z',
          tokenEndpointAuthMethod: 'private_key_jwt',
          registration: { redirect_uris: [redirect] },
        },
      ],
      consents: [
        consentTold({
          ...of,
          consentId: 'aac1',
          permissions: ['ReadAccountsBasic'],
          authorisedAt: '2026-01-01T00:00:00Z',
        }),
      ],
    }));
    const tokens = { access_token: 'a', refresh_token: 'r', expires_at: Date.parse('2100-01-01'), scope: 'accounts' };
    await fileSecretStore(folder).set(consentTokensName('bank', 'aac1'), JSON.stringify(tokens));
  }
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  mute.close();
  halfMute.close();
  await rm(root, { recursive: true, force: true });
});

const redirect = 'http://127.0.0.1:53999/callback';
const urlOf = (server: Server) => `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
const discoveryAt = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  registration_endpoint: `${issuer}/register`,
  jwks_uri: `${issuer}/jwks`,
  protected_resources: [`${issuer}/open-banking/v3.1/aisp`],
  scopes_supported: ['openid', 'accounts'],
  response_types_supported: ['code id_token'],
  grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
  token_endpoint_auth_methods_supported: ['private_key_jwt'],
  id_token_signing_alg_values_supported: ['PS256', 'ES256'],
  request_object_signing_alg_values_supported: ['PS256', 'ES256'],
});

/** Starts a verb, waits until it waits, and sends the signal. One that goes on all the same outlasts the test's time. */
async function endedBy(
  signal: Signal,
  words: string,
  options: CommandOptions,
  until: (started: ReturnType<typeof start>) => Promise<unknown>,
) {
  const started = start(words.split(' '), options);
  const tooEarly = started.ended.then(({ stderr }) => {
    throw new Error(`It did not wait: ${stderr}`);
  });
  await Promise.race([until(started), tooEarly]);
  tooEarly.catch(() => {});
  started.child.kill(signal);
  return started.ended;
}

const verbs = [
  'check',
  'check urls',
  'register --force',
  'register --dry-run',
  'client show',
  'client update',
  'client delete',
  'client adopt c2',
  'token client-credentials',
  'token refresh',
  'consent create',
  'consent show',
  'consent revoke',
  'consent url',
  'consent authorise',
  'consent authorise --headless --user rora',
  'accounts',
  'balances',
  'transactions 1',
  'transactions 1 --json',
  'export postman --out out',
];

describe('a bank that takes the connection and never answers', () => {
  it.each(verbs.map((words, index) => [words, index % 2 === 0 ? 'SIGINT' : 'SIGTERM'] as const))(
    'obw %s ends by %s',
    async (words, signal) => {
      const before = waiting;
      const ended = await endedBy(signal, words, { folder: join(root, 'mute') }, () =>
        expect.poll(() => waiting, { timeout: 20_000, interval: 20 }).toBeGreaterThan(before),
      );
      expect(ended).toMatchObject({ status: status[signal], stderr: expect.stringContaining('cancelled') });
    },
  );
});

describe('a bank that has a discovery document and answers nothing else', () => {
  it.each<[string, Signal]>([
    ['accounts', 'SIGTERM'],
    ['consent create', 'SIGINT'],
    ['token refresh', 'SIGTERM'],
    ['client show', 'SIGINT'],
  ])('obw %s ends by %s', async (words, signal) => {
    const before = waiting;
    const ended = await endedBy(signal, words, { folder: join(root, 'half') }, () =>
      expect.poll(() => waiting, { timeout: 20_000, interval: 20 }).toBeGreaterThan(before),
    );
    expect(ended).toMatchObject({ status: status[signal], stderr: expect.stringContaining('cancelled') });
  });

  it.each<Signal>(['SIGINT', 'SIGTERM'])(
    'a registration ended by %s is told as one that may have arrived',
    async (signal) => {
      const before = waiting;
      const ended = await endedBy(signal, 'register --force', { folder: join(root, 'half') }, () =>
        expect.poll(() => waiting, { timeout: 20_000, interval: 20 }).toBeGreaterThan(before),
      );
      expect(ended).toMatchObject({
        status: status[signal],
        stderr: expect.stringMatching(/\(registration_answer_lost\)\nInteraction id: \S+\nTry: .*obw client adopt/),
      });
    },
  );
});

describe('a question on standard input', () => {
  it.each<[string, Signal]>([
    ['jwt decode', 'SIGINT'],
    ['jwt decode', 'SIGTERM'],
    ['jwt decode /dev/stdin', 'SIGINT'],
    ['jwt verify -', 'SIGTERM'],
    ['jwt sign', 'SIGINT'],
    ['client adopt c2 --secret-stdin', 'SIGTERM'],
    ['consent authorise --redirect-url -', 'SIGINT'],
  ])('obw %s ends by %s', async (words, signal) => {
    const options = { folder: join(root, 'half'), input: ' '.repeat(1024 * 1024), inputOpen: true };
    const ended = await endedBy(signal, words, options, ({ child }) =>
      // More than a pipe holds is gone: somebody reads.
      expect.poll(() => child.stdin?.writableLength, { timeout: 20_000, interval: 20 }).toBe(0),
    );
    expect(ended).toMatchObject({ status: status[signal], stdout: '' });
  });
});

it('a reader of its output that reads no more does not keep it', async () => {
  const folder = join(root, 'half');
  await writeFile(join(folder, 'long.txt'), JSON.stringify({ text: 'x'.repeat(1024 * 1024) }));
  const started = start(['jwt', 'sign', 'long.txt'], { folder, outputUnread: true });
  await expect.poll(() => started.child.stdout?.readableLength, { timeout: 20_000 }).toBeGreaterThan(0);
  started.child.kill('SIGTERM');
  await new Promise((resolve) => started.child.once('exit', resolve));
  expect(started.child.exitCode).toBe(143);
});
