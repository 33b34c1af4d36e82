/** A private key from PEM or JWK, and whether it is one that the UK Open Banking profiles allow. */
import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { fail } from '../errors.ts';
import { parseJson } from '../json.ts';
import type { Certificate } from './certificate.ts';
import { type Encryption, encryptionOfHeader, encryptionOfKey } from './encryption.ts';
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
    message: `${names.key} is not the private key of ${names.certificate}.`,
    try: 'Name the key from which that certificate was requested; the transport and the signing pair may have been mixed up.',
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
        message: `${path} holds a private key that cannot be read.`,
        try: 'Copy the whole key again; a part of it is missing or changed.',
      },
      thrown,
    );
  }
}

/** By what a block is encrypted; undefined for one that is not. */
function encryptionOfBlock({ label, pem }: PemBlock): Encryption | undefined {
  const header = /^DEK-Info: ([A-Za-z0-9-]+),/m.exec(pem)?.[1];
  if (header !== undefined) return encryptionOfHeader(header);
  if (label !== 'ENCRYPTED PRIVATE KEY') return undefined;
  const der = Buffer.from(pem.replace(/-----[^-]*-----/g, ''), 'base64');
  // What cannot be read at all no passphrase opens either; which it is the attempt shows.
  return encryptionOfKey(der) ?? { name: 'an unknown encryption', standing: 'rare' };
}

function failOld({ name }: Encryption, path: string): never {
  return fail({
    code: 'key_invalid',
    message: `${path} is encrypted with ${name}, an old cipher that is not opened here, whatever the passphrase.`,
    try: renewEncryption(path),
  });
}

/** Some libraries have the cipher and others, the editor's among them, do not. */
function failRare({ name }: Encryption, path: string, cause: unknown): never {
  return fail(
    {
      code: 'key_encrypted',
      message: `The passphrase given for ${path} does not open it, or its encryption (${name}) is not known here.`,
      try: `Give the passphrase with which it was encrypted; if it is the right one: ${renewEncryption(path)}`,
      remedies: [{ do: 'givePassphrase' }],
    },
    cause,
  );
}

function whatInstead(text: string, path: string): { message: string; try: string } {
  const labels = pemBlocks(text).map(({ label }) => label);
  if (labels.includes('CERTIFICATE')) {
    return {
      message: `${path} holds a certificate, not a private key.`,
      try: 'Name the key file; key and certificate may have changed places.',
    };
  }
  if (labels.includes('PUBLIC KEY')) {
    return { message: `${path} holds a public key, not a private key.`, try: 'Name the file with the private key.' };
  }
  if (text.includes('-----BEGIN ') && text.includes('PRIVATE KEY-----')) {
    return {
      message: `${path} begins a private key that has no END line.`,
      try: 'Copy the whole key again, with its last line.',
    };
  }
  return {
    message: `${path} holds no private key.`,
    try: 'It must be a private key in PEM form or a JWK.',
  };
}

function fromJwk(text: string, path: string): KeyObject {
  const jwk = privateJwk(text);
  if (!jwk) {
    return fail({
      code: 'key_invalid',
      message: `${path} is JSON but holds no private JWK (RFC 7517).`,
      try: 'A private JWK has the members kty and d; name the file with the private key.',
    });
  }
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' });
  } catch (thrown) {
    return fail(
      {
        code: 'key_invalid',
        message: `${path} holds a JWK that cannot be read.`,
        try: 'An RSA JWK needs n, e, d, p, q, dp, dq and qi; an EC JWK needs crv, x, y and d.',
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
  const kind = type === 'rsa' ? `an RSA key of ${details?.modulusLength} bits` : `a key of type ${type}`;
  return fail({
    code: 'key_invalid',
    message: `${path} holds ${kind}, which the UK Open Banking profiles do not allow.`,
    try: 'Use an RSA key of 2048 bits or more, or a P-256 key.',
  });
}
