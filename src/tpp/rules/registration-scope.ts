/** Rules on a registration request: what the client wants to do. Those of spelling hold for request objects too. */
import { t } from '../../standard/language.ts';
import { roleOfScope } from '../../standard/roles.ts';
import { chooseFrom, model, type RegistrationFacts, registrationRule } from './registration-facts.ts';
import { type Around, type Rule, rulesOn } from './rule.ts';
import { rfc } from './standards.ts';
import { isNoneOf, isText, scopesIn, show, some, when } from './values.ts';

const member = '/claims/scope';
const wordsOf = (scope: unknown): string => scopesIn([scope].flat().filter(isText).join(' ')).join(' ');

/** Scopes with spaces between, under the right name. */
export function scopeSpelling<Facts extends Around>(): Rule<Facts>[] {
  const spelled = rulesOn<Facts>();
  const section = rfc(6749, '3.3');
  return [
    spelled({
      code: 'scopes_for_scope',
      level: (_, { claims }) => (claims.scope === undefined ? 'must' : 'should'),
      member: '/claims/scopes',
      section,
      find: ({ claims }) => when(claims.scopes !== undefined),
      message: t('The claim is called scope, not scopes.'),
      fix: t('Rename scopes to scope.'),
      replacement: (_, { claims }) =>
        claims.scope === undefined ? { at: member, value: wordsOf(claims.scopes) } : { value: undefined },
    }),
    spelled({
      code: 'scope_not_a_text',
      level: 'must',
      member,
      section,
      find: ({ claims: { scope } }) => (scope === undefined || typeof scope === 'string' ? undefined : { scope }),
      message: ({ scope }) => t('scope is {0}, not a text.', show(scope)),
      fix: t('Give one text, with spaces between the scopes.'),
      replacement: ({ scope }) => (Array.isArray(scope) ? { value: wordsOf(scope) } : undefined),
    }),
    spelled({
      code: 'scope_with_commas',
      level: 'must',
      member,
      section,
      find: ({ claims: { scope } }) => (typeof scope === 'string' && scope.includes(',') ? scope : undefined),
      message: t('scope is separated by commas; the standard separates by spaces.'),
      fix: t('Put spaces between.'),
      replacement: (scope) => ({ value: wordsOf(scope) }),
    }),
  ];
}

export const registrationScope: readonly Rule<RegistrationFacts>[] = [
  ...scopeSpelling<RegistrationFacts>(),
  registrationRule({
    code: 'scope_missing',
    level: 'must',
    member,
    section: model,
    find: ({ claims: { scope, scopes } }) =>
      when(scope === undefined ? scopes === undefined : typeof scope === 'string' && scope.trim() === ''),
    message: (_, { claims }) => (claims.scope === undefined ? t('scope is missing.') : t('scope is empty.')),
    fix: t('Set scope to "openid" and what the software’s roles allow, separated by spaces.'),
  }),
  registrationRule({
    code: 'scope_without_openid',
    level: 'should',
    member,
    section: model,
    find({ claims: { scope } }) {
      const scopes = scopesIn(scope);
      return scopes.length === 0 || scopes.includes('openid') ? undefined : scopes;
    },
    message: t('scope has no openid, without which there is no id_token.'),
    fix: t('Put openid first.'),
    replacement: (scopes) => ({ value: ['openid', ...scopes].join(' ') }),
  }),
  registrationRule({
    code: 'scope_unknown',
    level: 'must',
    member,
    section: model,
    find: ({ claims, facts: { scopesOffered: offered } }) =>
      some(offered && scopesIn(claims.scope).filter(isNoneOf(offered))),
    message: (unknown) => t('The bank does not offer the scope {0}.', show(unknown)),
    fix: (_, { facts: { scopesOffered = [] } }) => chooseFrom(scopesOffered),
  }),
  registrationRule({
    code: 'role_does_not_cover_scope',
    level: 'must',
    member,
    section: model,
    find: ({ claims, facts }) => some(scopesIn(claims.scope).filter(isUncovered(facts))),
    message: (uncovered) =>
      t(
        'The scope {0} needs the role {1}, which the software statement lacks.',
        show(uncovered),
        show(uncovered.map(roleOfScope)),
      ),
    fix: t('Leave the scope out, or get the role at the Directory and a new assertion.'),
    replacement(uncovered, { claims }) {
      const value = scopesIn(claims.scope).filter(isNoneOf(uncovered)).join(' ');
      return value === '' ? undefined : { value };
    },
  }),
];

/** Whether a scope needs a role that the statement lacks. */
function isUncovered({ statement: { roles, authorityRoles } = {} }: RegistrationFacts): (scope: string) => boolean {
  if (roles === undefined) return () => false;
  const [lacks, lacksAuthority] = [isNoneOf(roles), authorityRoles ? isNoneOf(authorityRoles) : () => false];
  return (scope) => {
    const role = roleOfScope(scope);
    return role !== undefined && (lacks(role) || lacksAuthority(role));
  };
}
