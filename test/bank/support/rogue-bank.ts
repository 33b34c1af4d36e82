/** A bank behind mutual TLS whose every answer a test chooses, with the folder of a developer whom it knows: `obw` runs against it. */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type JWTPayload, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import type { SecretName } from '../../../src/tpp/workspace/secrets.ts';
import { type Authority, makeKeys, makeRoot } from '../../support/certificates.ts';
import { noteRogue } from './command.ts';
import {
  clientId,
  consentId,
  permissions,
  putSecret,
  registered,
  temporaryFolder,
  without,
  writeFolder,
} from './rogue-folder.ts';

interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  /** The body as a form. */
  form: URLSearchParams;
  /** The common name of the client certificate that came with it. */
  client?: string;
}

/** An answer; a body that is neither text nor bytes is sent as JSON. */
export interface Raw {
  /** Default 200. */
  status?: number;
  /** Put over `content-type: application/json`; undefined takes one away. */
  headers?: OutgoingHttpHeaders;
  body?: unknown;
}

/** An answer, or what makes one; undefined from a function that wrote (or destroyed) the response itself. */
export type Reply = Raw | ((asked: Asked, response: ServerResponse) => Raw | undefined | Promise<Raw | undefined>);

/** `GET /aisp/accounts` counts more than `/aisp/accounts`; what is not in the table is answered as a good bank does. */
export type Answers = Record<string, Reply>;

export interface RogueOptions {
  /** Of the bank in `openbanking.json`; default `rogue`. */
  name?: string;
  /** Members over those of its entry there; undefined takes one away. */
  entry?: Record<string, unknown>;
  /** A consent that waits for its redirect for each of these states, by whose names they go. */
  pending?: readonly string[];
  /**
   * What the folder knows: a client and an authorised consent with its tokens (default); the client and what is `pending`; nothing, so that
   * it begins with a registration.
   */
  known?: 'authorised' | 'waiting' | 'none';
  /** Members of the software statement over the good ones. */
  statement?: Record<string, unknown>;
  /** The name that it goes by, at port 443, which only a proxy of the test's knows the way to; default: its address. */
  host?: string;
  /** Over the listener's own. */
  tls?: ServerOptions;
  /** The folder to write into; default: one of its own, removed with the test. */
  folder?: string;
}

export interface RogueBank {
  /** `https://127.0.0.1:PORT`, or by the name that it goes by. */
  origin: string;
  /** Of this machine. */
  port: number;
  folder: string;
  /** May be changed at any time. */
  answers: Answers;
  /** Every request so far. */
  asked: Asked[];
  /** The authority of its certificate, which the folder trusts, and of the client's. */
  root: Authority;
  /** A good id_token signed by the bank, with claims over it; undefined takes one away. */
  idToken(claims?: Record<string, unknown>): Promise<string>;
  /** The key that it signs with, as its key set has it. */
  jwk(): object;
  /** Gives one secret to the folder, as `obw` keeps it. */
  putSecret(name: SecretName, value: string): Promise<void>;
}

/**
 * Starts the bank, which ends with the test.
 *
 * @example
 * const bank = await startRogueBank({ '/aisp/accounts': { status: 204 }, '/token': () => ({ body: { error: 'invalid_client' } }) });
 * await run(['accounts', '--bank', 'rogue'], { folder: bank.folder });
 */
export async function startRogueBank(answers: Answers = {}, options: RogueOptions = {}): Promise<RogueBank> {
  const root = await makeRoot();
  const hosts = options.host === undefined ? ['127.0.0.1', 'localhost'] : [options.host];
  const server = await root.issue([{ CN: hosts.slice(0, 1) }], { hosts, days: 90 });
  const bankKey = makeKeys('rsa');
  const asked: Asked[] = [];
  const listener = createServer({
    cert: server.certificate,
    key: server.key,
    ca: root.certificate,
    requestCert: true,
    rejectUnauthorized: false,
    ...options.tls,
  });
  listener.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  const origin = `https://${options.host ?? `127.0.0.1:${port}`}`;

  const idToken = (claims: Record<string, unknown> = {}): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    const good = {
      iss: origin,
      aud: clientId,
      sub: 'customer',
      iat: now,
      exp: now + 300,
      jti: randomUUID(),
      nonce: 'nonce',
      openbanking_intent_id: consentId,
      acr: 'urn:openbanking:psd2:sca',
    };
    const payload: JWTPayload = without({ ...good, ...claims });
    return new SignJWT(payload).setProtectedHeader({ alg: 'PS256', kid: 'bank' }).sign(bankKey.privateKey);
  };
  const jwk = { ...bankKey.publicKey.export({ format: 'jwk' }), kid: 'bank', use: 'sig' };
  const good = goodAnswers(origin, jwk, idToken);
  const bank: RogueBank = {
    origin,
    port,
    folder: options.folder ?? (await temporaryFolder()),
    answers,
    asked,
    root,
    idToken,
    jwk: () => jwk,
    putSecret: (name, value) => putSecret(bank.folder, name, value),
  };

  listener.on('request', async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? '/', origin);
    const common = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
    const question: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
      form: new URLSearchParams(body),
      ...(typeof common === 'string' ? { client: common } : {}),
    };
    asked.push(question);
    const named = `${question.method} ${question.path}`;
    const reply = bank.answers[named] ?? bank.answers[question.path] ?? good(question);
    const raw = typeof reply === 'function' ? await reply(question, response) : reply;
    if (raw === undefined) return;
    const headers = {
      'content-type': 'application/json',
      'x-fapi-interaction-id': request.headers['x-fapi-interaction-id'],
      ...raw.headers,
    };
    response.writeHead(raw.status ?? 200, without(headers) as OutgoingHttpHeaders);
    const isPlain = raw.body === undefined || typeof raw.body === 'string' || raw.body instanceof Uint8Array;
    response.end(isPlain ? raw.body : JSON.stringify(raw.body));
  });
  onTestFinished(() => {
    listener.closeAllConnections();
    listener.close();
  });
  await writeFolder(bank, options);
  noteRogue(bank.folder);
  return bank;
}

function goodAnswers(origin: string, jwk: object, idToken: RogueBank['idToken']): (asked: Asked) => Raw | Reply {
  const account = (AccountId: string) => ({
    AccountId,
    Currency: 'GBP',
    AccountType: 'Personal',
    AccountSubType: 'CurrentAccount',
    Nickname: `Account ${AccountId}`,
  });
  const consent = (id: string, Status: string) => ({
    body: {
      Data: { ConsentId: id, Status, CreationDateTime: new Date().toISOString(), Permissions: permissions },
      Risk: {},
    },
  });
  return ({ method, path, form }) => {
    if (path === '/.well-known/openid-configuration') return { body: discoveryOf(origin) };
    if (path === '/jwks') return { body: { keys: [jwk] } };
    if (path === '/token') {
      const tokens = { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300 };
      const code = form.get('code');
      if (code === null) return { body: tokens };
      // A code goes by its consent's name, but for this one.
      const openbanking_intent_id = code === 'code' ? consentId : code;
      return async () => ({
        body: { ...tokens, scope: 'openid accounts', id_token: await idToken({ openbanking_intent_id }) },
      });
    }
    if (path === '/register' || path.startsWith('/register/')) {
      if (method === 'DELETE') return { status: 204 };
      return { status: method === 'POST' ? 201 : 200, body: registered };
    }
    if (path === '/aisp/account-access-consents')
      return { ...consent(consentId, 'AwaitingAuthorisation'), status: 201 };
    const [, id] = /^\/aisp\/account-access-consents\/(.+)$/.exec(path) ?? [];
    if (id !== undefined) return method === 'DELETE' ? { status: 204 } : consent(decodeURIComponent(id), 'Authorised');
    if (path === '/aisp/accounts') return { body: { Data: { Account: [account('1'), account('2')] } } };
    if (path.endsWith('/transactions')) return { body: { Data: { Transaction: [] } } };
    if (path.endsWith('/balances')) return { body: { Data: { Balance: [] } } };
    return { status: 404, body: { Code: '404', Message: `Nothing at ${path}`, Errors: [] } };
  };
}

/** The discovery document of a good bank, as a test may change it. */
export function discoveryOf(origin: string): Record<string, unknown> {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/auth`,
    token_endpoint: `${origin}/token`,
    registration_endpoint: `${origin}/register`,
    jwks_uri: `${origin}/jwks`,
    scopes_supported: ['openid', 'accounts'],
    response_types_supported: ['code', 'code id_token'],
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    id_token_signing_alg_values_supported: ['PS256'],
    request_object_signing_alg_values_supported: ['PS256'],
    token_endpoint_auth_methods_supported: ['tls_client_auth', 'private_key_jwt'],
    tls_client_certificate_bound_access_tokens: true,
  };
}

/** A transaction as the standard has it, with members over it. */
export function transaction(id: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    AccountId: '1',
    TransactionId: id,
    CreditDebitIndicator: 'Credit',
    Status: 'Booked',
    BookingDateTime: '2026-01-02T03:04:05Z',
    Amount: { Amount: '7.00', Currency: 'GBP' },
    TransactionInformation: `Words of ${id}`,
    ...over,
  };
}
