/** openid-client as a TPP of its own: discovery, client authentication, request objects, PAR and the checks on the answer. */
import { randomUUID } from 'node:crypto';
import * as oidc from 'openid-client';
import { fetch as undiciFetch } from 'undici';
import { type Reply, register, send, type TestBank, type Tpp, type TppOptions } from './bank.ts';
import { authorise, type Visit } from './customer.ts';

export type AuthMethod = 'client_secret_basic' | 'private_key_jwt' | 'tls_client_auth';

export const everyPermission = [
  'ReadAccountsBasic',
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadTransactionsBasic',
  'ReadTransactionsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
  'ReadPAN',
];

export interface RelyingParty {
  bank: TestBank;
  tpp: Tpp;
  clientId: string;
  registration: Reply;
  config: oidc.Configuration;
  clientCredentials(scope?: string): Promise<string>;
  createConsent(changes?: Record<string, unknown>): Promise<Reply>;
  consentId(changes?: Record<string, unknown>): Promise<string>;
  /** The authorisation URL on the bank's front door, with a signed request object. */
  authorizationUrl(
    consentId: string,
    changes?: Record<string, string>,
  ): Promise<{ url: string; nonce: string; state: string }>;
  /** The whole way to tokens. */
  authorise(
    consentId: string,
    visit: Visit,
    changes?: Record<string, string>,
  ): Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers>;
  api(
    path: string,
    token: string | undefined,
    options?: { method?: 'GET' | 'POST' | 'DELETE'; body?: unknown; headers?: Record<string, string> },
  ): Promise<Reply>;
}

export interface RelyingPartyOptions extends TppOptions {
  method?: AuthMethod;
  tpp?: Tpp;
  claims?: Record<string, unknown>;
}

const clientAuth = (method: AuthMethod, tpp: Tpp, secret: unknown): oidc.ClientAuth => {
  if (method === 'tls_client_auth') return oidc.TlsClientAuth();
  if (method === 'private_key_jwt') return oidc.PrivateKeyJwt({ key: tpp.signingKey, kid: tpp.kid });
  return oidc.ClientSecretBasic(String(secret));
};

/** Registers a client and speaks for it. */
export async function relyingParty(bank: TestBank, options: RelyingPartyOptions = {}): Promise<RelyingParty> {
  const method = options.method ?? 'private_key_jwt';
  const tpp = options.tpp ?? (await bank.tpp(options));
  const registration = await register(tpp, bank.ready, {
    token_endpoint_auth_method: method,
    ...(method === 'tls_client_auth' && { tls_client_auth_subject_dn: tpp.subjectDn }),
    grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
    ...options.claims,
  });
  if (registration.status !== 201) throw new Error(`registration: ${registration.status} ${registration.text}`);
  const clientId: string = registration.json.client_id;

  const fetchWithCertificate: oidc.CustomFetch = (url, init) =>
    undiciFetch(url, { ...init, dispatcher: tpp.agent } as never) as unknown as Promise<Response>;
  const config = await oidc.discovery(
    new URL(bank.ready.discovery),
    clientId,
    { use_mtls_endpoint_aliases: true, id_token_signed_response_alg: registration.json.id_token_signed_response_alg },
    clientAuth(method, tpp, registration.json.client_secret),
    { [oidc.customFetch]: fetchWithCertificate },
  );
  oidc.useCodeIdTokenResponseType(config);
  oidc.enableDetachedSignatureResponseChecks(config);

  const api: RelyingParty['api'] = (path, token, { method: verb = 'GET', body, headers } = {}) =>
    send(tpp.agent, verb, path.startsWith('https:') ? path : `${bank.ready.resourceServer}/aisp${path}`, {
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        'x-fapi-interaction-id': randomUUID(),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });

  const party: RelyingParty = {
    bank,
    tpp,
    clientId,
    registration,
    config,
    api,
    clientCredentials: async (scope = 'accounts') =>
      (await oidc.clientCredentialsGrant(config, { scope })).access_token,
    async createConsent(changes = {}) {
      const token = await party.clientCredentials();
      return api('/account-access-consents', token, {
        method: 'POST',
        body: { Data: { Permissions: everyPermission, ...changes }, Risk: {} },
      });
    },
    async consentId(changes) {
      const created = await party.createConsent(changes);
      if (created.status !== 201) throw new Error(`consent: ${created.status} ${created.text}`);
      return created.json.Data.ConsentId;
    },
    async authorizationUrl(consentId, changes = {}) {
      const [nonce, state] = [oidc.randomNonce(), oidc.randomState()];
      const now = Math.floor(Date.now() / 1000);
      const intent = { openbanking_intent_id: { value: consentId, essential: true } };
      const parameters = {
        redirect_uri: String(registration.json.redirect_uris[0]),
        scope: 'openid accounts',
        response_type: 'code id_token',
        nonce,
        state,
        claims: JSON.stringify({
          userinfo: intent,
          id_token: { ...intent, acr: { essential: true, values: ['urn:openbanking:psd2:sca'] } },
        }),
        ...changes,
      };
      const key = { key: tpp.signingKey, kid: tpp.kid };
      const signed = await oidc.buildAuthorizationUrlWithJAR(config, parameters, key, {
        [oidc.modifyAssertion]: (_header, payload) => {
          payload.nbf = now - 10;
          payload.exp = now + 290;
        },
      });
      for (const name of ['scope', 'response_type'] as const) signed.searchParams.set(name, parameters[name]);
      return { url: frontDoor(bank, signed.href), nonce, state };
    },
    async authorise(consentId, visit, changes) {
      const { url, nonce, state } = await party.authorizationUrl(consentId, changes);
      const left = await authorise(url, visit);
      return oidc.authorizationCodeGrant(config, new URL(left), { expectedNonce: nonce, expectedState: state });
    },
  };
  return party;
}

/** The same URL at the plain-HTTP door that the customer's browser uses. */
export function frontDoor(bank: TestBank, url: string): string {
  return url.replace(new URL(url).origin, new URL(bank.ready.frontChannel).origin);
}
