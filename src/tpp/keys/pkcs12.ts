/** PKCS#12 files (.p12, .pfx), which are recognised and not opened: the commands that take one apart. */

/** Whether bytes begin a PKCS#12 file: a sequence whose first member is the version 3 (RFC 7292 §4). */
export function isPkcs12(bytes: Uint8Array): boolean {
  const [tag, length = 0] = bytes;
  if (tag !== 0x30) return false;
  // The long form (X.690 §8.1.3.5) says in how many octets the length follows.
  const start = length > 0x80 ? 2 + (length & 0x7f) : 2;
  return bytes[start] === 0x02 && bytes[start + 1] === 0x01 && bytes[start + 2] === 0x03;
}

export const hasPkcs12Name = (path: string): boolean => /\.(p12|pfx)$/i.test(path);

/**
 * What to do with a PKCS#12 file, as commands: they make a key that keeps a passphrase and its certificate.
 *
 * @param path as the shell is to be told of it
 */
export function takeApart(path: string): string {
  const bare = path.replace(/\.(p12|pfx)$/i, '');
  const command = (options: string, out: string) =>
    `openssl pkcs12 -in ${quoted(path)} ${options} -out ${quoted(bare + out)}`;
  return `Take key and certificate out of it and use those: ${command('-nocerts', '.key')} and ${command('-nokeys -clcerts', '.pem')} (with -legacy where openssl does not know the encryption of an old file).`;
}

/** Double quotes, because they are what every shell knows. */
const quoted = (path: string): string => (/^[\w./:@+-]+$/.test(path) ? path : `"${path.replace(/["$`]/g, '\\$&')}"`);
