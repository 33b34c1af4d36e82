/** What the files hold that an openbanking.json names, each with its own outcome: for views and diagnostics, which show what is there and what is wrong. */
import { type KeyObject, X509Certificate } from 'node:crypto';
import { readSoftwareStatement, type SoftwareStatement } from '../directory/software-statement.ts';
import { type Problem, problemOf } from '../errors.ts';
import { type AuthorityFile, type Certificate, readAuthorityFile, readCertificate } from '../keys/certificate.ts';
import { keyFileText } from '../keys/key-file.ts';
import { kidOf } from '../keys/kid.ts';
import { assertFits, readPrivateKey } from '../keys/private-key.ts';
import { readAsItStands } from './as-it-stands.ts';
import { readBytesWithin, readWithin } from './files.ts';
import { workspaceFileName } from './parse.ts';
import type { AskPassphrase } from './workspace.ts';

/** A file as the workspace file names it, and what reading it gave. */
export type Named<T> = { path: string; pointer: string } & ({ value: T } | { problem: Problem });

export interface Authority {
  subject: string;
  root: boolean;
  validTo: number;
}

export interface CertificateAndKey {
  certificate?: Named<Certificate>;
  /** An encrypted key whose passphrase is not known has the problem `key_encrypted`. */
  key?: Named<KeyObject>;
  /** Undefined where one of the two is not there or cannot be read. */
  fit?: boolean;
  kid?: string;
}

export interface Credentials {
  statement?: Named<SoftwareStatement>;
  transport: CertificateAndKey;
  signing: CertificateAndKey;
  authorities: Named<Authorities>[];
}

/** What a CA file holds: its CAs, and what is not trusted of it. */
export type Authorities = Omit<AuthorityFile, 'authorities'> & { authorities: Authority[] };

/**
 * Reads every file that the workspace file names. Never throws for a file; members that are absent or of a wrong type are left out.
 *
 * @param file the value of openbanking.json, valid or not yet.
 * @param passphrase must not ask: a view that opens is no reason for a question.
 */
export async function readCredentials(
  folder: string,
  file: unknown,
  passphrase: AskPassphrase = async () => undefined,
): Promise<Credentials> {
  const named = async <T>(pointer: string, read: (path: string) => T | Promise<T>): Promise<Named<T> | undefined> => {
    const path = memberOf(file, pointer);
    if (typeof path !== 'string' || path === '') return undefined;
    try {
      return { path, pointer, value: await read(path) };
    } catch (thrown) {
      return { path, pointer, problem: problemOf(thrown) };
    }
  };
  const pem = async (path: string, purpose?: 'signing' | 'transport') =>
    keyFileText(await readBytesWithin(folder, path), {
      path,
      ...(purpose && { purpose, passphrase: () => passphrase(purpose) }),
    });
  const pair = async (purpose: 'signing' | 'transport'): Promise<CertificateAndKey> => {
    const [certificate, key] = await Promise.all([
      named(`/${purpose}/certificate`, async (path) => readCertificate(await pem(path, purpose), path)),
      named(`/${purpose}/key`, async (path) => openKey(await pem(path, purpose), path, () => passphrase(purpose))),
    ]);
    const fit =
      certificate && key && 'value' in certificate && 'value' in key ? areOne(certificate.value, key.value) : undefined;
    return { certificate, key, fit, kid: key && 'value' in key ? kidOf(key.value) : undefined };
  };
  const [statement, transport, signing, authorities] = await Promise.all([
    named('/softwareStatement/assertion', async (path) => readSoftwareStatement(await readWithin(folder, path))),
    pair('transport'),
    pair('signing'),
    Promise.all(
      authorityPointers(file).map((pointer) => named(pointer, async (path) => authoritiesIn(await pem(path), path))),
    ),
  ]);
  return { statement, transport, signing, authorities: authorities.filter((one) => one !== undefined) };
}

/** Whether a passphrase opens what is encrypted of a pair of a folder's workspace; true where nothing is, or it fails for another reason. */
export async function opensKey(folder: string, purpose: 'signing' | 'transport', passphrase: string): Promise<boolean> {
  const file: unknown = readAsItStands(await readWithin(folder, workspaceFileName));
  const pair = (await readCredentials(folder, { [purpose]: memberOf(file, `/${purpose}`) }, async () => passphrase))[
    purpose
  ];
  return ![pair.key, pair.certificate].some((one) => one && 'problem' in one && one.problem.code === 'key_encrypted');
}

/** The member that a JSON pointer names, if it is there. */
export function memberOf(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (around, name) =>
        typeof around === 'object' && around !== null && Object.hasOwn(around, name)
          ? (around as Record<string, unknown>)[name]
          : undefined,
      value,
    );
}

/** The names of an object's members, or the indices of a list; empty for anything else. */
export function namesIn(value: unknown, pointer: string): string[] {
  const member = memberOf(value, pointer);
  return typeof member === 'object' && member !== null ? Object.keys(member) : [];
}

/** A bank's entry, as a JSON pointer. */
export const bankPointer = (name: string): string => `/banks/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

function authorityPointers(file: unknown): string[] {
  const lists = ['/transport/ca', ...namesIn(file, '/banks').map((name) => `${bankPointer(name)}/ca`)];
  return lists.flatMap((list) => namesIn(file, list).map((index) => `${list}/${index}`));
}

async function openKey(text: string, path: string, ask: () => Promise<string | undefined>): Promise<KeyObject> {
  try {
    return readPrivateKey(text, { path });
  } catch (thrown) {
    const passphrase = problemOf(thrown).code === 'key_encrypted' ? await ask() : undefined;
    if (passphrase === undefined) throw thrown;
    return readPrivateKey(text, { path, passphrase });
  }
}

function areOne(certificate: Certificate, key: KeyObject): boolean {
  try {
    assertFits(certificate, key, { certificate: '', key: '' });
    return true;
  } catch {
    return false;
  }
}

function authoritiesIn(text: string, path: string): Authorities {
  const file = readAuthorityFile(text, path);
  const authorities = file.authorities.map((pem): Authority => {
    const certificate = new X509Certificate(pem);
    const { subject } = certificate;
    return {
      subject: /(?:^|\n)CN=(.+)/.exec(subject)?.[1] ?? subject.replaceAll('\n', ', '),
      root: certificate.checkIssued(certificate),
      validTo: Date.parse(certificate.validTo),
    };
  });
  return { ...file, authorities };
}
