/** What can be wrong with the times of a token. What depends on when one looks is a warning: the same token was right, or will be. */

import { t } from '../../standard/language.ts';
import { rfc } from '../rules/standards.ts';
import { clockTolerance } from '../rules/time-rules.ts';
import { secondsIn, show } from '../rules/values.ts';
import type { Check, Draft, TokenSubject } from './check.ts';
import { isRuledTime } from './checks-ruled.ts';
import type { Table } from './claims.ts';
import { kindTitles } from './inspection.ts';
import { millisecondsFrom } from './time.ts';

const own = ['client-assertion', 'detached-signature'];

const sections = { exp: rfc(7519, '4.1.4'), nbf: rfc(7519, '4.1.5'), iat: rfc(7519, '4.1.6') };

function isCore(name: string): name is keyof typeof sections {
  return Object.hasOwn(sections, name);
}

/** The claims that this kind has as times, and those of RFC 7519 in any kind. */
export function timeChecks(table: Table): readonly Check[] {
  const times = new Set([...Object.keys(sections), ...Object.keys(table).filter((name) => table[name]?.time)]);
  return [
    function timesAreSeconds(subject) {
      const given = [...times].filter(
        (name) => Object.hasOwn(subject.payload, name) && !isRuledTime(subject.kind, name),
      );
      return given.map((name) => timeFault(name, subject.payload[name])).filter((fault) => fault !== undefined);
    },
    function hasNotExpired({ kind, payload, context: { now } }) {
      const seconds = secondsIn(payload.exp);
      if (isRuledTime(kind, 'exp') || seconds === undefined || seconds > now / 1000) return undefined;
      // That it never was valid says more.
      if (beginningsAfter(seconds, payload).length > 0) return undefined;
      return {
        level: 'should',
        code: 'expired',
        pointer: '/payload/exp',
        message: t('The {0} has expired (exp).', kindTitles[kind]),
        try: own.includes(kind) ? t('Make a new one; exp a few minutes from now.') : t('Get a new one.'),
        rule: rfc(7519, '4.1.4'),
      };
    },
    function hasBegun({ kind, payload: { nbf }, context: { now } }) {
      const seconds = secondsIn(nbf);
      if (isRuledTime(kind, 'nbf') || seconds === undefined || seconds <= now / 1000 + clockTolerance) return undefined;
      return {
        level: 'should',
        code: 'not_yet_valid',
        pointer: '/payload/nbf',
        message: t('The {0} is not valid yet (nbf).', kindTitles[kind]),
        try: t('Compare the clocks of both machines; set nbf a little before now.'),
        rule: rfc(7519, '4.1.5'),
      };
    },
    function wasMadeInThePast({ kind, payload: { iat }, context: { now } }) {
      const seconds = secondsIn(iat);
      if (isRuledTime(kind, 'iat') || seconds === undefined || seconds <= now / 1000 + clockTolerance) return undefined;
      return {
        level: 'should',
        code: 'iat_in_the_future',
        pointer: '/payload/iat',
        message: t('iat is in the future.'),
        try: t('Compare the clocks of both machines.'),
        rule: rfc(7519, '4.1.6'),
      };
    },
    function endsAfterItBegins({ kind, payload, context: { now } }) {
      const exp = secondsIn(payload.exp);
      const beginnings = beginningsAfter(exp, payload);
      const [start] = beginnings;
      if (exp === undefined || start === undefined) return undefined;
      // Such an exp is said by the rule book already.
      if (beginnings.some((name) => isRuledTime(kind, name))) return undefined;
      if (isRuledTime(kind, 'exp') && exp <= now / 1000) return undefined;
      return {
        level: 'should',
        code: `exp_before_${start}`,
        pointer: '/payload/exp',
        message: t('exp is not after {0}: the token is never valid.', start),
        try: t('Set exp to a few minutes from now, and after {0}.', start),
        rule: rfc(7519, '4.1.4'),
      };
    },
  ];
}

/** The beginnings of a token that its end is not after. */
function beginningsAfter(exp: number | undefined, payload: TokenSubject['payload']): ('nbf' | 'iat')[] {
  return (['nbf', 'iat'] as const).filter(
    (name) => exp !== undefined && exp <= (secondsIn(payload[name]) ?? -Infinity),
  );
}

function timeFault(name: string, value: unknown): Draft | undefined {
  const pointer = `/payload/${name}`;
  const rule = isCore(name) ? sections[name] : rfc(7519, '2');
  const fix = t('Give {0} in whole seconds since 1970.', name);
  if (typeof value !== 'number') {
    const message = t('{0} is {1}, not a number.', name, show(value));
    return { level: isCore(name) ? 'must' : 'should', code: `${name}_not_a_number`, pointer, message, try: fix, rule };
  }
  if (Math.abs(value) > millisecondsFrom) {
    const message = t('{0} is in milliseconds; tokens have seconds.', name);
    return {
      level: isCore(name) ? 'must' : 'should',
      code: `${name}_in_milliseconds`,
      pointer,
      message,
      try: fix,
      rule,
    };
  }
  if (Number.isInteger(value)) return undefined;
  const code = `${name}_fractional`;
  const message = t('{0} is {1}, a fraction of a second; not every reader takes it.', name, show(value));
  return { level: 'note', code, pointer, message, try: fix, rule: rfc(7519, '2') };
}
