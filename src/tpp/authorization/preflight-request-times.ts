/** Preflight of an authorisation request: from when until when it is valid (FAPI 1.0 Advanced §5.2.2-13 and -17). */
import { t } from '../../standard/language.ts';
import { refusedEverywhere as refused, refusedByStrict, show } from '../registration/finding.ts';
import type { RequestCheck } from './preflight-request.ts';

const hour = 3600;
/** Seconds by which clocks may differ. */
const tolerance = 60;
const isSeconds = (value: unknown): value is number => typeof value === 'number' && value <= 1e11;

function time(name: 'nbf' | 'exp', right: (now: number) => number): RequestCheck {
  return ({ [name]: value }, _header, context) => {
    if (isSeconds(value) && Number.isInteger(value)) return undefined;
    const pointer = `/claims/${name}`;
    const replacement = { pointer, value: right(Math.floor(context.now / 1000)) };
    const fix = t('Give {0} in whole seconds since 1970.', name);
    if (value === undefined) {
      const message = t('{0} is missing; FAPI 1.0 Advanced §5.2.2 demands it.', name);
      return refusedByStrict({ code: `${name}_missing`, pointer, message, fix, replacement }, context);
    }
    const message =
      typeof value === 'number' && value > 1e11
        ? t('{0} is in milliseconds.', name)
        : t('{0} is {1}, not whole seconds.', name, show(value));
    return refused({ code: `${name}_not_seconds`, pointer, message, fix, replacement });
  };
}

export const requestTimeChecks: readonly RequestCheck[] = [
  time('nbf', (now) => now - 10),
  time('exp', (now) => now + 290),
  function hasBegun({ nbf }, _header, { now }) {
    if (!isSeconds(nbf) || nbf <= now / 1000 + tolerance) return undefined;
    const replacement = { pointer: '/claims/nbf', value: Math.floor(now / 1000) - 10 };
    const message = t('nbf is in the future: the bank would not take the request yet.');
    return refused({
      code: 'nbf_in_the_future',
      pointer: '/claims/nbf',
      message,
      fix: t('Set nbf to now, and check this machine’s clock.'),
      replacement,
    });
  },
  function beganLately({ nbf }, _header, context) {
    const now = Math.floor(context.now / 1000);
    if (!isSeconds(nbf) || nbf >= now - hour) return undefined;
    return refusedByStrict(
      {
        code: 'nbf_too_old',
        pointer: '/claims/nbf',
        message: t('nbf is more than 60 minutes ago; FAPI 1.0 Advanced §5.2.2-17 allows no more.'),
        fix: t('Set nbf to now.'),
        replacement: { pointer: '/claims/nbf', value: now - 10 },
      },
      context,
    );
  },
  function hasNotExpired({ exp }, _header, { now }) {
    if (!isSeconds(exp) || exp > now / 1000) return undefined;
    return refused({
      code: 'exp_past',
      pointer: '/claims/exp',
      message: t('exp is past: the request has expired.'),
      fix: t('Set exp to a few minutes from now.'),
      replacement: { pointer: '/claims/exp', value: Math.floor(now / 1000) + 290 },
    });
  },
  function livesAtMostAnHour({ nbf, exp }, _header, context) {
    if (!isSeconds(nbf) || !isSeconds(exp)) return undefined;
    const pointer = '/claims/exp';
    const replacement = { pointer, value: nbf + 300 };
    if (exp <= nbf) {
      const message = t('exp is not after nbf.');
      return refused({
        code: 'exp_before_nbf',
        pointer,
        message,
        fix: t('Set exp to a few minutes after nbf.'),
        replacement,
      });
    }
    if (exp - nbf <= hour) return undefined;
    const message = t('exp is more than 60 minutes after nbf; FAPI 1.0 Advanced §5.2.2-13 allows no more.');
    return refusedByStrict(
      { code: 'lifetime_too_long', pointer, message, fix: t('Set exp to a few minutes after nbf.'), replacement },
      context,
    );
  },
];
