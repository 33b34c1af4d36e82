/** The journey as a Postman collection v2.1, for one bank and its client: what newman runs, and what a person reads at its top. */

import { isLoopback } from '../../standard/loopback.ts';
import { wordsVersion } from '../../standard/versions.ts';
import { type Registered, registeredMetadata } from '../client/client.ts';
import { assertPermissions, everyPermission } from '../consents/permissions.ts';
import { usesSecret } from '../rules/auth-methods.ts';
import { findClient, type Session } from '../session.ts';
import { versionOf } from '../workspace/api-version.ts';
import { isPermissive } from '../workspace/profile.ts';
import type { JourneyChoices, JourneyFolder, JourneyRequest } from './journey-request.ts';
import { journeyFolders } from './journey-requests.ts';
import { addressVariables } from './session-variables.ts';

export interface ExportedCollection {
  info: { name: string; description: string; schema: string };
  item: unknown[];
  event: unknown[];
  variable: { key: string; value: string }[];
}

type Addresses = Awaited<ReturnType<typeof addressVariables>>;

/** What a terminal has for the requests that need a signature, as the collection's readers call it there. */
export interface SigningTools {
  /** Prints the claims of a registration. */
  claims: string;
  /** Signs the claims that stand after it, with the key for this bank. */
  sign(bank: string): string;
}

/** All that a customer can share but card numbers in full, which no request needs. */
const usual = everyPermission.filter((code) => code !== 'ReadPAN');

/**
 * @param permissions what its consent asks for; what these do not show is not asked for.
 * @throws OpenBankingError `permissions_invalid`, `discovery_invalid` and those of the network
 */
export async function exportCollection(
  session: Session,
  tools: SigningTools,
  permissions: readonly string[] = usual,
): Promise<ExportedCollection> {
  assertPermissions(permissions);
  const choices = await journeyChoices(session, permissions);
  const metadata = await session.metadata();
  const embedded = isLoopback(new URL(metadata.browserEndpoint).hostname);
  return {
    info: {
      name: `${session.bank.name}: account information`,
      description: description(session, tools, choices, await addressVariables(session)),
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    // A new id for every request, in a variable, so that an answer can be compared with it.
    event: [script('prerequest', ["pm.variables.set('interactionId', pm.variables.replaceIn('{{$guid}}'));"])],
    // The customer of a bank on this machine is an invented one.
    variable: [
      { key: 'loginName', value: embedded ? 'rora' : '' },
      { key: 'password', value: embedded ? 'rora.' : '' },
    ],
    item: journeyFolders(choices).map(folder),
  };
}

async function journeyChoices(session: Session, permissions: readonly string[]): Promise<JourneyChoices> {
  const [metadata, client] = await Promise.all([session.metadata(), findClient(session)]);
  const { entry } = session.bank;
  const registered: Registered = client ? registeredMetadata(client) : {};
  const algorithm = entry.authorizationRequest?.algorithm ?? registered.request_object_signing_alg?.[0];
  const [type = 'code id_token'] = ['code id_token', 'code'].filter((each) =>
    (registered.response_types ?? ['code id_token']).includes(each),
  );
  const audience = entry.authorizationRequest?.audience;
  return {
    authMethod: client?.tokenEndpointAuthMethod ?? entry.client?.tokenEndpointAuthMethod ?? 'private_key_jwt',
    unsecuredRequest: algorithm === 'none' && isPermissive(entry),
    responseType: entry.authorizationRequest?.responseType ?? type,
    audience: (Array.isArray(audience) ? audience[0] : audience) ?? metadata.issuer,
    registrationContentType: entry.registration?.contentType ?? 'application/jwt',
    financialId: entry.financialId !== undefined,
    version: wordsVersion(versionOf(entry, 'aisp', metadata.accountInformation ?? '') ?? '3.1'),
    permissions: [...new Set(permissions)],
  };
}

function description(
  session: Session,
  { claims, sign }: SigningTools,
  { authMethod, unsecuredRequest, responseType, audience, version }: JourneyChoices,
  { clientId = '{{oidcClient}}', redirectUri = '{{redirectUrl}}', tokenEndpoint = '{{tokenEndpoint}}' }: Addresses,
): string {
  const { name, entry } = session.bank;
  const bank = name.replace(/[^\w.-]/g, '');
  const signs = authMethod === 'private_key_jwt';
  const lines = [
    `The way from a client-credentials token through all of account information ${version} to the deleted consent at the bank "${name}", exported by Open Banking Workbench. Import the environment beside it, and send the requests in their order.`,
    '',
    '## Requests that need a signature made outside',
    '',
    `- **Register a client**: put the signed request into \`signedDcrJwt\`; without it the request is skipped. Claims: \`${claims}\`; its signature comes from \`${sign(bank)} claims.json\`.`,
  ];
  if (signs) {
    lines.push(
      '- **Client-credentials token**, **Exchange the code** and **Renew the token**: a new assertion in `clientAssertion` before each, as its `jti` is good for one use; the last is skipped without one:',
      '',
      `      ${sign(bank)} "{\\"iss\\":\\"${clientId}\\",\\"sub\\":\\"${clientId}\\",\\"aud\\":\\"${assertionAudience(entry.client?.clientAssertionAudience, audience, tokenEndpoint)}\\",\\"jti\\":\\"$(uuidgen)\\",\\"iat\\":$(date +%s),\\"exp\\":$(($(date +%s)+60))}"`,
      '',
    );
  }
  if (authMethod === 'client_secret_jwt') {
    lines.push(
      '- **Client-credentials token**, **Exchange the code** and **Renew the token**: a new assertion in `clientAssertion` before each, signed with the client’s secret (HS256); the last is skipped without one.',
    );
  }
  if (!unsecuredRequest) {
    lines.push(
      '- **Begin the authorisation**: once the consent is there, its request object in `requestObject`:',
      '',
      `      ${sign(bank)} "{\\"iss\\":\\"${clientId}\\",\\"aud\\":\\"${audience}\\",\\"client_id\\":\\"${clientId}\\",\\"response_type\\":\\"${responseType}\\",\\"scope\\":\\"openid accounts\\",\\"redirect_uri\\":\\"${redirectUri}\\",\\"state\\":\\"$(uuidgen)\\",\\"nonce\\":\\"$(uuidgen)\\",\\"nbf\\":$(date +%s),\\"exp\\":$(($(date +%s)+300)),\\"claims\\":{\\"id_token\\":{\\"openbanking_intent_id\\":{\\"value\\":\\"{{account-access-consent-id}}\\",\\"essential\\":true}}}}"`,
      '',
    );
  }
  if (!signs && unsecuredRequest)
    lines.push(
      '',
      'No other request needs one: the client authenticates without a key of its own, and the bank takes unsecured request objects.',
    );
  lines.push(
    '',
    '## Client certificate',
    '',
    'In Postman, add the transport certificate for each host of the file with the client certificates, and the CA of the bank; leave the verification of certificates on. With newman, in the folder of openbanking.json:',
    '',
    `      newman run ${bank}.postman_collection.json -e ${bank}.postman_environment.json --ssl-client-cert-list ${bank}.client-certificates.json --ssl-extra-ca-certs CA.pem${usesSecret(authMethod) ? ' --env-var "clientSecret=$CLIENT_SECRET"' : ''}`,
  );
  return lines.join('\n');
}

function assertionAudience(wanted: string | undefined, issuer: string, tokenEndpoint: string): string {
  if (wanted === undefined || wanted === 'issuer' || wanted === 'both') return issuer;
  return wanted === 'tokenEndpoint' ? tokenEndpoint : wanted;
}

function folder({ name, description: about, requests }: JourneyFolder): unknown {
  return { name, description: about, item: requests.map(request) };
}

function request({
  name,
  description: about,
  method,
  url,
  headers = {},
  form,
  raw,
  basic,
  before,
  status,
  notOffered,
  after,
}: JourneyRequest): unknown {
  const good = status.join(' or ');
  const title = notOffered === undefined ? good : `${good}, or ${notOffered} where the bank does not offer it`;
  const green = [...status, ...(notOffered === undefined ? [] : [notOffered])].join(', ');
  const urlencoded = form && Object.entries(form).map(([key, value]) => ({ key, value, type: 'text' }));
  return {
    name,
    // The redirect goes to the client, not to the bank: nobody follows it here.
    protocolProfileBehavior: { followRedirects: false },
    event: [
      ...(before ? [script('prerequest', before)] : []),
      script('test', [
        `pm.test('${name} is answered with ${title}', () => pm.expect(pm.response.code).to.be.oneOf([${green}]));`,
        ...(after && after.length > 0
          ? [`if ([${status.join(', ')}].includes(pm.response.code)) {`, ...after.map((line) => `  ${line}`), '}']
          : []),
      ]),
    ],
    request: {
      method,
      header: Object.entries(headers).map(([key, value]) => ({ key, value })),
      url: { raw: url, ...partsOf(url) },
      auth: basic
        ? {
            type: 'basic',
            basic: Object.entries(basic).map(([key, value]) => ({ key, value, type: 'string' })),
          }
        : { type: 'noauth' },
      ...(urlencoded && { body: { mode: 'urlencoded', urlencoded } }),
      ...(raw !== undefined && {
        body: { mode: 'raw', raw, ...(raw.startsWith('{\n') && { options: { raw: { language: 'json' } } }) },
      }),
      ...(about !== undefined && { description: about }),
    },
  };
}

/** Postman shows a URL by its parts and runs it by them. */
function partsOf(url: string): Record<string, unknown> {
  const [before = '', query] = url.split('?');
  const [host = '', ...path] = before.split('/');
  return {
    host: [host],
    ...(path.length > 0 && { path }),
    ...(query !== undefined && {
      query: query.split('&').map((each) => {
        const [key = '', value = ''] = each.split(/=(.*)/s);
        return { key, value };
      }),
    }),
  };
}

function script(listen: 'prerequest' | 'test', exec: string[]): unknown {
  return { listen, script: { type: 'text/javascript', exec } };
}
