/** What a strict bank (FAPI 1.0 Advanced) and a permissive one (the guide's) take. */
import type { Profile } from '../options.ts';

export interface ProfileRules {
  /** Algorithms of the request's own signature, and of id_tokens and client assertions. */
  algorithms: readonly string[];
  requestObjectAlgorithms: readonly string[];
  authMethods: readonly string[];
  /** Loopback http and custom schemes for native applications. */
  nativeRedirects: boolean;
  /** `aud` may be the issuer's URL, as two UK banks have it. */
  issuerAsAudience: boolean;
}

export const profileRules: Record<Profile, ProfileRules> = {
  strict: {
    algorithms: ['PS256'],
    requestObjectAlgorithms: ['PS256'],
    authMethods: ['private_key_jwt', 'tls_client_auth'],
    nativeRedirects: false,
    issuerAsAudience: false,
  },
  permissive: {
    algorithms: ['PS256', 'RS256'],
    requestObjectAlgorithms: ['PS256', 'RS256', 'none'],
    authMethods: ['private_key_jwt', 'tls_client_auth', 'client_secret_basic'],
    nativeRedirects: true,
    issuerAsAudience: true,
  },
};
