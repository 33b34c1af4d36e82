/** What can be wrong with an id_token, as far as it shows in the token itself. */
import { t } from '../../standard/language.ts';
import { fapi, oidc, securityProfile } from '../rules/standards.ts';
import { at, isText, show } from '../rules/values.ts';
import { type Check, type Draft, differs, requires, tellTheBank } from './check.ts';

const lookAgain = t('It may belong to another bank or client; do not use it with this one.');

/** Of either channel. */
export const idTokenChecks: readonly Check[] = [
  ...['iss', 'sub', 'aud', 'exp', 'iat'].map((name) => requires('must', oidc('2'), name)),
  requires('strict', securityProfile('ID token'), 'openbanking_intent_id'),
  (subject) =>
    differs(subject, 'iss', subject.context.expectations?.issuer, {
      level: 'must',
      rule: oidc('3.1.3.7'),
      what: t('the bank’s issuer'),
      try: lookAgain,
    }),
  (subject) =>
    differs(subject, 'aud', subject.context.expectations?.clientId, {
      level: 'must',
      rule: oidc('3.1.3.7'),
      what: t('our client id'),
      try: lookAgain,
    }),
  (subject) =>
    differs(subject, 'nonce', subject.context.expectations?.nonce, {
      level: 'must',
      rule: oidc('3.1.3.7'),
      what: t('the one we sent'),
      try: t('Do not use it: it answers another request.'),
    }),
  (subject) =>
    differs(subject, 'openbanking_intent_id', subject.context.expectations?.consentId, {
      level: 'must',
      rule: securityProfile('ID token'),
      what: t('the consent asked for'),
      try: t('Do not use it: it is about another consent.'),
    }),
  function authorisedParty({ payload: { aud, azp }, context: { expectations } }) {
    const rule = oidc('3.1.3.7');
    if (azp === undefined && Array.isArray(aud) && aud.length > 1) {
      const message = t('aud names several ({0}) and no azp says which of them it is for.', show(aud));
      return { level: 'should', code: 'azp_missing', pointer: '/payload/azp', message, try: tellTheBank, rule };
    }
    if (azp === undefined || expectations?.clientId === undefined || azp === expectations.clientId) return undefined;
    const message = t('azp is {0}, not our client id.', show(azp));
    return { level: 'should', code: 'azp_mismatch', pointer: '/payload/azp', message, try: lookAgain, rule };
  },
  function authenticationContext({ payload: { acr }, context: { expectations } }) {
    const pointer = '/payload/acr';
    const wanted = expectations?.acr ?? [];
    if (acr === undefined) {
      const message = t('acr is missing: nothing says how strongly the customer was authenticated.');
      const advice =
        wanted.length > 0
          ? t('It was asked for; tell the bank.')
          : t('Ask for it in the request (acr, essential), or tell the bank.');
      return { level: 'should', code: 'acr_missing', pointer, message, try: advice, rule: oidc('5.5.1.1') };
    }
    if (wanted.length === 0 || (typeof acr === 'string' && wanted.includes(acr))) return undefined;
    const message = t('acr is {0}, which was not asked for.', show(acr));
    return { level: 'should', code: 'acr_mismatch', pointer, message, try: tellTheBank, rule: oidc('5.5.1.1') };
  },
  function hashesAreHalfAHash({ header, payload }) {
    const bits = Number(/^[A-Z]+(256|384|512)$/.exec(isText(header.alg) ? header.alg : '')?.[1]);
    if (!(bits > 0)) return undefined;
    const length = Math.ceil(bits / 2 / 6);
    return (['c_hash', 's_hash', 'at_hash'] as const).flatMap((name): Draft[] => {
      const value = payload[name];
      if (value === undefined || (isText(value) && value.length === length && /^[\w-]+$/.test(value))) return [];
      const message = t(
        '{0} is {1}, not the left half of a hash in base64url ({2} characters for {3}).',
        name,
        show(value),
        length,
        show(header.alg),
      );
      const rule = name === 's_hash' ? fapi('5.1') : oidc('3.3.2.11');
      return [
        { level: 'should', code: `${name}_malformed`, pointer: `/payload/${name}`, message, try: tellTheBank, rule },
      ];
    });
  },
];

/** It signs the code and the state beside it (FAPI 1.0 Advanced §5.2.2.1). */
export const frontChannelChecks: readonly Check[] = [
  ...idTokenChecks,
  requires('must', oidc('3.3.2.11'), 'nonce'),
  requires('must', oidc('3.3.2.11'), 'c_hash'),
  requires('strict', fapi('5.2.2.1-5'), 's_hash'),
  function saysLittleOfTheCustomer({ payload }) {
    const personal = ['name', 'given_name', 'family_name', 'email', 'phone_number', 'birthdate', 'address'];
    const [first] = personal.filter((name) => at(payload, name) !== undefined);
    if (first === undefined) return undefined;
    return {
      level: 'should',
      code: 'personal_data_in_front_channel',
      pointer: `/payload/${first}`,
      message: t('{0} went through the browser, where it is kept in histories and logs.', first),
      try: tellTheBank,
      rule: fapi('5.2.2.1-6'),
    };
  },
];

export const tokenEndpointChecks: readonly Check[] = [
  ...idTokenChecks,
  requires('note', oidc('3.1.3.6'), 'nonce'),
  function bindsNoState({ payload: { s_hash } }) {
    if (s_hash === undefined) return undefined;
    return {
      level: 'note',
      code: 's_hash_unneeded',
      pointer: '/payload/s_hash',
      message: t('s_hash belongs to the front channel; there is no state at the token endpoint.'),
      try: t('Nothing to do; it does no harm.'),
      rule: fapi('5.2.2.1-5'),
    };
  },
];
