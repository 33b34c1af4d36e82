/** What can be wrong with a signed authorisation response (JARM) and with an access token. */
import { t } from '../../standard/language.ts';
import { fapi, jarm, rfc } from '../rules/standards.ts';
import { at, secondsIn, show } from '../rules/values.ts';
import { type Check, differs, requires, tellTheBank } from './check.ts';
import { typeOf } from './kind.ts';

const notForUs = t('Do not use this answer; start the authorisation again.');

export const authorisationResponseChecks: readonly Check[] = [
  ...['iss', 'aud', 'exp'].map((name) => requires('must', jarm('2.1'), name)),
  function answersSomething({ payload: { code, error, state } }) {
    if (code === undefined && error === undefined) {
      const message = t('There is neither a code nor an error.');
      return {
        level: 'should',
        code: 'code_missing',
        pointer: '/payload/code',
        message,
        try: tellTheBank,
        rule: jarm('2.1.1'),
      };
    }
    if (state !== undefined) return undefined;
    const message = t('state is missing: nothing says which request this answers.');
    return {
      level: 'should',
      code: 'state_missing',
      pointer: '/payload/state',
      message,
      try: notForUs,
      rule: jarm('2.1'),
    };
  },
  (subject) =>
    differs(subject, 'iss', subject.context.expectations?.issuer, {
      level: 'must',
      rule: jarm('2.4'),
      what: t('the bank’s issuer'),
      try: notForUs,
    }),
  (subject) =>
    differs(subject, 'aud', subject.context.expectations?.clientId, {
      level: 'must',
      rule: jarm('2.4'),
      what: t('our client id'),
      try: notForUs,
    }),
  function endsSoon({ payload, context: { now } }) {
    const exp = secondsIn(payload.exp);
    if (exp === undefined || exp - (secondsIn(payload.iat) ?? now / 1000) <= 600) return undefined;
    const message = t('It is good for more than the ten minutes that the standard recommends.');
    return {
      level: 'note',
      code: 'lifetime_long',
      pointer: '/payload/exp',
      message,
      try: t('Nothing to do.'),
      rule: jarm('2.1'),
    };
  },
];

const required = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'];

export const accessTokenChecks: readonly Check[] = [
  // Only a token that says it follows RFC 9068 has to.
  ...required.map((name): Check => {
    const check = requires('must', rfc(9068, '2.2'), name);
    return (subject) => (typeOf(subject.header) === 'at+jwt' ? check(subject) : undefined);
  }),
  function isBoundToTheSender({ payload }) {
    if (at(payload, 'cnf') !== undefined) return undefined;
    return {
      level: 'note',
      code: 'cnf_missing',
      pointer: '/payload/cnf',
      message: t('The token does not say that it is bound to a certificate; the bank may keep that to itself.'),
      try: t('Nothing to do; a bank by FAPI refuses it over another certificate.'),
      rule: fapi('5.2.2-5'),
    };
  },
  function scopeHasSpaces({ payload: { scope } }) {
    if (typeof scope !== 'string' || !scope.includes(',')) return undefined;
    const message = t('scope is {0}, separated by commas instead of spaces.', show(scope));
    return {
      level: 'should',
      code: 'scope_with_commas',
      pointer: '/payload/scope',
      message,
      try: tellTheBank,
      rule: rfc(6749, '3.3'),
    };
  },
];
