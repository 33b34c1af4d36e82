/** A file with keys or certificates, whatever its form and its name, made PEM text: what it is its content decides. */

import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { derChildren, derOid, readDer } from './der.ts';
import { encryptionOfKey } from './encryption.ts';
import type { Opened } from './open-pkcs12.ts';
import { certificatesOfPkcs7, certificatesOfPkcs12 } from './openssl.ts';
import { isPkcs12, takeApart } from './pkcs12.ts';
import { type PairPurpose, useOf } from './purpose.ts';

/** What a file turned out to be: text as it stands or made of DER, or a form that is opened or taken apart first. */
export type FileForm = { text: string; der?: true } | { form: 'pkcs12' | 'pkcs7' | 'java keystore' };

export interface KeyFileOptions {
  /** Stands in the errors' messages. */
  path: string;
  /** Which pair of a PKCS#12 file is meant, where it has several. */
  purpose?: PairPurpose;
  /** Asks for the passphrase of a PKCS#12 file; called only for one that an empty passphrase does not open. Absent for CA files. */
  passphrase?: () => Promise<string | undefined>;
}

/** Looks at bytes and says what they are; never throws. */
export function formOf(bytes: Uint8Array): FileForm {
  if (bytes[0] === 0xfe && bytes[1] === 0xed && bytes[2] === 0xfe && bytes[3] === 0xed)
    return { form: 'java keystore' };
  if (bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80) {
    if (isPkcs12(bytes)) return { form: 'pkcs12' };
    const pem = pemOfDer(bytes);
    if (pem !== undefined) return { text: pem, der: true };
    const [type] = derChildren(readDer(bytes)?.content ?? new Uint8Array());
    if (type?.tag === 0x06 && derOid(type.content) === '1.2.840.113549.1.7.2') return { form: 'pkcs7' };
  }
  // What PowerShell writes into a file has two bytes a character.
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return { text: new TextDecoder(wide).decode(bytes) };
}

/**
 * The text of a file as PEM or as it stands (a JWK is text too): DER is made PEM, a PKCS#12 file is opened.
 *
 * @throws OpenBankingError `key_encrypted` when a passphrase is needed or the given one does not open it, `key_invalid`, `certificate_invalid`
 */
export async function keyFileText(bytes: Uint8Array, options: KeyFileOptions): Promise<string> {
  const form = formOf(bytes);
  if ('text' in form) return form.text;
  if (form.form === 'pkcs12') return pemOfPkcs12(bytes, options);
  return fail({
    code: 'certificate_invalid',
    message: `${options.path} ${insteadOf(form.form)}.`,
    try: wayOut(form.form, options.path),
  });
}

/** What a file that cannot be used as it is is, and the way on; for lists of files. */
export function whatToDo(form: Exclude<FileForm, { text: string }>['form'], path: string): string {
  return `It ${insteadOf(form)}. ${wayOut(form, path)}`;
}

function insteadOf(form: 'pkcs12' | 'pkcs7' | 'java keystore'): string {
  if (form === 'pkcs12') return t('is a PKCS#12 file');
  return form === 'pkcs7' ? t('is a PKCS#7 file: certificates without a key') : t('is a Java keystore (JKS)');
}

function wayOut(form: 'pkcs12' | 'pkcs7' | 'java keystore', path: string): string {
  if (form === 'pkcs12') return takeApart(path);
  if (form === 'pkcs7') return certificatesOfPkcs7(path, 'DER');
  return t('Make a PKCS#12 file of it with keytool -importkeystore -deststoretype PKCS12, and name that.');
}

async function pemOfPkcs12(bytes: Uint8Array, { path, purpose, passphrase }: KeyFileOptions): Promise<string> {
  const { openPkcs12 } = await import('./open-pkcs12.ts');
  let opened: Opened = await openPkcs12(bytes, '');
  let given: string | undefined;
  if ('refused' in opened && opened.refused === 'passphrase') {
    given = await passphrase?.();
    if (given !== undefined && given !== '') opened = await openPkcs12(bytes, given);
  }
  if ('refused' in opened && opened.refused === 'passphrase' && !passphrase) return failUnasked(path);
  if ('refused' in opened) return refuse(opened, path, given !== undefined && given !== '');
  return inOrder(opened, purpose);
}

function refuse(opened: Extract<Opened, { refused: string }>, path: string, given: boolean): never {
  switch (opened.refused) {
    case 'passphrase':
      return given ? failWrongPassphrase(path) : failNoPassphrase(path);
    case 'cipher':
      return fail({
        code: 'key_invalid',
        message: t(
          '{0} is a PKCS#12 file that is protected by {1}, which is not opened here, whatever the passphrase.',
          path,
          opened.name,
        ),
        try: takeApart(path, 'legacy'),
      });
    case 'unreadable':
      return fail({
        code: 'key_invalid',
        message: t('{0} is a PKCS#12 file that cannot be read: {1}.', path, opened.why),
        try: t('Export it again; a part of it is missing or changed.'),
      });
  }
}

/** A CA file has no passphrase of its own, as certificates are no secret. */
function failUnasked(path: string): never {
  return fail({
    code: 'certificate_invalid',
    message: t('{0} is a PKCS#12 file that a passphrase protects.', path),
    try: certificatesOfPkcs12(path),
  });
}

export function failNoPassphrase(path: string): never {
  return fail({
    code: 'key_encrypted',
    message: t('{0} is encrypted and no passphrase was given.', path),
    try: t('Give its passphrase.'),
    remedies: [{ do: 'givePassphrase' }],
  });
}

export function failWrongPassphrase(path: string, cause?: unknown): never {
  return fail(
    {
      code: 'key_encrypted',
      message: t('The passphrase given for {0} does not open it.', path),
      try: t('Give the passphrase with which it was encrypted.'),
      remedies: [{ do: 'givePassphrase' }],
    },
    cause,
  );
}

/** One key, its certificate, then the CAs: of several pairs the one whose certificate is for the purpose. */
function inOrder({ keys, certificates }: Extract<Opened, { keys: unknown }>, purpose: PairPurpose | undefined): string {
  const pairs = keys.map((key) => ({ key, leaf: certificates.find((one) => isKeyOf(key, one)) }));
  const chosen =
    pairs.find(({ leaf }) => purpose !== undefined && leaf && useOf(leaf.raw).purpose === purpose) ??
    pairs.find(({ leaf }) => leaf) ??
    pairs[0];
  const rest = chosen ? certificates.filter((one) => one !== chosen.leaf && (one.ca || !chosen.leaf)) : certificates;
  const all = chosen?.leaf ? [chosen.leaf, ...rest] : rest;
  return [...(chosen ? [pemOfKey(chosen.key)] : []), ...all.map(pemOfCertificate)].join('');
}

function isKeyOf(key: KeyObject, certificate: X509Certificate): boolean {
  try {
    const ofKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
    return certificate.publicKey.export({ type: 'spki', format: 'der' }).equals(ofKey);
  } catch {
    return false;
  }
}

/** DER of a certificate or of a private key as PEM; undefined for anything else. */
function pemOfDer(bytes: Uint8Array): string | undefined {
  try {
    return pemOfCertificate(new X509Certificate(bytes));
  } catch {
    // Not a certificate.
  }
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return pemOfKey(createPrivateKey({ key: Buffer.from(bytes), format: 'der', type }));
    } catch {
      // Not a key of that form.
    }
  }
  return encryptionOfKey(bytes) && block('ENCRYPTED PRIVATE KEY', bytes);
}

function block(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

const pemOfKey = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const pemOfCertificate = (certificate: X509Certificate): string => certificate.toString().trimEnd().concat('\n');
