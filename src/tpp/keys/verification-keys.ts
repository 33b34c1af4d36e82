/** Verification keys from whatever text a developer has: PEM in any state, bare base64, JWK, JWKS, or an array of any of these. */

import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { fail, OpenBankingError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { beginsLikeToken } from '../redaction/token-shape.ts';
import { readCertificate } from './certificate.ts';
import { type PemBlock, pemBlocks } from './pem.ts';
import { readPrivateKey } from './private-key.ts';
import {
  type KeySource,
  keyOfCertificate,
  keyOfJwk,
  keyOfObject,
  keysOfSet,
  type VerificationKey,
} from './verification-key.ts';

/** Characters; the Directory's own key set, with every bank's certificates, is a tenth of this. */
export const maxKeyTextLength = 4 * 1024 * 1024;
const maxKeys = 1000;
/** Arrays in arrays, and PEM in strings of them. */
const maxDepth = 3;

export interface ReadKeysOptions {
  /** Default `given`. */
  source?: KeySource;
  /** Of an encrypted private key. */
  passphrase?: string;
}

/**
 * Reads the public keys of a text: PEM (public key, certificate with or without its chain, private key, which gives its public
 * half; with or without line breaks), bare base64, a JWK, a JWKS, or a JSON array of any of these. Of a chain, only the leaf
 * counts. A key of a set that cannot be read is kept with the reason.
 *
 * @param label the file's name, or what the text is; stands in each key's label and in errors.
 * @throws OpenBankingError `key_encrypted` when a passphrase is needed or wrong; `key_invalid`, saying what was found instead
 */
export function readVerificationKeys(text: string, label: string, options: ReadKeysOptions = {}): VerificationKey[] {
  if (text.length > maxKeyTextLength) {
    return invalid(
      t('{0} is too large to be a key or a key set.', label),
      t('Name the key, certificate or key set itself.'),
    );
  }
  // An editor's byte order mark is white space too (ECMAScript §12.2).
  const keys = distinct(keysIn(text.trim(), label, { source: 'given', ...options }, 0));
  if (keys.length > maxKeys) {
    return invalid(
      t('{0} holds {1} keys; more than {2} are not read.', label, keys.length, maxKeys),
      t('Name a smaller key set.'),
    );
  }
  return keys;
}

type Reading = ReadKeysOptions & { source: KeySource };

function keysIn(text: string, label: string, reading: Reading, depth: number): VerificationKey[] {
  if (text === '') return nothingIn(label, t('is empty'));
  const blocks = pemBlocks(text);
  if (/^[[{"]/.test(text)) return keysInJson(parsed(text, label), label, reading, depth);
  if (blocks.length > 0) return keysInPem(blocks, label, reading);
  if (text.includes('-----BEGIN ')) {
    return invalid(
      t('{0} begins a PEM block that has no END line.', label),
      t('Copy the whole text again, with its last line.'),
    );
  }
  const bare = text.replace(/\s/g, '');
  if (/^MI[A-Za-z0-9+/]+={0,2}$/.test(bare)) return [keyInDer(Buffer.from(bare, 'base64'), label, reading)];
  return nothingIn(label, whatInstead(text));
}

function parsed(text: string, label: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return invalid(
      t('{0} begins like JSON and is none.', label),
      t('Copy the whole JWK or JWKS again; a bracket or quotation mark is missing.'),
    );
  }
}

function keysInJson(value: unknown, label: string, reading: Reading, depth: number): VerificationKey[] {
  if (depth > maxDepth) return nothingIn(label, t('is nested too deeply'));
  if (typeof value === 'string') return keysIn(value.trim(), label, reading, depth + 1);
  if (Array.isArray(value)) {
    if (value.length === 0) return nothingIn(label, t('is an empty array'));
    if (value.length > maxKeys) return nothingIn(label, t('is an array of {0} members', value.length));
    return value.flatMap((each, index) => keysInJson(each, t('{0}, number {1}', label, index + 1), reading, depth + 1));
  }
  if (typeof value !== 'object' || value === null) return nothingIn(label, t('is the JSON value {0}', String(value)));
  if ('keys' in value && Array.isArray(value.keys)) {
    if (value.keys.length === 0) return nothingIn(label, t('is a key set without keys'));
    return keysOfSet(value.keys.slice(0, maxKeys + 1), { where: label, source: reading.source });
  }
  if ('kty' in value) {
    const key = keyOfJwk(value, label, reading.source);
    return key.publicKey ? [key] : invalid(t('{0} holds a JWK that cannot be used: {1}.', label, key.unreadable));
  }
  const members = Object.keys(value).slice(0, 5);
  return nothingIn(
    label,
    t(
      'is a JSON object {0} and neither a JWK (kty) nor a JWKS (keys)',
      members.length === 0
        ? t('without members')
        : t('with {0}', members.map((each) => JSON.stringify(truncate(each, 40))).join(', ')),
    ),
  );
}

function keysInPem(blocks: readonly PemBlock[], label: string, reading: Reading): VerificationKey[] {
  const certificates = blocks.filter((block) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(block.label));
  const leaves = certificates.length > 1 ? certificates.filter(isLeaf) : certificates;
  const chosen = leaves.length > 0 ? leaves : certificates;
  const others = blocks.filter((block) => !certificates.includes(block));
  const keys = [
    ...chosen.map(({ pem }, index) => {
      const rest = certificates.filter((each) => each.pem !== pem).map((each) => each.pem);
      const certificate = readCertificate(chosen.length === 1 ? [pem, ...rest].join('') : pem, label);
      return keyOfCertificate(certificate, numbered(label, index, chosen.length), reading.source);
    }),
    ...others.flatMap((block) => keysInBlock(block, label, reading)),
  ];
  if (keys.length > 0) return keys;
  const names = [...new Set(blocks.map((block) => block.label))];
  return nothingIn(
    label,
    names.includes('CERTIFICATE REQUEST') || names.includes('NEW CERTIFICATE REQUEST')
      ? t('holds a certificate request (CSR)')
      : t('holds {0} in PEM form', names.map((name) => name.toLowerCase()).join(', ')),
  );
}

function keysInBlock({ label: kind, pem }: PemBlock, label: string, reading: Reading): VerificationKey[] {
  if (kind.endsWith('PRIVATE KEY')) {
    const { passphrase } = reading;
    const key = readPrivateKey(pem, { path: label, ...(passphrase === undefined ? {} : { passphrase }) });
    return [keyOfObject(key, label, reading.source)];
  }
  if (kind !== 'PUBLIC KEY' && kind !== 'RSA PUBLIC KEY') return [];
  try {
    return [keyOfObject(createPublicKey(pem), label, reading.source)];
  } catch (thrown) {
    return invalid(
      t('{0} holds a public key that cannot be read.', label),
      t('Copy the whole key again; a part of it is missing or changed.'),
      thrown,
    );
  }
}

/** Bare base64 as in a JWK's `x5c`, a portal or an environment variable: the header lines are missing. */
function keyInDer(der: Buffer, label: string, { source }: Reading): VerificationKey {
  const attempts: (() => VerificationKey)[] = [
    () => keyOfCertificate(readCertificate(new X509Certificate(der).toString(), label), label, source),
    // Before the public forms, which take a private key for its public half without saying so.
    () => keyOfObject(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }), label, source),
    () => keyOfObject(createPublicKey({ key: der, format: 'der', type: 'spki' }), label, source),
    () => keyOfObject(createPublicKey({ key: der, format: 'der', type: 'pkcs1' }), label, source),
  ];
  for (const attempt of attempts) {
    try {
      return attempt();
    } catch {
      // It is not of this kind: the next one is tried.
    }
  }
  return invalid(
    t('{0} is base64 that holds neither a certificate nor a key.', label),
    t('Copy the whole text again, with its BEGIN and END lines where there were some.'),
  );
}

function isLeaf({ pem }: PemBlock): boolean {
  try {
    return !new X509Certificate(pem).ca;
  } catch {
    return true;
  }
}

/** The same key twice, as certificate and as key, is one candidate: the first, which is the certificate. */
function distinct(keys: readonly VerificationKey[]): VerificationKey[] {
  const seen = new Set<string>();
  return keys.filter((key) => {
    if (!key.publicKey) return true;
    const identity = `${key.kid ?? ''} ${key.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

function whatInstead(text: string): string {
  if (beginsLikeToken(text) && /^[\w+/=-]*\.[\w+/=-]*\.[\w+/=-]*$/.test(text)) return t('holds a JWT');
  if (/^(ssh-|ecdsa-sha2-)/.test(text)) return t('holds a key in OpenSSH form');
  if (/^<(!doctype|html|\?xml)/i.test(text)) return t('holds a page (HTML or XML)');
  if (/[\0\ufffd]/.test(text.slice(0, 1000))) return t('is a binary file (PKCS#12 or DER)');
  return t('holds other text');
}

function numbered(label: string, index: number, count: number): string {
  return count === 1 ? label : t('{0}, number {1}', label, index + 1);
}

function nothingIn(label: string, what: string): never {
  return invalid(t('There is no public key in {0}: it {1}.', label, what));
}

function invalid(
  message: string,
  advice = t(
    'Give a JWKS, a JWK, a certificate (PEM), a public key (PEM) or a private key, whose public half is taken.',
  ),
  cause?: unknown,
): never {
  return fail({ code: 'key_invalid', message, try: advice }, cause);
}

/** Whether keys could not be read because a passphrase is missing or wrong, so that the caller can ask for it. */
export function needsPassphrase(thrown: unknown): boolean {
  return thrown instanceof OpenBankingError && thrown.code === 'key_encrypted';
}
