/** Re-authentication without a redirect (RFC 7523 §2.1): the client vouches for the customer of a consent that stands, and gets tokens for it. */
import type { JWK } from 'jose';
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { z } from 'zod';
import { truncate } from '../../standard/truncate.ts';
import type { Consent } from '../data/records.ts';
import { isSignedBy, type Jws, JwsRefused, parseJws } from '../pki/jws.ts';
import { jwtBearer } from '../registration/versions.ts';
import type { ProviderDependencies } from './provider.ts';

type Deps = Pick<ProviderDependencies, 'addresses' | 'store' | 'clocks' | 'certificate'>;

/** Open Banking Read/Write API Profile, "Re-authentication": the intent is the subject; `vot` is a vector of trust (RFC 8485). */
const assertionClaims = z.looseObject({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  jti: z.string().min(1),
  nbf: z.number().optional(),
  iat: z.number().optional(),
  vot: z.string().optional(),
});

const expected: Readonly<Record<keyof z.infer<typeof assertionClaims>, string>> = {
  iss: 'the client_id',
  sub: 'the ConsentId',
  aud: 'the token endpoint',
  exp: 'a number of seconds since 1970',
  jti: 'a text of its own in each assertion',
  nbf: 'a number of seconds since 1970',
  iat: 'a number of seconds since 1970',
  vot: 'a vector of trust as text, or left out',
};

const refuse = (description: string): never => {
  throw new errors.InvalidGrant(description);
};

/** Takes such assertions at the token endpoint. `issuesRefreshToken` says whether a client gets one, as with a code. */
export function takeAssertions(
  provider: Provider,
  deps: Deps,
  issuesRefreshToken: (client: KoaContextWithOIDC['oidc']['client']) => boolean,
): void {
  provider.registerGrantType(
    jwtBearer,
    async (ctx: KoaContextWithOIDC) => {
      const { client, params } = ctx.oidc;
      if (client === undefined) throw new errors.InvalidClient('there is no client');
      const { assertion, scope } = params as { assertion?: string; scope?: string };
      if (!assertion) throw new errors.InvalidRequest("missing required parameter 'assertion'");
      if (scope?.split(' ').some((word) => word !== 'accounts'))
        throw new errors.InvalidScope('the assertion is for scope accounts', scope);
      const claims = await claimsOf(assertion, client, deps);
      const consent = await standingConsent(claims.sub, client.clientId, deps);
      const grant = await provider.Grant.find(consent.grantId ?? '');
      if (grant === undefined)
        return refuse(`the grant of consent ${claims.sub} is over; its customer has to authorise it`);
      // Last, so that an assertion that is refused for another reason may be sent again.
      const isFirst = await (provider as unknown as Replays).ReplayDetection.unique(claims.iss, claims.jti, claims.exp);
      if (!isFirst)
        refuse(`the assertion was used before (jti ${truncate(claims.jti, 80)}): each needs a jti of its own`);

      ctx.oidc.entity('Grant', grant);
      const given = { accountId: consent.customerId ?? '', client, grantId: consent.grantId ?? '', gty: jwtBearer };
      const token = new provider.AccessToken({ ...given, scope: 'accounts' } as never);
      const certificate = deps.certificate(ctx)?.certificate;
      if (certificate === undefined) return refuse('mutual TLS client certificate not provided');
      token.setThumbprint('x5t', certificate as never);
      ctx.oidc.entity('AccessToken', token);
      const refresh = issuesRefreshToken(client)
        ? new provider.RefreshToken({ ...given, scope: 'accounts', rotations: 0 } as never)
        : undefined;
      ctx.body = {
        access_token: await token.save(),
        expires_in: token.expiration,
        token_type: token.tokenType,
        scope: 'accounts',
        ...(refresh !== undefined && { refresh_token: await refresh.save() }),
      };
    },
    ['assertion', 'scope'],
  );
}

/** The published types leave it out. */
interface Replays {
  ReplayDetection: { unique(issuer: string, jti: string, exp: number): Promise<boolean> };
}

/** @throws invalid_grant for what the client did not sign, for this bank and this moment */
async function claimsOf(
  assertion: string,
  client: NonNullable<KoaContextWithOIDC['oidc']['client']>,
  { addresses, clocks }: Deps,
) {
  const jws = parsed(assertion);
  if (jws.alg !== 'PS256') refuse(`the assertion is signed with ${truncate(jws.alg, 20)}: PS256 is wanted`);
  const { keys = [] } = (client.metadata().jwks ?? {}) as { keys?: JWK[] };
  const key = keys.find(({ kid }) => kid === jws.kid);
  if (key === undefined) return refuse(`the assertion's kid ${truncate(jws.kid, 80)} is no signing key of this client`);
  if (!(await isSignedBy(jws, key)))
    refuse(`the signature of the assertion is not by the key ${truncate(jws.kid, 80)}`);

  const read = assertionClaims.safeParse(jws.payload);
  if (!read.success) {
    const name = String(read.error.issues[0]?.path[0]);
    const wanted = Object.entries(expected).find(([claim]) => claim === name)?.[1] ?? 'another value';
    return refuse(`${name} of the assertion is ${name in jws.payload ? 'wrong' : 'missing'}: it has to be ${wanted}`);
  }
  const claims = read.data;
  const now = Math.floor(clocks.protocol.now() / 1000);
  if (claims.iss !== client.clientId)
    refuse(`iss of the assertion is ${truncate(claims.iss, 80)}: it has to be the client_id, ${client.clientId}`);
  if (![claims.aud].flat().includes(addresses.tokenEndpoint))
    refuse(`aud of the assertion is not the token endpoint, ${addresses.tokenEndpoint}`);
  if (claims.exp <= now) refuse(`the assertion expired at ${claims.exp}: the bank's clock says ${now}`);
  if ((claims.nbf ?? 0) > now)
    refuse(`the assertion is not to be used before ${claims.nbf}: the bank's clock says ${now}`);
  return claims;
}

function parsed(assertion: string): Jws {
  try {
    return parseJws(assertion);
  } catch (error) {
    if (error instanceof JwsRefused) return refuse(`the assertion ${error.message}`);
    throw error;
  }
}

/** @throws invalid_grant for a consent that its customer has to be asked about first */
async function standingConsent(consentId: string, clientId: string, { store, clocks }: Deps): Promise<Consent> {
  const consent = await store.get<Consent>('Consent', consentId);
  if (consent === undefined || consent.clientId !== clientId)
    return refuse(`sub of the assertion, ${truncate(consentId, 80)}, is not a consent of this client`);
  if (consent.status === 'expired' || (consent.expiresAt ?? Number.POSITIVE_INFINITY) <= clocks.business.now())
    return refuse(`consent ${consentId} has expired: create a new one`);
  if (consent.status === 'rejected') return refuse(`consent ${consentId} was rejected: create a new one`);
  if (consent.status === 'revoked')
    return refuse(`consent ${consentId} was withdrawn: its customer has to authorise it anew`);
  if (consent.status !== 'authorised') return refuse(`consent ${consentId} awaits its customer's authorisation`);
  return consent;
}
