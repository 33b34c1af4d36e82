/** The software statement that stands in a registration request, as far as it can be read. */
import type { StatementFacts } from '../rules/registration-facts.ts';
import { at, isNone, isText, type Members, secondsIn, textsIn } from '../rules/values.ts';
import { readToken } from './read.ts';

/** Roles that the authority grants; undefined where the directory does not say. */
export function rolesOfAuthority(payload: Members): string[] | undefined {
  const authorisations = at(payload, 'organisation_competent_authority_claims', 'authorisations');
  if (!Array.isArray(authorisations)) return undefined;
  return authorisations.slice(0, 100).flatMap((each) => textsIn(at(each, 'roles'))?.slice(0, 100) ?? []);
}

/** What it says, or why it cannot be read; neither where there is none. */
export function statementIn({ software_statement: text }: Members): { facts?: StatementFacts; problem?: string } {
  if (typeof text !== 'string') return {};
  const { form, header, payload, problem } = readToken(text);
  if (payload === undefined || form === 'unreadable') return { problem: problem?.message ?? '' };
  const { iss, iat, software_id, org_id, software_roles, software_redirect_uris, software_environment } = payload;
  return {
    facts: {
      issuer: iss,
      softwareId: textIn(software_id),
      organisationId: textIn(org_id),
      roles: textsIn(software_roles)?.map((role) => role.toUpperCase()),
      authorityRoles: rolesOfAuthority(payload),
      organisationStatus: payload.org_status,
      authorityStatus: at(payload, 'organisation_competent_authority_claims', 'status'),
      redirectUris: textsIn(software_redirect_uris),
      environment: textIn(software_environment)?.toLowerCase(),
      issuedAt: secondsIn(iat),
      ...(isNone(header?.alg) ? { kind: 'unsigned' } : {}),
    },
  };
}

const textIn = (value: unknown): string | undefined => (isText(value) ? value : undefined);
