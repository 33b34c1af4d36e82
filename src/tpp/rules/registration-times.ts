/** Rules on a registration request: when it was made, and until when it is good. */
import { t } from '../../standard/language.ts';
import { model, type RegistrationFacts, registrationRule } from './registration-facts.ts';
import type { Rule } from './rule.ts';
import { rfc } from './standards.ts';
import { clockTolerance, hour, timeRules } from './time-rules.ts';
import { secondsIn, when } from './values.ts';

export const registrationTimes: readonly Rule<RegistrationFacts>[] = [
  ...timeRules<RegistrationFacts>('iat', 'must', model),
  ...timeRules<RegistrationFacts>('exp', 'must', model),
  registrationRule({
    code: 'iat_in_the_future',
    level: 'must',
    member: '/claims/iat',
    section: rfc(7519, '4.1.6'),
    find({ claims, facts: { now } }) {
      const iat = secondsIn(claims.iat);
      return when(iat !== undefined && now !== undefined && iat > now / 1000 + clockTolerance);
    },
    message: t('iat is in the future.'),
    fix: t('Set iat to now, and check this machine’s clock.'),
  }),
  registrationRule({
    code: 'exp_past',
    level: 'must',
    member: '/claims/exp',
    section: rfc(7519, '4.1.4'),
    find({ claims, facts: { now } }) {
      const exp = secondsIn(claims.exp);
      return when(exp !== undefined && now !== undefined && exp <= now / 1000 && !isOverBefore(claims));
    },
    message: t('exp is past: the request has expired.'),
    fix: t('Set exp to a few minutes from now.'),
  }),
  registrationRule({
    code: 'exp_before_iat',
    level: 'must',
    member: '/claims/exp',
    section: rfc(7519, '4.1.4'),
    find: ({ claims }) => when(isOverBefore(claims)),
    message: t('exp is not after iat.'),
    fix: t('Set exp to a few minutes from now, and after {0}.', 'iat'),
  }),
  registrationRule({
    code: 'lifetime_long',
    level: 'should',
    member: '/claims/exp',
    section: model,
    find: ({ claims }) => when((lifetimeOf(claims) ?? 0) > hour),
    message: t('The request is valid for more than an hour; some banks refuse that.'),
    fix: t('Set iat to now, and exp to a few minutes from now.'),
  }),
];

function lifetimeOf(claims: Readonly<Record<string, unknown>>): number | undefined {
  const [iat, exp] = [secondsIn(claims.iat), secondsIn(claims.exp)];
  return iat === undefined || exp === undefined ? undefined : exp - iat;
}

/** Says more than that exp is past. */
const isOverBefore = (claims: Readonly<Record<string, unknown>>): boolean => (lifetimeOf(claims) ?? 1) <= 0;
