/** One key held against one signature: whether it fits, and if not, as much of the reason as arithmetic can tell. */

import { createHmac, type KeyObject } from 'node:crypto';
import { t } from '../../standard/language.ts';
import { keyKindOf, type VerificationKey } from '../keys/verification-key.ts';
import { bodyVariants } from './body-variants.ts';
import { isDerSignature, isSignature, type SignatureAlgorithm, suits, traceOf } from './signature.ts';

const attemptReasons = [
  /** It cannot be read, or is a shared secret. */
  'key_unreadable',
  /** The token names another key of the set. */
  'other_kid',
  /** An RSA key for ES256, a curve for PS256. */
  'key_type',
  /** A shared-secret algorithm with a public key: RFC 8725 §2.1. */
  'algorithm_confusion',
  /** `use` enc, or `key_ops` without verify. */
  'key_use',
  /** RSA of less than 2048 bits: RFC 7518 §3.3. */
  'key_too_short',
  /** The key made the signature, over other bytes. */
  'content_changed',
  /** The signature is right for the body in another form. */
  'body_changed',
  /** The key made the signature, with another algorithm than the header says. */
  'other_algorithm',
  /** PSS with a salt that is not as long as the hash: RFC 7518 §3.5. */
  'salt_length',
  /** ECDSA in DER: RFC 7518 §3.4. */
  'signature_encoding',
  /** It cannot be this key's signature of the algorithm: it has another length. */
  'signature_length',
  /** RSA: another key made it, or it was damaged. */
  'other_key',
  /** Elliptic curves: another key, or other bytes; nobody can tell which. */
  'other_key_or_content',
] as const;
type AttemptReason = (typeof attemptReasons)[number];

export interface KeyAttempt {
  key: VerificationKey;
  /** Whether the signature is this key's over exactly these bytes. It may be refused all the same, for `reason`. */
  fits: boolean;
  /** Why this key does not verify the token; absent where it does. */
  reason?: AttemptReason;
  /** One sentence. */
  message: string;
  /** Of a token with several, the signature that the key was held against, counted from 0. */
  signature?: number;
}

/** What was signed, and how it is said to have been. */
export interface SignedContent {
  algorithm: SignatureAlgorithm;
  kid?: string;
  /** The header as it came, base64url. */
  header: string;
  /** The signing input (RFC 7515 §5.1, RFC 7797 §3). */
  input: Buffer;
  signature: Buffer;
  /** The body of a detached signature. */
  body?: Buffer;
  /** False where the body is signed raw. */
  encoded: boolean;
}

/** Holds one key against the signature. */
export function attempt(key: VerificationKey, content: SignedContent): KeyAttempt {
  const { algorithm, kid } = content;
  const { label, publicKey } = key;
  if (!publicKey) {
    return {
      key,
      fits: false,
      reason: 'key_unreadable',
      message: t('{0} cannot be used: {1}.', first(label), key.unreadable),
    };
  }
  const fitting = suits(publicKey, algorithm);
  // A key of another name is no candidate, whatever its type: what is amiss is the name.
  if (!fitting && !isOther(key, kid)) {
    const message = t('{0} is of type {1} and cannot verify {2}.', first(label), keyKindOf(publicKey), algorithm.name);
    return { key, fits: false, reason: 'key_type', message };
  }
  const fits = fitting && isSignature(content.input, content.signature, publicKey, algorithm);
  const obstacle = obstacleOf(key, publicKey, kid);
  if (obstacle) {
    const outcome = fits
      ? t('The signature fits it all the same, and is not taken.')
      : t('The signature does not fit it.');
    return { key, fits, reason: obstacle.reason, message: `${obstacle.message} ${outcome}` };
  }
  if (fits) return { key, fits, message: t('The signature fits {0}.', label) };
  return { key, fits, ...explained(label, publicKey, content) };
}

/** HS256 and its like with public keys: never computed for a verdict, only to tell whether it is the attack itself. */
export function confused(
  key: VerificationKey,
  algorithm: string,
  input: Buffer,
  signature: Buffer,
): KeyAttempt & { attack: boolean } {
  const { label, publicKey } = key;
  const base = { key, fits: false };
  if (!publicKey) {
    const message = t('{0} cannot be used: {1}.', first(label), key.unreadable);
    return { ...base, reason: 'key_unreadable', message, attack: false };
  }
  const attack = secretForms(key, publicKey).some((secret) =>
    createHmac(`sha${algorithm.slice(2)}`, secret)
      .update(input)
      .digest()
      .equals(signature),
  );
  const message = attack
    ? t(
        'The signature is an {0} made with {1}, a public key, taken for the secret, which anyone can do.',
        algorithm,
        label,
      )
    : t('{0} is made with a shared secret, and {1} is a public key, which is never taken for one.', algorithm, label);
  return { ...base, reason: 'algorithm_confusion', message, attack };
}

/** The texts of a public key that an attacker and a careless library would both take for the secret. */
function secretForms({ certificate }: VerificationKey, key: KeyObject): (string | Buffer)[] {
  const rsa = key.asymmetricKeyType === 'rsa';
  const pem = (type: 'spki' | 'pkcs1') => key.export({ type, format: 'pem' }).toString();
  const texts = [pem('spki'), ...(rsa ? [pem('pkcs1')] : []), ...(certificate ? [certificate.pem] : [])];
  const n = rsa ? key.export({ format: 'jwk' }).n : undefined;
  return [
    ...texts.flatMap((text) => [text, text.trimEnd()]),
    key.export({ type: 'spki', format: 'der' }),
    ...(n === undefined ? [] : [n, Buffer.from(n, 'base64url')]),
  ];
}

/** Whether a set has this key under another name than the token's. */
function isOther({ kid, inSet }: VerificationKey, wanted: string | undefined): boolean {
  return inSet && wanted !== undefined && kid !== undefined && kid !== wanted;
}

function obstacleOf(
  key: VerificationKey,
  publicKey: KeyObject,
  wanted: string | undefined,
): { reason: AttemptReason; message: string } | undefined {
  const { label, use, operations } = key;
  if (isOther(key, wanted)) {
    return {
      reason: 'other_kid',
      message: t('The token names the key {0}, and {1} is another.', JSON.stringify(wanted), label),
    };
  }
  if (use === 'enc' || (operations && !operations.includes('verify'))) {
    const said = use === 'enc' ? t('use is enc') : t('its key_ops do not have verify');
    return {
      reason: 'key_use',
      message: t('{0} is for encryption or another purpose, not for signatures ({1}).', first(label), said),
    };
  }
  const bits = publicKey.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < 2048) {
    return {
      reason: 'key_too_short',
      message: t('{0} has {1} bits; RFC 7518 §3.3 asks for 2048 or more.', first(label), bits),
    };
  }
  return undefined;
}

function explained(label: string, key: KeyObject, content: SignedContent): { reason: AttemptReason; message: string } {
  const { algorithm, input, signature } = content;
  if (algorithm.kind === 'RSA') return explainedRsa(label, key, content);
  const length = { sha256: 64, sha384: 96, sha512: 132 }[algorithm.hash ?? 'sha256'];
  if (algorithm.kind === 'EC' && isDerSignature(input, signature, key, algorithm)) {
    const message = t(
      'The signature is that of {0}, but written in DER; {1} has r and s side by side, {2} bytes (RFC 7518 §3.4).',
      label,
      algorithm.name,
      length,
    );
    return { reason: 'signature_encoding', message };
  }
  if (signature.length !== length) return wrongLength(label, signature.length, length, algorithm.name);
  const variant = fittingVariant(key, content);
  if (variant) return { reason: 'body_changed', message: t('The signature of {0} fits the body {1}.', label, variant) };
  return {
    reason: 'other_key_or_content',
    message: t(
      'The signature does not fit {0}: another key made it, or {1} changed after it was signed. With {2} nobody can tell which.',
      label,
      contentOf(content),
      algorithm.name,
    ),
  };
}

function explainedRsa(
  label: string,
  key: KeyObject,
  content: SignedContent,
): { reason: AttemptReason; message: string } {
  const { algorithm, input, signature } = content;
  const length = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  if (signature.length !== length) return wrongLength(label, signature.length, length, keyKindOf(key));
  const trace = traceOf(input, signature, key);
  if (!trace) {
    const message = t(
      'The signature does not fit {0}: another key made it, or the signature itself was damaged.',
      label,
    );
    return { reason: 'other_key', message };
  }
  if (trace.overInput && trace.algorithm !== algorithm.name) {
    const message = t(
      '{0} signed exactly this, but with {1}, while the header says {2}.',
      first(label),
      trace.algorithm,
      algorithm.name,
    );
    return { reason: 'other_algorithm', message };
  }
  if (trace.overInput) {
    const hash = Number(algorithm.name.slice(2)) / 8;
    const message = t(
      '{0} signed exactly this, but with {1} bytes of salt; {2} has {3} (RFC 7518 §3.5).',
      first(label),
      trace.saltLength,
      algorithm.name,
      hash,
    );
    return { reason: 'salt_length', message };
  }
  const variant = fittingVariant(key, content);
  if (variant) return { reason: 'body_changed', message: t('The signature of {0} fits the body {1}.', label, variant) };
  const how = trace.algorithm === algorithm.name ? '' : t(' It was made with {0}.', trace.algorithm);
  return {
    reason: 'content_changed',
    message: t(
      '{0} made this signature, but over something else: {1} changed after it was signed.{2}',
      first(label),
      contentOf(content),
      how,
    ),
  };
}

/** A label at the beginning of a sentence. */
function first(label: string): string {
  return label.replace(/^the /, 'The ');
}

function contentOf({ body }: SignedContent): string {
  return body ? t('the header or the body was') : t('the header or the payload was');
}

function wrongLength(label: string, found: number, wanted: number, what: string) {
  return {
    reason: 'signature_length' as const,
    message: t(
      'The signature is not one of {0}: it has {1} bytes, and one of {2} has {3}.',
      label,
      found,
      what,
      wanted,
    ),
  };
}

/** The form of the body for which the signature is right: bodies are re-encoded and trimmed on their way. */
function fittingVariant(key: KeyObject, content: SignedContent): string | undefined {
  const { algorithm, header, signature, body, encoded } = content;
  if (!body) return undefined;
  return bodyVariants(header, body, encoded).find(({ input }) => isSignature(input(), signature, key, algorithm))?.what;
}
