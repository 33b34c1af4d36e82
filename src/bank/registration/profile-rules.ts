/** What a strict bank (FAPI 1.0 Advanced) and a permissive one (the guide's) take, at registration and of those who registered. */
import type { Profile } from '../options.ts';
import type { ClientMetadata } from './clients.ts';

type Algorithm = 'PS256' | 'ES256' | 'RS256';

export interface ProfileRules {
  /** Algorithms of the request's own signature, and of id_tokens and client assertions. */
  algorithms: readonly Algorithm[];
  requestObjectAlgorithms: readonly (Algorithm | 'none')[];
  authMethods: readonly ('private_key_jwt' | 'tls_client_auth' | 'client_secret_basic')[];
  /** Loopback http and custom schemes for native applications. */
  nativeRedirects: boolean;
  /** `aud` may be the issuer's URL, as two UK banks have it. */
  issuerAsAudience: boolean;
}

export const profileRules: Record<Profile, ProfileRules> = {
  strict: {
    algorithms: ['PS256', 'ES256'],
    requestObjectAlgorithms: ['PS256', 'ES256'],
    authMethods: ['private_key_jwt', 'tls_client_auth'],
    nativeRedirects: false,
    issuerAsAudience: false,
  },
  permissive: {
    algorithms: ['PS256', 'ES256', 'RS256'],
    requestObjectAlgorithms: ['PS256', 'ES256', 'RS256', 'none'],
    authMethods: ['private_key_jwt', 'tls_client_auth', 'client_secret_basic'],
    nativeRedirects: true,
    issuerAsAudience: true,
  },
};

/**
 * Why a bank does not take a client that registered when its profile was another; undefined when it does. What one request alone has, an
 * unsecured request object or a redirect URI, is judged at that request.
 */
export function objectionToClient(client: ClientMetadata, profile: Profile): string | undefined {
  const { algorithms, requestObjectAlgorithms, authMethods } = profileRules[profile];
  const members: [name: string, taken: readonly string[]][] = [
    ['token_endpoint_auth_method', authMethods],
    ['token_endpoint_auth_signing_alg', algorithms],
    ['id_token_signed_response_alg', algorithms],
    ['request_object_signing_alg', requestObjectAlgorithms],
  ];
  for (const [name, taken] of members) {
    const { [name]: value } = client;
    if (value === undefined || taken.includes(String(value))) continue;
    return `The client is registered with ${name} ${value}, and a ${profile} bank takes ${taken.join(', ')}: ${otherwise}`;
  }
  return undefined;
}

const otherwise =
  'register another client, or start the bank with the profile that it had when this one registered (--profile permissive)';
