/** Our client in openid-client's terms: one configuration over the one transport, with the four ways to authenticate. */

import type { ClientAuth, Configuration } from 'openid-client';
import { z } from 'zod';
import { t } from '../../standard/language.ts';
import type { BankMetadata } from '../discovery/discovery.ts';
import { fail } from '../errors.ts';
import { signJwt } from '../jwt/sign.ts';
import { usesSecret } from '../rules/auth-methods.ts';
import { currentClient, isOwnClient, type Session } from '../session.ts';
import { optionalText, optionalTexts } from '../strangers.ts';
import { requestOf } from '../transport/fetch-adapter.ts';
import { secretMemberOf } from '../workspace/secret-command.ts';
import { clientSecretName, isSecret } from '../workspace/secrets.ts';
import type { ClientRecord } from '../workspace/state.ts';
import { anotherBeside } from './adoption.ts';
import { hear, hearPushed } from './token-answer.ts';

/** Some banks answer with a list where one name belongs, and the other way round. */
const names = optionalTexts.transform((list) => (list?.length ? list : undefined));
const registered = z.looseObject({
  redirect_uris: names,
  response_types: names,
  grant_types: names,
  id_token_signed_response_alg: names,
  authorization_signed_response_alg: names,
  request_object_signing_alg: names,
  token_endpoint_auth_signing_alg: names,
  scope: optionalText,
});
export type Registered = Partial<z.infer<typeof registered>>;

/** The members of a registration that the flow depends on, as lists whatever the bank made of them. */
export function registeredMetadata(client: ClientRecord): Registered {
  return registered.parse(client.registration);
}

/** `id_token_signed_response_alg` as registered, else those of FAPI and of what banks have beside it. */
export function idTokenAlgorithms(client: ClientRecord): string[] {
  return registeredMetadata(client).id_token_signed_response_alg ?? ['PS256', 'RS256'];
}

/** Whether the client's secret is had without a command, from the environment or from what this machine keeps. */
export async function isSecretKnown({ bank, secrets }: Session, { clientId }: ClientRecord): Promise<boolean> {
  return isSecret(await (secrets.known ?? secrets.get)(clientSecretName(bank.name, clientId)));
}

/**
 * What is missing, or has to be allowed, is told before anybody is asked for what it is needed for. Runs the command for the secret where the
 * machine itself has none.
 * @throws OpenBankingError `client_secret_missing`, and those of a `secretCommand`
 */
export async function assertSecret(session: Session, client: ClientRecord): Promise<void> {
  if (usesSecret(client.tokenEndpointAuthMethod) && !(await isSecretKnown(session, client)))
    await clientSecret(session, client);
}

/** The client's secret, or a problem that says why it has none. */
export async function clientSecret(session: Session, client: ClientRecord): Promise<string> {
  const secret = await session.secrets.get(clientSecretName(session.bank.name, client.clientId));
  if (isSecret(secret)) return secret;
  const method = client.tokenEndpointAuthMethod;
  const asked = secretMemberOf(session.workspace.file, session.bank.name);
  return usesSecret(method)
    ? fail({
        code: 'client_secret_missing',
        message: missingWords(client.clientId, secret !== undefined, asked),
        try: t(
          'Take the client over with its secret, let a secretCommand in openbanking.json give it, or register again.',
        ),
        remedies: [
          { do: 'adoptClient', clientId: client.clientId, secret: true },
          ...anotherBeside(session, client.clientId),
          ...((await isOwnClient(session, client.clientId)) ? [{ do: 'removeClientHere' } as const] : []),
          { do: 'shareSecrets' },
        ],
        about: { bank: session.bank.name, clientId: client.clientId },
      })
    : fail({
        code: 'client_secret_missing',
        message: t('The client {0} authenticates with {1} and so has no secret.', client.clientId, method),
        try: t(
          'There is nothing to download: only clients registered with client_secret_basic or client_secret_post need this step. Go on with a consent.',
        ),
        remedies: [{ do: 'createConsent' }],
        about: { bank: session.bank.name, clientId: client.clientId },
      });
}

/** @param asked the member with the command that gave none, where there is one */
function missingWords(clientId: string, isEmpty: boolean, asked: string | undefined): string {
  if (isEmpty) return t('The secret of client {0} is stored here as an empty text.', clientId);
  return asked === undefined
    ? t('The secret of client {0} is not stored here.', clientId)
    : t('The secret of client {0} is not stored here, and {1} of openbanking.json printed none.', clientId, asked);
}

/**
 * The openid-client configuration of this session's client. Loads openid-client at the first call.
 * @throws OpenBankingError `client_not_found`, `client_secret_missing`
 */
export async function configurationOf(session: Session, client?: ClientRecord): Promise<Configuration> {
  const us = client ?? (await currentClient(session));
  const [openid, metadata, transport] = await Promise.all([
    import('openid-client'),
    session.metadata(),
    session.transport(),
  ]);
  const { id_token_signed_response_alg: algorithms } = registeredMetadata(us);
  const { document, issuer, tokenEndpoint, jwksUri } = metadata;
  const server = { ...document, issuer, token_endpoint: tokenEndpoint, jwks_uri: jwksUri };
  if (metadata.parEndpoint) server.pushed_authorization_request_endpoint = metadata.parEndpoint;
  const configuration = new openid.Configuration(
    server,
    us.clientId,
    {
      token_endpoint_auth_method: us.tokenEndpointAuthMethod,
      ...(algorithms?.length === 1 ? { id_token_signed_response_alg: algorithms[0] } : {}),
      [openid.clockSkew]: Math.round((session.surroundings.now() - Date.now()) / 1000),
    },
    await clientAuthentication(session, us, metadata),
  );
  // The transport has the one clock for time-outs; a second one here would call them cancellations.
  configuration.timeout = 0;
  configuration[openid.customFetch] = async (url, options) => {
    const pushed = url === metadata.parEndpoint;
    const purpose = pushed ? 'pushed authorisation request' : 'token';
    const { method, headers, body, signal } = options;
    const sent = body instanceof URLSearchParams ? body.toString() : undefined;
    const answer = await transport.send(requestOf(url, { method, headers, body: sent, signal, purpose }));
    return pushed ? hearPushed(configuration, answer) : hear(session, configuration, answer);
  };
  return configuration;
}

/**
 * Puts the client's authentication on a token endpoint request: client_secret_basic and client_secret_post (RFC 6749 §2.3.1),
 * private_key_jwt (RFC 7523, OIDC Core §9), tls_client_auth (RFC 8705 §2.1: the certificate speaks, the body only names the client).
 */
async function clientAuthentication(
  session: Session,
  client: ClientRecord,
  metadata: BankMetadata,
): Promise<ClientAuth> {
  const method = client.tokenEndpointAuthMethod;
  switch (method) {
    case 'client_secret_basic': {
      const secret = await clientSecret(session, client);
      return (_server, { client_id }, _body, headers) => {
        headers.set('authorization', basicCredentials(client_id, secret));
      };
    }
    case 'client_secret_post': {
      const secret = await clientSecret(session, client);
      return (_server, { client_id }, body) => {
        body.set('client_id', client_id);
        body.set('client_secret', secret);
      };
    }
    case 'private_key_jwt':
      return async (_server, { client_id }, body) => {
        body.set('client_id', client_id);
        body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
        body.set('client_assertion', await clientAssertion(session, client, metadata));
      };
    case 'client_secret_jwt': {
      const { ClientSecretJwt, modifyAssertion } = await import('openid-client');
      const aud = assertionAudience(session.bank.entry.client?.clientAssertionAudience, metadata);
      return ClientSecretJwt(await clientSecret(session, client), {
        [modifyAssertion]: (_header: unknown, payload: Record<string, unknown>) => {
          payload.aud = aud;
        },
      });
    }
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      return (_server, { client_id }, body) => {
        body.set('client_id', client_id);
      };
    default:
      return fail({
        code: 'client_not_found',
        message: t('The client {0} authenticates with {1}, which is not supported here.', client.clientId, method),
        try: t('Register with private_key_jwt, tls_client_auth, client_secret_basic or client_secret_post.'),
        remedies: anotherBeside(session, client.clientId),
        about: { bank: session.bank.name, clientId: client.clientId },
      });
  }
}

/** RFC 6749 §2.3.1 with the form encoding of its appendix B: a UUID's hyphens stay as they are, which banks rely on. */
export function basicCredentials(clientId: string, secret: string): string {
  const encoded = [clientId, secret].map((part) => new URLSearchParams({ part }).toString().slice('part='.length));
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
}

async function clientAssertion(session: Session, client: ClientRecord, metadata: BankMetadata): Promise<string> {
  const key = await session.workspace.signingKey(session.bank);
  const algorithm = registeredMetadata(client).token_endpoint_auth_signing_alg?.[0];
  const now = Math.floor(session.surroundings.now() / 1000);
  return signJwt(
    {
      iss: client.clientId,
      sub: client.clientId,
      aud: assertionAudience(session.bank.entry.client?.clientAssertionAudience, metadata),
      jti: session.surroundings.uuid(),
      iat: now,
      nbf: now - 10,
      exp: now + 60,
    },
    algorithm === 'RS256' || algorithm === 'PS256' || algorithm === 'ES256' ? { ...key, algorithm } : key,
  );
}

/** Banks differ: issuer, token endpoint or either (domain.md §9); FAPI 1.0 §5.2.2 has the token endpoint, its final text the issuer. */
function assertionAudience(wanted: string | undefined, metadata: BankMetadata): string | string[] {
  switch (wanted) {
    case undefined:
    case 'issuer':
      return metadata.issuer;
    case 'tokenEndpoint':
      return metadata.tokenEndpoint;
    case 'both':
      return [metadata.issuer, metadata.tokenEndpoint];
    default:
      return wanted;
  }
}
