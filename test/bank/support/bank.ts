/** A real bank in a folder of its own, and TPPs with real certificates that know nothing of src/tpp. */
import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CryptoKey, importPKCS8, SignJWT } from 'jose';
import { Agent, request } from 'undici';
import { BankError } from '../../../src/bank/errors.ts';
import { issueSoftwareStatement, type Ready, type RunningBank, startBank } from '../../../src/bank/index.ts';
import type { GivenOptions } from '../../../src/bank/options.ts';
import { assertByTheStandard } from './by-the-standard.ts';
import { dateCertificates } from './certificate-dates.ts';

export interface TestBank {
  dir: string;
  ready: Ready;
  /** What the bank called a failure of its own; stays empty. */
  failures: unknown[];
  /** Ends the bank and starts it again on the same folder. */
  restart(options?: Partial<GivenOptions>): Promise<void>;
  tpp(options?: TppOptions): Promise<Tpp>;
  stop(): Promise<void>;
}

export interface TppOptions {
  selfSigned?: boolean;
  redirectPort?: number;
  /** Of the signing key; PS256 otherwise. */
  algorithm?: 'PS256' | 'ES256';
}

/** What a TPP has when it comes from the Directory: files, and connections that present its certificate. */
export interface Tpp {
  softwareId: string;
  organisationId: string;
  kid: string;
  redirectUris: string[];
  ssa: string;
  signingKey: CryptoKey;
  algorithm: 'PS256' | 'ES256';
  transport: { certificate: string; key: string };
  folder: string;
  agent: Agent;
  /** The subject of the transport certificate in RFC 4514's order. */
  subjectDn: string;
}

export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the bank answered
  json: any;
}

const agents = new Set<Agent>();

export async function startTestBank(options: Partial<GivenOptions> = {}): Promise<TestBank> {
  const dir = await mkdtemp(join(tmpdir(), 'obw-bank-'));
  const failures: unknown[] = [];
  const onFailure = (error: unknown): void => {
    failures.push(error);
  };
  dateCertificates(dir);
  let running = await startBank({ ...options, dir }, { onFailure });
  return {
    dir,
    failures,
    get ready() {
      return running.ready;
    },
    async restart(changed = {}) {
      await running.stop();
      running = await onceFree(() => startBank({ ...options, ...changed, dir }, { onFailure }));
    },
    tpp: (tppOptions) => makeTpp(dir, running.ready, tppOptions),
    async stop() {
      await Promise.all([...agents].map((agent) => agent.destroy()));
      agents.clear();
      await running.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Another test's bank may have chosen a port that this one left for a moment: half a minute for it to end. */
async function onceFree(start: () => Promise<RunningBank>): Promise<RunningBank> {
  const until = Date.now() + 30_000;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof BankError && error.code === 'port_in_use') || Date.now() > until) throw error;
      await sleep(200);
    }
  }
}

/** Makes a software statement at the bank in this folder, whichever process it runs in. */
export async function makeTpp(dir: string, ready: Ready, options: TppOptions = {}): Promise<Tpp> {
  const folder = await mkdtemp(join(dir, 'tpp-'));
  const issued = await issueSoftwareStatement({ dir, out: folder, ...options });
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const [ssa, signing, certificate, key] = await Promise.all([
    read('ssa.jwt'),
    read('signing.key'),
    read('transport.pem'),
    read('transport.key'),
  ]);
  return {
    ...issued,
    folder,
    ssa: ssa.trim(),
    signingKey: await importPKCS8(signing, options.algorithm ?? 'PS256'),
    algorithm: options.algorithm ?? 'PS256',
    transport: { certificate, key },
    agent: await agentOf(ready, { certificate, key }),
    subjectDn: new X509Certificate(certificate).subject.split('\n').reverse().join(','),
  };
}

/** Connections that verify the bank by its CA and present this certificate, or none. */
export async function agentOf(ready: Ready, transport?: { certificate: string; key: string }): Promise<Agent> {
  const ca = await readFile(ready.ca, 'utf8');
  const agent = new Agent({ connect: { ca, ...(transport && { cert: transport.certificate, key: transport.key }) } });
  agents.add(agent);
  return agent;
}

export async function send(
  agent: Agent | undefined,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  options: { headers?: Record<string, string>; body?: string } = {},
): Promise<Reply> {
  const { statusCode, headers, body } = await request(url, { method, dispatcher: agent, ...options });
  const text = await body.text();
  assertByTheStandard(method, url, statusCode, text);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: statusCode, headers, text, json };
}

/** The guide's own claims for this TPP, with changes; a change to undefined leaves the claim out. */
export function registrationClaims(
  tpp: Tpp,
  ready: Ready,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  const claims: Record<string, unknown> = {
    iss: tpp.softwareId,
    iat: now,
    exp: now + 3600,
    aud: ready.organisationId,
    jti: randomUUID(),
    grant_types: ['authorization_code', 'client_credentials'],
    response_types: ['code', 'code id_token'],
    application_type: 'web',
    redirect_uris: ['https://app.getpostman.com/oauth2/callback'],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: tpp.algorithm,
    scope: 'openid accounts payments',
    request_object_signing_alg: tpp.algorithm,
    id_token_signed_response_alg: tpp.algorithm,
    software_statement: tpp.ssa,
    ...changes,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

export function sign(tpp: Tpp, claims: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: tpp.algorithm, kid: tpp.kid, typ: 'JWT', ...header })
    .sign(tpp.signingKey);
}

export async function register(tpp: Tpp, ready: Ready, changes: Record<string, unknown> = {}): Promise<Reply> {
  const body = await sign(tpp, registrationClaims(tpp, ready, changes));
  return send(tpp.agent, 'POST', ready.registrationEndpoint, { headers: { 'content-type': 'application/jwt' }, body });
}

/** The TPP's signing key as RS256, for the guide's own way. */
export async function rs256KeyOf(tpp: Tpp): Promise<ReturnType<typeof createPrivateKey>> {
  return createPrivateKey(await readFile(join(tpp.folder, 'signing.key'), 'utf8'));
}
