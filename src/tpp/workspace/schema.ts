/** The shape of `openbanking.json`, every member described: the editor's completion and our error messages come from here. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { nameOf, operations } from '../../standard/operations.ts';
import { authMethods } from '../rules/auth-methods.ts';
import { identity, path, shortName, signing, softwareStatement, transport, transportPair } from './identity-schema.ts';
import { secretCommand } from './secret-command-schema.ts';

const loopback = /^http:\/\/(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d+)?(\/|$)/i;
const webUrl = z.string().refine((url) => URL.canParse(url) && (/^https:\/\//i.test(url) || loopback.test(url)), {
  error: t('must be an https URL (http for a loopback host only)'),
});
const seconds = z.int().positive();

/** Checks of the id_token that a bank's entry may turn from an error into a warning when the claim is absent. A wrong value always fails. */
const lenientChecks = [
  's_hash',
  'c_hash',
  'at_hash',
  'nonce',
  'acr',
  'auth_time',
  'azp',
  'iat',
  'openbanking_intent_id',
] as const;

const resourceServers = z.strictObject({
  aisp: webUrl.optional().describe('Base URL of the account information API, down to `/aisp`.'),
  pisp: webUrl.optional().describe('Base URL of the payment initiation API, down to `/pisp`.'),
  cbpii: webUrl.optional().describe('Base URL of the confirmation of funds API, down to `/cbpii`.'),
  vrp: webUrl.optional().describe('Base URL of the variable recurring payments API.'),
});

const versionText = z.string().regex(/^v\d+(\.\d+){0,2}$/, { error: t('must be a version such as v3.1') });
const version = z.union([
  versionText,
  z.strictObject({
    aisp: versionText.optional().describe('Version of the account information API.'),
    pisp: versionText.optional().describe('Version of the payment initiation API.'),
    cbpii: versionText.optional().describe('Version of the confirmation of funds API.'),
    vrp: versionText.optional().describe('Version of the variable recurring payments API.'),
  }),
]);

const registration = z.strictObject({
  endpoint: webUrl.optional().describe('Where to register; default: `registration_endpoint` of discovery.'),
  audience: z
    .string()
    .optional()
    .describe("`aud` of the registration request: the bank's organisation id, or its issuer where it wants that."),
  contentType: z
    .enum(['application/jwt', 'application/jose'])
    .optional()
    .describe('Content-Type of the registration request; default `application/jwt`.'),
  applicationType: z
    .enum(['web', 'native', 'mobile'])
    .optional()
    .describe(
      '`application_type`. By default it goes by the redirect URIs to register: `native` where one of them is http to this machine or of a scheme of an app’s own and none is https to another machine, at a permissive sandbox also beside such a one; else `web`.',
    ),
  ssaMaxAge: seconds.optional().describe('Seconds after its `iat` for which the bank takes a software statement.'),
});

const client = z.strictObject({
  tokenEndpointAuthMethod: z
    .enum(authMethods)
    .optional()
    .describe('How the client proves itself at the token endpoint.'),
  tlsClientAuthSubjectDn: z
    .string()
    .optional()
    .describe("`tls_client_auth_subject_dn` as this bank spells it; default: the transport certificate's subject."),
  clientAssertionAudience: z
    .union([z.enum(['tokenEndpoint', 'issuer', 'both']), webUrl])
    .optional()
    .describe('`aud` of client assertions: `tokenEndpoint`, `issuer`, `both` or a URL.'),
});

const authorizationRequest = z.strictObject({
  responseType: z.enum(['code', 'code id_token']).optional().describe('Default `code id_token`.'),
  responseMode: z
    .enum(['query', 'fragment', 'form_post', 'jwt', 'query.jwt', 'fragment.jwt'])
    .optional()
    .describe('`response_mode`; not sent when absent.'),
  algorithm: z
    .enum(['PS256', 'RS256', 'ES256', 'none'])
    .optional()
    .describe('`alg` of the request object; `none` for permissive sandboxes only.'),
  audience: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe('`aud` of the request object; default: the issuer as discovery spells it.'),
  maxAge: z.int().nonnegative().optional().describe('`max_age`, in seconds.'),
  acr: z.array(z.string()).optional().describe('`acr` values to ask for; nothing is asked when absent.'),
  lifetime: seconds.max(3600).optional().describe('Seconds from `nbf` to `exp` of the request object; default 300.'),
  pkce: z.boolean().optional().describe('Send a PKCE challenge; default: as discovery says.'),
  par: z.boolean().optional().describe('Push the request first (RFC 9126); default: as discovery requires.'),
});

const messageSigning = z.strictObject({
  iss: z.string().optional().describe('`http://openbanking.org.uk/iss`; default `{organisation}/{software}`.'),
  tan: z.string().optional().describe('`http://openbanking.org.uk/tan`; default `openbanking.org.uk`.'),
  b64: z.boolean().optional().describe('`false` for banks up to version 3.1.3: sign the raw body.'),
});

const idToken = z.strictObject({
  lenient: z
    .array(z.enum(lenientChecks))
    .optional()
    .describe('Claims of the id_token whose absence is a warning at this bank.'),
});

/** What a finding is measured by, as exchanges name it in brackets. */
const quirkRules = [
  ...[
    'type',
    'required',
    'unknown',
    'enum',
    'value',
    'pattern',
    'format',
    'length',
    'items',
    'range',
    'choice',
    'more',
  ],
  ...['status', 'header', 'query', 'json'],
] as const;

const quirk = z.union([
  z.string().describe('A note on how the bank is; forgives nothing.'),
  z.strictObject({
    operation: z
      .enum(['*', ...new Set(operations.map(nameOf))], {
        error: t('must be an operation of the standard such as GET /accounts/{AccountId}, or *'),
      })
      .describe('The operation as the standard writes it, e.g. `GET /accounts/{AccountId}`; `*` for every one.'),
    path: z
      .string()
      .regex(/^(\/.*|[a-z][a-z-]*)?$/, {
        error: t('must be a JSON pointer, which begins with a slash, or a header’s name'),
      })
      .optional()
      .describe(
        'Where, as a JSON pointer or a header name; `*` for any part, e.g. `/Data/Account/*/Currency`. A number is any row.',
      ),
    rule: z.enum(quirkRules).optional().describe('Which rule, as the finding names it, e.g. `required`.'),
    in: z.enum(['request', 'answer']).optional().describe('In which of the two messages; default: in both.'),
    note: z.string().optional().describe('Why, for your colleagues.'),
  }),
]);
export type Quirk = z.infer<typeof quirk>;

/** What the entry of a bank without a discovery document must say itself. */
export const insteadOfDiscovery = ['issuer', 'authorizationEndpoint', 'tokenEndpoint', 'jwksUri'] as const;

const entryShape = z.strictObject({
  identity: z.string().optional().describe('Which of `identities` is known to this bank; default: the only one.'),
  signing: signing.optional().describe("The signing key at this bank, in place of its identity's."),
  transport: z
    .strictObject(transportPair)
    .optional()
    .describe("The client certificate of mutual TLS at this bank, in place of its identity's."),
  discovery: webUrl
    .optional()
    .describe(
      "The bank's `/.well-known/openid-configuration`. A bank that has none has `issuer`, `authorizationEndpoint`, `tokenEndpoint` and `jwksUri` instead.",
    ),
  environment: z.enum(['sandbox', 'production']).optional().describe('Default `sandbox`.'),
  profile: z
    .enum(['strict', 'permissive'])
    .optional()
    .describe('`strict`: FAPI 1.0 Advanced to the letter; `permissive`: as sandboxes are. Default `strict`.'),
  version: version
    .optional()
    .describe('Version of the Read/Write API, one for all or one for each API; default: the one in its address.'),
  issuer: z
    .string()
    .optional()
    .describe(
      'The issuer, where the bank uses another than discovery says, or keeps its document elsewhere than below it.',
    ),
  authorizationEndpoint: webUrl.optional().describe('Where the customer is sent, instead of what discovery says.'),
  tokenEndpoint: webUrl.optional().describe('The token endpoint, instead of what discovery says.'),
  jwksUri: webUrl.optional().describe("The bank's key set (JWKS), instead of what discovery says."),
  resourceServers: resourceServers
    .optional()
    .describe('Base URLs of the APIs: few discovery documents name them, so write them here.'),
  financialId: z.string().optional().describe('`x-fapi-financial-id`, for banks that still want it.'),
  ca: z.array(path).optional().describe("More CA certificates (PEM files) for this bank's servers."),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9-]+$/, { error: t('must be a header name') }), z.string())
    .optional()
    .describe('Headers to send with every request to this bank. No secrets: this file is committed.'),
  registration: registration.optional().describe('How this bank takes registrations.'),
  client: client.optional().describe('How the client is registered and proves itself.'),
  authorizationRequest: authorizationRequest.optional().describe('What the authorisation request holds.'),
  idToken: idToken.optional().describe('Which checks of the id_token are lenient.'),
  messageSigning: messageSigning.optional().describe('How payments are signed (`x-jws-signature`).'),
  secretCommand: secretCommand
    .optional()
    .describe("Where the secrets of this bank's client are, in place of the file's own `secretCommand`."),
  answers: z
    .enum(['check', 'off'])
    .optional()
    .describe('`check`: hold every request and answer of the APIs against the standard (the default); `off`: do not.'),
  quirks: z
    .array(quirk)
    .optional()
    .describe('What this bank is known to do otherwise than the standard, and is not told of any more.'),
});

/** One bank's entry: its discovery document or what it would say; all else is optional, with defaults from there and the software statement. */
export const bankEntry = entryShape.superRefine((entry, context) => {
  if (entry.discovery !== undefined) return;
  const lacking = insteadOfDiscovery.filter((name) => entry[name] === undefined);
  if (lacking.length === 0) return;
  context.addIssue({
    code: 'custom',
    message: t('has no discovery, and to do without it lacks {0}', lacking.join(', ')),
  });
});
export type BankEntry = z.infer<typeof bankEntry>;

/** By what a bank is the same bank: the address of its discovery document, or its issuer where it has none. */
export function addressOf({ discovery, issuer }: Pick<BankEntry, 'discovery' | 'issuer'>): string {
  return discovery ?? issuer ?? '';
}

/** The whole file. Paths are relative to its folder. */
export const workspaceFile = z.strictObject({
  $schema: z.string().optional().describe('The JSON schema of this file, for editors.'),
  softwareStatement: softwareStatement.optional().describe('The software statement that the Directory made.'),
  signing: signing.optional().describe('The key that signs requests.'),
  transport: transport.optional().describe('The client certificate of mutual TLS.'),
  identities: z
    .record(shortName, identity)
    .optional()
    .describe(
      'Several software statements with their keys, each under the name by which a bank’s `identity` names it, in place of the one at the top.',
    ),
  secretCommand: secretCommand
    .optional()
    .describe(
      'Where the team keeps secrets: a program with its arguments, run without a shell once you allowed it, which prints the secret. `{bank}`, `{clientId}`, `{name}` and `{action}` (`get` or `store`) stand for what is wanted.',
    ),
  banks: z.record(shortName, bankEntry).describe('The banks, each under the name by which you call it.'),
});
export type WorkspaceFile = z.infer<typeof workspaceFile>;
