/** Rules on an authorisation request: what the customer is asked to agree to. */
import { t } from '../../standard/language.ts';
import { scopeSpelling } from './registration-scope.ts';
import { type RequestFacts, requestRule } from './request-facts.ts';
import type { Rule, Subject } from './rule.ts';
import { oidc, rfc, securityProfile } from './standards.ts';
import { at, scopesIn, show, some, when } from './values.ts';

type Request = Subject<RequestFacts>;
const intentIn = ({ claims }: Request, place: 'id_token' | 'userinfo'): unknown =>
  at(claims.claims, place, 'openbanking_intent_id', 'value');
/** What stands in an object; nothing where it is none. */
const membersOf = (value: unknown): object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
const section = securityProfile('Request object');
const nameIt = t('Name the consent as openbanking_intent_id, essential, in id_token and userinfo.');
const wantedScope = ({ facts: { consentScope } }: Request): string =>
  consentScope === undefined ? 'openid' : `openid ${consentScope}`;

const scope = {
  level: 'must',
  member: '/claims/scope',
  section: oidc('3.1.2.1'),
  fix: (_: unknown, subject: Request) => t('Set scope to "{0}".', wantedScope(subject)),
  replacement: (_: unknown, subject: Request) => ({ value: wantedScope(subject) }),
} as const;

export const requestConsent: readonly Rule<RequestFacts>[] = [
  ...scopeSpelling<RequestFacts>(),
  requestRule({
    ...scope,
    code: 'scope_missing',
    find: ({ claims }) => when(claims.scope === undefined && claims.scopes === undefined),
    message: t('scope is missing.'),
  }),
  requestRule({
    ...scope,
    code: 'scope_lacks',
    find(subject) {
      const given = scopesIn(subject.claims.scope);
      const lacking = wantedScope(subject)
        .split(' ')
        .filter((each) => !given.includes(each));
      return typeof subject.claims.scope === 'string' ? some(lacking) : undefined;
    },
    message: (lacking, subject) =>
      t(
        'scope lacks {0}: {1} needs "{2}".',
        lacking.join(t(' and ')),
        subject.facts.consentScope === 'accounts' ? t('account information') : t('this consent'),
        wantedScope(subject),
      ),
  }),
  requestRule({
    code: 'claims_not_an_object',
    level: 'should',
    member: '/claims/claims',
    section: oidc('6.1'),
    find: ({ claims: { claims: given } }) =>
      given === undefined || (typeof given === 'object' && given !== null && !Array.isArray(given))
        ? undefined
        : { given },
    message: ({ given }) => t('claims is {0}; inside a request object it is an object, not a text.', show(given)),
    fix: t('Put the JSON itself there, without quotes around it.'),
  }),
  requestRule({
    code: 'intent_missing',
    level: 'must',
    member: '/claims/claims',
    section,
    find: (subject) => when(intentIn(subject, 'id_token') === undefined),
    message: t(
      'claims names no openbanking_intent_id for the id_token, so that the bank cannot know which consent it is.',
    ),
    fix: nameIt,
    replacement(_, { claims: { claims: given }, facts: { consentId: value } }) {
      const intent = { openbanking_intent_id: { value, essential: true } };
      const beside = (place: string) => ({ ...membersOf(at(given, place)), ...intent });
      const whole = { ...membersOf(given), userinfo: beside('userinfo'), id_token: beside('id_token') };
      return value === undefined ? undefined : { value: whole };
    },
  }),
  requestRule({
    code: 'intent_mismatch',
    level: 'must',
    member: '/claims/claims/id_token/openbanking_intent_id/value',
    section,
    find(subject) {
      const [given, right] = [intentIn(subject, 'id_token'), subject.facts.consentId];
      return given === undefined || right === undefined || given === right ? undefined : { given, right };
    },
    message: ({ given, right }) => t('openbanking_intent_id is {0}, not the consent {1}.', show(given), show(right)),
    fix: nameIt,
    replacement: ({ right }) => ({ value: right }),
  }),
  requestRule({
    code: 'intent_mismatch_userinfo',
    level: 'must',
    member: '/claims/claims/userinfo/openbanking_intent_id/value',
    section,
    find(subject) {
      const given = intentIn(subject, 'userinfo');
      const right = subject.facts.consentId ?? intentIn(subject, 'id_token');
      return given === undefined || right === undefined || given === right ? undefined : { given, right };
    },
    message: ({ given, right }) =>
      t('openbanking_intent_id for userinfo is {0}, not the consent {1}.', show(given), show(right)),
    fix: t('Name the same consent in both places.'),
    replacement: ({ right }) => ({ value: right }),
  }),
  ...['request', 'request_uri'].map((name) =>
    requestRule({
      code: 'request_in_request',
      level: 'must',
      member: `/claims/${name}`,
      section: rfc(9101, '4'),
      find: ({ claims }) => when(claims[name] !== undefined),
      message: t('A request object must not hold {0}.', name),
      fix: t('Leave it out.'),
      replacement: () => ({ value: undefined }),
    }),
  ),
];
