/** The arithmetic of JWS signatures (RFC 7518 §3, RFC 8037 §3.1) with a public key, and nothing of keys' names or rules. */
import { constants, createHash, type KeyObject, verify } from 'node:crypto';

export interface SignatureAlgorithm {
  name: string;
  kind: 'RSA' | 'EC' | 'OKP';
  /** OpenSSL's name; Ed25519 has its own. */
  hash?: 'sha256' | 'sha384' | 'sha512';
  padding?: 'PSS' | 'PKCS1';
  /** OpenSSL's name. */
  curve?: string;
}

const table: SignatureAlgorithm[] = [
  { name: 'PS256', kind: 'RSA', hash: 'sha256', padding: 'PSS' },
  { name: 'PS384', kind: 'RSA', hash: 'sha384', padding: 'PSS' },
  { name: 'PS512', kind: 'RSA', hash: 'sha512', padding: 'PSS' },
  { name: 'RS256', kind: 'RSA', hash: 'sha256', padding: 'PKCS1' },
  { name: 'RS384', kind: 'RSA', hash: 'sha384', padding: 'PKCS1' },
  { name: 'RS512', kind: 'RSA', hash: 'sha512', padding: 'PKCS1' },
  { name: 'ES256', kind: 'EC', hash: 'sha256', curve: 'prime256v1' },
  { name: 'ES384', kind: 'EC', hash: 'sha384', curve: 'secp384r1' },
  { name: 'ES512', kind: 'EC', hash: 'sha512', curve: 'secp521r1' },
  { name: 'EdDSA', kind: 'OKP' },
  { name: 'Ed25519', kind: 'OKP' },
];

export const signatureAlgorithms: ReadonlyMap<string, SignatureAlgorithm> = new Map(
  table.map((algorithm) => [algorithm.name, algorithm]),
);

/** Whether a key is of the kind (and on the curve) that an algorithm needs. */
export function suits(key: KeyObject, { kind, curve, padding }: SignatureAlgorithm): boolean {
  switch (kind) {
    case 'RSA':
      return key.asymmetricKeyType === 'rsa' || (key.asymmetricKeyType === 'rsa-pss' && padding === 'PSS');
    case 'EC':
      return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === curve;
    case 'OKP':
      return key.asymmetricKeyType === 'ed25519';
  }
}

/** Whether a signature is that of a suitable key over these bytes. */
export function isSignature(
  input: Buffer,
  signature: Buffer,
  key: KeyObject,
  { hash, padding }: SignatureAlgorithm,
): boolean {
  try {
    return verify(hash ?? null, input, { key, ...encodingOf(padding), dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

function encodingOf(padding: SignatureAlgorithm['padding']) {
  switch (padding) {
    case 'PSS':
      return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    case 'PKCS1':
      return { padding: constants.RSA_PKCS1_PADDING };
    case undefined:
      return {};
  }
}

/** Whether an ECDSA signature is right but written in DER, as openssl does, not as r and s side by side (RFC 7518 §3.4). */
export function isDerSignature(
  input: Buffer,
  signature: Buffer,
  key: KeyObject,
  { hash }: SignatureAlgorithm,
): boolean {
  try {
    return signature[0] === 0x30 && verify(hash ?? null, input, { key, dsaEncoding: 'der' }, signature);
  } catch {
    return false;
  }
}

/** What an RSA signature shows of itself once its key has been applied to it. */
export interface RsaTrace {
  /** `PS256`, `RS512` …: how it was really made. */
  algorithm: string;
  /** Bytes of salt, for PSS. */
  saltLength?: number;
  /** Whether it is over the bytes given. */
  overInput: boolean;
}

/**
 * Applies an RSA public key to a signature and looks for the padding that only this key's owner can have made (RFC 8017 §9).
 * Finding it proves that the key made the signature, whatever bytes it is over; no other check can tell a changed payload from
 * a wrong key. Nothing for a signature of another key, or one that was damaged.
 */
export function traceOf(input: Buffer, signature: Buffer, key: KeyObject): RsaTrace | undefined {
  const message = recovered(signature, key);
  if (!message) return undefined;
  return pkcs1Trace(message, input) ?? pssTrace(message, input, key.asymmetricKeyDetails?.modulusLength ?? 0);
}

/** signature ^ e mod n, as many bytes as n has. */
function recovered(signature: Buffer, key: KeyObject): Buffer | undefined {
  if (key.asymmetricKeyType !== 'rsa') return undefined;
  const { n, e } = key.export({ format: 'jwk' });
  if (n === undefined || e === undefined) return undefined;
  const modulus = integer(Buffer.from(n, 'base64url'));
  const length = Buffer.from(n, 'base64url').length;
  const exponent = integer(Buffer.from(e, 'base64url'));
  const value = integer(signature);
  // Keys outside these bounds are nobody's, and would only cost time.
  if (length > 1024 || exponent > 0xffffffffn || signature.length !== length || value >= modulus) return undefined;
  return Buffer.from(
    power(value, exponent, modulus)
      .toString(16)
      .padStart(length * 2, '0'),
    'hex',
  );
}

function integer(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** The DER that stands before each hash (RFC 8017 §9.2, note 1). */
const digestInfos = [
  { bits: 256, prefix: Buffer.from('3031300d060960864801650304020105000420', 'hex') },
  { bits: 384, prefix: Buffer.from('3041300d060960864801650304020205000430', 'hex') },
  { bits: 512, prefix: Buffer.from('3051300d060960864801650304020305000440', 'hex') },
];

function pkcs1Trace(message: Buffer, input: Buffer): RsaTrace | undefined {
  for (const { bits, prefix } of digestInfos) {
    const start = message.length - bits / 8 - prefix.length;
    const padded = Buffer.concat([
      Buffer.from([0, 1]),
      Buffer.alloc(Math.max(start - 3, 0), 0xff),
      Buffer.from([0]),
      prefix,
    ]);
    if (start < 11 || !message.subarray(0, padded.length).equals(padded)) continue;
    return { algorithm: `RS${bits}`, overInput: message.subarray(padded.length).equals(digest(bits, input)) };
  }
  return undefined;
}

/** Zero bytes before the salt that make a chance find out of the question. */
const certain = 8;

function pssTrace(message: Buffer, input: Buffer, modulusBits: number): RsaTrace | undefined {
  const bits = modulusBits - 1;
  const encoded = message.subarray(message.length - Math.ceil(bits / 8));
  if (encoded.at(-1) !== 0xbc) return undefined;
  for (const hashBits of [256, 384, 512]) {
    const hashLength = hashBits / 8;
    const block = encoded.subarray(0, encoded.length - hashLength - 1);
    const hash = encoded.subarray(block.length, -1);
    const mask = maskOf(hash, block.length, hashBits);
    const unmasked = Buffer.from(block.map((byte, index) => byte ^ (mask[index] ?? 0)));
    if (unmasked[0] !== undefined) unmasked[0] &= 0xff >> (8 * encoded.length - bits);
    const one = unmasked.findIndex((byte) => byte !== 0);
    if (one < 0 || unmasked[one] !== 1) continue;
    const salt = unmasked.subarray(one + 1);
    const overInput = digest(hashBits, Buffer.alloc(8), digest(hashBits, input), salt).equals(hash);
    if (overInput || one >= certain) return { algorithm: `PS${hashBits}`, saltLength: salt.length, overInput };
  }
  return undefined;
}

/** MGF1 (RFC 8017 appendix B.2.1). */
function maskOf(seed: Buffer, length: number, bits: number): Buffer {
  const blocks: Buffer[] = [];
  for (let counter = 0; counter * (bits / 8) < length; counter += 1) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(counter);
    blocks.push(digest(bits, seed, number));
  }
  return Buffer.concat(blocks);
}

function digest(bits: number, ...parts: Buffer[]): Buffer {
  const hash = createHash(`sha${bits}`);
  for (const part of parts) hash.update(part);
  return hash.digest();
}
