/** By what a private key or a PKCS#12 file is encrypted, read from its DER, so that no library's error decides whether a passphrase was wrong. */
import { type DerElement, derChildren, derOid, readDer } from './der.ts';

export interface KeyEncryption {
  /** As OpenSSL calls it: `pbeWithMD5AndDES-CBC`, `PBES2 with rc2-cbc`. */
  name: string;
  /**
   * `old`: a cipher that today's libraries have put away, whatever the passphrase; `known`: one that each has; `rare`: one that some have.
   */
  standing: 'known' | 'rare' | 'old';
}

const names: Readonly<Record<string, [name: string, standing: KeyEncryption['standing']]>> = {
  // PBES1, RFC 8018 appendix A.3
  '1.2.840.113549.1.5.1': ['pbeWithMD2AndDES-CBC', 'old'],
  '1.2.840.113549.1.5.3': ['pbeWithMD5AndDES-CBC', 'old'],
  '1.2.840.113549.1.5.4': ['pbeWithMD2AndRC2-CBC', 'old'],
  '1.2.840.113549.1.5.6': ['pbeWithMD5AndRC2-CBC', 'old'],
  '1.2.840.113549.1.5.10': ['pbeWithSHA1AndDES-CBC', 'old'],
  '1.2.840.113549.1.5.11': ['pbeWithSHA1AndRC2-CBC', 'old'],
  // PKCS#12, RFC 7292 appendix C
  '1.2.840.113549.1.12.1.1': ['pbeWithSHA1And128BitRC4', 'old'],
  '1.2.840.113549.1.12.1.2': ['pbeWithSHA1And40BitRC4', 'old'],
  '1.2.840.113549.1.12.1.3': ['pbeWithSHA1And3-KeyTripleDES-CBC', 'known'],
  '1.2.840.113549.1.12.1.4': ['pbeWithSHA1And2-KeyTripleDES-CBC', 'rare'],
  '1.2.840.113549.1.12.1.5': ['pbeWithSHA1And128BitRC2-CBC', 'old'],
  '1.2.840.113549.1.12.1.6': ['pbeWithSHA1And40BitRC2-CBC', 'old'],
  // encryption schemes of PBES2
  '1.3.14.3.2.7': ['des-cbc', 'old'],
  '1.2.840.113549.3.2': ['rc2-cbc', 'old'],
  '1.2.840.113549.3.4': ['rc4', 'old'],
  '1.2.840.113549.3.9': ['rc5-cbc', 'old'],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 'known'],
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 'known'],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 'known'],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 'known'],
  '1.2.392.200011.61.1.1.1.4': ['camellia-256-cbc', 'rare'],
  '1.2.410.200046.1.1.12': ['aria-256-cbc', 'rare'],
};
const pbes2 = '1.2.840.113549.1.5.13';
const pbkdf2 = '1.2.840.113549.1.5.12';
const scrypt = '1.3.6.1.4.1.11591.4.11';

/** The encryption of an `EncryptedPrivateKeyInfo` (RFC 5958 §3); undefined for what is none. */
export function encryptionOfKey(der: Uint8Array): KeyEncryption | undefined {
  const [algorithm, data, ...more] = derChildren(readDer(der)?.content ?? new Uint8Array());
  if (algorithm?.tag !== 0x30 || data?.tag !== 0x04 || more.length > 0) return undefined;
  return keyEncryptionOf(algorithm);
}

const pkcs8ShroudedKeyBag = '1.2.840.113549.1.12.10.1.2';
const encryptedData = '1.2.840.113549.1.7.6';

/** By what the parts of a PKCS#12 file are encrypted, as far as DER shows it without its passphrase (RFC 7292 §4). */
export function encryptionsOfPkcs12(bytes: Uint8Array): KeyEncryption[] {
  const [, contentInfo] = derChildren(readDer(bytes)?.content ?? new Uint8Array());
  const safe = readDer(octetsIn(contentInfo));
  return derChildren(safe?.content ?? new Uint8Array()).flatMap((part) => {
    const [type, content] = derChildren(part.content);
    if (type && derOid(type.content) === encryptedData) {
      const [inner] = derChildren(content?.content ?? new Uint8Array());
      const [, info] = derChildren(inner?.content ?? new Uint8Array());
      const [, algorithm] = derChildren(info?.content ?? new Uint8Array());
      return (algorithm && keyEncryptionOf(algorithm)) ?? [];
    }
    const bags = derChildren(readDer(octetsIn(part))?.content ?? new Uint8Array());
    return bags.flatMap((bag) => {
      const [kind, value] = derChildren(bag.content);
      return kind && value && derOid(kind.content) === pkcs8ShroudedKeyBag
        ? (encryptionOfKey(value.content) ?? [])
        : [];
    });
  });
}

/** The octets of a `ContentInfo` of the kind `data` (RFC 5652 §4). */
function octetsIn(contentInfo: DerElement | undefined): Uint8Array {
  const [, explicit] = derChildren(contentInfo?.content ?? new Uint8Array());
  const [octets] = derChildren(explicit?.content ?? new Uint8Array());
  return octets?.tag === 0x04 ? octets.content : new Uint8Array();
}

/** What an `AlgorithmIdentifier` of an encryption by a passphrase says (RFC 8018 §6). */
export function keyEncryptionOf(algorithm: DerElement): KeyEncryption | undefined {
  const [type, parameters] = derChildren(algorithm.content);
  if (type?.tag !== 0x06) return undefined;
  const oid = derOid(type.content);
  if (oid !== pbes2) return named(oid);
  const [derivation, scheme] = derChildren(parameters?.content ?? new Uint8Array()).map(({ content }) => {
    const [first] = derChildren(content);
    return first?.tag === 0x06 ? derOid(first.content) : '';
  });
  const { name, standing } = named(scheme ?? '');
  const by = derivation === pbkdf2 ? prfOf(parameters) : derivation === scrypt ? 'scrypt' : (derivation ?? '');
  if (by === undefined) return { name: `PBES2 with ${name}`, standing };
  return { name: `PBES2 with ${name} and ${by}`, standing: standing === 'old' ? 'old' : 'rare' };
}

const prfs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.8': 'hmacWithSHA224',
  '1.2.840.113549.2.10': 'hmacWithSHA384',
  '1.2.840.113549.2.11': 'hmacWithSHA512',
};

/** The function of PBKDF2 where it is none of the two that every library has: SHA-1, which is the default, and SHA-256. */
function prfOf(parameters: DerElement | undefined): string | undefined {
  const [derivation] = derChildren(parameters?.content ?? new Uint8Array());
  const [, inner] = derChildren(derivation?.content ?? new Uint8Array());
  const last = derChildren(inner?.content ?? new Uint8Array()).at(-1);
  const [type] = last?.tag === 0x30 ? derChildren(last.content) : [];
  const oid = type?.tag === 0x06 ? derOid(type.content) : '1.2.840.113549.2.7';
  if (oid === '1.2.840.113549.2.7' || oid === '1.2.840.113549.2.9') return undefined;
  return prfs[oid] ?? oid;
}

/** The cipher of a `DEK-Info` header (RFC 1421 §4.6.1.3), as PKCS#1 and SEC1 keys have it. */
export function encryptionOfHeader(cipher: string): KeyEncryption {
  if (/^(AES-(128|192|256)-CBC|DES-EDE3-CBC)$/i.test(cipher)) return { name: cipher, standing: 'known' };
  const old = /^(DES-(?!EDE3)|RC[245]|BF-|CAST|IDEA|SEED|DESX)/i.test(cipher);
  return { name: cipher, standing: old ? 'old' : 'rare' };
}

const named = (oid: string): KeyEncryption => {
  const [name, standing] = (Object.hasOwn(names, oid) ? names[oid] : undefined) ?? [oid, 'rare' as const];
  return { name, standing };
};
