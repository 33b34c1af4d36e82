/** Preflight: when the request and the software statement were made. */
import { t } from '../../standard/language.ts';
import { counted } from '../time-words.ts';
import { doubtful, refusedEverywhere, show } from './finding.ts';
import type { Check, ClaimFinding } from './preflight.ts';

/** Seconds by which clocks may differ. */
const tolerance = 60;
const hour = 3600;

function timeCheck(name: 'iat' | 'exp'): Check {
  return (claims) => {
    const value = claims[name];
    const pointer = `/claims/${name}`;
    const fix = t('Give {0} in whole seconds since 1970.', name);
    if (value === undefined)
      return refusedEverywhere({ code: `${name}_missing`, pointer, message: t('{0} is missing.', name), fix });
    if (typeof value === 'number' && value > 1e11) {
      const replacement = { pointer, value: Math.floor(value / 1000) };
      const message = t('{0} is in milliseconds.', name);
      return refusedEverywhere({ code: `${name}_in_milliseconds`, pointer, message, fix, replacement });
    }
    if (Number.isInteger(value)) return undefined;
    return refusedEverywhere({
      code: `${name}_not_seconds`,
      pointer,
      message: t('{0} is {1}.', name, show(value)),
      fix,
    });
  };
}

export const timeChecks: readonly Check[] = [
  timeCheck('iat'),
  timeCheck('exp'),
  function issuedNow({ iat }, _header, { now }) {
    if (!seconds(iat) || iat <= now / 1000 + tolerance) return undefined;
    return late(
      'iat_in_the_future',
      '/claims/iat',
      t('iat is in the future.'),
      t('Set iat to now, and check this machine’s clock.'),
    );
  },
  function notExpired({ exp }, _header, { now }) {
    if (!seconds(exp) || exp > now / 1000) return undefined;
    return late(
      'exp_past',
      '/claims/exp',
      t('exp is past: the request has expired.'),
      t('Set exp to a few minutes from now.'),
    );
  },
  function lifetimeIsShort({ iat, exp }) {
    if (!seconds(iat) || !seconds(exp)) return undefined;
    if (exp <= iat)
      return late(
        'exp_before_iat',
        '/claims/exp',
        t('exp is not after iat.'),
        t('Set exp to a few minutes after iat.'),
      );
    if (exp - iat <= hour) return undefined;
    const message = t('The request would be valid for more than an hour; some banks refuse that.');
    return doubtful({
      code: 'lifetime_long',
      pointer: '/claims/exp',
      message,
      fix: t('Set exp to a few minutes after iat.'),
    });
  },
  function statementIsFresh(_claims, _header, { statement, ssaMaxAge, now }) {
    const age = Math.floor(now / 1000) - statement.issuedAt;
    const pointer = '/claims/software_statement';
    if (age < -tolerance) {
      const message = t('The software statement was issued in the future.');
      return refusedEverywhere({ code: 'ssa_in_the_future', pointer, message, fix: t('Check this machine’s clock.') });
    }
    if (ssaMaxAge === undefined || age <= ssaMaxAge) return undefined;
    return refusedEverywhere({
      code: 'ssa_too_old',
      pointer,
      message: t(
        'The software statement is {0} old by its iat; this bank takes at most {1}.',
        counted(Math.floor(age / 60), 'minute'),
        Math.floor(ssaMaxAge / 60),
      ),
      fix: t('Get a new assertion of the software statement from the Directory just before registering.'),
    });
  },
];

function late(code: string, pointer: string, message: string, fix: string): ClaimFinding {
  return refusedEverywhere({ code, pointer, message, fix });
}

/** A time that the other checks have not complained of. */
function seconds(value: unknown): value is number {
  return typeof value === 'number' && value <= 1e11;
}
