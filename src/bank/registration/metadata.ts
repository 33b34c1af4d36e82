/** From claims to what the authorization server keeps and to what the TPP is answered. */
import type { JWK } from 'jose';
import type { JsonObject } from '../pki/json-object.ts';
import type { ClientMetadata } from './clients.ts';
import { isNative, redirectUrisOf } from './redirects.ts';
import type { Submission } from './submission.ts';

/** Claims that are about the request's JWT, not about the client. */
const ofTheJwt = new Set(['iss', 'iat', 'exp', 'nbf', 'aud', 'jti']);
/** Claims of the request that the answer repeats as they came. */
const echoed = [
  'application_type',
  'grant_types',
  'scope',
  'subject_type',
  'token_endpoint_auth_method',
  'token_endpoint_auth_signing_alg',
  'tls_client_auth_subject_dn',
  'id_token_signed_response_alg',
  'request_object_signing_alg',
  'software_statement',
] as const;

/** Metadata for the authorization server; `ob_*` members are the bank's own. */
export function metadataOf(
  submission: Submission,
  client: { clientId: string; secret: string | undefined },
  signingKeys: JWK[],
): ClientMetadata {
  const { claims, statement } = submission;
  const method = claims.token_endpoint_auth_method;
  const requestObject = claims.request_object_signing_alg;
  return {
    client_id: client.clientId,
    ...(client.secret === undefined ? {} : { client_secret: client.secret }),
    client_name: statement.software_client_name,
    redirect_uris: redirectUrisOf(submission),
    application_type: isNative(claims.application_type) ? 'native' : 'web',
    grant_types: [...new Set(claims.grant_types)],
    response_types: responseTypesOf(submission),
    scope: claims.scope,
    subject_type: 'public',
    token_endpoint_auth_method: method,
    // The authorization server refuses it beside a method that signs nothing.
    ...(method === 'private_key_jwt'
      ? { token_endpoint_auth_signing_alg: claims.token_endpoint_auth_signing_alg }
      : {}),
    ...(method === 'tls_client_auth' ? { tls_client_auth_subject_dn: claims.tls_client_auth_subject_dn } : {}),
    tls_client_certificate_bound_access_tokens: true,
    id_token_signed_response_alg: claims.id_token_signed_response_alg,
    ...(requestObject === 'none' ? {} : { request_object_signing_alg: requestObject }),
    require_signed_request_object: requestObject !== 'none',
    jwks: { keys: signingKeys },
    ob_software_id: statement.software_id,
    ob_organisation_id: statement.org_id,
    ob_request_object_signing_alg: requestObject,
  };
}

/** What the answer repeats: the software statement's claims and, over them, the request's. */
export function registrationAnswer(submission: Submission): JsonObject {
  const { claims, statement } = submission;
  const flattened = Object.entries(statement).filter(([claim]) => !ofTheJwt.has(claim));
  const requested = echoed.filter((claim) => claims[claim] !== undefined).map((claim) => [claim, claims[claim]]);
  return {
    ...Object.fromEntries(flattened),
    ...Object.fromEntries(requested),
    redirect_uris: redirectUrisOf(submission),
    response_types: responseTypesOf(submission),
    client_name: statement.software_client_name,
    jwks_uri: statement.software_jwks_endpoint,
    tls_client_certificate_bound_access_tokens: true,
  };
}

/** Absent, it is `code id_token` for a client that has the authorization code grant (DCR 3.3). */
function responseTypesOf({ claims }: Submission): string[] {
  const usual = claims.grant_types.includes('authorization_code') ? ['code id_token'] : [];
  return [...new Set(claims.response_types ?? usual)];
}

/** Whether the client authenticates with a secret of the bank's. */
export function needsSecret({ claims }: Submission): boolean {
  return claims.token_endpoint_auth_method.startsWith('client_secret_');
}
