/** Preflight: when the request and the software statement were made. */
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
    const fix = `Give ${name} in whole seconds since 1970.`;
    if (value === undefined)
      return refusedEverywhere({ code: `${name}_missing`, pointer, message: `${name} is missing.`, fix });
    if (typeof value === 'number' && value > 1e11) {
      const replacement = { pointer, value: Math.floor(value / 1000) };
      const message = `${name} is in milliseconds.`;
      return refusedEverywhere({ code: `${name}_in_milliseconds`, pointer, message, fix, replacement });
    }
    if (Number.isInteger(value)) return undefined;
    return refusedEverywhere({ code: `${name}_not_seconds`, pointer, message: `${name} is ${show(value)}.`, fix });
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
      'iat is in the future.',
      'Set iat to now, and check this machine’s clock.',
    );
  },
  function notExpired({ exp }, _header, { now }) {
    if (!seconds(exp) || exp > now / 1000) return undefined;
    return late(
      'exp_past',
      '/claims/exp',
      'exp is past: the request has expired.',
      'Set exp to a few minutes from now.',
    );
  },
  function lifetimeIsShort({ iat, exp }) {
    if (!seconds(iat) || !seconds(exp)) return undefined;
    if (exp <= iat)
      return late('exp_before_iat', '/claims/exp', 'exp is not after iat.', 'Set exp to a few minutes after iat.');
    if (exp - iat <= hour) return undefined;
    const message = 'The request would be valid for more than an hour; some banks refuse that.';
    return doubtful({
      code: 'lifetime_long',
      pointer: '/claims/exp',
      message,
      fix: 'Set exp to a few minutes after iat.',
    });
  },
  function statementIsFresh(_claims, _header, { statement, ssaMaxAge, now }) {
    const age = Math.floor(now / 1000) - statement.issuedAt;
    const pointer = '/claims/software_statement';
    if (age < -tolerance) {
      const message = 'The software statement was issued in the future.';
      return refusedEverywhere({ code: 'ssa_in_the_future', pointer, message, fix: 'Check this machine’s clock.' });
    }
    if (ssaMaxAge === undefined || age <= ssaMaxAge) return undefined;
    return refusedEverywhere({
      code: 'ssa_too_old',
      pointer,
      message: `The software statement is ${counted(Math.floor(age / 60), 'minute')} old by its iat; this bank takes at most ${Math.floor(ssaMaxAge / 60)}.`,
      fix: 'Get a new assertion of the software statement from the Directory just before registering.',
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
