/** Commands of OpenSSL for files that are not read as they are. */
import { t } from '../../standard/language.ts';

/** Double quotes, because they are what every shell knows. */
export const quotedPath = (path: string): string =>
  /^[\w./:@+-]+$/.test(path) ? path : `"${path.replace(/["$`]/g, '\\$&')}"`;

/** Encrypts a private key anew by what every library of today opens; asks for both passphrases. */
export function renewEncryption(path: string): string {
  const out = quotedPath(`${path.replace(/\.(key|pem|der|p8)$/i, '')}-renewed.key`);
  return t(
    'Encrypt the key anew and name the new file: openssl pkcs8 -topk8 -v2 aes-256-cbc -provider legacy -provider default -in {0} -out {1} (without the -provider options where openssl is older than 3).',
    quotedPath(path),
    out,
  );
}

/** PKCS#7 holds certificates and no key. */
export function certificatesOfPkcs7(path: string, form: 'DER' | 'PEM'): string {
  const out = quotedPath(`${path.replace(/\.(p7[bcms]|pem|cer|crt|der)$/i, '')}-certificates.pem`);
  return t(
    'Take the certificates out of it: openssl pkcs7 -inform {0} -in {1} -print_certs -out {2}.',
    form,
    quotedPath(path),
    out,
  );
}

/** Of a store that is named for its CAs. */
export function certificatesOfPkcs12(path: string): string {
  const out = quotedPath(`${path.replace(/\.(p12|pfx|pem)$/i, '')}-certificates.pem`);
  return t(
    'Take the certificates out of it and name the new file: openssl pkcs12 -in {0} -nokeys -out {1}.',
    quotedPath(path),
    out,
  );
}
