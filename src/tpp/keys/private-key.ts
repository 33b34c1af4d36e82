/** A private key from PEM or JWK, and whether it is one that the UK Open Banking profiles allow. */

import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { parseJson } from '../json.ts';
import type { Certificate } from './certificate.ts';
import { encryptionOfHeader, encryptionOfKey, type KeyEncryption } from './encryption.ts';
import { failNoPassphrase, failWrongPassphrase } from './key-file.ts';
import { renewEncryption } from './openssl.ts';
import { type PemBlock, pemBlocks } from './pem.ts';
import type { Signer, SigningAlgorithm } from './signer.ts';

/** What signing takes. */
export interface SignedBy {
  kid: string;
  algorithm: SigningAlgorithm;
  /** Has the private key, or asks whoever has it. */
  signer: Signer;
}

export interface SigningKey extends SignedBy {
  publicKey: KeyObject;
  /** With `kid`, `alg` and `use`, as it stands in a key set. */
  publicJwk: JsonWebKey;
  certificate?: Certificate;
}

/**
 * Reads a private key: PEM (PKCS#8, PKCS#1, SEC1, each also encrypted, with or without its line breaks), a JWK, or a JWK set.
 *
 * @param options.path stands in the error's message.
 * @throws OpenBankingError `key_invalid`; `key_encrypted` when a passphrase is needed or the given one does not open it.
 */
export function readPrivateKey(text: string, options: { path: string; passphrase?: string }): KeyObject {
  const key = text.trimStart().startsWith('{') ? fromJwk(text, options.path) : fromPem(text, options);
  return allowed(key, options.path);
}

/**
 * Makes sure that a key is the certificate's own.
 *
 * @throws OpenBankingError `key_certificate_mismatch`
 */
export function assertFits(
  certificate: Certificate,
  key: KeyObject,
  names: { certificate: string; key: string },
): void {
  const ofKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const ofCertificate = certificate.publicKey.export({ type: 'spki', format: 'der' });
  if (ofKey.equals(ofCertificate)) return;
  fail({
    code: 'key_certificate_mismatch',
    message: t('{0} is not the private key of {1}.', names.key, names.certificate),
    try: t(
      'Name the key from which that certificate was requested; the transport and the signing pair may have been mixed up.',
    ),
  });
}

function fromPem(text: string, { path, passphrase }: { path: string; passphrase?: string }): KeyObject {
  const block = pemBlocks(text).find(({ label }) => label.endsWith('PRIVATE KEY'));
  if (!block) return fail({ code: 'key_invalid', ...whatInstead(text, path) });
  const encryption = encryptionOfBlock(block);
  if (encryption?.standing === 'old') return failOld(encryption, path);
  if (encryption && (passphrase === undefined || passphrase === '')) return failNoPassphrase(path);
  try {
    return createPrivateKey({ key: block.pem, format: 'pem', ...(encryption ? { passphrase } : {}) });
  } catch (thrown) {
    if (encryption?.standing === 'known') return failWrongPassphrase(path, thrown);
    if (encryption) return failRare(encryption, path, thrown);
    return fail(
      {
        code: 'key_invalid',
        message: t('{0} holds a private key that cannot be read.', path),
        try: t('Copy the whole key again; a part of it is missing or changed.'),
      },
      thrown,
    );
  }
}

/** By what a block is encrypted; undefined for one that is not. */
function encryptionOfBlock({ label, pem }: PemBlock): KeyEncryption | undefined {
  const header = /^DEK-Info: ([A-Za-z0-9-]+),/m.exec(pem)?.[1];
  if (header !== undefined) return encryptionOfHeader(header);
  if (label !== 'ENCRYPTED PRIVATE KEY') return undefined;
  const der = Buffer.from(pem.replace(/-----[^-]*-----/g, ''), 'base64');
  // What cannot be read at all no passphrase opens either; which it is the attempt shows.
  return encryptionOfKey(der) ?? { name: t('an unknown encryption'), standing: 'rare' };
}

function failOld({ name }: KeyEncryption, path: string): never {
  return fail({
    code: 'key_invalid',
    message: t(
      '{0} is encrypted with {1}, an old cipher that is not opened here, whatever the passphrase.',
      path,
      name,
    ),
    try: renewEncryption(path),
  });
}

/** Some libraries have the cipher and others, the editor's among them, do not. */
function failRare({ name }: KeyEncryption, path: string, cause: unknown): never {
  return fail(
    {
      code: 'key_encrypted',
      message: t(
        'The passphrase given for {0} does not open it, or its encryption ({1}) is not known here.',
        path,
        name,
      ),
      try: t('Give the passphrase with which it was encrypted; if it is the right one: {0}', renewEncryption(path)),
      remedies: [{ do: 'givePassphrase' }],
    },
    cause,
  );
}

function whatInstead(text: string, path: string): { message: string; try: string } {
  const labels = pemBlocks(text).map(({ label }) => label);
  if (labels.includes('CERTIFICATE')) {
    return {
      message: t('{0} holds a certificate, not a private key.', path),
      try: t('Name the key file; key and certificate may have changed places.'),
    };
  }
  if (labels.includes('PUBLIC KEY')) {
    return {
      message: t('{0} holds a public key, not a private key.', path),
      try: t('Name the file with the private key.'),
    };
  }
  if (text.includes('-----BEGIN ') && text.includes('PRIVATE KEY-----')) {
    return {
      message: t('{0} begins a private key that has no END line.', path),
      try: t('Copy the whole key again, with its last line.'),
    };
  }
  return {
    message: t('{0} holds no private key.', path),
    try: t('It must be a private key in PEM form or a JWK.'),
  };
}

function fromJwk(text: string, path: string): KeyObject {
  const jwk = privateJwk(text);
  if (!jwk) {
    return fail({
      code: 'key_invalid',
      message: t('{0} is JSON but holds no private JWK (RFC 7517).', path),
      try: t('A private JWK has the members kty and d; name the file with the private key.'),
    });
  }
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' });
  } catch (thrown) {
    return fail(
      {
        code: 'key_invalid',
        message: t('{0} holds a JWK that cannot be read.', path),
        try: t('An RSA JWK needs n, e, d, p, q, dp, dq and qi; an EC JWK needs crv, x, y and d.'),
      },
      thrown,
    );
  }
}

function privateJwk(text: string): JsonWebKey | undefined {
  try {
    const parsed: unknown = parseJson(text);
    return isObject(parsed) && Array.isArray(parsed.keys) ? parsed.keys.find(isPrivate) : [parsed].find(isPrivate);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPrivate(value: unknown): value is JsonWebKey {
  return isObject(value) && typeof value.kty === 'string' && typeof value.d === 'string';
}

function allowed(key: KeyObject, path: string): KeyObject {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'rsa' && (details?.modulusLength ?? 0) >= 2048) return key;
  if (type === 'ec') return key;
  const kind = type === 'rsa' ? t('an RSA key of {0} bits', details?.modulusLength) : t('a key of type {0}', type);
  return fail({
    code: 'key_invalid',
    message: t('{0} holds {1}, which the UK Open Banking profiles do not allow.', path, kind),
    try: t('Use an RSA key of 2048 bits or more, or a P-256 key.'),
  });
}
