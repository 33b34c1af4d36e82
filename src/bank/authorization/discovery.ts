/** The discovery document as UK banks shape it: mutual-TLS endpoints named directly, every URL https, keys at the directory. */
import type { Addresses } from '../addresses.ts';
import type { Profile } from '../profile/profile.ts';
import { jwtBearer } from '../registration/versions.ts';

/**
 * OpenID Connect Discovery 1.0 §3 with RFC 8705 §5, and the APIs by RFC 9728 §4, so that an openbanking.json that names none finds them. `provided` is what the provider published; what depends on the listener that
 * was asked is replaced, so that the document is the same whoever reads it.
 */
export function discoveryDocument(provided: object, addresses: Addresses, profile: Profile): Record<string, unknown> {
  const { userinfo_endpoint: _unanswered, ...rest } = provided as Record<string, unknown>;
  return {
    ...rest,
    issuer: addresses.issuer,
    authorization_endpoint: addresses.authorizationEndpoint,
    token_endpoint: addresses.tokenEndpoint,
    registration_endpoint: addresses.registrationEndpoint,
    pushed_authorization_request_endpoint: addresses.parEndpoint,
    introspection_endpoint: addresses.introspectionEndpoint,
    jwks_uri: addresses.jwksUri,
    protected_resources: Object.values(addresses.accountInformation),
    mtls_endpoint_aliases: {
      token_endpoint: addresses.tokenEndpoint,
      registration_endpoint: addresses.registrationEndpoint,
      pushed_authorization_request_endpoint: addresses.parEndpoint,
      introspection_endpoint: addresses.introspectionEndpoint,
    },
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token', jwtBearer],
    response_modes_supported: profile.responseModes,
    request_object_signing_alg_values_supported: profile.requestObjectAlgorithms,
    ...(profile.demands.signedRequestObject && { require_signed_request_object: true }),
    claims_supported: ['acr', 'auth_time', 'iss', 'openbanking_intent_id', 'sub'],
  };
}
