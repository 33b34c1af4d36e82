/** The signature of a token held against keys, with the answer explained: by which key it is good, or why each is not. */

import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { fail } from '../errors.ts';
import type { VerificationKey } from '../keys/verification-key.ts';
import { agree } from '../number-words.ts';
import { detachedInput } from './body-variants.ts';
import { criticalProblem } from './critical.ts';
import { type Jws, readJws } from './decode.ts';
import { type KeyRemark, refusedSpellingRemark, remarksOf, spellingRemark, trailingBitsRemark } from './key-remarks.ts';
import { type SignatureAlgorithm, signatureAlgorithms } from './signature.ts';
import { attempt, confused, type KeyAttempt } from './verification-attempt.ts';

const refusalReasons = [
  /** `alg` none: nothing protects the token, and no key changes that. */
  'alg_none',
  'alg_missing',
  'alg_unknown',
  /** Not among the algorithms that the caller allows. */
  'alg_not_allowed',
  /** HS256 and its like: whoever can verify it can also make it. */
  'alg_symmetric',
  /** HS256 and its like, with a public key at hand to take for the secret (RFC 8725 §2.1). */
  'algorithm_confusion',
  'signature_missing',
  /** `crit` is malformed, or names what is not understood (RFC 7515 §4.1.11). */
  'crit',
  /** A detached signature without its body. */
  'body_missing',
  'no_keys',
  /** The set has no key of the token's `kid`. */
  'kid_not_in_set',
  /** None of the keys may or can verify it; each attempt says why. */
  'no_suitable_key',
  /** There are suitable keys, and the signature fits none. */
  'signature',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export interface Verified {
  verified: true;
  key: VerificationKey;
  algorithm: string;
  /** One sentence that names key and algorithm. */
  message: string;
  /** What to know about the key although the signature is good, e.g. that its certificate has expired. */
  remarks: KeyRemark[];
  /** Every key that was tried, up to the one that fits. */
  attempts: KeyAttempt[];
}

interface Refused {
  verified: false;
  reason: RefusalReason;
  /** What is wrong, in a sentence or two. */
  message: string;
  /** What to try. */
  try: string;
  /** What is odd about the token and not the reason. */
  remarks: KeyRemark[];
  /** Why not, for each key: first those that bear the token's `kid`, else in the order given. */
  attempts: KeyAttempt[];
}

export type Verification = Verified | Refused;

export interface VerificationOptions {
  /** The exact bytes of the HTTP body that a detached signature (`x-jws-signature`) is over. */
  detachedBody?: Uint8Array;
  /** The algorithms allowed; default: every asymmetric one of RFC 7518 and RFC 8037. `none` and HMAC never verify anything. */
  algorithms?: readonly string[];
  /** The names in `crit` that the caller understands; default: those of Open Banking's message signing for a detached signature, none for others. */
  understood?: readonly string[];
  /** Milliseconds since the epoch, for remarks on dates; default: now. */
  now?: number;
}

/**
 * Verifies the signature of a JWT or a detached JWS with each key in turn and explains the outcome. Claims and dates of the token
 * are not looked at. A key of a set counts only where its `kid` is the token's or one of the two has none; a key given by
 * itself counts whatever the token calls it, with a remark.
 *
 * @throws OpenBankingError `jwt_malformed` for what is no JWS
 * @example
 * const outcome = explainVerification(compact, readVerificationKeys(pem, 'bank.pem'));
 * outcome.verified ? outcome.key.label : outcome.attempts.map(({ message }) => message)
 */
export function explainVerification(
  compact: string,
  keys: readonly VerificationKey[],
  options: VerificationOptions = {},
): Verification {
  const jws = readJws(compact);
  const outcome = verificationOf(jws, keys, options);
  if (outcome.verified || !jws.cameAs) return outcome;
  return { ...outcome, remarks: [refusedSpellingRemark(jws.cameAs), ...outcome.remarks] };
}

function verificationOf(jws: Jws, keys: readonly VerificationKey[], options: VerificationOptions): Verification {
  const { alg } = jws.header;
  if (alg === undefined || typeof alg !== 'string') {
    return refused('alg_missing', t('The header of the JWT names no algorithm (alg).'), t('Ask for a signed token.'));
  }
  if (alg.toLowerCase() === 'none') {
    const message = t('The JWT is not signed: its alg is none, so that anyone can have written it.');
    const advice = t(
      'A request object like this is taken by permissive sandboxes and by no other bank. If you made it, sign it with PS256 or ES256; if not, ask whoever made it for one that is signed.',
    );
    return refused('alg_none', message, advice);
  }
  if (/^HS(256|384|512)$/.test(alg)) return symmetric(jws, alg, keys);
  const algorithm = signatureAlgorithms.get(alg);
  const allowed = options.algorithms ?? [...signatureAlgorithms.keys()];
  if (!algorithm)
    return refused('alg_unknown', notAllowed(alg, allowed), t('Ask for a token that is signed with PS256.'));
  if (!allowed.includes(alg)) {
    return refused('alg_not_allowed', notAllowed(alg, allowed), t('Ask for a token that is signed with one of these.'));
  }
  if (jws.parts.signature === '') {
    return refused(
      'signature_missing',
      t('The JWT has no signature.'),
      t('Copy the whole token; its third part is missing.'),
    );
  }
  return asymmetric(jws, algorithm, keys, options);
}

function asymmetric(
  jws: Jws,
  algorithm: SignatureAlgorithm,
  keys: readonly VerificationKey[],
  options: VerificationOptions,
): Verification {
  const { header, parts, cameAs } = jws;
  const detached = parts.payload === '';
  const body = detached && options.detachedBody ? Buffer.from(options.detachedBody) : undefined;
  if (detached && !body) {
    const message = t('The signature is detached (header..signature): it is over a body that stands elsewhere.');
    return refused('body_missing', message, t('Give the exact bytes of the HTTP body that came with it.'));
  }
  const critical = criticalProblem(header, { detached, understood: options.understood });
  const kid = typeof header.kid === 'string' ? header.kid : undefined;
  const encoded = header.b64 !== false;
  const content = {
    algorithm,
    ...(kid === undefined ? {} : { kid }),
    header: parts.header,
    input: inputOf(parts, body, encoded),
    signature: Buffer.from(parts.signature, 'base64url'),
    ...(body ? { body } : {}),
    encoded,
  };
  // Who spells a token in another way may have signed its letters as they stand, or put them right first.
  const asItCame = cameAs && inputOf(cameAs, body, encoded);
  const attempts: KeyAttempt[] = [];
  for (const key of inOrder(keys, kid)) {
    const putRight = attempt(key, content);
    const other = putRight.fits || !asItCame ? putRight : attempt(key, { ...content, input: asItCame });
    const made = other.fits ? other : putRight;
    attempts.push(made);
    if (made.reason !== undefined || critical) continue;
    const message = t('The signature is good: {0} by {1}.', algorithm.name, key.label);
    const remarks = remarksOf(
      key,
      { ...(kid === undefined ? {} : { kid }), algorithm: algorithm.name },
      options.now ?? Date.now(),
    );
    const spelled = [
      ...(cameAs ? [spellingRemark(cameAs, parts, made === putRight)] : []),
      ...[trailingBitsRemark(parts)].filter((remark) => remark !== undefined),
    ];
    return { verified: true, key, algorithm: algorithm.name, message, remarks: [...spelled, ...remarks], attempts };
  }
  if (critical) {
    const fitting = attempts.find(({ reason }) => reason === undefined);
    const but = fitting ? t(' The signature itself fits {0}.', fitting.key.label) : '';
    return {
      ...refused(
        'crit',
        `${critical}${but}`,
        t(
          'Whoever does not understand a critical member must refuse the token (RFC 7515 §4.1.11); ask the signer for one without it.',
        ),
      ),
      attempts,
    };
  }
  return { ...noneFits(attempts, kid), attempts };
}

/** The bytes that are signed, from the letters of a token's parts (RFC 7515 §5.1). */
function inputOf({ header, payload }: Jws['parts'], body: Buffer | undefined, encoded: boolean): Buffer {
  return body ? detachedInput(header, body, encoded) : Buffer.from(`${header}.${payload}`);
}

/** The keys that bear the token's name first, so that the likeliest is tried and spoken of first. */
function inOrder(keys: readonly VerificationKey[], kid: string | undefined): VerificationKey[] {
  if (kid === undefined) return [...keys];
  const named = (key: VerificationKey) => key.kid === kid || key.directoryKid === kid;
  return [...keys.filter(named), ...keys.filter((key) => !named(key))];
}

function noneFits(attempts: readonly KeyAttempt[], kid: string | undefined): Refused {
  if (attempts.length === 0) {
    return refused(
      'no_keys',
      t('There is no key to verify the JWT with: the key set holds no key.'),
      t('Give the signer’s key set, certificate or public key.'),
    );
  }
  const candidates = attempts.filter(({ reason }) => reason !== 'other_kid');
  if (candidates.length === 0) {
    const fitting = attempts.find(({ fits }) => fits);
    const also = fitting
      ? t(' The signature fits {0}, but whoever looks the key up by its kid does not find it.', fitting.key.label)
      : '';
    const there = listed(attempts.map(({ key }) => key.kid ?? t('one without a kid')));
    const given = [setsOf(attempts), JSON.stringify(kid), there, also];
    return refused(
      'kid_not_in_set',
      agree(
        attempts,
        t('No key of {0} has the kid {1}; there is {2}.{3}', ...given),
        t('No key of {0} has the kid {1}; there are {2}.{3}', ...given),
      ),
      t('The signer may have changed its key: read the key set again, or compare the kid with the Directory.'),
    );
  }
  const tried = candidates.filter(({ reason }) => reason && !unsuitable.has(reason));
  if (tried.length === 0) {
    return refused(
      'no_suitable_key',
      candidates.length === 1
        ? (candidates[0]?.message ?? '')
        : t('None of the {0} keys can verify it: {1}', candidates.length, candidates[0]?.message),
      t('Give the key that the signer uses for this algorithm.'),
    );
  }
  const telling =
    tried.find(({ reason }) => reason && certain.has(reason)) ?? (tried.length === 1 ? tried[0] : undefined);
  return refused(
    'signature',
    telling?.message ??
      t('The signature fits none of the {0} keys {1}.', tried.length, listed(tried.map(({ key }) => key.label))),
    t(
      'Either the token was changed after it was signed, or it was signed with another key; compare kid and key with the signer’s.',
    ),
  );
}

const unsuitable: ReadonlySet<string> = new Set(['key_unreadable', 'key_type', 'key_use', 'key_too_short']);
/** What proves that a key did sign, so that all others need not be spoken of. */
const certain: ReadonlySet<string> = new Set([
  'content_changed',
  'body_changed',
  'other_algorithm',
  'salt_length',
  'signature_encoding',
]);

function symmetric(jws: Jws, alg: string, keys: readonly VerificationKey[]): Refused {
  const input = Buffer.from(`${jws.parts.header}.${jws.parts.payload}`);
  const signature = Buffer.from(jws.parts.signature, 'base64url');
  const attempts = keys.map((key) => confused(key, alg, input, signature));
  const attack = attempts.find((each) => each.attack);
  const advice = t(
    'Open Banking signs with PS256, ES256 or RS256; whoever took a public key for a secret would take a token that anyone can make.',
  );
  if (attack) {
    const message = t('This is an algorithm confusion attack (RFC 8725 §2.1), and is refused. {0}', attack.message);
    return { ...refused('algorithm_confusion', message, advice), attempts };
  }
  if (attempts.some(({ reason }) => reason === 'algorithm_confusion')) {
    const message = t(
      'The JWT says {0}, a shared-secret algorithm, where public keys are used: that is how the algorithm confusion attack (RFC 8725 §2.1) begins, and it is refused.',
      alg,
    );
    return { ...refused('algorithm_confusion', message, advice), attempts };
  }
  const message = t('The JWT says "{0}", which is made with a shared secret and not verified here.', alg);
  return { ...refused('alg_symmetric', message, advice), attempts };
}

function notAllowed(alg: string, allowed: readonly string[]): string {
  return t(
    'The JWT is signed with {0}; only {1} may be used here.',
    JSON.stringify(truncate(alg, 100)),
    allowed.join(', '),
  );
}

/** The sets in words, which have no key of that name. */
function setsOf(attempts: readonly KeyAttempt[]): string {
  return listed([...new Set(attempts.map(({ key }) => key.set ?? t('the key set')))]);
}

/** At most ten names: a key set may have hundreds. */
function listed(names: readonly string[]): string {
  const more = names.length > 10 ? t(' and {0} more', names.length - 10) : '';
  return `${names.slice(0, 10).join(', ')}${more}`;
}

function refused(reason: RefusalReason, message: string, advice: string): Refused {
  return { verified: false, reason, message, try: advice, remarks: [], attempts: [] };
}

/** A refusal as the error of those who need a good signature to go on. */
export function failUnlessVerified(outcome: Verification): asserts outcome is Verified {
  if (!outcome.verified) fail({ code: 'jwt_signature_invalid', message: outcome.message, try: outcome.try });
}
