/** What can be wrong with a client assertion, a security event token, and the detached signature of a message. */
import { t } from '../../standard/language.ts';
import { events, oidc, readWrite, rfc } from '../rules/standards.ts';
import { clockTolerance } from '../rules/time-rules.ts';
import { isText, secondsIn, show, textsIn } from '../rules/values.ts';
import { type Check, type Draft, differs, requires, tellTheBank } from './check.ts';
import { escapePointer } from './scan.ts';
import { signsRawBody } from './version.ts';

export const assertionChecks: readonly Check[] = [
  requires('must', rfc(7523, '3'), 'iss', t('Set iss to the client id.')),
  requires('must', rfc(7523, '3'), 'sub', t('Set sub to the client id.')),
  requires('must', rfc(7523, '3'), 'aud', t('Set aud to the token endpoint or the issuer, as the bank has it.')),
  requires('must', rfc(7523, '3'), 'exp', t('Set exp to a minute from now.')),
  requires('must', oidc('9'), 'jti', t('Give each assertion a fresh UUID.')),
  function provesItself({ payload: { iss, sub } }) {
    if (iss === undefined || sub === undefined || iss === sub) return undefined;
    const message = t('iss is {0}, but sub {1}: in a client assertion both are the client id.', show(iss), show(sub));
    const fix = t('Set both to the client id.');
    return { level: 'must', code: 'iss_not_sub', pointer: '/payload/sub', message, try: fix, rule: oidc('9') };
  },
  (subject) =>
    differs(subject, 'iss', subject.context.expectations?.clientId, {
      level: 'should',
      rule: rfc(7523, '3'),
      what: t('our client id at this bank'),
      try: t('Use the client id that this bank gave.'),
    }),
  function isForTheBank({ payload: { aud }, context: { expectations } }) {
    const { issuer, tokenEndpoint } = expectations ?? {};
    if (aud === undefined || issuer === undefined || tokenEndpoint === undefined) return undefined;
    const given: unknown[] = [aud].flat();
    if (given.includes(issuer) || given.includes(tokenEndpoint)) return undefined;
    const message = t('aud is {0}, neither the bank’s token endpoint nor its issuer.', show(aud));
    const fix = t('Use {0} or {1}, as the bank has it.', show(tokenEndpoint), show(issuer));
    return { level: 'should', code: 'aud_mismatch', pointer: '/payload/aud', message, try: fix, rule: rfc(7523, '3') };
  },
  function endsSoon({ payload, context: { now } }) {
    const exp = secondsIn(payload.exp);
    if (exp === undefined || exp - (secondsIn(payload.iat) ?? now / 1000) <= 3600) return undefined;
    const message = t('exp is more than an hour away; an assertion is used once, at once.');
    return {
      level: 'note',
      code: 'lifetime_long',
      pointer: '/payload/exp',
      message,
      try: t('Set exp to a minute from now.'),
      rule: rfc(7523, '3'),
    };
  },
];

const event = events('Event Notification');

export const eventChecks: readonly Check[] = [
  ...['iss', 'iat', 'jti', 'events'].map((name) => requires('must', rfc(8417, '2.2'), name)),
  ...['aud', 'sub', 'txn', 'toe'].map((name) => requires('strict', event, name)),
  function tellsSomething({ payload: { events: told } }) {
    if (told === undefined) return undefined;
    if (typeof told === 'object' && told !== null && !Array.isArray(told) && Object.keys(told).length > 0)
      return undefined;
    const message = t('events is {0}, not an object with an event in it.', show(told));
    return {
      level: 'must',
      code: 'events_empty',
      pointer: '/payload/events',
      message,
      try: tellTheBank,
      rule: rfc(8417, '2.2'),
    };
  },
  function doesNotExpire({ payload: { exp } }) {
    if (exp === undefined) return undefined;
    const message = t('exp does not belong here: what has happened does not expire.');
    return {
      level: 'should',
      code: 'exp_in_event',
      pointer: '/payload/exp',
      message,
      try: tellTheBank,
      rule: rfc(8417, '2.2'),
    };
  },
];

const signing = readWrite('Message Signing');
const prefix = 'http://openbanking.org.uk/';
const critical = ['iat', 'iss', 'tan'].map((name) => prefix + name);
const signAgain = t('Sign the message again.');

function draft(level: Draft['level'], code: string, member: string, message: string, fix = signAgain): Draft {
  return { level, code, pointer: `/header/${escapePointer(member)}`, message, try: fix, rule: signing };
}

/**
 * The Directory's ids are 18 characters of an organisation and 22 of software; outside of it the signer is the subject of a certificate,
 * or the organisation identifier in it (ETSI TS 119 495 §5.2.1).
 */
function namesOrganisation(text: string): boolean {
  return (
    /^[0-9A-Za-z]{18}(?:\/[0-9A-Za-z_-]{1,36})?$/.test(text) ||
    /^PSD[A-Z]{2}-[A-Z]{2,8}-\S{1,100}$/.test(text) ||
    /^\s{0,9}(?:[A-Za-z][\w-]{0,60}|[\d.]{3,60})\s{0,9}=\s{0,9}\S/.test(text)
  );
}

export const messageSignatureChecks: readonly Check[] = [
  function saysWhoAndWhen({ header }) {
    return critical
      .filter((name) => header[name] === undefined)
      .map((name) => draft('strict', `${name.slice(prefix.length)}_missing`, name, t('{0} is missing.', name)));
  },
  function demandsThatItIsRead({ header: { crit }, context: { version } }) {
    const raw = signsRawBody(version);
    const expected = raw === true ? ['b64', ...critical] : critical;
    const names = textsIn(crit);
    const fix = t('Set crit to {0}.', show(expected));
    if (names === undefined)
      return draft('strict', 'crit_missing', 'crit', t('crit is {0}, not a list.', show(crit)), fix);
    const absent = expected.filter((name) => !names.includes(name));
    if (absent.length > 0) return draft('strict', 'crit_incomplete', 'crit', t('crit lacks {0}.', show(absent)), fix);
    const more = names.filter((name) => !expected.includes(name) && name !== 'b64');
    return more.length === 0
      ? undefined
      : draft('strict', 'crit_unknown', 'crit', t('crit names {0}, which nobody has to understand.', show(more)), fix);
  },
  function rawBodyIsCritical({ header: { b64, crit } }) {
    if (b64 !== false || (textsIn(crit) ?? []).includes('b64')) return undefined;
    const message = t('b64 is false and crit does not name it: a reader that does not know b64 verifies other bytes.');
    const rule = rfc(7797, '6');
    const fix = t('Name b64 in crit.');
    return { level: 'must', code: 'b64_not_critical', pointer: '/header/b64', message, try: fix, rule };
  },
  function signsAsTheVersionHasIt({ header: { b64 }, context: { version } }) {
    const raw = signsRawBody(version);
    // What is no boolean has a finding of its own.
    if (raw === undefined || (raw ? b64 === false : b64 === undefined)) return undefined;
    if (b64 !== undefined && typeof b64 !== 'boolean') return undefined;
    const rule = { ...signing, version };
    const details = { level: 'must', pointer: '/header/b64', rule } as const;
    return raw
      ? {
          ...details,
          code: 'b64_missing',
          message: t('b64 is {0}; up to version 3.1.3 it is false, and the raw body is signed.', show(b64)),
          try: t('Add b64: false, name it in crit, and sign the body as it is.'),
        }
      : {
          ...details,
          code: 'b64_present',
          message: t('b64 must not be there from version 3.1.4 on: the body is encoded before it is signed.'),
          try: t('Leave b64 out of header and crit, and sign the encoded body.'),
        };
  },
  function typeIsJose({ header: { typ } }) {
    if (typ === undefined || typ === 'JOSE') return undefined;
    return draft('strict', 'typ_wrong', 'typ', t('typ is {0}; where it stands, it is JOSE.', show(typ)));
  },
  function contentIsJson({ header: { cty } }) {
    if (cty === undefined || cty === 'json' || cty === 'application/json') return undefined;
    return draft('should', 'cty_wrong', 'cty', t('cty is {0}; messages are json or application/json.', show(cty)));
  },
  function wasSignedInThePast({ header, context: { now } }) {
    const name = `${prefix}iat`;
    const value = header[name];
    if (value === undefined) return undefined;
    if (typeof value !== 'number')
      return draft('strict', 'iat_not_a_number', name, t('iat is {0}, not a number.', show(value)));
    const seconds = secondsIn(value);
    if (seconds === undefined)
      return draft('strict', 'iat_in_milliseconds', name, t('iat is in milliseconds; it is in seconds.'));
    if (seconds > now / 1000 + clockTolerance) {
      return draft(
        'should',
        'iat_in_the_future',
        name,
        t('iat is in the future.'),
        t('Compare the clocks of both machines.'),
      );
    }
    if (Number.isInteger(seconds)) return undefined;
    return draft('note', 'iat_fractional', name, t('iat is a fraction of a second; not every reader takes it.'));
  },
  function signerIsNamed({ header }) {
    const name = `${prefix}iss`;
    const value = header[name];
    if (value === undefined) return undefined;
    if (!isText(value)) return draft('strict', 'iss_not_a_text', name, t('iss is {0}, not a text.', show(value)));
    if (namesOrganisation(value)) return undefined;
    const message = t(
      'iss is {0}: no organisation id (18 letters and digits), none with a software id behind a slash, and no certificate’s subject.',
      show(value),
    );
    const fix = t('A TPP writes organisation id/software id, a bank its organisation id, as the Directory has them.');
    return draft('should', 'iss_no_organisation', name, message, fix);
  },
  function anchorIsTheDirectory({ header }) {
    const name = `${prefix}tan`;
    const value = header[name];
    if (value === undefined || value === 'openbanking.org.uk') return undefined;
    const message = t("tan is {0}, not openbanking.org.uk: the signer's key is looked up elsewhere.", show(value));
    return draft('should', 'tan_unusual', name, message, t('Use openbanking.org.uk, unless the bank has another.'));
  },
];
