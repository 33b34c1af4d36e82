/** The JSON schemas of `openbanking.json` and `openbanking.clients.json`, made from the shapes that the code checks: completion, hover and validation in editors. */
import { z } from 'zod';
import { clientsFile } from './clients-schema.ts';
import { insteadOfDiscovery, workspaceFile } from './schema.ts';

interface Annotation {
  default?: unknown;
  examples?: readonly unknown[];
  pattern?: string;
  patternErrorMessage?: string;
  uniqueItems?: boolean;
  /** What must be there, where one of several ways is enough. */
  anyOf?: readonly { required: readonly string[] }[];
  defaultSnippets?: readonly { label: string; description: string; body: unknown }[];
}

const webUrl: Annotation = {
  pattern: '^(https://[^/\\s]|http://(127(\\.\\d{1,3}){3}|localhost|\\[::1\\])(:\\d+)?(/|$))',
  patternErrorMessage: 'Must be an https URL (http for a loopback host only).',
};
/** Refuses what surely leads out of the folder; the rest is for the diagnostics, which know the folder. */
const inside: Annotation = {
  pattern: '^(?!\\.\\.?[/\\\\]\\.\\.|\\.\\.[/\\\\]|/|[A-Za-z]:)',
  patternErrorMessage: 'Must be a path inside the folder of openbanking.json.',
};
const file = (name: string): Annotation => ({ ...inside, examples: [`keys/${name}`] });
const url = (example: string): Annotation => ({ ...webUrl, examples: [example] });

const statementAt = (place: string): Record<string, Annotation> => ({
  [`${place}.assertion`]: file('ssa.jwt'),
  [`${place}.redirectUris`]: { uniqueItems: true, examples: [['https://app.getpostman.com/oauth2/callback']] },
});
/** Signs in a PKCS#11 token (docs/signing-commands.md: keys that stay where they are). */
const pkcs11Command = [
  'pkcs11-tool',
  '--module=/usr/lib/softhsm/libsofthsm2.so',
  '--login',
  '--pin=env:HSM_PIN',
  '--sign',
  '--token-label=tpp',
  '--id=01',
  '--mechanism=RSA-PKCS-PSS',
  '--hash-algorithm=SHA256',
  '--mgf=MGF1-SHA256',
  '--salt-len=32',
];

const pairsAt = (around: string): Record<string, Annotation> => ({
  [`${around}signing`]: { anyOf: [{ required: ['key'] }, { required: ['command', 'certificate'] }] },
  [`${around}signing.key`]: file('signing.key'),
  [`${around}signing.command`]: { examples: [pkcs11Command] },
  [`${around}signing.certificate`]: file('signing.pem'),
  [`${around}signing.algorithm`]: { default: 'PS256' },
  [`${around}transport`]: { anyOf: [{ required: ['certificate', 'key'] }, { required: ['proxy'] }] },
  [`${around}transport.proxy`]: { examples: ['127.0.0.1:9443'] },
  [`${around}transport.certificate`]: file('transport.pem'),
  [`${around}transport.key`]: file('transport.key'),
});
const authoritiesAt = (place: string): Record<string, Annotation> => ({
  [`${place}.ca`]: { uniqueItems: true, examples: [['keys/ca.pem']] },
  [`${place}.ca[]`]: inside,
});

/** What zod's shape cannot say, by the path of the member; `*` stands for the name of a bank or an identity. */
const annotations: Readonly<Record<string, Annotation>> = {
  '': { anyOf: [{ required: ['softwareStatement', 'signing', 'transport'] }, { required: ['identities'] }] },
  ...statementAt('softwareStatement'),
  ...pairsAt(''),
  ...authoritiesAt('transport'),
  identities: {
    defaultSnippets: [
      {
        label: 'identity',
        description: 'A software statement with its keys',
        body: {
          '${1:name}': {
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet's placeholder
            softwareStatement: { assertion: 'keys/${1:name}/ssa.jwt' },
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet's placeholder
            signing: { key: 'keys/${1:name}/signing.key', certificate: 'keys/${1:name}/signing.pem' },
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet's placeholder
            transport: { certificate: 'keys/${1:name}/transport.pem', key: 'keys/${1:name}/transport.key' },
          },
        },
      },
    ],
  },
  ...statementAt('identities.*.softwareStatement'),
  ...pairsAt('identities.*.'),
  ...authoritiesAt('identities.*.transport'),
  banks: {
    defaultSnippets: [
      {
        label: 'bank',
        description: 'A bank by its discovery document',
        body: {
          '${1:bank}': {
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet's placeholder
            discovery: 'https://${2:auth1.bank.example}/.well-known/openid-configuration',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet's placeholder
            resourceServers: { aisp: 'https://${3:rs1.bank.example}/open-banking/v3.1/aisp' },
          },
        },
      },
    ],
  },
  'banks.*': { anyOf: [{ required: ['discovery'] }, { required: insteadOfDiscovery }] },
  'banks.*.identity': { examples: ['acme'] },
  ...pairsAt('banks.*.'),
  'banks.*.discovery': url('https://auth1.bank.example/.well-known/openid-configuration'),
  'banks.*.environment': { default: 'sandbox' },
  'banks.*.profile': { default: 'strict' },
  'banks.*.version': { examples: ['v3.1', 'v4.0', { aisp: 'v4.0', pisp: 'v3.1' }] },
  'banks.*.issuer': { examples: ['https://auth1.bank.example'] },
  'banks.*.authorizationEndpoint': url('https://auth1.bank.example/auth'),
  'banks.*.tokenEndpoint': url('https://as1.bank.example/token'),
  'banks.*.jwksUri': url('https://keystore.bank.example/bank.jwks'),
  'banks.*.resourceServers.aisp': url('https://rs1.bank.example/open-banking/v3.1/aisp'),
  'banks.*.resourceServers.pisp': url('https://rs1.bank.example/open-banking/v3.1/pisp'),
  'banks.*.resourceServers.cbpii': url('https://rs1.bank.example/open-banking/v3.1/cbpii'),
  'banks.*.resourceServers.vrp': url('https://rs1.bank.example/open-banking/v3.1/pisp'),
  'banks.*.financialId': { examples: ['0015800001041RHAAY'] },
  'banks.*.ca': { uniqueItems: true, examples: [['keys/bank-ca.pem']] },
  'banks.*.ca[]': inside,
  'banks.*.headers': { examples: [{ 'x-customer-user-agent': 'Acme/1.0' }] },
  'banks.*.registration.endpoint': url('https://rs1.bank.example/dynamic-client-registration/v3.3/register'),
  'banks.*.registration.audience': { examples: ['0015800001041RHAAY', 'https://auth1.bank.example'] },
  'banks.*.registration.contentType': { default: 'application/jwt' },
  'banks.*.registration.applicationType': { default: 'web' },
  'banks.*.registration.ssaMaxAge': { examples: [1800] },
  'banks.*.client.tokenEndpointAuthMethod': { examples: ['private_key_jwt', 'tls_client_auth'] },
  'banks.*.client.tlsClientAuthSubjectDn': {
    examples: ['CN=0015800001041RHAAY,organizationIdentifier=PSDGB-OB-Unknown0015800001041RHAAY,O=Acme Ltd,C=GB'],
  },
  'banks.*.client.clientAssertionAudience': { examples: ['tokenEndpoint', 'issuer', 'both'] },
  'banks.*.authorizationRequest.responseType': { default: 'code id_token' },
  'banks.*.authorizationRequest.algorithm': { examples: ['PS256', 'none'] },
  'banks.*.authorizationRequest.maxAge': { examples: [3600] },
  'banks.*.authorizationRequest.acr': {
    uniqueItems: true,
    examples: [['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca']],
  },
  'banks.*.authorizationRequest.lifetime': { default: 300 },
  'banks.*.idToken.lenient': { uniqueItems: true, examples: [['s_hash']] },
  'banks.*.messageSigning.iss': { examples: ['0015800001041RHAAY/SoftwareStatementId001'] },
  'banks.*.messageSigning.tan': { default: 'openbanking.org.uk' },
  'banks.*.messageSigning.b64': { examples: [false] },
  'banks.*.quirks': { uniqueItems: true },
};

/**
 * The schema as it stands in `media/openbanking.schema.json`, contributed with `jsonValidation`: draft 7, which VS Code reads best.
 * Every description is also there as Markdown for the hover.
 */
export function workspaceFileSchema(): object {
  const used = new Set<string>();
  const schema = schemaOf(workspaceFile, 'Open Banking workspace', used);
  const unused = Object.keys(annotations).filter((place) => !used.has(place));
  if (unused.length > 0) throw new Error(`The shape of openbanking.json has no member ${unused.join(', ')}.`);
  return schema;
}

/** The same for `media/openbanking.clients.schema.json`. */
export function clientsFileSchema(): object {
  return schemaOf(clientsFile, 'Open Banking clients of a team');
}

function schemaOf(shape: z.ZodType, title: string, used?: Set<string>): object {
  const schema = z.toJSONSchema(shape, { target: 'draft-7', io: 'input', reused: 'inline' });
  return { ...annotated(schema, '', used), title, allowComments: true, allowTrailingCommas: true };
}

/** A copy of a schema and of all below it, with what is known of each place. */
function annotated(schema: unknown, place: string, used: Set<string> | undefined): Record<string, unknown> {
  if (!isObject(schema)) return {};
  const known = used && annotations[place];
  if (known) used.add(place);
  const { properties, additionalProperties, items, anyOf, maximum, description, ...rest } = schema;
  return {
    ...rest,
    ...(typeof description === 'string' && { description, markdownDescription: description }),
    // An integer of zod goes up to 2^53 - 1, which says nothing to who reads the schema.
    ...(maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER && { maximum }),
    ...known,
    ...(isObject(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, member]) => [
          name,
          annotated(member, place === '' ? name : `${place}.${name}`, used),
        ]),
      ),
    }),
    ...(additionalProperties === false && { additionalProperties }),
    ...(isObject(additionalProperties) && {
      additionalProperties: annotated(additionalProperties, `${place}.*`, used),
    }),
    ...(isObject(items) && { items: annotated(items, `${place}[]`, used) }),
    ...(Array.isArray(anyOf) && { anyOf: anyOf.map((one: unknown) => annotated(one, `${place}|`, used)) }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
