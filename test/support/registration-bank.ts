/** A bank's directory and registration on a loopback server, its authorization server replaced by a list of clients. */
import { randomUUID, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompactSign, importPKCS8 } from 'jose';
import Koa from 'koa';
import { addressesOf } from '../../src/bank/addresses.ts';
import { createDirectory, type Directory } from '../../src/bank/directory/directory.ts';
import type { IssuedStatement } from '../../src/bank/directory/issue.ts';
import { keystoreRouter } from '../../src/bank/directory/keystore.ts';
import { type Access, BodyTooLarge } from '../../src/bank/http/state.ts';
import { bankOrganisationId } from '../../src/bank/options.ts';
import { type Authority, ensureAuthority } from '../../src/bank/pki/authority.ts';
import { type JsonObject, parseJsonObject } from '../../src/bank/pki/json-object.ts';
import { namedProfiles, type ProfileName } from '../../src/bank/profile/choice.ts';
import type { ClientMetadata, Clients } from '../../src/bank/registration/clients.ts';
import { registrationRouter } from '../../src/bank/registration/router.ts';
import type { Store } from '../../src/bank/store/store.ts';
import { memoryStore } from './memory-store.ts';

export const addresses = addressesOf({ front: 4500, tls: 4501, mtls: 4502 });

/** An authority in a folder of its own; `remove` takes the folder away. */
export async function temporaryAuthority(): Promise<{ authority: Authority; dir: string; remove: () => void }> {
  const dir = mkdtempSync(join(tmpdir(), 'bank-pki-'));
  const authority = await ensureAuthority(dir, { now: () => Date.now() });
  return { authority, dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

interface FakeClients extends Clients {
  saved: Map<string, ClientMetadata>;
  revoked: string[];
}

function fakeClients(): FakeClients {
  const saved = new Map<string, ClientMetadata>();
  const revoked: string[] = [];
  return {
    saved,
    revoked,
    async save(metadata) {
      saved.set(metadata.client_id, metadata);
    },
    find: async (clientId) => saved.get(clientId),
    async remove(clientId) {
      saved.delete(clientId);
    },
    async revokeToken(token) {
      revoked.push(token);
    },
  };
}

export interface RegistrationBank {
  url: string;
  /** Runs with the machine's, `ahead` milliseconds before it. */
  clock: { now: () => number; ahead: number };
  store: Store;
  directory: Directory;
  clients: FakeClients;
  /** The certificate of the next connections. */
  present(pem: string | undefined): void;
  /** Tokens and what they give access to. */
  tokens: Map<string, Access>;
  close(): Promise<void>;
}

export interface RegistrationBankOptions {
  profile?: ProfileName;
  severalClients?: boolean;
  ssaMaxAge?: number;
  /** Shared by several banks of a test, to save keys. */
  store?: Store;
}

export async function registrationBank(
  authority: Authority,
  asked: RegistrationBankOptions = {},
): Promise<RegistrationBank> {
  const options = {
    profile: namedProfiles[asked.profile ?? 'permissive'],
    severalClients: asked.severalClients ?? false,
    ssaMaxAge: asked.ssaMaxAge ?? 0,
  };
  const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
  const store = asked.store ?? memoryStore(clock);
  const directory = createDirectory({ store, addresses, authority, clock });
  const clients = fakeClients();
  const tokens = new Map<string, Access>();
  let presented: X509Certificate | undefined;

  const router = registrationRouter({
    store,
    directory,
    clients,
    options,
    addresses,
    clock,
    clientCertificateOf: async () => presented && directory.judge(presented),
    async access(ctx) {
      const token = ctx.get('authorization').replace(/^Bearer /, '');
      if (token === '') return { refused: { reason: 'no_token', description: 'no token' } };
      const access = tokens.get(token);
      return access ? { access } : { refused: { reason: 'invalid_token', description: 'unknown "token"' } };
    },
    async readBody(ctx, limit = 1_000_000) {
      const chunks: Buffer[] = [];
      for await (const chunk of ctx.req) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      if (body.length > limit) throw new BodyTooLarge();
      return body;
    },
  });
  const app = new Koa();
  app.use(router.routes()).use(keystoreRouter({ directory, authority }).routes());
  const server = createServer(app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    clock,
    store,
    directory,
    clients,
    present(pem) {
      presented = pem === undefined ? undefined : new X509Certificate(pem);
    },
    tokens,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The guide's claims for a software statement (sandbox-guide.txt, 2.1). */
export function guideClaims(issued: IssuedStatement, now = Date.now()): Record<string, unknown> {
  const iat = Math.floor(now / 1000);
  return {
    token_endpoint_auth_signing_alg: 'PS256',
    grant_types: ['authorization_code', 'client_credentials'],
    subject_type: 'public',
    application_type: 'web',
    iss: issued.softwareId,
    redirect_uris: ['https://app.getpostman.com/oauth2/callback'],
    token_endpoint_auth_method: 'client_secret_basic',
    aud: bankOrganisationId,
    scope: 'openid accounts payments',
    request_object_signing_alg: 'none',
    exp: iat + 3600,
    iat,
    jti: randomUUID(),
    response_types: ['code', 'code id_token'],
    id_token_signed_response_alg: 'RS256',
    software_statement: issued.ssa,
  };
}

/** What a strict bank takes. */
export function strictClaims(issued: IssuedStatement, now = Date.now()): Record<string, unknown> {
  return {
    ...guideClaims(issued, now),
    token_endpoint_auth_method: 'private_key_jwt',
    request_object_signing_alg: 'PS256',
    id_token_signed_response_alg: 'PS256',
  };
}

/** Signs a payload as the guide does; `header` replaces or adds members. */
export async function signed(
  payload: unknown,
  key: string,
  header: { alg?: string; kid?: string; [member: string]: unknown },
): Promise<string> {
  const alg = header.alg ?? 'RS256';
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ typ: 'JWT', ...header, alg })
    .sign(await importPKCS8(key, alg));
}

/** The key of a credential whose key was made by the directory. */
export function keyOf(credential: IssuedStatement['signing']): string {
  if (credential.key === undefined) throw new Error('the developer kept this key');
  return credential.key;
}

/** The members of a JSON answer. */
export async function membersOf(response: Response): Promise<JsonObject> {
  return parseJsonObject(await response.text());
}
