/** The folder of a developer whom a rogue bank knows: openbanking.json with its files, and what `obw` would have kept of that bank. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JWTPayload, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import type { SecretName } from '../../../src/tpp/workspace/secrets.ts';
import { clientName, makeKeys } from '../../support/certificates.ts';
import type { RogueBank, RogueOptions } from './rogue-bank.ts';

export const clientId = 'client';
export const consentId = 'consent';
export const redirectUri = 'https://app.example/cb';
const softwareId = 'software';
export const permissions = [
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadTransactionsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
];

/** What the bank answers to a registration. */
export const registered = {
  client_id: clientId,
  client_id_issued_at: 1_700_000_000,
  token_endpoint_auth_method: 'tls_client_auth',
  redirect_uris: [redirectUri],
  scope: 'openid accounts',
  grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
  response_types: ['code', 'code id_token'],
  id_token_signed_response_alg: 'PS256',
  request_object_signing_alg: 'PS256',
  application_type: 'web',
};

/** Writes what the options ask for into the bank's folder. */
export async function writeFolder(bank: RogueBank, options: RogueOptions): Promise<void> {
  const { folder, origin, root } = bank;
  const name = options.name ?? 'rogue';
  const transport = await root.issue(clientName);
  const put = (file: string, value: unknown): Promise<void> =>
    writeFile(join(folder, file), typeof value === 'string' ? value : JSON.stringify(value, undefined, 2), {
      mode: 0o600,
    });
  const entry = {
    discovery: `${origin}/.well-known/openid-configuration`,
    profile: 'permissive',
    resourceServers: { aisp: `${origin}/aisp` },
    client: { tokenEndpointAuthMethod: 'tls_client_auth' },
    authorizationRequest: { responseType: 'code' },
    ...options.entry,
  };
  await put('ca.pem', root.certificate);
  await put('transport.pem', transport.certificate);
  await put('transport.key', transport.key);
  await put('signing.key', makeKeys('rsa').key);
  await put('ssa.jwt', await statementOf(options.statement ?? {}));
  await put('openbanking.json', {
    softwareStatement: { assertion: 'ssa.jwt' },
    signing: { key: 'signing.key', kid: 'signing' },
    transport: { certificate: 'transport.pem', key: 'transport.key', ca: ['ca.pem'] },
    banks: { [name]: without(entry) },
  });
  if (options.known === 'none') return;
  const now = new Date().toISOString();
  const consentOf = (id: string, status: string) => ({
    bank: name,
    clientId,
    consentId: id,
    status,
    permissions,
    createdAt: now,
  });
  const client = {
    bank: name,
    clientId,
    softwareId,
    registeredAt: now,
    tokenEndpointAuthMethod: 'tls_client_auth',
    registration: registered,
  };
  const waiting = (options.pending ?? []).map((state) => ({
    ...consentOf(state, 'AwaitingAuthorisation'),
    pending: { state, nonce: 'nonce', redirectUri, responseType: 'code', startedAt: now },
  }));
  const authorised =
    options.known === 'waiting'
      ? []
      : [{ ...consentOf(consentId, 'Authorised'), authorisedAt: now, accounts: ['1', '2'] }];
  await mkdir(join(folder, '.openbanking'), { recursive: true });
  await put('.openbanking/state.json', { version: 1, clients: [client], consents: [...waiting, ...authorised] });
  if (authorised.length === 0) return;
  const tokens = { access_token: 'customers', expires_at: Date.now() + 86_400_000, scope: 'openid accounts' };
  await bank.putSecret(`tokens/${name}/${consentId}`, JSON.stringify(tokens));
}

/** Of the Directory's shape; its signature is nobody's, as only a bank would check it. */
function statementOf(over: Record<string, unknown>): Promise<string> {
  const payload: JWTPayload = without({
    iss: 'OpenBanking Ltd',
    iat: Math.floor(Date.now() / 1000),
    jti: randomUUID(),
    software_environment: 'sandbox',
    software_mode: 'Test',
    software_id: softwareId,
    software_client_id: softwareId,
    software_client_name: 'Rogue test',
    software_redirect_uris: [redirectUri],
    software_roles: ['AISP'],
    software_jwks_endpoint: 'https://keystore.example/org/software.jwks',
    org_status: 'Active',
    org_id: '0015800001041RHAAY',
    org_name: 'Developer',
    ...over,
  });
  return new SignJWT(payload).setProtectedHeader({ alg: 'PS256', kid: 'directory' }).sign(makeKeys('rsa').privateKey);
}

/** A name of the secret store as the file that `obw` keeps it in: written here anew, so that the tests notice when it changes. */
export async function putSecret(folder: string, name: SecretName, value: string): Promise<void> {
  const readable = encodeURIComponent(name).replace(/%2F/g, '+').replaceAll('*', '%2A').slice(0, 160);
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  const secrets = join(folder, '.openbanking', 'secrets');
  await mkdir(secrets, { recursive: true, mode: 0o700 });
  await writeFile(join(secrets, `${readable}.${hash}`), value, { mode: 0o600 });
}

/** A folder that is removed with the test. */
export async function temporaryFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'obw-rogue-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true, maxRetries: 3 }));
  const folder = join(parent, 'workspace');
  await mkdir(folder);
  return folder;
}

/** Those that are not undefined. */
export function without(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
