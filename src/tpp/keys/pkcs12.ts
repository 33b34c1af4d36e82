/** PKCS#12 files (.p12, .pfx) recognised, by content whatever they are called, and the command that takes apart what is not opened here. */
import { t } from '../../standard/language.ts';
import { quotedPath } from './openssl.ts';

/** Whether bytes begin a PKCS#12 file: a sequence whose first member is the version 3 (RFC 7292 §4). */
export function isPkcs12(bytes: Uint8Array): boolean {
  const [tag, length = 0] = bytes;
  if (tag !== 0x30) return false;
  // The long form (X.690 §8.1.3.5) says in how many octets the length follows.
  const start = length > 0x80 ? 2 + (length & 0x7f) : 2;
  return bytes[start] === 0x02 && bytes[start + 1] === 0x01 && bytes[start + 2] === 0x03;
}

/**
 * What to do with a PKCS#12 file, as commands: they make a key that keeps a passphrase and its certificate.
 *
 * @param path as the shell is to be told of it
 * @param legacy whether it is known to need OpenSSL's old ciphers
 */
export function takeApart(path: string, legacy?: 'legacy'): string {
  const bare = path.replace(/\.(p12|pfx)$/i, '');
  const named = bare === path ? `${path}-` : bare;
  const command = (options: string, out: string) =>
    `openssl pkcs12 ${legacy ? '-legacy ' : ''}-in ${quotedPath(path)} ${options} -out ${quotedPath(named + out)}`;
  const aside = legacy
    ? t('(without -legacy where openssl is older than 3)')
    : t('(with -legacy where openssl does not know the encryption of an old file)');
  const [key, certificate] = bare === path ? ['key.pem', 'certificate.pem'] : ['.key', '.pem'];
  return t(
    'Take key and certificate out of it and use those: {0} and {1} {2}.',
    command('-nocerts', key),
    command('-nokeys -clcerts', certificate),
    aside,
  );
}
