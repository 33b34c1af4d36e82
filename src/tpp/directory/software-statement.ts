/** The software statement assertion: what the Directory says of our organisation and software, read from its JWT. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { scopeOfRole } from '../../standard/roles.ts';
import { fail } from '../errors.ts';
import { decodeJwt } from '../jwt/decode.ts';
import { optionalText, optionalTexts, readable } from '../strangers.ts';

const text = z.string();
const texts = optionalTexts.transform((list) => list ?? []);
const authorisation = z.looseObject({ roles: texts });

/** Directory API `software-statement-assertion`; what differs between directories is optional, unknown members stay. */
const payload = z.looseObject({
  iss: text,
  iat: z.number(),
  jti: optionalText,
  software_id: text,
  software_client_name: optionalText,
  software_environment: optionalText,
  software_mode: optionalText,
  software_redirect_uris: texts,
  software_roles: texts,
  software_jwks_endpoint: optionalText,
  org_id: optionalText,
  org_name: optionalText,
  org_status: optionalText,
  organisation_competent_authority_claims: z
    .looseObject({
      status: optionalText,
      registration_id: optionalText,
      authorisations: z
        .unknown()
        .optional()
        .transform((list) => readable(list, authorisation)?.items ?? []),
    })
    .nullish()
    .catch(undefined),
});

export interface SoftwareStatement {
  /** The JWT itself, as it goes into the registration request. */
  assertion: string;
  header: Record<string, unknown>;
  payload: Record<string, unknown>;
  softwareId: string;
  softwareName?: string;
  organisationId?: string;
  organisationName?: string;
  /** Roles of the software: AISP, PISP, CBPII, ASPSP. */
  roles: string[];
  /** Roles that the competent authority grants the organisation; undefined where the directory does not say. */
  authorityRoles?: string[];
  authorityStatus?: string;
  /** The organisation's number in the authority's register. */
  registrationId?: string;
  organisationStatus?: string;
  redirectUris: string[];
  /** Where the bank looks up our signing keys. */
  jwksEndpoint?: string;
  environment?: 'sandbox' | 'production';
  /** Seconds since the epoch; an SSA has no `exp`, banks judge this (domain.md §2). */
  issuedAt: number;
  issuer: string;
  /** Open Banking Directory, another directory, or made by its owner without a signature. */
  kind: 'open-banking-directory' | 'other-directory' | 'unsigned';
}

/**
 * Reads an SSA; its signature is the bank's to check, against the Directory's keys.
 * @throws OpenBankingError `software_statement_invalid`
 */
export function readSoftwareStatement(assertion: string): SoftwareStatement {
  const compact = assertion.trim();
  const jwt = decoded(compact);
  const read = payload.safeParse(jwt.payload);
  if (!read.success) {
    const missing = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    return fail({
      code: 'software_statement_invalid',
      message: t('The software statement assertion lacks what a registration needs ({0}).', missing),
      try: t('Ask the Directory for a new assertion of this software statement.'),
    });
  }
  const ssa = read.data;
  const authority = ssa.organisation_competent_authority_claims;
  return {
    assertion: compact,
    header: jwt.header,
    payload: jwt.payload,
    softwareId: ssa.software_id,
    softwareName: ssa.software_client_name,
    organisationId: ssa.org_id,
    organisationName: ssa.org_name,
    roles: ssa.software_roles.map((role) => role.toUpperCase()),
    authorityRoles: authority?.authorisations.flatMap(({ roles }) => roles),
    authorityStatus: authority?.status,
    registrationId: authority?.registration_id,
    organisationStatus: ssa.org_status,
    redirectUris: ssa.software_redirect_uris,
    jwksEndpoint: ssa.software_jwks_endpoint,
    environment: environmentOf(ssa.software_environment),
    issuedAt: ssa.iat > 1e12 ? Math.floor(ssa.iat / 1000) : ssa.iat,
    issuer: ssa.iss,
    kind: kindOf(jwt.header.alg, ssa.iss),
  };
}

/** The scope that the software's roles give: `openid` and one for each role that has one. */
export function scopeOf(statement: SoftwareStatement): string {
  const scopes = statement.roles.map((role) => scopeOfRole[role]).filter((scope) => scope !== undefined);
  return ['openid', ...scopes].join(' ');
}

function decoded(compact: string): ReturnType<typeof decodeJwt> {
  try {
    return decodeJwt(compact);
  } catch (cause) {
    return fail(
      {
        code: 'software_statement_invalid',
        message: t('The software statement assertion is not a JWT.'),
        try: t('It is the long text with two dots that the Directory gives (eyJ…), not the software statement’s id.'),
      },
      cause,
    );
  }
}

function environmentOf(named: string | undefined): 'sandbox' | 'production' | undefined {
  const name = named?.toLowerCase();
  return name === 'sandbox' || name === 'production' ? name : undefined;
}

function kindOf(alg: unknown, issuer: string): SoftwareStatement['kind'] {
  if (alg === 'none') return 'unsigned';
  return issuer === 'OpenBanking Ltd' ? 'open-banking-directory' : 'other-directory';
}
