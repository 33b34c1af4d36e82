/** PKCS#12 files made at test time: modern ones in earnest, and old ones by their shape, as nobody here could encrypt them. */
import { createHash, createHmac, type KeyObject, X509Certificate } from 'node:crypto';

export interface Pkcs12Content {
  keys: KeyObject[];
  /** PEM. */
  certificates: string[];
}

const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
const octets = (bytes: Uint8Array) => der(0x04, bytes);
const integer = (...bytes: number[]) => der(0x02, Buffer.from(bytes));
const explicit = (...parts: Uint8Array[]) => der(0xa0, ...parts);
const nothing = der(0x05);

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((number) => {
    const groups = [number & 0x7f];
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return der(0x06, Buffer.from(bytes));
}

/** A file as OpenSSL 3 makes it: keys and certificates by PBES2 and AES-256, a MAC by SHA-256. Written here by the standards alone. */
export function makePkcs12({ keys, certificates }: Pkcs12Content, passphrase: string): Buffer {
  const keyBags = keys.map((key) =>
    bag('1.2.840.113549.1.12.10.1.2', key.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase })),
  );
  const certificateBags = certificates.map((pem) =>
    bag(
      '1.2.840.113549.1.12.10.1.3',
      sequence(oid('1.2.840.113549.1.9.22.1'), explicit(octets(new X509Certificate(pem).raw))),
    ),
  );
  return pfx([data(sequence(...keyBags)), data(sequence(...certificateBags))], passphrase);
}

/** A file of the shape that old tools make: its ciphers are named in it, and what they would hide is noise. */
export function oldPkcs12(certificateCipher: string, keyCipher: string): Buffer {
  const algorithm = (cipher: string) =>
    sequence(oid(cipher), sequence(octets(Buffer.alloc(8, 7)), integer(0x08, 0x00)));
  const noise = Buffer.alloc(600, 0x5a);
  const encrypted = sequence(
    oid('1.2.840.113549.1.7.6'),
    explicit(
      sequence(integer(0), sequence(oid('1.2.840.113549.1.7.1'), algorithm(certificateCipher), der(0x80, noise))),
    ),
  );
  const keyBag = bag('1.2.840.113549.1.12.10.1.2', sequence(algorithm(keyCipher), octets(noise)));
  return pfx([encrypted, data(sequence(keyBag))], 'secret');
}

/** A private key (PKCS#8) that names its encryption and holds noise, as PEM. */
export function keyEncryptedWith(cipher: string, { pbes2 = false } = {}): string {
  const algorithm = pbes2
    ? sequence(
        oid('1.2.840.113549.1.5.13'),
        sequence(
          sequence(oid('1.2.840.113549.1.5.12'), sequence(octets(Buffer.alloc(8, 7)), integer(0x08, 0x00))),
          sequence(oid(cipher), octets(Buffer.alloc(8, 7))),
        ),
      )
    : sequence(oid(cipher), sequence(octets(Buffer.alloc(8, 7)), integer(0x08, 0x00)));
  const base64 = sequence(algorithm, octets(Buffer.alloc(640, 0x5a))).toString('base64');
  const label = 'ENCRYPTED PRIVATE KEY';
  return `-----BEGIN ${label}-----\n${base64.match(/.{1,64}/g)?.join('\n')}\n-----END ${label}-----\n`;
}

const bag = (type: string, value: Uint8Array) => sequence(oid(type), explicit(value));
const data = (content: Uint8Array) => sequence(oid('1.2.840.113549.1.7.1'), explicit(octets(content)));

function pfx(parts: Uint8Array[], passphrase: string): Buffer {
  const safe = sequence(...parts);
  const salt = Buffer.alloc(8, 3);
  const mac = createHmac('sha256', macKey(passphrase, salt, 2048))
    .update(safe)
    .digest();
  const digest = sequence(sequence(oid('2.16.840.1.101.3.4.2.1'), nothing), octets(mac));
  return sequence(integer(3), data(safe), sequence(digest, octets(salt), integer(0x08, 0x00)));
}

/** RFC 7292 appendix B.2 for a key of one block of SHA-256. */
function macKey(passphrase: string, salt: Buffer, rounds: number): Buffer {
  const text = Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
  const filled = (bytes: Buffer) => Buffer.alloc(64 * Math.ceil(bytes.length / 64), bytes);
  let hash = Buffer.concat([Buffer.alloc(64, 3), filled(salt), filled(text)]);
  for (let round = 0; round < rounds; round += 1) hash = createHash('sha256').update(hash).digest();
  return hash;
}
