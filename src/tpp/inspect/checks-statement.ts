/** What can be wrong with a software statement assertion, alone or inside a registration request. */
import { t } from '../../standard/language.ts';
import { statementRedirects } from '../rules/registration-redirects.ts';
import { judge } from '../rules/rule.ts';
import { dcr, directory, rfc } from '../rules/standards.ts';
import { at, isText, type Members, secondsIn, show, textsIn } from '../rules/values.ts';
import { type Check, type Draft, requires } from './check.ts';
import { rolesOfAuthority } from './inner-statement.ts';
import type { InspectionContext } from './inspection.ts';

const ssa = directory('Software Statement Assertion');
const fromDirectory = t('Correct it at the Directory, and get a new assertion.');
/** Seconds after which some bank may find it old. */
const fresh = 1800;

/** What a bank refuses in a statement that is otherwise whole; the pointers are those of the statement's payload. */
function standingOf(payload: Members, pointer: string, { now, expectations }: InspectionContext): Draft[] {
  const drafts: Draft[] = [];
  const { software_environment: environment, org_status: status, iat } = payload;
  const wanted = expectations?.environment;
  if (wanted !== undefined && typeof environment === 'string' && environment.toLowerCase() !== wanted) {
    drafts.push({
      level: 'should',
      code: 'environment_mismatch',
      pointer: `${pointer}/software_environment`,
      message: t('The software statement is of the {0} Directory, but this bank is {1}.', show(environment), wanted),
      try: t("Use a software statement of the {0} Directory, or correct environment in the bank's entry.", wanted),
      rule: ssa,
    });
  }
  const authority = at(payload, 'organisation_competent_authority_claims', 'status');
  const standings: readonly (readonly [string, unknown])[] = [
    ['org_status', status],
    ['organisation_competent_authority_claims/status', authority],
  ];
  for (const [name, value] of standings) {
    if (value === undefined || (typeof value === 'string' && value.toLowerCase() === 'active')) continue;
    drafts.push({
      level: 'should',
      code: 'organisation_not_active',
      pointer: `${pointer}/${name}`,
      message: t('The organisation or its authorisation is {0}: a bank refuses it as unapproved.', show(value)),
      try: t('Settle the status with the Directory or the authority, then get a new assertion.'),
      rule: rfc(7591, '3.2.2'),
    });
  }
  const issued = secondsIn(iat);
  if (issued !== undefined && now / 1000 - issued > fresh) {
    drafts.push({
      level: 'note',
      code: 'statement_not_fresh',
      pointer: `${pointer}/iat`,
      message: t(
        'The software statement was made more than half an hour ago. It does not expire; each bank judges its age.',
      ),
      try: t('Where a bank refuses it, get a new assertion from the Directory just before registering.'),
      rule: ssa,
    });
  }
  return drafts;
}

/** Roles that the authority does not grant. */
function uncoveredRoles(payload: Members): string[] {
  const roles = textsIn(payload.software_roles) ?? [];
  const granted = rolesOfAuthority(payload);
  return granted === undefined ? [] : roles.filter((role) => !granted.includes(role));
}

export const statementChecks: readonly Check[] = [
  requires('must', rfc(7591, '2.3'), 'iss', fromDirectory),
  ...['iat', 'jti', 'software_id', 'software_redirect_uris', 'software_roles', 'software_jwks_endpoint', 'org_id'].map(
    (name) => requires('should', ssa, name, fromDirectory),
  ),
  ({ payload, context }) => standingOf(payload, '/payload', context),
  function isOfOurSoftware({ payload, context: { expectations } }) {
    const wanted = expectations?.softwareId;
    if (wanted === undefined || payload.software_id === undefined || payload.software_id === wanted) return undefined;
    const message = t('software_id is {0}, not {1}.', show(payload.software_id), show(wanted));
    const fix = t('Use the assertion of the software that registers.');
    return {
      level: 'should',
      code: 'software_id_mismatch',
      pointer: '/payload/software_id',
      message,
      try: fix,
      rule: ssa,
    };
  },
  function softwareIdIsBase62({ payload: { software_id: id } }) {
    if (id === undefined || (typeof id === 'string' && /^[0-9A-Za-z]{1,22}$/.test(id))) return undefined;
    const message = t("software_id is {0}; the Directory's have at most 22 letters and digits.", show(id));
    return {
      level: 'note',
      code: 'software_id_odd',
      pointer: '/payload/software_id',
      message,
      try: fromDirectory,
      rule: ssa,
    };
  },
  function environmentIsKnown({ payload: { software_environment: environment } }) {
    if (environment === undefined || (isText(environment) && /^(sandbox|production)$/i.test(environment)))
      return undefined;
    const message = t('software_environment is {0}, neither sandbox nor production.', show(environment));
    const pointer = '/payload/software_environment';
    return { level: 'should', code: 'environment_unknown', pointer, message, try: fromDirectory, rule: ssa };
  },
  function rolesAreGranted({ payload }) {
    const uncovered = uncoveredRoles(payload);
    if (uncovered.length === 0) return undefined;
    const message = t('The software has the role {0}, for which the organisation is not authorised.', show(uncovered));
    const fix = t('Get the authorisation, or take the role off the software; then get a new assertion.');
    const pointer = '/payload/software_roles';
    return { level: 'should', code: 'role_not_authorised', pointer, message, try: fix, rule: ssa };
  },
  function redirectsAreRegistrable({ payload }) {
    const claims = { redirect_uris: textsIn(payload.software_redirect_uris) };
    return judge(statementRedirects, { header: {}, claims, facts: {} }).map(({ level, code, message, rule }) => ({
      level: level === 'sandbox' ? 'note' : 'should',
      code,
      pointer: '/payload/software_redirect_uris',
      message,
      try:
        level === 'sandbox'
          ? t('Nothing to do in a sandbox; for a real bank choose another in the registration.')
          : t(
              'No bank registers such a redirect URI: choose others in the registration, and correct the statement at the Directory.',
            ),
      rule,
    }));
  },
  function keysAreFetchedSafely({ payload: { software_jwks_endpoint: endpoint } }) {
    if (endpoint === undefined || (isText(endpoint) && /^https:\/\//i.test(endpoint))) return undefined;
    const message = t('software_jwks_endpoint is {0}, which is not https.', show(endpoint));
    const pointer = '/payload/software_jwks_endpoint';
    return {
      level: 'should',
      code: 'jwks_not_https',
      pointer,
      message,
      try: fromDirectory,
      rule: dcr('Of JWS & JWKS'),
    };
  },
];
