/** What each file is that a developer has in hand: software statement, certificate, CA, private key, or none of them and why. */
import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { OpenBankingError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { decodeJwt } from '../jwt/decode.ts';
import { type Certificate, readCertificate } from '../keys/certificate.ts';
import { kidOf } from '../keys/kid.ts';
import { pemBlocks } from '../keys/pem.ts';
import { isPkcs12, takeApart } from '../keys/pkcs12.ts';
import { readPrivateKey } from '../keys/private-key.ts';
import { type Purpose, purposeOf } from '../keys/purpose.ts';
import { readSoftwareStatement, type SoftwareStatement } from './software-statement.ts';

export interface GivenFile {
  /** As it is shown; its name is a hint where nothing else tells. */
  path: string;
  bytes: Uint8Array;
}

/** A thing in a file; one file may hold several, a certificate and its key for instance. */
export type Thing = { path: string } & (
  | { kind: 'statement'; statement: SoftwareStatement }
  | { kind: 'certificate'; certificate: Certificate; purpose?: Purpose }
  | { kind: 'authority'; subjects: string[]; validTo: number }
  | { kind: 'key'; encrypted: false; kid: string; publicKey: KeyObject }
  | { kind: 'key'; encrypted: true }
  | { kind: 'unknown'; reason: string }
);

/** A file read: what is in it, and its text where that differs from its bytes (DER made PEM, quotes taken off). */
export interface ReadFile {
  things: Thing[];
  converted?: string;
}

const largest = 1024 * 1024;

/** Says what a file is. Never throws: what cannot be read is `unknown`, with the reason. */
export function readGivenFile({ path, bytes }: GivenFile): ReadFile {
  const unknown = (reason: string): ReadFile => ({ things: [{ kind: 'unknown', path, reason }] });
  if (bytes.length === 0) return unknown('The file is empty.');
  if (bytes.length > largest) return unknown('The file is larger than 1 MB.');
  if (bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80) {
    const pem = pemOfDer(bytes);
    if (pem !== undefined) return { things: thingsIn(path, pem), converted: pem };
    return unknown(
      isPkcs12(bytes)
        ? `It is a PKCS#12 file. ${takeApart(nameOf(path))}`
        : 'It is a binary file (DER) that is neither a certificate nor a private key.',
    );
  }
  const text = new TextDecoder().decode(bytes);
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
    const certificate = readCertificate(text, nameOf(path));
    const leaf = new X509Certificate(certificate.pem);
    if (!leaf.ca) return { kind: 'certificate', path, certificate, purpose: purposeOf(certificate.pem) };
    const all = [leaf, ...certificate.chain.map((pem) => new X509Certificate(pem))];
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
      ? 'It holds public keys only; the Directory has them already.'
      : 'It is JSON, and neither a key nor a software statement.';
    return { kind: 'unknown', path, reason };
  } catch {
    return { kind: 'unknown', path, reason: 'It is neither a software statement nor a certificate nor a key.' };
  }
}

function statementIn(path: string, text: string): Thing {
  try {
    decodeJwt(text);
  } catch {
    return { kind: 'unknown', path, reason: 'It is neither a software statement nor a certificate nor a key.' };
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
  return thrown instanceof OpenBankingError ? `${thrown.problem.message} ${thrown.problem.try}` : 'It cannot be read.';
}

function whatElse(labels: readonly string[]): string {
  if (labels.some((label) => label.endsWith('CERTIFICATE REQUEST'))) {
    return 'It is a certificate request (CSR); the Directory makes the certificate from it.';
  }
  if (labels.includes('PUBLIC KEY')) return 'It is a public key; the private key is what is needed.';
  if (labels.length === 0) return 'A PEM block begins in it and does not end; copy the whole file again.';
  return `It holds ${labels.join(', ')}, which is neither certificate nor private key.`;
}

/** DER of a certificate or of a private key as PEM; undefined for anything else. */
function pemOfDer(bytes: Uint8Array): string | undefined {
  try {
    return new X509Certificate(bytes).toString().trimEnd().concat('\n');
  } catch {
    // Not a certificate.
  }
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      const key = createPrivateKey({ key: Buffer.from(bytes), format: 'der', type });
      return key.export({ type: 'pkcs8', format: 'pem' }).toString();
    } catch {
      // Not a key of that form.
    }
  }
  return undefined;
}

export function nameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
