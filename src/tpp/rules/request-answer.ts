/** Rules on an authorisation request: what comes back, where to, and how it is recognised. */
import { t } from '../../standard/language.ts';
import { isOfServer } from './registration-redirects.ts';
import { type RequestFacts, requestRule } from './request-facts.ts';
import type { Rule, Subject } from './rule.ts';
import { fapi, fapiBaseline, oidc, oidcRegistration, rfc } from './standards.ts';
import { isText, show, when } from './values.ts';

type Request = Subject<RequestFacts>;
const securedModes = ['jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'];
const known = (value: unknown) => (value === undefined ? undefined : { value });

const responseType = {
  member: '/claims/response_type',
  section: fapi('5.2.2-2'),
  fix: t('Use "code id_token", whose id_token protects the code, or ask for a signed answer (response_mode jwt).'),
  replacement: (_: unknown, { facts: { responseTypes: [first] = ['code id_token'], responseTypes } }: Request) =>
    known(responseTypes?.includes('code id_token') ? 'code id_token' : first),
} as const;
const redirect = {
  member: '/claims/redirect_uri',
  section: oidc('3.1.2.1'),
  fix: (_: unknown, { facts: { redirectUris = [] } }: Request) =>
    redirectUris.length === 0
      ? t('Use an https address of yours that is registered.')
      : t('Use one that is registered, to the letter: {0}.', redirectUris.join(', ')),
  replacement: (_: unknown, { facts: { redirectUris: [value] = [] } }: Request) => known(value),
} as const;

const responseTypesKnown: readonly unknown[] = ['code id_token', 'code'];
const isSet = (value: unknown): boolean => value !== undefined && value !== '';
const isHybrid = ({ claims: { response_type: type } }: Request): boolean =>
  typeof type === 'string' && type.split(' ').includes('id_token');

export const requestAnswer: readonly Rule<RequestFacts>[] = [
  requestRule({
    ...responseType,
    code: 'response_type_missing',
    level: 'must',
    find: ({ claims }) => when(claims.response_type === undefined),
    message: t('response_type is missing.'),
  }),
  requestRule({
    ...responseType,
    code: 'response_type_unknown',
    level: 'must',
    find: ({ claims: { response_type: type } }) =>
      type === undefined || responseTypesKnown.includes(type) ? undefined : { type },
    message: ({ type }) => t('response_type is {0}; banks know "code id_token" and "code".', show(type)),
  }),
  requestRule({
    ...responseType,
    code: 'code_without_jarm',
    level: 'strict',
    find: ({ claims: { response_type: type, response_mode: mode } }) =>
      when(type === 'code' && !securedModes.some((each) => each === mode)),
    message: t(
      'response_type code comes back unprotected; FAPI has it only with a signed response (response_mode jwt).',
    ),
    replacement: (_, { facts: { responseTypes = ['code id_token'] } }) =>
      responseTypes.includes('code id_token') ? { value: 'code id_token' } : undefined,
  }),
  requestRule({
    code: 'response_type_not_registered',
    level: 'must',
    member: '/claims/response_type',
    section: oidcRegistration('2'),
    find: ({ claims: { response_type: type }, facts: { responseTypes } }) =>
      responseTypes !== undefined && responseTypesKnown.includes(type) && !responseTypes.some((each) => each === type)
        ? { type, responseTypes }
        : undefined,
    message: ({ type }) => t('The client is not registered for the response type {0}.', show(type)),
    fix: ({ responseTypes }) =>
      responseTypes.length === 0
        ? t('Update the client with response_types: it is registered for none.')
        : t('Choose from those that the client is registered for: {0}.', responseTypes.map(show).join(', ')),
    replacement: ({ responseTypes: [value] }) => known(value),
  }),
  requestRule({
    ...redirect,
    code: 'redirect_uri_missing',
    level: 'must',
    find: ({ claims }) => when(claims.redirect_uri === undefined),
    message: t('redirect_uri is missing.'),
  }),
  requestRule({
    ...redirect,
    code: 'redirect_uri_not_registered',
    level: 'must',
    find: ({ claims: { redirect_uri: uri }, facts: { redirectUris } }) =>
      uri === undefined || redirectUris === undefined || redirectUris.some((each) => each === uri)
        ? undefined
        : { uri },
    message: ({ uri }) => t('The redirect URI {0} is not registered for this client.', show(uri)),
  }),
  requestRule({
    ...redirect,
    code: 'redirect_not_https',
    level: 'strict',
    section: fapiBaseline('5.2.2-20'),
    // What the bank has registered, it takes.
    find: ({ claims: { redirect_uri: uri }, facts: { redirectUris } }) =>
      uri === undefined || redirectUris !== undefined || (isText(uri) && isOfServer(uri)) ? undefined : { uri },
    message: ({ uri }) =>
      isText(uri) && URL.canParse(uri)
        ? t('redirect_uri is {0}, which is not an https address of a server of yours.', show(uri))
        : t('redirect_uri is {0}, no absolute URI.', show(uri)),
  }),
  requestRule({
    code: 'state_missing',
    level: 'must',
    member: '/claims/state',
    section: rfc(6749, '10.12'),
    find: ({ claims }) => when(!isSet(claims.state)),
    message: t('state is missing: without it the answer cannot be told from a forged one.'),
    fix: t('Add a state: the answer is recognised by it.'),
    replacement: (_, { facts }) => known(facts.state),
  }),
  ...([true, false] as const).map((hybrid) =>
    requestRule({
      code: 'nonce_missing',
      level: hybrid ? 'must' : 'should',
      member: '/claims/nonce',
      section: hybrid ? oidc('3.3.2.11') : fapiBaseline('5.2.2.2-1'),
      find: (subject) => when(isHybrid(subject) === hybrid && !isSet(subject.claims.nonce)),
      message: t('nonce is missing: the id_token could not be bound to this request.'),
      fix: t('Add a fresh nonce.'),
      replacement: (_, { facts }) => known(facts.nonce),
    }),
  ),
  requestRule({
    code: 'challenge_not_hashed',
    level: 'should',
    member: '/claims/code_challenge_method',
    section: rfc(7636, '4.2'),
    find({
      claims: { code_challenge: given, code_challenge_method: method },
      facts: { codeChallenge: right = given },
    }) {
      return given === undefined || given !== right || method === 'S256' ? undefined : { method };
    },
    message: ({ method }) =>
      method === undefined
        ? t('code_challenge_method is missing: the secret itself goes through the browser.')
        : t('code_challenge_method is {0}: the secret itself goes through the browser.', show(method)),
    fix: t('Use S256.'),
    replacement: () => ({ value: 'S256' }),
  }),
  ...(['code_challenge_missing', 'code_challenge_changed'] as const).map((code) =>
    requestRule({
      code,
      level: 'must',
      member: '/claims/code_challenge',
      section: rfc(7636, '4.6'),
      find({ claims: { code_challenge: given }, facts: { codeChallenge: right } }) {
        const wrong = code === 'code_challenge_missing' ? given === undefined : given !== undefined && given !== right;
        return right === undefined || !wrong ? undefined : right;
      },
      message:
        code === 'code_challenge_missing'
          ? t('code_challenge is missing, although this bank is asked with PKCE.')
          : t('code_challenge is not the one whose verifier is kept here: the code could not be exchanged.'),
      fix: t('Put code_challenge back.'),
      replacement: (value) => ({ value }),
    }),
  ),
];
