/** What a bank says of itself in its discovery document, with the overrides of its entry in openbanking.json. */
import { z } from 'zod';
import { fail } from '../errors.ts';
import { withoutEnd } from '../text-end.ts';
import type { Answer, Transport } from '../transport/exchange.ts';
import { jsonOf } from '../transport/json.ts';
import type { NamedBank } from '../workspace/workspace.ts';

const url = z.url({ protocol: /^https$/ });
const names = z.array(z.string());
const endpoints = z.object({
  token_endpoint: url.optional(),
  registration_endpoint: url.optional(),
  pushed_authorization_request_endpoint: url.optional(),
  introspection_endpoint: url.optional(),
  revocation_endpoint: url.optional(),
});

/** OpenID Connect Discovery 1.0 §3 and RFC 8414, as far as a TPP reads it; unknown members stay. */
const document = z.looseObject({
  ...endpoints.shape,
  issuer: url,
  authorization_endpoint: url,
  token_endpoint: url,
  jwks_uri: url,
  mtls_endpoint_aliases: endpoints.optional(),
  scopes_supported: names.optional(),
  response_types_supported: names.optional(),
  response_modes_supported: names.optional(),
  grant_types_supported: names.optional(),
  token_endpoint_auth_methods_supported: names.optional(),
  id_token_signing_alg_values_supported: names.optional(),
  request_object_signing_alg_values_supported: names.optional(),
  token_endpoint_auth_signing_alg_values_supported: names.optional(),
  code_challenge_methods_supported: names.optional(),
  acr_values_supported: names.optional(),
  require_pushed_authorization_requests: z.boolean().optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});
export type DiscoveryDocument = z.infer<typeof document>;

export interface BankMetadata {
  /** The document as the bank published it. */
  document: DiscoveryDocument;
  /** As discovery (or the entry) spells it, to the letter. */
  issuer: string;
  /** Always https; the entry's loopback front door is {@link BankMetadata.browserEndpoint}. */
  authorizationEndpoint: string;
  /** Where the customer's browser goes: the authorisation endpoint or, for the embedded bank, its plain-HTTP front door. */
  browserEndpoint: string;
  tokenEndpoint: string;
  registrationEndpoint?: string;
  parEndpoint?: string;
  jwksUri: string;
  /** Base of the account information API, without slash at the end; absent when neither entry nor discovery tell. */
  accountInformation?: string;
  /** Origin of the resource server, for the vendor's helper endpoints. */
  resourceServerOrigin?: string;
  /** Every URL that the client certificate is for. */
  certificateUrls: string[];
}

/**
 * Fetches and checks the discovery document (OpenID Connect Discovery 1.0 §4.3).
 * @throws OpenBankingError `discovery_invalid`, and those of the network
 */
export async function fetchDiscovery(transport: Transport, bank: NamedBank): Promise<BankMetadata> {
  const where = bank.entry.discovery;
  const answer = await transport.send({ method: 'GET', url: where, purpose: 'discovery' });
  return bankMetadata(bank, readDocument(answer, where));
}

/** Puts the entry's overrides over a discovery document. Both shapes are understood: with and without `mtls_endpoint_aliases` (RFC 8705 §5). */
export function bankMetadata(bank: NamedBank, found: DiscoveryDocument): BankMetadata {
  const { entry } = bank;
  const aliases = found.mtls_endpoint_aliases ?? {};
  const issuer = entry.issuer ?? found.issuer;
  if (entry.issuer === undefined && !issuerFits(issuer, entry.discovery)) {
    return invalid(
      `The discovery document at ${entry.discovery} names another issuer: ${issuer}.`,
      'Correct `discovery` in openbanking.json: it must be the issuer followed by /.well-known/openid-configuration.',
    );
  }
  const tokenEndpoint = entry.tokenEndpoint ?? aliases.token_endpoint ?? found.token_endpoint;
  const registrationEndpoint =
    entry.registration?.endpoint ?? aliases.registration_endpoint ?? found.registration_endpoint;
  const parEndpoint = aliases.pushed_authorization_request_endpoint ?? found.pushed_authorization_request_endpoint;
  const accountInformation = apiBase(entry.resourceServers?.aisp, registrationEndpoint, entry.version);
  const resourceServerOrigin = accountInformation === undefined ? undefined : new URL(accountInformation).origin;
  const override = entry.authorizationEndpoint;
  return {
    document: found,
    issuer,
    authorizationEndpoint: override?.startsWith('https:') ? override : found.authorization_endpoint,
    browserEndpoint: override === undefined ? found.authorization_endpoint : frontDoor(override),
    tokenEndpoint,
    registrationEndpoint,
    parEndpoint,
    jwksUri: found.jwks_uri,
    accountInformation,
    resourceServerOrigin,
    certificateUrls: [
      tokenEndpoint,
      registrationEndpoint,
      parEndpoint,
      resourceServerOrigin,
      ...Object.values(entry.resourceServers ?? {}),
    ].filter((each): each is string => typeof each === 'string'),
  };
}

/** The account information base, or a problem that says where to write it. */
export function accountInformationOf(metadata: BankMetadata): string {
  return (
    metadata.accountInformation ??
    invalid(
      'Neither openbanking.json nor the discovery document says where the account information API is.',
      'Write its base URL into the bank’s entry as resourceServers.aisp, e.g. https://rs1.bank.example/open-banking/v3.1/aisp.',
    )
  );
}

/** True for 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function readDocument(answer: Answer, where: string): DiscoveryDocument {
  if (answer.status !== 200) {
    return invalid(
      `The bank answered ${answer.status} for its discovery document at ${where}.`,
      'Check `discovery` in openbanking.json, and that the bank is up.',
    );
  }
  const read = document.safeParse(jsonOf(answer, 'the discovery document'));
  if (read.success) return read.data;
  const issues = read.error.issues.map((issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`);
  return invalid(
    `The discovery document at ${where} cannot be used: ${issues.join('; ')}.`,
    'Tell the bank, or write the missing endpoints into the bank’s entry of openbanking.json.',
  );
}

function issuerFits(issuer: string, discovery: string): boolean {
  const bare = issuer.replace(/\/$/, '');
  return discovery === `${bare}/.well-known/openid-configuration` || wellKnownInserted(bare) === discovery;
}

/** RFC 8414 §3.1 puts the well-known part between host and path. */
function wellKnownInserted(issuer: string): string {
  const { origin, pathname } = new URL(issuer);
  return `${origin}/.well-known/oauth-authorization-server${pathname === '/' ? '' : pathname}`;
}

/** An entry may name a plain-HTTP authorisation endpoint for a loopback bank only: a browser there meets no certificate warning. */
function frontDoor(endpoint: string): string {
  const { protocol, hostname } = new URL(endpoint);
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return endpoint;
  return fail({
    code: 'workspace_invalid',
    message: `The authorizationEndpoint ${endpoint} is not https.`,
    try: 'Use https; plain http is for a bank on this machine (127.0.0.1) only.',
  });
}

/** `resourceServers` may name the origin, the version's base or the API itself; without it the vendor's layout is taken from the registration endpoint. */
function apiBase(named: string | undefined, registration: string | undefined, version: unknown): string | undefined {
  const spelled = typeof version === 'string' ? version : versionOfAccounts(version);
  if (named === undefined) {
    return registration === undefined ? undefined : `${new URL(registration).origin}/open-banking/${spelled}/aisp`;
  }
  const bare = withoutEnd(named, '/');
  if (new URL(bare).pathname === '/') return `${bare}/open-banking/${spelled}/aisp`;
  return /\/open-banking\/v[\d.]+$/.test(bare) ? `${bare}/aisp` : bare;
}

function versionOfAccounts(version: unknown): string {
  const read = z.looseObject({ aisp: z.string() }).safeParse(version);
  return read.success ? read.data.aisp : 'v3.1';
}

function invalid(message: string, advice: string): never {
  return fail({ code: 'discovery_invalid', message, try: advice });
}
