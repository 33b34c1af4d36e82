/** The authorisation request: what the customer's browser carries to the bank, as a signed request object. */

import { consentKinds } from '../../standard/consent-kinds.ts';
import { t } from '../../standard/language.ts';
import { assertSecret, registeredMetadata } from '../client/client.ts';
import { findConsent, updateConsent } from '../consents/kept.ts';
import type { BankMetadata } from '../discovery/discovery.ts';
import { fail } from '../errors.ts';
import { signJwt, unsecuredJwt } from '../jwt/sign.ts';
import type { SigningKey } from '../keys/private-key.ts';
import { assertSendable, errorsIn } from '../registration/finding.ts';
import type { ClaimFinding } from '../registration/preflight.ts';
import { currentClient, type Session } from '../session.ts';
import { isPermissive } from '../workspace/profile.ts';
import type { ClientRecord } from '../workspace/state.ts';
import { assertAuthorisable } from './authorisable.ts';
import { preflightRequest, requestContext } from './preflight-request.ts';
import { isPushed, push } from './pushed.ts';

export interface Forcing {
  /** Sends the request although the preflight finds errors in it. */
  force?: boolean;
  /** Told of those errors when it is sent all the same. */
  onForced?(errors: ClaimFinding[]): void;
}

export interface AuthorisationOptions extends Forcing {
  /** Which of the registered redirect URIs takes the answer; default: the first. */
  redirectUri?: string;
  /** `openid accounts` for account information. */
  scope?: string;
  /** Claims and header as a developer edited them; default: those of the choices. */
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  /** The answer is for another program, which has the client's secret: that it is not here is no reason to make no request. */
  answeredElsewhere?: boolean;
  /** For a URL that a camera reads: pushes the request also where the bank merely offers that. */
  short?: boolean;
  /** That of the preview which the edited claims come from, where it used PKCE. */
  codeVerifier?: string;
}

export interface AuthorisationRequest {
  /** Where the customer's browser goes. */
  url: string;
  /** Milliseconds since the epoch, until when the bank takes this URL; it may be opened until then. */
  expiresAt?: number;
  consentId: string;
  state: string;
  redirectUri: string;
  responseType: string;
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  /** The request object, signed, or unsecured where the client registered `none` with a permissive bank. */
  requestObject: string;
  /** Present when the flow uses PKCE (RFC 7636). */
  codeVerifier?: string;
}

/** A request that nobody has seen yet; without `url` where the bank has the request pushed first (RFC 9126), which only sending does. */
export type AuthorisationPreview = Omit<AuthorisationRequest, 'url' | 'expiresAt'> & { url?: string };

/** Seconds from `nbf` to `exp`; FAPI 1.0 Advanced §5.2.2-13 allows up to an hour. */
const defaultLifetime = 300;
/** Seconds that `nbf` lies in the past, for a bank whose clock is behind. */
const clockAllowance = 10;

/**
 * Makes the request that asks the customer to authorise a consent (FAPI 1.0 Advanced §5.2.2 and §5.2.3, OBIE security profile), and remembers
 * on the consent what its answer must fit. Asking again for the same consent replaces what was remembered before.
 * @throws OpenBankingError `consent_not_authorised` where no customer can authorise it any more, `client_not_found`, `client_secret_missing` and those of a `secretCommand`, `preflight_failed`, `consent_not_found`, `redirect_uri_mismatch`, and those of a pushed request
 * @example
 * const { url } = await authorisationRequest(session, consent.consentId);
 */
export async function authorisationRequest(
  session: Session,
  consentId: string,
  options: AuthorisationOptions = {},
): Promise<AuthorisationRequest> {
  const client = await currentClient(session);
  if (!options.force) assertAuthorisable(session, await findConsent(session, consentId));
  // No customer is asked for an answer that could not be exchanged.
  if (!options.answeredElsewhere) await assertSecret(session, client);
  const preview = await previewAuthorisationRequest(session, consentId, options);
  await lookOver(session, preview, options);
  const { url, expiresAt } = await urlOf(session, preview);
  const responseMode = responseModeOf(preview);
  const { document } = await session.metadata();
  await updateConsent(session, preview.consentId, (consent) => ({
    ...consent,
    pending: {
      state: preview.state,
      nonce: String(preview.claims.nonce ?? ''),
      redirectUri: preview.redirectUri,
      responseType: preview.responseType,
      ...(responseMode === undefined ? {} : { responseMode }),
      ...(document.authorization_response_iss_parameter_supported ? { announcesIss: true } : {}),
      codeVerifier: preview.codeVerifier,
      startedAt: new Date(session.surroundings.now()).toISOString(),
    },
  }));
  return { ...preview, url, expiresAt };
}

/** An error of the preflight stops the request, unless somebody wants to learn what the bank says to it. */
async function lookOver(session: Session, preview: AuthorisationPreview, options: AuthorisationOptions): Promise<void> {
  const { claims, header, consentId } = preview;
  const verifier = options.codeVerifier ?? preview.codeVerifier;
  const context = {
    ...(await requestContext(session, consentId, claims)),
    codeChallenge: verifier === undefined ? undefined : (await challengeOf(verifier)).code_challenge,
  };
  const findings = preflightRequest(claims, header, context);
  const errors = errorsIn(findings);
  if (options.force && errors.length > 0) options.onForced?.(errors);
  if (!options.force)
    assertSendable(findings, t('authorisation request'), {
      try: t('To learn what the bank says, send it as it is.'),
      remedies: [{ do: 'authoriseAnyway', consentId }],
    });
}

/** How the bank is to answer: `jwt` and its like ask for a signed answer (JARM §2.3). */
export function responseModeOf({ claims }: Pick<AuthorisationRequest, 'claims'>): string | undefined {
  const { response_mode: mode } = claims;
  return typeof mode === 'string' ? mode : undefined;
}

/** The same request without effect: nothing is pushed to the bank, nothing remembered. */
export async function previewAuthorisationRequest(
  session: Session,
  consentId: string,
  options: AuthorisationOptions = {},
): Promise<AuthorisationPreview> {
  const [consent, client, metadata] = await Promise.all([
    findConsent(session, consentId),
    currentClient(session),
    session.metadata(),
  ]);
  const { entry } = session.bank;
  const redirectUri = redirectUriOf(client, options.redirectUri);
  const responseType = responseTypeOf(session, client, metadata);
  const codeVerifier = usesPkce(session, metadata)
    ? session.surroundings.token() + session.surroundings.token()
    : undefined;
  const state = session.surroundings.token();
  const nbf = Math.floor(session.surroundings.now() / 1000) - clockAllowance;
  const wanted = entry.authorizationRequest ?? {};
  const intent = { openbanking_intent_id: { value: consent.consentId, essential: true } };
  const claims: Record<string, unknown> = {
    iss: client.clientId,
    aud: wanted.audience ?? metadata.issuer,
    nbf,
    iat: nbf + clockAllowance,
    exp: nbf + (wanted.lifetime ?? defaultLifetime),
    jti: session.surroundings.uuid(),
    client_id: client.clientId,
    response_type: responseType,
    redirect_uri: redirectUri,
    scope: options.scope ?? `openid ${consentKinds[consent.kind].scope}`,
    state,
    nonce: session.surroundings.token(),
    ...(wanted.responseMode === undefined ? {} : { response_mode: wanted.responseMode }),
    ...(wanted.maxAge === undefined ? {} : { max_age: wanted.maxAge }),
    ...(codeVerifier === undefined ? {} : await challengeOf(codeVerifier)),
    claims: {
      userinfo: intent,
      id_token: { ...intent, ...(wanted.acr ? { acr: { essential: true, values: wanted.acr } } : {}) },
    },
  };
  const made = { consentId: consent.consentId, state, redirectUri, responseType, claims, codeVerifier };
  const request = options.claims ? edited(made, options.claims, options.codeVerifier) : made;
  const signed = { ...request, ...(await requestObjectOf(session, client, request.claims, options.header)) };
  return {
    ...signed,
    url: isPushed(session, metadata, options.short) ? undefined : urlWith(metadata, parametersOf(signed)),
  };
}

type Unsigned = Omit<AuthorisationRequest, 'url' | 'expiresAt' | 'header' | 'requestObject'>;

/** What a developer made of the claims. Its answer has to be recognised, so two of them must be texts; the bank may judge the rest. */
function edited(made: Unsigned, claims: Record<string, unknown>, codeVerifier: string | undefined): Unsigned {
  const { state, redirect_uri: redirectUri, response_type: responseType } = claims;
  if (typeof state === 'string' && state !== '' && typeof redirectUri === 'string') {
    return {
      consentId: made.consentId,
      state,
      redirectUri,
      responseType: String(responseType ?? ''),
      claims,
      codeVerifier: claims.code_challenge === undefined ? undefined : codeVerifier,
    };
  }
  return fail({
    code: 'preflight_failed',
    message: t('The request has no state or no redirect_uri, so its answer could not be recognised.'),
    try: t('Put both back; nothing was sent.'),
  });
}

async function requestObjectOf(
  session: Session,
  client: ClientRecord,
  claims: Record<string, unknown>,
  wanted: Record<string, unknown> = {},
): Promise<{ header: Record<string, unknown>; requestObject: string }> {
  const { entry } = session.bank;
  const algorithm =
    typeof wanted.alg === 'string'
      ? wanted.alg
      : (entry.authorizationRequest?.algorithm ?? registeredMetadata(client).request_object_signing_alg?.[0]);
  if (algorithm === 'none') {
    if (isPermissive(entry)) {
      return { header: { alg: 'none' }, requestObject: unsecuredJwt(claims) };
    }
    return fail({
      code: 'preflight_failed',
      message: t('The client is registered for unsecured request objects, which this bank must not be sent.'),
      try: t('Update the client with request_object_signing_alg PS256; none is for a permissive sandbox only.'),
    });
  }
  const own = withAlgorithm(await session.workspace.signingKey(session.bank), algorithm);
  const key = typeof wanted.kid === 'string' ? { ...own, kid: wanted.kid } : own;
  const header = { typ: 'JWT', ...wanted, alg: key.algorithm, kid: key.kid };
  return { header, requestObject: await signJwt(claims, key, header) };
}

/** The same key with another algorithm of its kind, when one is named. */
function withAlgorithm(key: SigningKey, algorithm: string | undefined): SigningKey {
  return algorithm === 'PS256' || algorithm === 'RS256' || algorithm === 'ES256' ? { ...key, algorithm } : key;
}

function redirectUriOf(client: ClientRecord, wanted: string | undefined): string {
  const uris = registeredMetadata(client).redirect_uris ?? [];
  const found = wanted === undefined ? uris[0] : uris.find((uri) => uri === wanted);
  return (
    found ??
    fail({
      code: 'redirect_uri_mismatch',
      message: wanted
        ? t('The redirect URI {0} is not registered for this client.', wanted)
        : t('The client has no redirect URI.'),
      try:
        uris.length === 0
          ? t('Update the client with one: it has none.')
          : t('Use one that is registered ({0}), or update the client.', uris.join(', ')),
    })
  );
}

function responseTypeOf(session: Session, client: ClientRecord, metadata: BankMetadata): string {
  const wanted = session.bank.entry.authorizationRequest?.responseType;
  if (wanted) return wanted;
  const offered = metadata.document.response_types_supported;
  const types = (registeredMetadata(client).response_types ?? ['code id_token']).filter(
    (type) => offered === undefined || offered.includes(type),
  );
  return types.find((type) => type === 'code id_token') ?? types[0] ?? 'code';
}

/** As the entry says; otherwise where discovery offers it, which no bank that offers it can mind (RFC 7636, RFC 9700 §2.1.1). */
function usesPkce(session: Session, metadata: BankMetadata): boolean {
  const offered = metadata.document.code_challenge_methods_supported?.includes('S256') ?? false;
  return session.bank.entry.authorizationRequest?.pkce ?? offered;
}

async function challengeOf(codeVerifier: string): Promise<Record<string, string>> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(codeVerifier));
  return { code_challenge: Buffer.from(digest).toString('base64url'), code_challenge_method: 'S256' };
}

/** Outside the object stand only the four parameters that OAuth demands, equal to those inside (OIDC Core §6.1). */
function parametersOf({ claims, requestObject }: Unsigned & { requestObject: string }): Record<string, string> {
  const { client_id, response_type, scope } = claims;
  const outside = { client_id, response_type, scope, request: requestObject };
  return Object.fromEntries(
    Object.entries(outside).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function urlWith({ browserEndpoint }: BankMetadata, parameters: Record<string, string>): string {
  const url = new URL(browserEndpoint);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** The request object ends with its `exp`, a pushed request when the bank says so, and not later. */
async function urlOf(
  session: Session,
  preview: AuthorisationPreview,
): Promise<Pick<AuthorisationRequest, 'expiresAt'> & { url: string }> {
  const { exp } = preview.claims;
  const ends = typeof exp === 'number' ? exp * 1000 : Number.POSITIVE_INFINITY;
  const at = (end: number) => (Number.isFinite(end) ? { expiresAt: end } : {});
  if (preview.url !== undefined) return { url: preview.url, ...at(ends) };
  const { parameters, lifetime } = await push(session, parametersOf(preview));
  const kept = lifetime === undefined ? ends : session.surroundings.now() + lifetime * 1000;
  return { url: urlWith(await session.metadata(), parameters), ...at(Math.min(ends, kept)) };
}
