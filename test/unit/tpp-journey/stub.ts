/** A bank in memory behind a fake transport, and a session with it whose clock and random source stand still. */

import { createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { fail } from '../../../src/tpp/errors.ts';
import type { Finding } from '../../../src/tpp/finding.ts';
import { halfHash } from '../../../src/tpp/jwt/half-hash.ts';
import { signJwt, unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import type { Certificate } from '../../../src/tpp/keys/certificate.ts';
import { kidOf } from '../../../src/tpp/keys/kid.ts';
import type { SigningKey } from '../../../src/tpp/keys/private-key.ts';
import { keySigner } from '../../../src/tpp/keys/signer.ts';
import { openSession, type Session } from '../../../src/tpp/session.ts';
import type { Surroundings } from '../../../src/tpp/surroundings.ts';
import type { Answer, OutgoingRequest, Transport } from '../../../src/tpp/transport/exchange.ts';
import type { BankEntry } from '../../../src/tpp/workspace/schema.ts';
import type { SecretStore } from '../../../src/tpp/workspace/secrets.ts';
import { type ClientRecord, emptyState, type State, type StateStore } from '../../../src/tpp/workspace/state.ts';
import type { Workspace } from '../../../src/tpp/workspace/workspace.ts';
import { noSharedClients } from '../../support/no-shared-clients.ts';

export const now = Date.parse('2026-03-01T12:00:00Z');
export const seconds = now / 1000;
export const issuer = 'https://auth.bank.example';
export const resources = 'https://rs.bank.example';
export const organisation = '0015800001BankOrg0';
export const accountsBase = `${resources}/open-banking/v3.1/aisp`;
export const clientId = 'c1f0a3d2-0000-4000-8000-000000000001';
export const webRedirect = 'https://app.example/callback';
export const loopbackRedirect = 'http://127.0.0.1:53682/callback';

function makeKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return keyOf(privateKey);
}

function keyOf(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  const publicJwk: JsonWebKey = publicKey.export({ format: 'jwk' });
  return { kid: kidOf(privateKey), algorithm: 'PS256', signer: keySigner(privateKey), publicKey, publicJwk };
}

export const bankKey = makeKey();
export const otherKey = makeKey();
export const ourKey = makeKey();

export const certificate: Certificate = {
  pem: '',
  chain: [],
  subjectDn: 'CN=00158OurOrganisati,2.5.4.97=PSDGB-OB-Unknown00158OurOrganisati,O=Us,C=GB',
  subjectSpellings: { named: '', dotted: '', dottedText: '', openssl: '' },
  use: {},
  issuerDn: 'CN=Issuing CA',
  commonName: '00158OurOrganisati',
  validFrom: now - 86_400_000,
  validTo: now + 100 * 86_400_000,
  thumbprint: 'x',
  publicKey: ourKey.publicKey,
  selfSigned: false,
};

export const statementClaims = {
  iss: 'OpenBanking Ltd',
  iat: seconds - 60,
  jti: 'a',
  software_id: 'SoftwareStatementId001',
  software_environment: 'sandbox',
  software_client_name: 'Our app',
  software_roles: ['AISP', 'PISP'],
  software_redirect_uris: [webRedirect, loopbackRedirect],
  org_id: '00158OurOrganisati',
  org_name: 'Us Ltd',
  org_status: 'Active',
};

export const discoveryDocument = {
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: 'https://as.bank.example/token',
  registration_endpoint: `${resources}/register`,
  jwks_uri: `https://keystore.example/${organisation}/${organisation}.jwks`,
  protected_resources: [accountsBase],
  scopes_supported: ['openid', 'accounts', 'payments'],
  response_types_supported: ['code', 'code id_token'],
  grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
  token_endpoint_auth_methods_supported: ['private_key_jwt', 'tls_client_auth', 'client_secret_basic'],
  id_token_signing_alg_values_supported: ['PS256', 'RS256'],
  request_object_signing_alg_values_supported: ['PS256', 'RS256', 'none'],
};

export interface Reply {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}
export type Route = (request: OutgoingRequest) => Reply | Promise<Reply>;

export interface StubOptions {
  entry?: Partial<BankEntry>;
  routes?: Record<string, Route>;
  discovery?: Record<string, unknown>;
  statement?: Record<string, unknown>;
  state?: Partial<State>;
  client?: Partial<ClientRecord> | null;
  redirectUris?: string[];
  workspace?: Partial<Workspace>;
}

export interface Stub {
  session: Session;
  sent: OutgoingRequest[];
  secrets: Map<string, string>;
  /** What the session told of, in order. */
  warnings: Finding[];
  state(): State;
  /** Moves the clock on. */
  pass(milliseconds: number): void;
  /** The seconds of each wait; none takes any time. */
  waits: number[];
  /** `METHOD url` of what was sent, in order. */
  transcript(): string[];
}

/** Answers of a friendly bank; a test replaces those it is about. */
const friendly: Record<string, Route> = {
  'POST https://as.bank.example/token': () => ({
    body: { access_token: 'a-token', token_type: 'Bearer', expires_in: 300 },
  }),
};

/** A session with a bank in memory. */
/** Of every answer. */
export const interactionId = '00000000-0000-4000-8000-00000000face';

export function stub(options: StubOptions = {}): Stub {
  const sent: OutgoingRequest[] = [];
  const secrets = new Map<string, string>();
  const warnings: Finding[] = [];
  const document = { ...discoveryDocument, ...options.discovery };
  const routes: Record<string, Route> = {
    [`GET ${issuer}/.well-known/openid-configuration`]: () => ({ body: document }),
    [`GET ${document.jwks_uri}`]: () => ({ body: { keys: [{ ...bankKey.publicJwk, kid: bankKey.kid, use: 'sig' }] } }),
    ...friendly,
    ...options.routes,
  };
  let time = now;
  const waits: number[] = [];
  const surroundings: Surroundings = {
    ...counting(() => time),
    wait: async (milliseconds) => {
      waits.push(milliseconds / 1000);
      time += milliseconds;
    },
  };
  let state: State = {
    ...emptyState(),
    clients: options.client === null ? [] : [clientRecord(options.client)],
    ...options.state,
  };
  const store: StateStore = {
    read: async () => structuredClone(state),
    update: async (change) => {
      state = structuredClone(change(structuredClone(state)));
      return state;
    },
  };
  const session = openSession({
    workspace: workspaceWith(options),
    state: store,
    secrets: secretStore(secrets),
    surroundings,
    transport: transportOf(routes, sent),
    onWarning: (warning) => void warnings.push(warning),
  });
  return {
    session,
    sent,
    secrets,
    warnings,
    waits,
    state: () => state,
    pass: (milliseconds) => {
      time += milliseconds;
    },
    transcript: () => sent.map(({ method, url }) => `${method} ${url}`),
  };
}

export function clientRecord(overrides: Partial<ClientRecord> = {}): ClientRecord {
  return {
    bank: 'sandbox',
    clientId,
    softwareId: statementClaims.software_id,
    registeredAt: '2026-01-01T00:00:00.000Z',
    tokenEndpointAuthMethod: 'tls_client_auth',
    ...overrides,
    registration: {
      redirect_uris: [webRedirect, loopbackRedirect],
      response_types: ['code id_token'],
      id_token_signed_response_alg: 'PS256',
      request_object_signing_alg: 'PS256',
      scope: 'openid accounts',
      ...overrides.registration,
    },
  };
}

function workspaceWith({ entry, statement, redirectUris, workspace }: StubOptions): Workspace {
  const banks = { sandbox: { discovery: `${issuer}/.well-known/openid-configuration`, ...entry } };
  return {
    folder: '/workspace',
    file: {
      softwareStatement: { assertion: 'ssa.jwt', redirectUris },
      signing: { key: 'signing.key' },
      transport: { certificate: 'transport.pem', key: 'transport.key' },
      banks,
    },
    bank: () => ({ name: 'sandbox', entry: banks.sandbox }),
    softwareStatement: () => signJwt({ ...statementClaims, ...statement }, otherKey),
    signingKey: async () => ourKey,
    transportCredentials: async () => ({ certificate: '', key: '', parsed: certificate }),
    certificateAuthorities: async () => [],
    authorityFiles: async () => [],
    sharedClients: noSharedClients,
    run: async () => Buffer.alloc(0),
    warnings: [],
    ...workspace,
  };
}

function secretStore(secrets: Map<string, string>): SecretStore {
  return {
    get: async (name) => secrets.get(name),
    set: async (name, value) => void secrets.set(name, value),
    delete: async (name) => void secrets.delete(name),
  };
}

/** UUIDs and tokens that count up, so that a transcript is the same at every run. */
function counting(clock: () => number): Omit<Surroundings, 'wait'> {
  let count = 0;
  const next = () => String(++count).padStart(12, '0');
  return { now: clock, uuid: () => `00000000-0000-4000-8000-${next()}`, token: () => `token-${next()}` };
}

function transportOf(routes: Record<string, Route>, sent: OutgoingRequest[]): Transport {
  const send = async (request: OutgoingRequest): Promise<Answer> => {
    sent.push(request);
    const route =
      routes[`${request.method} ${request.url}`] ?? routes[`${request.method} ${request.url.split('?')[0]}`];
    if (!route) {
      return fail({
        code: 'bank_unreachable',
        message: `The stub has no ${request.method} ${request.url}.`,
        try: 'Add a route.',
      });
    }
    const { status = 200, body, headers = {} } = await route(request);
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    const type: Record<string, string> = typeof body === 'string' ? {} : { 'content-type': 'application/json' };
    return {
      status,
      headers: { ...type, ...headers },
      body: text,
      interactionId,
    };
  };
  return {
    send,
    fetch: async (url, { method, headers, body, purpose = 'token' }) => {
      const answer = await send({
        method: method === 'POST' ? 'POST' : 'GET',
        url,
        headers: Object.fromEntries(new Headers(headers)),
        body: typeof body === 'string' ? body : undefined,
        purpose,
      });
      return new Response(answer.body, { status: answer.status, headers: answer.headers });
    },
    trustWithCertificate: () => undefined,
    clientCertificateFor: () => ({ offered: true, why: 'host_of_the_bank', host: 'bank.test:443' }),
    trustWithoutVerification: () => undefined,
    verifyAgain: () => undefined,
    unverifiedHosts: () => [],
    rememberBodies: () => undefined,
    onExchange: () => () => undefined,
    close: async () => undefined,
  };
}

export interface IdTokenParts {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: SigningKey;
}

/** A good front-channel id_token for a request, changed as a test wants; a claim set to undefined is left out. */
export function idToken(
  request: { nonce: string; state: string; consentId: string; code: string },
  { claims, header, key = bankKey }: IdTokenParts = {},
): Promise<string> {
  const payload = {
    iss: issuer,
    sub: 'customer-1',
    aud: clientId,
    exp: seconds + 300,
    iat: seconds,
    nonce: request.nonce,
    s_hash: halfHash(request.state, 'PS256'),
    c_hash: halfHash(request.code, 'PS256'),
    openbanking_intent_id: request.consentId,
    ...claims,
  };
  if (header?.alg === 'none') return Promise.resolve(unsecuredJwt(payload));
  return signJwt(payload, key, header);
}
