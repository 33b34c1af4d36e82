/** Rules on a registration request: who asks whom, and by which key. */

import { t } from '../../standard/language.ts';
import { uuid4 } from '../../standard/uuid.ts';
import { isOfUkDirectory, model, type RegistrationFacts, registrationRule } from './registration-facts.ts';
import type { Rule, Subject } from './rule.ts';
import { dcr } from './standards.ts';
import { isText, show, when } from './values.ts';

type Registration = Subject<RegistrationFacts>;
const softwareIdOf = ({ facts }: Registration): string | undefined => facts.statement?.softwareId;
const ourSoftware = (_: unknown, subject: Registration) => {
  const value = softwareIdOf(subject);
  return value === undefined ? undefined : { value };
};
const iss = {
  member: '/claims/iss',
  section: model,
  fix: (_: unknown, subject: Registration) => {
    const id = softwareIdOf(subject);
    return id === undefined
      ? t('Set iss to the software statement’s id.')
      : t("Set iss to the software statement's id, {0}.", show(id));
  },
  replacement: ourSoftware,
} as const;
const softwareId = { member: '/claims/software_id', section: model, replacement: ourSoftware } as const;
const formOfIds = t('it is an id of 1 to 22 letters and digits.');
/** An issuer that is the software's as far as one knows, so that its form is what there is to judge. */
const ownIssuer = (subject: Registration): string | undefined => {
  const { iss: given } = subject.claims;
  const id = softwareIdOf(subject);
  return isText(given) && (id === undefined || id === given) ? given : undefined;
};

const audiencesIn = (aud: unknown): unknown[] => [aud].flat();
function isUs(aud: unknown, { statement = {} }: RegistrationFacts): boolean {
  const { organisationId, softwareId: software } = statement;
  return audiencesIn(aud).some((each) => each !== undefined && (each === organisationId || each === software));
}
const isIssuer = (aud: unknown, { issuer }: RegistrationFacts): boolean =>
  issuer !== undefined && audiencesIn(aud).includes(issuer);
const aud = {
  member: '/claims/aud',
  section: model,
  fix: (_: unknown, { facts: { audiences = [] } }: Registration) =>
    audiences.length === 0
      ? t('Set aud to the bank’s organisation id, or to its issuer where it wants that.')
      : t(
          'Set aud to {0}; where the bank wants another, write it into registration.audience of its entry.',
          audiences.map(show).join(t(' or ')),
        ),
  replacement: (_: unknown, { facts: { audiences: [value] = [] } }: Registration) =>
    value === undefined ? undefined : { value },
} as const;

export const registrationIdentity: readonly Rule<RegistrationFacts>[] = [
  registrationRule({
    ...iss,
    code: 'iss_missing',
    level: 'must',
    find: ({ claims }) => when(claims.iss === undefined),
    message: t('iss is missing.'),
  }),
  registrationRule({
    ...iss,
    code: 'iss_empty',
    level: 'must',
    find: ({ claims }) => when(claims.iss === ''),
    message: t('iss is empty; {0}', formOfIds),
  }),
  registrationRule({
    ...iss,
    code: 'iss_not_a_text',
    level: 'must',
    find: ({ claims }) => when(claims.iss !== undefined && typeof claims.iss !== 'string'),
    message: (_, { claims }) => t('iss is {0}, not a text; {1}', show(claims.iss), formOfIds),
  }),
  registrationRule({
    ...iss,
    code: 'iss_not_software_id',
    find(subject) {
      const id = softwareIdOf(subject);
      const given = subject.claims.iss;
      return id !== undefined && isText(given) && given !== id ? { given, id } : undefined;
    },
    level: (_, { facts }) => (isOfUkDirectory(facts) ? 'must' : 'should'),
    message: ({ given, id }) => t('iss is {0}, not the id of the software statement, {1}.', show(given), show(id)),
  }),
  registrationRule({
    ...iss,
    code: 'iss_too_long',
    level: (_, { facts }) => (isOfUkDirectory(facts) ? 'must' : 'should'),
    find: (subject) => when((ownIssuer(subject)?.length ?? 0) > 22),
    message: (_, { claims }) =>
      t('iss is {0}, {1}; {2}', show(claims.iss), t('{0} characters long', String(claims.iss).length), formOfIds),
  }),
  registrationRule({
    ...iss,
    code: 'iss_no_id',
    level: (_, { facts }) => (isOfUkDirectory(facts) ? 'must' : 'should'),
    find(subject) {
      const given = ownIssuer(subject);
      return when(given !== undefined && given.length <= 22 && !/^[0-9A-Za-z_-]+$/.test(given));
    },
    message: (_, { claims }) => t('iss is {0}, {1}; {2}', show(claims.iss), t('with other characters'), formOfIds),
  }),
  registrationRule({
    ...softwareId,
    code: 'software_id_not_a_text',
    level: 'must',
    find: ({ claims }) => when(claims.software_id !== undefined && !isText(claims.software_id)),
    message: (_, { claims }) => t('software_id is {0}, not a text.', show(claims.software_id)),
    fix: t('Take the id from the software statement, in quotes.'),
  }),
  registrationRule({
    ...softwareId,
    code: 'software_id_mismatch',
    level: 'must',
    find(subject) {
      const id = softwareIdOf(subject);
      const { software_id: given } = subject.claims;
      return id !== undefined && isText(given) && given !== id ? { given, id } : undefined;
    },
    message: ({ given, id }) => t('software_id is {0}, but the software statement is of {1}.', show(given), show(id)),
    fix: t('Take the id from the software statement.'),
  }),
  registrationRule({
    ...aud,
    code: 'aud_missing',
    level: 'must',
    find: ({ claims }) => when(claims.aud === undefined),
    message: t('aud is missing.'),
  }),
  registrationRule({
    ...aud,
    code: 'aud_not_the_bank',
    level(given, { facts }) {
      if (isUs(given, facts)) return 'must';
      if (facts.audienceKnown === false) return 'should';
      return isIssuer(given, facts) ? 'strict' : 'must';
    },
    find({ claims: { aud: given }, facts }) {
      if (given === undefined) return undefined;
      if (isUs(given, facts)) return given;
      const { audiences = [] } = facts;
      return audiences.length === 0 || audiences.some((each) => audiencesIn(given).includes(each)) ? undefined : given;
    },
    message(given, { facts }) {
      if (isUs(given, facts)) return t('aud is {0}, which is ourselves.', show(given));
      return isIssuer(given, facts)
        ? t('aud is {0}, the bank’s issuer; the standard has its organisation id.', show(given))
        : t('aud is {0}, which is not this bank.', show(given));
    },
  }),
  registrationRule({
    code: 'jti_missing',
    level: 'must',
    member: '/claims/jti',
    section: model,
    find: ({ claims }) => when(claims.jti === undefined),
    message: t('jti is missing.'),
    fix: t('Give each request a fresh UUID v4.'),
  }),
  registrationRule({
    code: 'jti_not_uuid4',
    level: 'must',
    member: '/claims/jti',
    section: model,
    find: ({ claims: { jti } }) => when(jti !== undefined && !(typeof jti === 'string' && uuid4.test(jti))),
    message: (_, { claims }) => t('jti is {0}, which is no UUID of version 4.', show(claims.jti)),
    fix: t('Give each request a fresh UUID v4.'),
  }),
  ...(['kid_missing', 'kid_not_the_keys'] as const).map((code) =>
    registrationRule({
      code,
      level: 'must',
      member: '/header/kid',
      section: dcr('Of JWS & JWKS'),
      find: ({ header: { kid }, facts }) =>
        when(code === 'kid_missing' ? kid === undefined : kid !== undefined && (facts.kid ?? kid) !== kid),
      message: (_, { header, facts }) =>
        header.kid === undefined
          ? t('The header has no kid.')
          : t("kid is {0}, but the signing key's is {1}.", show(header.kid), show(facts.kid)),
      fix: t('Use the kid that the Directory computes from the signing key (not that of the transport certificate).'),
      replacement: (_, { facts: { kid: value } }) => (value === undefined ? undefined : { value }),
    }),
  ),
];
