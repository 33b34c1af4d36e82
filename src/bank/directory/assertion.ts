/** Software statement assertions: what the directory says about a TPP's software, signed. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Addresses } from '../addresses.ts';
import type { SigningKey } from '../pki/authority.ts';
import type { JsonObject } from '../pki/json-object.ts';
import { isSignedBy, JwsRefused, parseJws, signPs256 } from '../pki/jws.ts';
import type { Organisation, SoftwareStatement } from './records.ts';

/** The claims that a bank reads; the others are handed through to the registration's answer. */
const assertionClaims = z.looseObject({
  iss: z.string(),
  iat: z.number().int(),
  jti: z.string(),
  software_environment: z.string(),
  software_mode: z.string(),
  software_id: z.string().regex(/^[0-9a-zA-Z]{1,22}$/),
  software_client_name: z.string(),
  software_redirect_uris: z.array(z.string()),
  software_roles: z.array(z.string()),
  software_jwks_endpoint: z.string(),
  org_id: z.string().max(35),
  org_status: z.string(),
  organisation_competent_authority_claims: z.looseObject({
    status: z.string(),
    authorisations: z.array(z.looseObject({ member_state: z.string(), roles: z.array(z.string()) })),
  }),
});
export type AssertionClaims = z.infer<typeof assertionClaims>;

/** What {@link verifyAssertion} finds; `refused` completes the sentence "software_statement …". */
export type AssertionVerdict = { claims: AssertionClaims } | { refused: string };

/** Every claim of the Directory's assertion (directory-api-swagger.yaml, v2.1 software-statement-assertion). */
export function statementClaims(
  organisation: Organisation,
  statement: SoftwareStatement,
  addresses: Addresses,
  now: number,
): JsonObject {
  const { organisationId } = organisation;
  const { softwareId } = statement;
  const store = `${addresses.keystore}/${organisationId}`;
  const site = 'https://tpp.example';
  return {
    iss: 'OpenBanking Ltd',
    iat: Math.floor(now / 1000),
    jti: randomUUID(),
    software_environment: 'sandbox',
    software_mode: statement.mode,
    software_id: softwareId,
    software_client_id: softwareId,
    software_client_name: statement.clientName,
    software_client_description: `${statement.clientName}, made by the workbench's own directory`,
    software_version: '1.0',
    software_client_uri: site,
    software_redirect_uris: statement.redirectUris,
    software_roles: statement.roles,
    organisation_competent_authority_claims: {
      authority_id: 'FCAGBR',
      registration_id: organisation.registrationId,
      status: organisation.status,
      authorisations: [{ member_state: 'GB', roles: organisation.roles }],
    },
    software_logo_uri: `${site}/logo.png`,
    org_status: organisation.status,
    org_id: organisationId,
    org_name: organisation.name,
    org_contacts: [
      { name: 'Technical', email: 'technical@tpp.example', phone: '+442079460000', type: 'Technical' },
      { name: 'Business', email: 'business@tpp.example', phone: '+442079460001', type: 'Business' },
    ],
    org_jwks_endpoint: `${store}/${organisationId}.jwks`,
    org_jwks_revoked_endpoint: `${store}/revoked/${organisationId}.jwks`,
    software_jwks_endpoint: `${store}/${softwareId}.jwks`,
    software_jwks_revoked_endpoint: `${store}/revoked/${softwareId}.jwks`,
    software_policy_uri: `${site}/policy`,
    software_tos_uri: `${site}/terms`,
    software_on_behalf_of_org: organisation.name,
  };
}

/** Signs an assertion PS256, `typ` and `kid` in its header; it has no `exp`. */
export function signAssertion(claims: JsonObject, key: SigningKey): Promise<string> {
  return signPs256(claims, key.key, key.kid);
}

/** Whether an assertion is the directory's own, whole and unchanged. Age and standing are the bank's to judge. */
export async function verifyAssertion(text: string, key: SigningKey): Promise<AssertionVerdict> {
  try {
    const jws = parseJws(text);
    if (jws.alg !== 'PS256') return { refused: `is signed ${jws.alg}; the directory signs PS256` };
    if (jws.kid !== key.kid) return { refused: `names the kid ${jws.kid}, which is not a key of the directory` };
    if (!(await isSignedBy(jws, key.jwk))) return { refused: "has a signature that is not the directory's" };
    const claims = assertionClaims.safeParse(jws.payload);
    if (claims.success) return { claims: claims.data };
    return { refused: `lacks a usable ${claims.error.issues[0]?.path.join('.') ?? 'claim'}` };
  } catch (error) {
    if (error instanceof JwsRefused) return { refused: error.message };
    throw error;
  }
}
