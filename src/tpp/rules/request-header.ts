/** Rules on an authorisation request: how it is signed. */
import { t } from '../../standard/language.ts';
import { type RequestFacts, requestRule } from './request-facts.ts';
import type { Rule, Subject } from './rule.ts';
import { fapi, oidc, oidcRegistration, rfc } from './standards.ts';
import { isNone, show, when } from './values.ts';

const alg = {
  member: '/header/alg',
  section: fapi('8.6'),
  fix: t('Use PS256.'),
  // Of a client that is registered for another, the request has to follow the registration.
  replacement: (_: unknown, { facts: { algorithm: value = 'PS256' } }: Subject<RequestFacts>) =>
    value === 'PS256' || value === 'ES256' ? { value } : undefined,
} as const;

export const requestHeader: readonly Rule<RequestFacts>[] = [
  requestRule({
    ...alg,
    code: 'alg_missing',
    level: 'must',
    section: rfc(7515, '4.1.1'),
    find: ({ header }) => when(header.alg === undefined),
    message: t('alg is missing.'),
  }),
  requestRule({
    ...alg,
    code: 'alg_none',
    level: 'strict',
    find: ({ header }) => when(isNone(header.alg)),
    message: t('The request object is not signed (alg none); FAPI forbids it.'),
    fix: t('Use PS256, and register the client with request_object_signing_alg PS256.'),
  }),
  requestRule({
    ...alg,
    code: 'alg_not_fapi',
    level: 'strict',
    find: ({ header }) => when(header.alg === 'RS256'),
    message: t('alg is RS256; FAPI 1.0 Advanced has PS256 and ES256.'),
  }),
  requestRule({
    ...alg,
    code: 'alg_unknown',
    level: 'must',
    find: ({ header: { alg: given } }) =>
      given === undefined || isNone(given) || ['PS256', 'ES256', 'RS256'].some((each) => each === given)
        ? undefined
        : { given },
    message: ({ given }) => t('alg is {0}; FAPI 1.0 Advanced has PS256 and ES256.', show(given)),
  }),
  requestRule({
    code: 'alg_not_registered',
    level: 'must',
    member: '/header/alg',
    section: oidcRegistration('2'),
    find: ({ header, facts: { algorithm } }) =>
      algorithm === undefined || header.alg === algorithm ? undefined : algorithm,
    message: (algorithm, { header }) =>
      t('alg is {0}, but the client is registered for request objects with {1}.', show(header.alg), algorithm),
    fix: (algorithm) => t('Use {0}, or update the registration.', algorithm),
    replacement: (value) => ({ value }),
  }),
  ...(['kid_missing', 'kid_not_the_key'] as const).map((code) =>
    requestRule({
      code,
      level: 'must',
      member: '/header/kid',
      section: oidc('10.1'),
      find: ({ header: { alg: given, kid }, facts }) =>
        when(
          !isNone(given) &&
            (code === 'kid_missing' ? kid === undefined : kid !== undefined && (facts.kid ?? kid) !== kid),
        ),
      message: (_, { header, facts }) =>
        header.kid === undefined
          ? t('kid is missing.')
          : t('kid is {0}, which is not the signing key’s {1}.', show(header.kid), show(facts.kid)),
      fix: t('Use the kid of the signing key: the bank looks the key up by it.'),
      replacement: (_, { facts: { kid: value } }) => (value === undefined ? undefined : { value }),
    }),
  ),
];
