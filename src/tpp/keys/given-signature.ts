/** A signature as a tool printed it: raw or written in letters, DER or not, and used only where it is the signature that was asked for. */

import { constants, createHash, type KeyObject, verify } from 'node:crypto';
import { t } from '../../standard/language.ts';
import { parseJson } from '../json.ts';
import { type SignatureRequest, type SigningAlgorithm, signatureParameters } from './signer.ts';

export type GivenSignature = { signature: Buffer } | { trouble: string; advice: string };

interface Asked extends Pick<SignatureRequest, 'input' | 'algorithm'> {
  publicKey: KeyObject;
  /** How the certificate is called that the key is of. */
  certificate: string;
}

/** The reading of an output that is the signature; where there is none, what is wrong with it. */
export function givenSignature(output: Buffer, asked: Asked): GivenSignature {
  const read = readings(output).flatMap((one) => (asked.algorithm === 'ES256' ? [one, ...fromDer(one)] : [one]));
  const signature = read.find((one) => isGood(one, asked.input, asked));
  if (signature) return { signature };
  const length = lengthOf(asked);
  const long = read.findLast((one) => one.length === length);
  if (output.toString('latin1').trim() === '') {
    return { trouble: t('printed nothing'), advice: t('It must write the signature to its standard output.') };
  }
  return long ? misled(long, asked) : ofOtherLength(read, length, asked);
}

/** What the bytes can mean, the likeliest last. */
function readings(output: Buffer): Buffer[] {
  const text = output.toString('latin1').trim();
  if (!/^[\x20-\x7e\t\r\n]*$/.test(text)) return [output];
  const letters = (memberIn(text) ?? text)
    .replace(/^"|"$/g, '')
    .replace(/^vault:v\d{1,9}:/, '')
    .replace(/[\r\n\t ]/g, '');
  const isHex = letters.length % 2 === 0 && /^[0-9a-f]+$/i.test(letters);
  const isBase64 = /^[\w+/-]+={0,2}$/.test(letters);
  return [
    output,
    ...(isBase64 ? [Buffer.from(letters, 'base64')] : []),
    ...(isHex ? [Buffer.from(letters, 'hex')] : []),
  ];
}

/** Where the tools of the clouds put it in their JSON. */
function memberIn(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = parseJson(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const inner = 'data' in value && typeof value.data === 'object' && value.data !== null ? value.data : {};
    const found = Object.entries({ ...inner, ...value }).find(
      ([name, member]) => /^(signature|value|result)$/i.test(name) && typeof member === 'string',
    );
    return found && String(found[1]);
  } catch {
    return undefined;
  }
}

/** r and s side by side, of an ECDSA-Sig-Value (RFC 3279 §2.2.3) for P-256; nothing where it is none. */
function fromDer(bytes: Buffer): Buffer[] {
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2) return [];
  const raw = Buffer.alloc(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = bytes[at + 1] ?? 0;
    const integer = bytes.subarray(at + 2, at + 2 + length);
    if (bytes[at] !== 0x02 || integer.length !== length) return [];
    const digits = integer[0] === 0 ? integer.subarray(1) : integer;
    if (digits.length > 32) return [];
    digits.copy(raw, end - digits.length);
    at += 2 + length;
  }
  return at === bytes.length ? [raw] : [];
}

function lengthOf({ algorithm, publicKey }: Asked): number {
  return algorithm === 'ES256' ? 64 : Math.ceil((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
}

function isGood(
  signature: Buffer,
  input: Uint8Array,
  { publicKey, algorithm }: { publicKey: KeyObject; algorithm: SigningAlgorithm },
  more: object = {},
): boolean {
  try {
    return verify('sha256', input, { key: publicKey, ...signatureParameters(algorithm), ...more }, signature);
  } catch {
    return false;
  }
}

/** The usual mistakes, each tried. */
function misled(signature: Buffer, asked: Asked): GivenSignature {
  const { input, algorithm, certificate } = asked;
  const digest = createHash('sha256').update(input).digest();
  if (isGood(signature, digest, asked)) {
    return {
      trouble: t('signed the hash of what it was given, which is a hash already'),
      advice: t('Tell the tool that it gets a digest (prehashed, DIGEST, no hash of its own).'),
    };
  }
  const padded = { PS256: 'RS256', RS256: 'PS256', ES256: undefined } as const;
  const other = padded[algorithm];
  if (other && isGood(signature, input, { ...asked, algorithm: other })) {
    return { trouble: t('signed {0}, not {1}', other, algorithm), advice: t('Name {0} to the tool.', algorithm) };
  }
  if (algorithm === 'PS256' && isGood(signature, input, asked, { saltLength: constants.RSA_PSS_SALTLEN_AUTO })) {
    return {
      trouble: t('signed PS256 with a salt of another length than 32 bytes (RFC 7518 §3.5)'),
      advice: t('Give the tool a salt length of 32, or of the digest.'),
    };
  }
  return {
    trouble: t("gave a signature that is not of {0}'s key over what was to be signed", certificate),
    advice: t('Name the key from which that certificate was requested, or the certificate of that key.'),
  };
}

function ofOtherLength(read: readonly Buffer[], length: number, { algorithm, certificate }: Asked): GivenSignature {
  const printed = [...new Set(read.map((one) => one.length))].join(t(' or '));
  return {
    trouble: t('printed {0} bytes, where {1} by the key of {2} has {3}', printed, algorithm, certificate, length),
    advice: t('It must write the signature and nothing else: its bytes, or base64, base64url or hex.'),
  };
}
