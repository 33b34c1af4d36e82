/** The claims of a registration request: their form. What they may say is for checks.ts. */
import { z } from 'zod';
import type { JsonObject } from '../pki/json-object.ts';
import { quoted, type RegistrationErrorCode, RegistrationRefused } from './refusal.ts';

const text = z.string().min(1);

/** Open Banking DCR 3.3 and 3.4, OBClientRegistration1. */
const registrationClaims = z.looseObject({
  iss: text,
  iat: z.number().int(),
  exp: z.number().int(),
  aud: z.union([text, z.array(text).min(1)]),
  jti: text,
  software_statement: text,
  software_id: text.optional(),
  client_id: text.optional(),
  redirect_uris: z.array(text.max(256)).min(1).optional(),
  application_type: text,
  grant_types: z.array(text).min(1),
  response_types: z.array(text).optional(),
  scope: text.max(256),
  subject_type: text.optional(),
  token_endpoint_auth_method: text,
  token_endpoint_auth_signing_alg: text.optional(),
  tls_client_auth_subject_dn: text.max(512).optional(),
  id_token_signed_response_alg: text,
  request_object_signing_alg: text,
});
export type RegistrationClaims = z.infer<typeof registrationClaims>;

/** What a claim must be, to complete "… is …, which is not". */
const expected: Record<string, string> = {
  iat: 'whole seconds since 1970',
  exp: 'whole seconds since 1970',
  aud: "the bank's organisation id",
  redirect_uris: 'an array of one or more URIs of at most 256 characters each',
  grant_types: 'an array of one or more grant types',
  response_types: 'an array of response types',
  scope: 'scopes separated by spaces, at most 256 characters',
  tls_client_auth_subject_dn: 'a distinguished name of at most 512 characters',
};

const misspelled: Record<string, string> = {
  scope: 'scopes',
  redirect_uris: 'redirect_uri',
  grant_types: 'grant_type',
};

/**
 * The claims in their form.
 *
 * @throws RegistrationRefused naming the first claim that is absent or of another form.
 */
export function claimsFrom(payload: JsonObject): RegistrationClaims {
  const parsed = registrationClaims.safeParse(payload);
  if (parsed.success) return parsed.data;
  const claim = String(parsed.error.issues[0]?.path[0] ?? 'payload');
  throw new RegistrationRefused(codeOf(claim), `${claim} ${complaint(claim, payload)}`);
}

function complaint(claim: string, payload: JsonObject): string {
  const should = expected[claim] ?? 'a text that is not empty';
  if (claim in payload) return `is ${quoted(payload[claim])}, which is not ${should}`;
  const other = misspelled[claim];
  const hint = other !== undefined && other in payload ? `; ${other} is a misspelling of it` : '';
  return `is missing: expected ${should}${hint}`;
}

function codeOf(claim: string): RegistrationErrorCode {
  if (claim === 'redirect_uris') return 'invalid_redirect_uri';
  return claim === 'software_statement' ? 'invalid_software_statement' : 'invalid_client_metadata';
}
