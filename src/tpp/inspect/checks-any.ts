/** What can be wrong with any token: its members, its algorithm, its header. */
import { t } from '../../standard/language.ts';
import type { Level } from '../rules/rule.ts';
import type { Section } from '../rules/standards.ts';
import { dcr, directory, fapi, jarm, oidc, readWrite, rfc } from '../rules/standards.ts';
import { isNone, type Members, show, textsIn } from '../rules/values.ts';
import type { Check, Draft, TokenSubject } from './check.ts';
import { isRuled } from './checks-ruled.ts';
import type { TokenKind } from './inspection.ts';
import { kindTitles } from './inspection.ts';
import { typeOf } from './kind.ts';
import { fapiAlgorithms, headerMembers } from './members-header.ts';

const usePs256 = t('Use PS256, or ES256 with an elliptic key.');

/** What `alg: none` breaks, by kind; a token of another kind may be unsecured (RFC 7519 §6). */
const unsecuredRule: Partial<Record<TokenKind, readonly [Level, Section]>> = {
  'software-statement': ['should', dcr('Self-signed SSA')],
  'client-assertion': ['must', rfc(7523, '3')],
  'id-token-front-channel': ['must', oidc('2')],
  'id-token-token-endpoint': ['strict', fapi('8.6')],
  'id-token': ['strict', fapi('8.6')],
  'authorisation-response': ['must', jarm('2.4')],
  'detached-signature': ['must', readWrite('Message Signing')],
};

/** Kinds whose algorithm FAPI 1.0 Advanced §8.6 rules. */
const ruledByFapi: readonly TokenKind[] = [
  'client-assertion',
  'id-token-front-channel',
  'id-token-token-endpoint',
  'id-token',
  'authorisation-response',
];

/** `typ` values that are right; the others hint at a token made for something else. */
const types: Partial<Record<TokenKind, readonly string[]>> = {
  'software-statement': ['jwt'],
  'registration-request': ['jwt', 'jose'],
  'request-object': ['jwt', 'oauth-authz-req+jwt'],
  'client-assertion': ['jwt', 'client-authentication+jwt'],
  'id-token-front-channel': ['jwt'],
  'id-token-token-endpoint': ['jwt'],
  'id-token': ['jwt'],
  'authorisation-response': ['jwt'],
  'access-token': ['jwt', 'at+jwt'],
  'security-event': ['jwt', 'secevent+jwt'],
};

export const anyChecks: readonly Check[] = [
  function namesEachMemberOnce({ read: { scan } }) {
    return scan.duplicates.map((pointer) => ({
      level: 'must',
      code: 'duplicate_member',
      pointer,
      message: t('{0} stands twice in its object; readers differ in which they take.', nameIn(pointer)),
      try: t('Leave one of them.'),
      rule: pointer.startsWith('/header') ? rfc(7515, '4') : rfc(7519, '4'),
    }));
  },
  function readsAsItLooks({ read: { scan } }) {
    return scan.misleading.map((pointer) => ({
      level: 'should',
      code: 'hidden_characters',
      pointer,
      message: t('{0} has characters that cannot be seen or that turn the direction of reading.', nameIn(pointer)),
      try: t('Compare it as JSON with what it should be, to the letter.'),
      rule: rfc(7519, '7.3'),
    }));
  },
  function numbersAreExact({ read: { scan } }) {
    return scan.inexact.map((pointer) => ({
      level: 'note',
      code: 'number_not_exact',
      pointer,
      message: t(
        '{0} is a number with more digits than most readers keep; see the JSON for all of them.',
        nameIn(pointer),
      ),
      try: t('Write it as a text.'),
      rule: rfc(8259, '6'),
    }));
  },
  function isSecured({ kind, form, header }) {
    if (isRuled(kind) || form === 'encrypted' || !isNone(header.alg)) return undefined;
    const [level, rule] = unsecuredRule[kind] ?? (['should', rfc(7519, '6')] as const);
    const message = t(
      'The {0} is not signed (alg {1}): anybody can have written it.',
      kindTitles[kind],
      show(header.alg),
    );
    return { level, code: 'alg_none', pointer: '/header/alg', message, try: usePs256, rule };
  },
  function unsecuredHasNoSignature({ header, signature }) {
    if (!isNone(header.alg) || signature === '') return undefined;
    const message = t('alg is none, and yet there is a signature, which nobody will look at.');
    const fix = t('Find out which algorithm it was signed with, and who changed alg.');
    return {
      level: 'must',
      code: 'signature_of_none',
      pointer: '/signature',
      message,
      try: fix,
      rule: rfc(7518, '3.6'),
    };
  },
  function hasItsSignature({ form, header, signature }) {
    if (form !== 'signed' || signature !== '' || isNone(header.alg)) return undefined;
    const message = t('The signature is missing, although alg is {0}.', show(header.alg));
    const fix = t('Copy the whole token: the part after the last dot was cut off, or taken off.');
    return {
      level: 'must',
      code: 'signature_missing',
      pointer: '/signature',
      message,
      try: fix,
      rule: rfc(7515, '5.2'),
    };
  },
  algorithm,
  function namesItsKey({ kind, form, header }) {
    if (isRuled(kind) || (form !== 'signed' && form !== 'detached')) return undefined;
    if (header.kid !== undefined || (typeof header.alg === 'string' && header.alg.startsWith('HS'))) return undefined;
    const [level, rule] = kidRule[kind] ?? (['note', rfc(7515, '4.1.4')] as const);
    const message = t('kid is missing, so the reader has to try each key of the signer.');
    const fix = t('Put the kid of the signing key into the header, as the Directory spells it.');
    return { level, code: 'kid_missing', pointer: '/header/kid', message, try: fix, rule };
  },
  function typeFits({ kind, header }) {
    const right = types[kind];
    const type = typeOf(header);
    if (header.typ === undefined || right === undefined || (type !== undefined && right.includes(type)))
      return undefined;
    return {
      level: 'should',
      code: 'typ_wrong',
      pointer: '/header/typ',
      message: t('typ is {0}, which is not that of {1}s.', show(header.typ), kindTitles[kind]),
      try: t('Use JWT, or leave typ out.'),
      rule: rfc(8725, '3.11'),
    };
  },
  function criticalMembersAreThere({ kind, form, header }) {
    if (header.crit === undefined || kind === 'detached-signature' || form === 'encrypted') return undefined;
    const names = textsIn(header.crit);
    const message =
      names === undefined || names.length === 0
        ? t('crit is {0}, not a list of header members.', show(header.crit))
        : criticalFault(names, header);
    if (message === undefined) return unknownCritical(names ?? []);
    const fix = t('Leave crit out, or name in it only extensions that stand in the header.');
    return {
      level: 'must',
      code: 'crit_invalid',
      pointer: '/header/crit',
      message,
      try: fix,
      rule: rfc(7515, '4.1.11'),
    };
  },
  function payloadIsEncoded({ kind, form, header }) {
    if (header.b64 !== false || kind === 'detached-signature' || form === 'detached') return undefined;
    const message = t('b64 is false, which a JWT must not have: its payload is always encoded.');
    return {
      level: 'must',
      code: 'b64_in_jwt',
      pointer: '/header/b64',
      message,
      try: t('Leave b64 out.'),
      rule: rfc(7797, '7'),
    };
  },
  function b64IsTrueOrFalse({ form, header: { b64 } }) {
    if (b64 === undefined || typeof b64 === 'boolean' || form === 'encrypted') return undefined;
    const message = t('b64 is {0}, neither true nor false: readers differ in what they take for signed.', show(b64));
    const fix = t('Leave b64 out, or write false without quotes where the raw body is signed.');
    return {
      level: 'must',
      code: 'b64_not_boolean',
      pointer: '/header/b64',
      message,
      try: fix,
      rule: rfc(7797, '3'),
    };
  },
  function bringsNoKey({ kind, form, header }) {
    if (form === 'encrypted') return undefined;
    const registration = kind === 'registration-request';
    const names = registration ? ['x5c', 'x5u', 'jwk', 'jku'] : ['x5u', 'jwk', 'jku'];
    return names
      .filter((name) => header[name] !== undefined)
      .map((name) => ({
        level: registration ? 'strict' : 'should',
        code: 'key_in_header',
        pointer: `/header/${name}`,
        message: t('{0} brings its own key, or says where it is: whoever signs can put any key there.', name),
        try: t('Leave it out; name the key with kid, which the reader looks up where it trusts.'),
        rule: registration ? dcr('Of JWS & JWKS') : rfc(8725, '3.10'),
      }));
  },
];

const kidRule: Partial<Record<TokenKind, readonly [Level, Section]>> = {
  'detached-signature': ['strict', readWrite('Message Signing')],
  'software-statement': ['should', directory('Software Statement Assertion')],
  'client-assertion': ['should', oidc('10.1')],
  'id-token-front-channel': ['should', oidc('10.1')],
  'id-token-token-endpoint': ['should', oidc('10.1')],
  'id-token': ['should', oidc('10.1')],
  'authorisation-response': ['should', oidc('10.1')],
};

/** FAPI takes two algorithms; a detached signature one; a registration request those of the registration standard. */
function algorithm({ kind, form, header: { alg } }: TokenSubject): Draft | undefined {
  if (isRuled(kind) || form === 'unreadable' || isNone(alg)) return undefined;
  const pointer = '/header/alg';
  if (typeof alg !== 'string') {
    const message = alg === undefined ? t('alg is missing.') : t('alg is {0}, which is no text.', show(alg));
    return { level: 'must', code: 'alg_missing', pointer, message, try: usePs256, rule: rfc(7515, '4.1.1') };
  }
  if (form === 'encrypted') {
    if (alg !== 'RSA1_5') return undefined;
    const message = t('alg is RSA1_5, which FAPI forbids.');
    return { level: 'strict', code: 'alg_rsa1_5', pointer, message, try: t('Use RSA-OAEP.'), rule: fapi('8.6.1') };
  }
  const fits = fapiAlgorithms.names.some((name) => name === alg);
  if (kind === 'detached-signature') {
    if (alg === 'PS256') return undefined;
    const message = t('alg is {0}; messages are signed PS256.', show(alg));
    const rule = readWrite('Message Signing');
    return { level: 'strict', code: 'alg_not_ps256', pointer, message, try: t('Sign with PS256.'), rule };
  }
  if (fits || kind === 'unknown') return undefined;
  const code = alg.startsWith('HS') ? 'alg_hmac' : alg === 'RS256' ? 'alg_rs256' : 'alg_not_fapi';
  const reason = alg.startsWith('HS') ? t(', a secret that both sides know') : '';
  const ruled = ruledByFapi.includes(kind);
  const message = t('alg is {0}{1}; FAPI has PS256 and ES256.', show(alg), reason);
  return { level: ruled ? 'strict' : 'note', code, pointer, message, try: usePs256, rule: fapiAlgorithms.section };
}

function criticalFault(names: readonly string[], header: Members): string | undefined {
  const absent = names.find((name) => !Object.hasOwn(header, name));
  if (absent !== undefined) return t('crit names {0}, which is not in the header.', show(absent));
  const registered = names.find((name) => name !== 'b64' && Object.hasOwn(headerMembers, name));
  if (registered !== undefined) return t('crit names {0}, which every reader knows anyway.', show(registered));
  return new Set(names).size < names.length ? t('crit names a member twice.') : undefined;
}

function unknownCritical(names: readonly string[]): Draft | undefined {
  const [first] = names.filter((name) => name !== 'b64');
  if (first === undefined) return undefined;
  return {
    level: 'should',
    code: 'crit_unknown',
    pointer: '/header/crit',
    message: t('crit demands that the reader understands {0}; one that does not must refuse the token.', show(first)),
    try: t('Leave it out, unless the reader is known to understand it.'),
    rule: rfc(7515, '4.1.11'),
  };
}

function nameIn(pointer: string): string {
  const name = pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  return /^\d+$/.test(name) ? t('Member {0} of the list', name) : show(name);
}
