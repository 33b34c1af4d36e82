/** Rules on an authorisation request: from when until when it is good (FAPI 1.0 Advanced §5.2.2-13 and -17). */
import { t } from '../../standard/language.ts';
import { type RequestFacts, requestRule } from './request-facts.ts';
import type { Rule, Subject } from './rule.ts';
import { fapi, rfc } from './standards.ts';
import { clockTolerance, hour, timeRules } from './time-rules.ts';
import { secondsIn, when } from './values.ts';

type Request = Subject<RequestFacts>;
/** Seconds, how far now is behind a time; undefined where there is none, or no clock. */
function until({ claims, facts: { now } }: Request, name: string): number | undefined {
  const time = secondsIn(claims[name]);
  return time === undefined || now === undefined ? undefined : time - now / 1000;
}
const fromNow =
  (seconds: number) =>
  (_: unknown, { facts: { now = 0 } }: Request) => ({ value: Math.floor(now / 1000) + seconds });
function lifetimeOf({ claims }: Request): number | undefined {
  const [nbf, exp] = [secondsIn(claims.nbf), secondsIn(claims.exp)];
  return nbf === undefined || exp === undefined ? undefined : exp - nbf;
}
/** Says more than that exp is past. */
const isOverBefore = (subject: Request): boolean => (lifetimeOf(subject) ?? 1) <= 0;
const soonAfterNbf = t('Set exp to a few minutes from now, and after {0}.', 'nbf');
const endSoonAfterNbf = ({ claims, facts: { now = 0 } }: Request): number =>
  Math.max(Math.floor(Number(claims.nbf)) + 300, Math.floor(now / 1000) + 290);
/** After such an nbf an exp soon from now is too late: nbf itself is to be mended. */
const isEarly = (subject: Request): boolean => endSoonAfterNbf(subject) - Number(subject.claims.nbf) > hour;

export const requestTimes: readonly Rule<RequestFacts>[] = [
  ...timeRules<RequestFacts>('nbf', 'strict', fapi('5.2.2-17'), (now) => now - 10),
  ...timeRules<RequestFacts>('exp', 'strict', fapi('5.2.2-13'), (now) => now + 290),
  requestRule({
    code: 'nbf_in_the_future',
    level: 'must',
    member: '/claims/nbf',
    section: rfc(7519, '4.1.5'),
    find: (subject) => when((until(subject, 'nbf') ?? 0) > clockTolerance),
    message: t('nbf is in the future: the bank would not take the request yet.'),
    fix: t('Set nbf to now, and check this machine’s clock.'),
    replacement: fromNow(-10),
  }),
  requestRule({
    code: 'nbf_too_old',
    level: 'strict',
    member: '/claims/nbf',
    section: fapi('5.2.2-17'),
    find: (subject) => when((until(subject, 'nbf') ?? 0) < -hour),
    message: t('nbf is more than 60 minutes ago; FAPI 1.0 Advanced allows no more.'),
    fix: t('Set nbf to now.'),
    replacement: fromNow(-10),
  }),
  requestRule({
    code: 'exp_past',
    level: 'must',
    member: '/claims/exp',
    section: rfc(7519, '4.1.4'),
    find: (subject) => when((until(subject, 'exp') ?? 1) <= 0 && !isOverBefore(subject)),
    message: t('exp is past: the request has expired.'),
    fix: t('Set exp to a few minutes from now.'),
    replacement: fromNow(290),
  }),
  requestRule({
    code: 'exp_before_nbf',
    level: 'must',
    member: '/claims/exp',
    section: rfc(7519, '4.1.5'),
    find: (subject) => when(isOverBefore(subject)),
    message: t('exp is not after nbf.'),
    fix: soonAfterNbf,
    replacement: (_, subject) => ({ value: endSoonAfterNbf(subject) }),
  }),
  requestRule({
    code: 'lifetime_too_long',
    level: 'strict',
    member: '/claims/exp',
    section: fapi('5.2.2-13'),
    find: (subject) => when((lifetimeOf(subject) ?? 0) > hour),
    message: t('exp is more than 60 minutes after nbf; FAPI 1.0 Advanced allows no more.'),
    fix: (_, subject) => (isEarly(subject) ? t('Set nbf to now, and exp to a few minutes from now.') : soonAfterNbf),
    replacement(_, subject) {
      if (!isEarly(subject)) return { value: endSoonAfterNbf(subject) };
      const { value: start } = fromNow(-10)(_, subject);
      if (Number(subject.claims.exp) - start <= hour) return { at: '/claims/nbf', value: start };
      const latest = Math.floor(Number(subject.claims.nbf)) + hour;
      return latest > start + 10 ? { value: latest } : undefined;
    },
  }),
];
