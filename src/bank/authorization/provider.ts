/** The authorization server: oidc-provider, configured as UK banks behave (FAPI 1.0 Advanced, domain rules of Open Banking). */
import type { X509Certificate } from 'node:crypto';
import type { JWK } from 'jose';
import { type Configuration, errors, interactionPolicy, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import libraryNow from 'oidc-provider/lib/helpers/epoch_time.js';
import { takeNextGrant } from '../accounts/consent-changes.ts';
import type { Addresses } from '../addresses.ts';
import type { Clocks } from '../clock.ts';
import { showError } from '../customers/error-page.ts';
import { sameDistinguishedName } from '../directory/distinguished-name.ts';
import { wantsJson } from '../http/accept.ts';
import { criticalIn, criticalInToken } from '../pki/critical.ts';
import { deviates } from '../profile/deviation.ts';
import type { Profile } from '../profile/profile.ts';
import type { ClientMetadata } from '../registration/clients.ts';
import { objectionToClient } from '../registration/objection.ts';
import { isKind, type Store } from '../store/store.ts';
import { revokeGrant } from './access.ts';
import { type ClientRefresh, type Consumed, StoreAdapter } from './adapter.ts';
import { amend, orderedWords } from './amendments.ts';
import { claimsOf, demandRegisteredScope, intentIdOf, requireIntent } from './intent.ts';
import { takeAssertions } from './jwt-bearer.ts';
import { followClock } from './library-clock.ts';

export const acrValues = ['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca'];

/** Members of a client that are ours: what it registered and the provider has no word for. */
const ownClientMetadata = ['ob_software_id', 'ob_organisation_id', 'ob_request_object_signing_alg'];

export interface ProviderDependencies {
  addresses: Addresses;
  profile: Profile;
  store: Store;
  clocks: Clocks;
  /** Private signing JWKs of the bank, with kid. */
  signingKeys: JWK[];
  cookieSecret: string;
  refreshClient: ClientRefresh;
  /** The connection's certificate, if the bank takes it; looked at again at every request. */
  certificate(ctx: KoaContextWithOIDC): { certificate: X509Certificate; subjectDn: string } | undefined;
  /** Why the connection's certificate is not this client's; undefined when it is, and at the doors that ask for none. */
  foreignCertificate(ctx: KoaContextWithOIDC, client: ClientMetadata): string | undefined;
}

/** A token's life in seconds, ended early by its grant, which ends with the consent. */
function withinGrant(life: number) {
  return (ctx: KoaContextWithOIDC): number => {
    const end = ctx.oidc.entities.Grant?.exp;
    return end === undefined ? life : Math.max(1, Math.min(life, end - libraryNow()));
  };
}

/** The one prompt: our pages log the customer in and ask for the consent before the provider goes on. */
function customerPolicy(deps: ProviderDependencies) {
  const { Prompt, Check } = interactionPolicy;
  const intents = { store: deps.store, clock: deps.clocks.business };
  const login = new Prompt({ name: 'login', requestable: true });
  const consent = new Prompt(
    { name: 'consent', requestable: true },
    new Check('customer_authorisation', 'the customer has to log in and decide', 'login_required', async (ctx) => {
      if (ctx.oidc.result?.consent) return Check.NO_NEED_TO_PROMPT;
      await requireIntent(ctx, claimsOf(ctx), intents);
      return Check.REQUEST_PROMPT;
    }),
  );
  login.checks.clear();
  return [login, consent];
}

/**
 * Looks at a client whenever it is loaded: what it registered when the bank had another profile counts no longer, and before its secret, its
 * assertion or its name counts, the certificate of the connection has to be its own.
 */
function refreshed(deps: ProviderDependencies): ClientRefresh {
  return (loaded) => {
    const client = loaded as ClientMetadata;
    const objection = objectionToClient(client, deps.profile);
    if (objection) throw Object.assign(new errors.InvalidClientAuth(), { error_description: objection });
    const impostor = objectionToCaller(client, deps);
    if (impostor) throw new errors.InvalidClientAuth(impostor);
    return deps.refreshClient(loaded);
  };
}

/** Why whoever calls cannot be this client; undefined where the request has shown who it is of already. */
function objectionToCaller(client: ClientMetadata, deps: ProviderDependencies): string | undefined {
  const { ctx } = Provider;
  if (ctx === undefined || ctx.oidc.client !== undefined) return undefined;
  const foreign = deps.foreignCertificate(ctx, client);
  if (foreign !== undefined) return foreign;
  // The library would say of an assertion with a critical header that its signature is wrong.
  const critical = criticalInToken(ctx.oidc.params?.client_assertion);
  return critical === undefined ? undefined : `the client assertion ${critical}`;
}

/** Refuses an assertion that was made for another server: the library takes the names of its endpoints from the request. */
function assertAudience({ addresses }: ProviderDependencies) {
  const { issuer, tokenEndpoint, parEndpoint, introspectionEndpoint } = addresses;
  const endpoints: Record<string, string> = {
    pushed_authorization_request: parEndpoint,
    introspection: introspectionEndpoint,
  };
  return (ctx: KoaContextWithOIDC, { aud }: Record<string, unknown>): void => {
    const own = [issuer, tokenEndpoint, endpoints[ctx.oidc.route]];
    if ([aud].flat().some((audience) => typeof audience === 'string' && own.includes(audience))) return;
    throw new errors.InvalidClientAuth(`the audience (aud) of the client assertion is none of ${own.join(' ').trim()}`);
  };
}

/** Refuses what the standard asks to be equal or present and the library leaves open (FAPI 1.0 Advanced §5.2.2, domain rules of the UK). */
function assertRequestObject({ profile, clocks }: ProviderDependencies) {
  return (ctx: KoaContextWithOIDC, claims: Record<string, unknown>, header: Record<string, unknown>): void => {
    const refuse = (text: string): never => {
      throw new errors.InvalidRequestObject(text);
    };
    const critical = criticalIn(header);
    if (critical) refuse(`the request object ${critical}`);
    if (!profile.demands.wholeRequestObject) return;
    for (const name of ['exp', 'nbf', 'aud', 'iss', 'client_id', 'response_type', 'redirect_uri', 'scope']) {
      if (claims[name] === undefined) refuse(`the request object is missing the '${name}' claim`);
    }
    const now = Math.floor(clocks.protocol.now() / 1000);
    const { exp, nbf } = claims as { exp: number; nbf: number };
    if (exp <= nbf || exp - nbf > 3600) refuse("'exp' of the request object must be at most 60 minutes after 'nbf'");
    if (now - nbf > 3600) refuse("'nbf' of the request object is more than 60 minutes ago");
    if (ctx.oidc.route !== 'authorization') return;
    for (const [name, value] of Object.entries(ctx.query)) {
      if (claims[name] !== undefined && !sameParameter(value, claims[name])) {
        throw new errors.InvalidRequest(`${name} outside the request object differs from the one inside`);
      }
    }
  };
}

/** Whether a parameter says the same as a claim: lists of words in any order, JSON by its text. */
function sameParameter(parameter: unknown, claim: unknown): boolean {
  const text = typeof claim === 'object' ? JSON.stringify(claim) : String(claim);
  const words = (value: string): string => value.split(' ').sort().join(' ');
  return parameter === text || (typeof parameter === 'string' && words(parameter) === words(text));
}

/** OBIE Security Profile: a claim of the token endpoint's id_token, where there is a refresh token and it ends. */
const refreshTokenEnd = 'http://openbanking.org.uk/refresh_token_expires_at';

/** Makes the provider for a bank at these addresses; its state lives in the store alone. */
export function createProvider(deps: ProviderDependencies): Provider {
  followClock(deps.clocks.business);
  const { algorithms, authMethods, responseTypes, lifetimes: seconds, demands, offers } = deps.profile;

  const consents = { store: deps.store, revokeGrant: (grantId: string) => revokeGrant(deps.store, grantId) };
  const consumed: Consumed = async (kind, { grantId }) => {
    if (kind === 'AuthorizationCode' && grantId !== undefined) await takeNextGrant(consents, grantId);
  };

  const issuesRefreshToken = (client: KoaContextWithOIDC['oidc']['client']): boolean =>
    client?.grantTypeAllowed('refresh_token') === true && !deviates(deps.profile, 'token', 'no-refresh-token');

  const configuration: Configuration = {
    adapter: (model: string) => {
      if (!isKind(model))
        throw new Error(`The store has no kind ${model}, of which it would have to know what dates it`);
      return new StoreAdapter(model, deps.store, deps.clocks, refreshed(deps), consumed);
    },
    jwks: { keys: deps.signingKeys as never },
    cookies: {
      keys: [deps.cookieSecret],
      long: { signed: true, httpOnly: true, sameSite: 'lax' },
      short: { signed: true, httpOnly: true, sameSite: 'lax' },
    },
    scopes: ['openid', 'accounts', 'payments', 'fundsconfirmations'],
    acrValues,
    claims: {
      acr: null,
      auth_time: null,
      iss: null,
      sid: null,
      openid: ['sub', 'openbanking_intent_id', refreshTokenEnd],
    },
    subjectTypes: ['public'],
    responseTypes: [...responseTypes],
    clientAuthMethods: [...authMethods],
    enabledJWA: {
      idTokenSigningAlgValues: [...algorithms],
      requestObjectSigningAlgValues: [...algorithms],
      clientAuthSigningAlgValues: [...algorithms],
      authorizationSigningAlgValues: [...algorithms],
      introspectionSigningAlgValues: [...algorithms],
    },
    assertJwtClientAuthClaimsAndHeader: assertAudience(deps),
    clientDefaults: { id_token_signed_response_alg: 'PS256', authorization_signed_response_alg: 'PS256' },
    extraClientMetadata: { properties: ownClientMetadata, validator: () => {} },
    extraTokenClaims: (ctx, token) => {
      // The library leaves words that it does not know out of the request's parameters; the body has them still.
      if (token.kind === 'ClientCredentials') demandRegisteredScope(ctx.oidc.body?.scope, ctx.oidc.client?.scope);
      return undefined;
    },
    features: {
      devInteractions: { enabled: false },
      claimsParameter: {
        enabled: true,
        assertClaimsParameter: async (ctx, claims) => {
          await requireIntent(ctx, claims, { store: deps.store, clock: deps.clocks.business });
        },
      },
      clientCredentials: { enabled: true },
      fapi: {
        enabled: true,
        profile: (ctx) =>
          (demands.fapi || orderedWords(ctx.oidc.params?.response_type) === 'code id_token'
            ? '1.0 Final'
            : undefined) as never,
      },
      introspection: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      jwtResponseModes: { enabled: true },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        tlsClientAuth: true,
        getCertificate: (ctx) => deps.certificate(ctx)?.certificate as never,
        certificateAuthorized: (ctx) => deps.certificate(ctx) !== undefined,
        certificateSubjectMatches: (ctx, property, expected) =>
          property === 'tls_client_auth_subject_dn' &&
          sameDistinguishedName(deps.certificate(ctx)?.subjectDn ?? '', String(expected)),
      },
      pushedAuthorizationRequests: { enabled: true },
      requestObjects: {
        enabled: true,
        requireSignedRequestObject: demands.signedRequestObject,
        assertJwtClaimsAndHeader: assertRequestObject(deps),
      },
      rpInitiatedLogout: { enabled: false },
      // Nobody is answered there; without it the provider refuses the `userinfo` member of `claims`, which the standard asks for.
      userinfo: { enabled: true },
    },
    findAccount: async (ctx, sub, token) => ({
      accountId: sub,
      claims: (use) => {
        const asked = token && 'claims' in token ? token.claims : ctx.oidc.claims;
        const left = use === 'id_token' ? ctx.oidc.entities.RefreshToken?.remainingTTL : undefined;
        // Whoever judges it has a clock of its own, which stays when business time is moved.
        const ends = left && Math.floor(deps.clocks.protocol.now() / 1000) + left;
        return { sub, openbanking_intent_id: intentIdOf(asked), ...(ends && { [refreshTokenEnd]: ends }) };
      },
    }),
    interactions: {
      policy: customerPolicy(deps) as never,
      url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
    },
    loadExistingGrant: async (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId;
      return grantId ? ctx.oidc.provider.Grant.find(grantId) : undefined;
    },
    issueRefreshToken: async (_ctx, client) => issuesRefreshToken(client),
    expiresWithSession: async () => false,
    rotateRefreshToken: offers.refreshTokenRotation || deviates(deps.profile, 'token', 'error-500-after-rotation'),
    pkce: { required: (ctx) => demands.pkceWhenPushed && ctx.oidc.route === 'pushed_authorization_request' },
    renderError: async (ctx, out, error) => {
      const detail = error instanceof errors.OIDCProviderError && error.expose ? error.error_detail : undefined;
      const text = [out.error_description ?? out.error, detail].filter(Boolean).join(': ');
      if (wantsJson(ctx)) ctx.body = { error: out.error, error_description: text };
      else showError(ctx, ctx.status, 'This authorisation cannot go on', text);
    },
    routes: {
      authorization: '/auth',
      token: '/token',
      pushed_authorization_request: '/par',
      introspection: '/introspection',
      jwks: '/jwks',
    },
    ttl: {
      AccessToken: withinGrant(seconds.accessToken),
      AuthorizationCode: seconds.code,
      ClientCredentials: seconds.clientCredentials,
      Grant: seconds.refreshToken * 4,
      IdToken: seconds.idToken,
      Interaction: seconds.interaction,
      RefreshToken: withinGrant(seconds.refreshToken),
      Session: seconds.interaction,
    },
  };
  const provider = new Provider(deps.addresses.issuer, configuration);
  amend(provider, deps);
  takeAssertions(provider, deps, issuesRefreshToken);
  return provider;
}
