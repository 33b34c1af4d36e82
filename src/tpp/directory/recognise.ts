/** What each file is that a developer has in hand: software statement, certificate, CA, private key, or none of them and why. */

import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { t } from '../../standard/language.ts';
import { OpenBankingError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { decodeJwt } from '../jwt/decode.ts';
import { type Certificate, readAuthorityFile, readCertificate } from '../keys/certificate.ts';
import { readDer } from '../keys/der.ts';
import { encryptionsOfPkcs12 } from '../keys/encryption.ts';
import { formOf, whatToDo } from '../keys/key-file.ts';
import { kidOf } from '../keys/kid.ts';
import { pemBlocks } from '../keys/pem.ts';
import { takeApart } from '../keys/pkcs12.ts';
import { readPrivateKey } from '../keys/private-key.ts';
import type { PairPurpose } from '../keys/purpose.ts';
import { readSoftwareStatement, type SoftwareStatement } from './software-statement.ts';

export interface GivenFile {
  /** As it is shown; its name is a hint where nothing else tells. */
  path: string;
  bytes: Uint8Array;
}

/** A thing in a file; one file may hold several, a certificate and its key for instance. */
export type Thing = { path: string } & (
  | { kind: 'statement'; statement: SoftwareStatement }
  | { kind: 'certificate'; certificate: Certificate; purpose?: PairPurpose }
  | { kind: 'authority'; subjects: string[]; validTo: number }
  | { kind: 'key'; encrypted: false; kid: string; publicKey: KeyObject }
  | { kind: 'key'; encrypted: true }
  /** A PKCS#12 file, in which key and certificate are until its passphrase is known. */
  | { kind: 'store' }
  | { kind: 'unknown'; reason: string }
);

/** A file read: what is in it, and its text where that differs from its bytes (DER made PEM, quotes taken off). */
export interface ReadFile {
  things: Thing[];
  converted?: string;
}

const maxSize = 1024 * 1024;

/** Says what a file is. Never throws: what cannot be read is `unknown`, with the reason. */
export function readGivenFile({ path, bytes }: GivenFile): ReadFile {
  const unknown = (reason: string): ReadFile => ({ things: [{ kind: 'unknown', path, reason }] });
  if (bytes.length === 0) return unknown(t('The file is empty.'));
  if (bytes.length > maxSize) return unknown(t('The file is larger than 1 MB.'));
  const form = formOf(bytes);
  if ('form' in form) {
    if (form.form !== 'pkcs12') return unknown(whatToDo(form.form, nameOf(path)));
    if (bytes[1] !== 0x80 && !readDer(bytes))
      return unknown(t('It is a PKCS#12 file that is cut short; copy it again.'));
    const old = encryptionsOfPkcs12(bytes).find(({ name }) => !name.startsWith('PBES2 with aes-'));
    return old
      ? unknown(t('It is a PKCS#12 file encrypted with {0}. {1}', old.name, takeApart(nameOf(path), 'legacy')))
      : { things: [{ kind: 'store', path }] };
  }
  if (form.der) return { things: thingsIn(path, form.text), converted: form.text };
  if (bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80) {
    return unknown(t('It is a binary file (DER) that is neither a certificate nor a private key.'));
  }
  const { text } = form;
  const bare = text.trim().replace(/^(["'])(ey[\w.\s-]+)\1,?$/, '$2');
  const things = thingsIn(path, bare);
  return bare === text.trim() ? { things } : { things, converted: `${bare}\n` };
}

function thingsIn(path: string, text: string): Thing[] {
  if (text.startsWith('{') || text.startsWith('[')) return [jwkIn(path, text)];
  const labels = pemBlocks(text).map(({ label }) => label);
  const bareCertificate = labels.length === 0 && /^MI[A-Za-z0-9+/\s]+={0,2}$/.test(text);
  const found: Thing[] = [];
  if (bareCertificate || labels.some((label) => label.endsWith('CERTIFICATE'))) found.push(certificateIn(path, text));
  if (labels.some((label) => label.endsWith('PRIVATE KEY'))) found.push(keyIn(path, text));
  if (found.length > 0) return found;
  if (text.includes('-----BEGIN ')) return [{ kind: 'unknown', path, reason: whatElse(labels) }];
  return [statementIn(path, text)];
}

function certificateIn(path: string, text: string): Thing {
  return attempt(path, () => {
    const { authorities, leaves } = readAuthorityFile(text, nameOf(path));
    const own = leaves.length > 0 || authorities.every((pem) => !new X509Certificate(pem).ca);
    if (own) {
      const certificate = readCertificate(text, nameOf(path));
      return { kind: 'certificate', path, certificate, purpose: certificate.use.purpose };
    }
    const all = authorities.map((pem) => new X509Certificate(pem));
    return {
      kind: 'authority',
      path,
      subjects: all.map(({ subject }) => /(?:^|\n)CN=(.+)/.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ')),
      validTo: Math.min(...all.map(({ validTo }) => Date.parse(validTo))),
    };
  });
}

function keyIn(path: string, text: string): Thing {
  try {
    const key = readPrivateKey(text, { path: nameOf(path) });
    return { kind: 'key', path, encrypted: false, kid: kidOf(key), publicKey: createPublicKey(key) };
  } catch (thrown) {
    if (thrown instanceof OpenBankingError && thrown.code === 'key_encrypted') {
      return { kind: 'key', path, encrypted: true };
    }
    return { kind: 'unknown', path, reason: reasonOf(thrown) };
  }
}

function jwkIn(path: string, text: string): Thing {
  const thing = keyIn(path, text);
  if (thing.kind !== 'unknown') return thing;
  try {
    const value: unknown = parseJson(text);
    const keys = typeof value === 'object' && value !== null && ('keys' in value || 'kty' in value);
    const reason = keys
      ? t('It holds public keys only; the Directory has them already.')
      : t('It is JSON, and neither a key nor a software statement.');
    return { kind: 'unknown', path, reason };
  } catch {
    return { kind: 'unknown', path, reason: t('It is neither a software statement nor a certificate nor a key.') };
  }
}

function statementIn(path: string, text: string): Thing {
  try {
    decodeJwt(text);
  } catch {
    return { kind: 'unknown', path, reason: t('It is neither a software statement nor a certificate nor a key.') };
  }
  return attempt(path, () => ({ kind: 'statement', path, statement: readSoftwareStatement(text) }));
}

function attempt(path: string, read: () => Thing): Thing {
  try {
    return read();
  } catch (thrown) {
    return { kind: 'unknown', path, reason: reasonOf(thrown) };
  }
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof OpenBankingError
    ? `${thrown.problem.message} ${thrown.problem.try}`
    : t('It cannot be read.');
}

function whatElse(labels: readonly string[]): string {
  if (labels.some((label) => label.endsWith('CERTIFICATE REQUEST'))) {
    return t('It is a certificate request (CSR); the Directory makes the certificate from it.');
  }
  if (labels.includes('PUBLIC KEY')) return t('It is a public key; the private key is what is needed.');
  if (labels.length === 0) return t('A PEM block begins in it and does not end; copy the whole file again.');
  return t('It holds {0}, which is neither certificate nor private key.', labels.join(', '));
}

export function nameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
