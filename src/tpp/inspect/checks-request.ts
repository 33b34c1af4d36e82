/** What can be wrong with a request object. */
import { t } from '../../standard/language.ts';
import { isLoopback } from '../transport/hosts.ts';
import { at, type Check, differs, requires, scopesIn, secondsIn, show } from './check.ts';
import { scopeChecks } from './checks-metadata.ts';
import { fapi, fapiBaseline, oidc, rfc, securityProfile } from './standards.ts';

const hour = 3600;
const securedModes = ['jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'];
const inside = t('Put it into the object: what stands beside it does not count.');

const intentIn = (claims: unknown, place: string): unknown => at(claims, place, 'openbanking_intent_id', 'value');

export const requestChecks: readonly Check[] = [
  requires('strict', fapi('5.2.2-15'), 'aud', t('Set aud to the bank’s issuer, as discovery spells it.')),
  requires('strict', fapi('5.2.2-17'), 'nbf', t('Set nbf to a few seconds before now.')),
  requires('strict', fapi('5.2.2-13'), 'exp', t('Set exp to a few minutes after nbf.')),
  requires('should', rfc(9101, '4'), 'iss', t('Set iss to the client id.')),
  ...['client_id', 'response_type', 'redirect_uri'].map((name) => requires('strict', fapi('5.2.2-10'), name, inside)),
  requires('should', rfc(6749, '10.12'), 'state', t('Add a state: the answer is recognised by it.')),
  ...scopeChecks,
  function scopeAsksForOpenid({ payload: { scope, scopes } }) {
    if (scopes !== undefined || scopesIn(scope).includes('openid')) return undefined;
    const message = scope === undefined ? t('scope is missing.') : t('scope is {0}, without openid.', show(scope));
    const code = scope === undefined ? 'scope_missing' : 'scope_without_openid';
    const fix = t('Set scope to openid and what is asked for, e.g. "openid accounts".');
    return { level: 'strict', code, pointer: '/payload/scope', message, try: fix, rule: oidc('3.1.2.1') };
  },
  function nonceIsThere({ payload: { nonce, response_type: type } }) {
    if (nonce !== undefined) return undefined;
    const hybrid = typeof type === 'string' && type.split(' ').includes('id_token');
    return {
      level: hybrid ? 'must' : 'should',
      code: 'nonce_missing',
      pointer: '/payload/nonce',
      message: t('nonce is missing: the id_token could not be bound to this request.'),
      try: t('Add a fresh nonce.'),
      rule: hybrid ? oidc('3.3.2.11') : fapiBaseline('5.2.2.2-1'),
    };
  },
  function clientIsTheIssuer({ payload: { iss, client_id: client } }) {
    if (iss === undefined || client === undefined || iss === client) return undefined;
    const message = t('iss is {0}, but client_id {1}.', show(iss), show(client));
    const rule = rfc(9101, '4');
    return {
      level: 'should',
      code: 'iss_not_client_id',
      pointer: '/payload/iss',
      message,
      try: t('Set iss to the client id.'),
      rule,
    };
  },
  (subject) =>
    differs(subject, 'client_id', subject.context.expectations?.clientId, {
      level: 'should',
      rule: rfc(9101, '4'),
      what: t('our client id at this bank'),
      try: t('Use the client id that this bank gave.'),
    }),
  (subject) =>
    differs(subject, 'aud', subject.context.expectations?.issuer, {
      level: 'strict',
      rule: fapi('5.2.2-15'),
      what: t('the bank’s issuer'),
      try: t('Set aud to the issuer as discovery spells it, to the letter.'),
    }),
  function livesAtMostAnHour({ payload }) {
    const [nbf, exp] = [secondsIn(payload.nbf), secondsIn(payload.exp)];
    if (nbf === undefined || exp === undefined || exp - nbf <= hour) return undefined;
    const message = t('exp is more than 60 minutes after nbf.');
    const rule = fapi('5.2.2-13');
    const fix = t('Set exp to a few minutes after nbf.');
    return { level: 'strict', code: 'lifetime_too_long', pointer: '/payload/exp', message, try: fix, rule };
  },
  function beganLately({ payload, context: { now } }) {
    const nbf = secondsIn(payload.nbf);
    if (nbf === undefined || now / 1000 - nbf <= hour) return undefined;
    const message = t('nbf is more than 60 minutes ago: a bank must refuse it now.');
    return {
      level: 'should',
      code: 'nbf_too_old',
      pointer: '/payload/nbf',
      message,
      try: t('Make a new request object.'),
      rule: fapi('5.2.2-17'),
    };
  },
  function responseTypeIsFapi({ payload: { response_type: type, response_mode: mode } }) {
    if (type === undefined || type === 'code id_token') return undefined;
    if (type === 'code' && typeof mode === 'string' && securedModes.includes(mode)) return undefined;
    const details = { pointer: '/payload/response_type', try: t('Use "code id_token".'), rule: fapi('5.2.2-2') };
    const code = type === 'code' ? 'code_without_jarm' : 'response_type_not_fapi';
    const message =
      type === 'code'
        ? t('response_type code comes back unprotected; FAPI has it only with a signed response (response_mode jwt).')
        : t('response_type is {0}; FAPI has "code id_token", and code with a signed response.', show(type));
    return { level: 'strict', code, message, ...details };
  },
  function redirectIsWeb({ payload: { redirect_uri: uri } }) {
    if (uri === undefined) return undefined;
    const url = typeof uri === 'string' && uri.length <= 4096 && URL.canParse(uri) ? new URL(uri) : undefined;
    if (url?.protocol === 'https:' && !isLoopback(url.hostname)) return undefined;
    const message = url
      ? t('redirect_uri is {0}, which only sandboxes take: not an https address of yours.', show(uri))
      : t('redirect_uri is {0}, no absolute URI.', show(uri));
    const fix = t('Use an https address of yours that is registered.');
    return {
      level: 'strict',
      code: 'redirect_not_https',
      pointer: '/payload/redirect_uri',
      message,
      try: fix,
      rule: fapiBaseline('5.2.2-20'),
    };
  },
  function claimsAreAnObject({ payload: { claims } }) {
    if (claims === undefined || (typeof claims === 'object' && claims !== null && !Array.isArray(claims)))
      return undefined;
    const message = t('claims is {0}; inside a request object it is an object, not a text.', show(claims));
    const fix = t('Put the JSON itself there, without quotes around it.');
    return {
      level: 'should',
      code: 'claims_not_an_object',
      pointer: '/payload/claims',
      message,
      try: fix,
      rule: oidc('6.1'),
    };
  },
  function namesTheConsent({ payload: { claims }, context: { expectations } }) {
    const intent = intentIn(claims, 'id_token');
    const rule = securityProfile('Request object');
    const pointer = '/payload/claims/id_token/openbanking_intent_id/value';
    const fix = t('Name the consent as openbanking_intent_id, essential, in id_token and userinfo.');
    if (intent === undefined) {
      const message = t(
        'claims names no openbanking_intent_id for the id_token, so that the bank cannot know which consent it is.',
      );
      return { level: 'strict', code: 'intent_missing', pointer, message, try: fix, rule };
    }
    const other = intentIn(claims, 'userinfo');
    if (other !== undefined && other !== intent) {
      const message = t(
        'openbanking_intent_id is {0} for the id_token, but {1} for userinfo.',
        show(intent),
        show(other),
      );
      return {
        level: 'should',
        code: 'intents_differ',
        pointer,
        message,
        try: t('Name the same consent in both.'),
        rule,
      };
    }
    if (expectations?.consentId === undefined || expectations.consentId === intent) return undefined;
    const message = t('openbanking_intent_id is {0}, not the consent {1}.', show(intent), show(expectations.consentId));
    return { level: 'should', code: 'intent_mismatch', pointer, message, try: fix, rule };
  },
  function holdsNoOther({ payload }) {
    return ['request', 'request_uri']
      .filter((name) => payload[name] !== undefined)
      .map((name) => ({
        level: 'must',
        code: 'request_in_request',
        pointer: `/payload/${name}`,
        message: t('A request object must not hold {0}.', name),
        try: t('Leave it out.'),
        rule: rfc(9101, '4'),
      }));
  },
  function isNoAssertion({ payload: { sub, client_id: client } }) {
    if (sub === undefined || sub !== client) return undefined;
    const message = t('sub is the client id: this request object would pass as a client assertion.');
    return {
      level: 'should',
      code: 'sub_in_request',
      pointer: '/payload/sub',
      message,
      try: t('Leave sub out.'),
      rule: rfc(9101, '10.8'),
    };
  },
  function challengeIsHashed({ payload: { code_challenge: challenge, code_challenge_method: method } }) {
    if (challenge === undefined || method === 'S256') return undefined;
    const message = t('code_challenge_method is {0}: the secret itself goes through the browser.', show(method));
    const pointer = '/payload/code_challenge_method';
    return {
      level: 'should',
      code: 'challenge_not_hashed',
      pointer,
      message,
      try: t('Use S256.'),
      rule: rfc(7636, '4.2'),
    };
  },
];
