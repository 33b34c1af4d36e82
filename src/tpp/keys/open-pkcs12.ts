/** A PKCS#12 file opened (RFC 7292): an output of its own, as the library that reads it is needed for nothing else. */

import { createPrivateKey, type KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { OctetString } from 'asn1js';
import {
  type AlgorithmIdentifier,
  AuthenticatedSafe,
  CertBag,
  type ContentInfo,
  CryptoEngine,
  EncryptedContentInfo,
  EncryptedData,
  PBES2Params,
  PBKDF2Params,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  SafeContents,
} from 'pkijs';
import { t } from '../../standard/language.ts';
import { readDer } from './der.ts';
import { keyEncryptionOf } from './encryption.ts';

type EngineCrypto = ConstructorParameters<typeof CryptoEngine>[0]['crypto'];

export type Opened =
  | { keys: KeyObject[]; certificates: X509Certificate[] }
  /** `passphrase`: another is needed; `cipher`: none would do here; `unreadable`: nor anywhere. */
  | { refused: 'passphrase' }
  | { refused: 'cipher'; name: string }
  | { refused: 'unreadable'; why: string };

/** More rounds than any tool makes; they are counted here, and a file of a stranger's could ask for hours of them. */
const maxRounds = 2_000_000;

const hashes: Readonly<Record<string, true>> = {
  '1.3.14.3.2.26': true,
  '2.16.840.1.101.3.4.2.1': true,
  '2.16.840.1.101.3.4.2.2': true,
  '2.16.840.1.101.3.4.2.3': true,
};
const prfs: Readonly<Record<string, true>> = {
  '1.2.840.113549.2.7': true,
  '1.2.840.113549.2.9': true,
  '1.2.840.113549.2.10': true,
  '1.2.840.113549.2.11': true,
};
const data = '1.2.840.113549.1.7.1';
const encrypted = '1.2.840.113549.1.7.6';

/** Opens what is encrypted with PBES2 and AES, its integrity checked. Never throws: what cannot be opened is refused, with the reason. */
export async function openPkcs12(bytes: Uint8Array, passphrase: string): Promise<Opened> {
  try {
    return await opened(PFX.fromBER(Uint8Array.from(bytes).buffer), passphrase);
  } catch (thrown) {
    return { refused: 'unreadable', why: thrown instanceof Error ? thrown.message : t('it is damaged') };
  }
}

async function opened(file: PFX, passphrase: string): Promise<Opened> {
  if (file.authSafe.contentType !== data) return { refused: 'cipher', name: t('a public key') };
  const safe = AuthenticatedSafe.fromBER(contentOf(file.authSafe));
  const foreign = safe.safeContents
    .map(({ contentType }) => contentType)
    .find((one) => one !== data && one !== encrypted);
  if (foreign !== undefined) return { refused: 'cipher', name: foreign };
  const open = safe.safeContents.filter(({ contentType }) => contentType === data);
  const closed = safe.safeContents
    .filter(({ contentType }) => contentType === encrypted)
    .map(({ content }) => new EncryptedData({ schema: content }).encryptedContentInfo);
  const bags = open.flatMap((one) => bagsIn(contentOf(one)));
  const refused =
    refusedMac(file) ??
    [...closed, ...shroudedIn(bags)]
      .map((one) => refusedCipher(one.contentEncryptionAlgorithm))
      .find((one) => one !== undefined);
  if (refused) return refused;

  const engine = new CryptoEngine({ name: 'node', crypto: webcrypto as EngineCrypto });
  const password = Uint8Array.from(Buffer.from(passphrase, 'utf8')).buffer;
  if (file.macData && !(await isWhole(file, password, engine))) return { refused: 'passphrase' };
  const decrypted = (encryptedContentInfo: EncryptedContentInfo) =>
    engine.decryptEncryptedContentInfo({ encryptedContentInfo, password });
  let plain: ArrayBuffer[];
  let keys: ArrayBuffer[];
  try {
    plain = await Promise.all(closed.map(decrypted));
    bags.push(...plain.flatMap(bagsIn));
    keys = await Promise.all(shroudedIn(bags).map(decrypted));
  } catch {
    return { refused: 'passphrase' };
  }
  const open8 = bags.map(({ bagValue }) => bagValue).filter((bag) => bag instanceof PrivateKeyInfo);
  return {
    keys: [...keys.map((key) => Buffer.from(key)), ...open8.map(derOf)].map((key) =>
      createPrivateKey({ key, format: 'der', type: 'pkcs8' }),
    ),
    certificates: certificatesIn(bags),
  };
}

/** Decrypted by WebCrypto too: what Node asks of OpenSSL, the editor's BoringSSL has only in part. */
function shroudedIn(bags: SafeContents['safeBags']): EncryptedContentInfo[] {
  return bags
    .map(({ bagValue }) => bagValue)
    .filter((bag) => bag instanceof PKCS8ShroudedKeyBag)
    .map(
      (bag) =>
        new EncryptedContentInfo({
          contentEncryptionAlgorithm: bag.encryptionAlgorithm,
          encryptedContent: bag.encryptedData,
        }),
    );
}

function certificatesIn(bags: SafeContents['safeBags']): X509Certificate[] {
  return bags.flatMap(({ bagValue }) =>
    bagValue instanceof CertBag && bagValue.certValue instanceof OctetString
      ? [new X509Certificate(new Uint8Array(bagValue.certValue.getValue()))]
      : [],
  );
}

async function isWhole(file: PFX, password: ArrayBuffer, engine: CryptoEngine): Promise<boolean> {
  try {
    await file.parseInternalValues({ password, checkIntegrity: true }, engine);
    return true;
  } catch {
    return false;
  }
}

function refusedMac({ macData }: PFX): Opened | undefined {
  if (!macData) return undefined;
  const { algorithmId } = macData.mac.digestAlgorithm;
  if (!Object.hasOwn(hashes, algorithmId)) return { refused: 'cipher', name: t('a MAC of the kind {0}', algorithmId) };
  return tooMany(macData.iterations ?? 1);
}

/** PBES2 with PBKDF2 and AES-CBC is what WebCrypto has. */
function refusedCipher(algorithm: AlgorithmIdentifier): Opened | undefined {
  const read = readDer(new Uint8Array(algorithm.toSchema().toBER(false)));
  const name = (read && keyEncryptionOf(read))?.name ?? algorithm.algorithmId;
  if (!/^PBES2 with aes-\d+-cbc( and hmacWithSHA\d+)?$/.test(name)) return { refused: 'cipher', name };
  const { keyDerivationFunc } = new PBES2Params({ schema: algorithm.algorithmParams });
  const { prf, iterationCount } = new PBKDF2Params({ schema: keyDerivationFunc.algorithmParams });
  if (prf && !Object.hasOwn(prfs, prf.algorithmId)) return { refused: 'cipher', name };
  return tooMany(iterationCount);
}

function tooMany(rounds: number): Opened | undefined {
  return rounds > maxRounds
    ? { refused: 'unreadable', why: t('it asks for {0} rounds of its passphrase', rounds) }
    : undefined;
}

/** The library knows no sequence without members, and some tools write one. */
const bagsIn = (der: ArrayBuffer): SafeContents['safeBags'] =>
  der.byteLength <= 2 ? [] : SafeContents.fromBER(der).safeBags;

function contentOf(info: ContentInfo): ArrayBuffer {
  if (info.content instanceof OctetString) return info.content.getValue();
  throw new Error(t('a part of it holds no octets'));
}

const derOf = (part: PrivateKeyInfo): Buffer => Buffer.from(part.toSchema().toBER(false));
