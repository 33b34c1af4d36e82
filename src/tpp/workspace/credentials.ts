/** What the files hold that an openbanking.json names, each with its own outcome: for views and diagnostics, which show what is there and what is wrong. */
import { type KeyObject, X509Certificate } from 'node:crypto';
import { readSoftwareStatement, type SoftwareStatement } from '../directory/software-statement.ts';
import { type Problem, problemOf } from '../errors.ts';
import { readBytesWithin, readWithin } from '../files/files.ts';
import { type AuthorityFile, type Certificate, readAuthorityFile, readCertificate } from '../keys/certificate.ts';
import { keyFileText } from '../keys/key-file.ts';
import { kidOf } from '../keys/kid.ts';
import { assertFits, readPrivateKey } from '../keys/private-key.ts';
import type { PairPurpose } from '../keys/purpose.ts';
import { readAsItStands } from './as-it-stands.ts';
import { ownerOf } from './identity.ts';
import { workspaceFileName } from './parse.ts';
import { bankPointer, memberOf, namesIn, pointerOf } from './pointer.ts';
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
  /** What stands in the place of a key: the program that signs, or the proxy that terminates mutual TLS. */
  instead?: { what: 'command' | 'proxy'; name: string; pointer: string };
  kid?: string;
}

/** The files of one identity, or the pairs that a bank has in place of its identity's. */
export interface Credentials {
  /** The identity's name; absent for the one at the top of the file. */
  identity?: string;
  /** The bank whose own pairs these are; there is no statement then. */
  bank?: string;
  /** Where it stands, as a JSON pointer. */
  pointer: string;
  /** The banks that know the identity. */
  banks: string[];
  statement?: Named<SoftwareStatement>;
  transport: CertificateAndKey;
  signing: CertificateAndKey;
  authorities: Named<Authorities>[];
}

/** What a CA file holds: its CAs, and what is not trusted of it. */
export type Authorities = Omit<AuthorityFile, 'authorities'> & { authorities: Authority[] };

/**
 * Reads every file that the workspace file names, by identity. Never throws for a file; members that are absent or of a wrong type are left out.
 *
 * @param file the value of openbanking.json, valid or not yet.
 * @param passphrase must not ask: a view that opens is no reason for a question.
 */
export async function readCredentials(
  folder: string,
  file: unknown,
  passphrase: AskPassphrase = async () => undefined,
): Promise<Credentials[]> {
  const read = readerOf(folder, file, passphrase);
  return Promise.all(
    holdersIn(file).map(async (holder): Promise<Credentials> => {
      const { identity, bank, pointer, banks } = holder;
      const lists = [
        ...(bank === undefined ? [`${pointer}/transport/ca`] : []),
        ...banks.map((name) => `${bankPointer(name)}/ca`),
      ];
      const pointers = lists.flatMap((list) => namesIn(file, list).map((index) => `${list}/${index}`));
      const [statement, transport, signing, authorities] = await Promise.all([
        read.statement(`${pointer}/softwareStatement/assertion`),
        read.pair(pointer, 'transport'),
        read.pair(pointer, 'signing'),
        Promise.all(pointers.map(read.authorities)),
      ]);
      return {
        ...(identity !== undefined && { identity }),
        ...(bank !== undefined && { bank }),
        pointer,
        banks,
        statement,
        transport,
        signing,
        authorities: authorities.filter((one) => one !== undefined),
      };
    }),
  );
}

interface Holder {
  identity?: string;
  bank?: string;
  pointer: string;
  banks: string[];
}

/** Whose files a workspace file names: each identity, then each bank that has pairs of its own. */
function holdersIn(file: unknown): Holder[] {
  const banks = namesIn(file, '/banks');
  const names = namesIn(file, '/identities');
  const known = new Set(names);
  const identityFor = (bank: string): string | undefined => {
    const named = memberOf(file, `${bankPointer(bank)}/identity`);
    // A bank that names none, or one that is not there, is a fault of its own; its files are looked at all the same.
    return typeof named === 'string' && known.has(named) ? named : names[0];
  };
  const banksOf = Map.groupBy(banks, identityFor);
  const ofIdentity = (identity: string | undefined): Holder => ({
    ...(identity !== undefined && { identity }),
    pointer: identity === undefined ? '' : pointerOf('identities', identity),
    banks: banksOf.get(identity) ?? [],
  });
  return [
    ...(names.length === 0 ? [ofIdentity(undefined)] : names.map(ofIdentity)),
    ...banks
      .filter((bank) =>
        ['signing', 'transport'].some((pair) => namesIn(file, `${bankPointer(bank)}/${pair}`).length > 0),
      )
      .map((bank): Holder => {
        const identity = identityFor(bank);
        return { ...(identity !== undefined && { identity }), bank, pointer: bankPointer(bank), banks: [] };
      }),
  ];
}

function readerOf(folder: string, file: unknown, ask: AskPassphrase) {
  const named = async <T>(pointer: string, read: (path: string) => T | Promise<T>): Promise<Named<T> | undefined> => {
    const path = memberOf(file, pointer);
    if (typeof path !== 'string' || path === '') return undefined;
    try {
      return { path, pointer, value: await read(path) };
    } catch (thrown) {
      return { path, pointer, problem: problemOf(thrown) };
    }
  };
  const pem = async (
    path: string,
    purpose?: PairPurpose,
    passphrase = async (): Promise<string | undefined> => undefined,
  ) => keyFileText(await readBytesWithin(folder, path), { path, ...(purpose && { purpose, passphrase }) });
  return {
    statement: (pointer: string) =>
      named(pointer, async (path) => readSoftwareStatement(await readWithin(folder, path))),
    authorities: (pointer: string) => named(pointer, async (path) => authoritiesIn(await pem(path), path)),
    pair: async (around: string, purpose: PairPurpose): Promise<CertificateAndKey> => {
      const pointer = `${around}/${purpose}`;
      const passphrase = () => ask(purpose, ownerOf(pointer));
      const [certificate, key] = await Promise.all([
        named(`${pointer}/certificate`, async (path) => readCertificate(await pem(path, purpose, passphrase), path)),
        named(`${pointer}/key`, async (path) => openKey(await pem(path, purpose, passphrase), path, passphrase)),
      ]);
      const fit =
        certificate && key && 'value' in certificate && 'value' in key
          ? areOne(certificate.value, key.value)
          : undefined;
      const what = purpose === 'signing' ? 'command' : 'proxy';
      const name = memberOf(file, `${pointer}/${what === 'command' ? 'command/0' : what}`);
      const instead = typeof name === 'string' ? ({ what, name, pointer: `${pointer}/${what}` } as const) : undefined;
      // Which key it is is known by its certificate alone.
      const known = key && 'value' in key ? key.value : instead && valueIn(certificate)?.publicKey;
      return { certificate, key, fit, ...(instead && { instead }), kid: known && kidOf(known) };
    },
  };
}

/**
 * Whether a passphrase opens what is encrypted of a pair of a folder's workspace; true where nothing is, or it fails for another reason.
 *
 * @param owner as `ownerOf` gives it
 */
export async function opensKey(
  folder: string,
  purpose: PairPurpose,
  passphrase: string,
  owner?: string,
): Promise<boolean> {
  const file: unknown = readAsItStands(await readWithin(folder, workspaceFileName));
  const around =
    owner === undefined ? '' : owner.startsWith('bank/') ? `/banks/${owner.slice(5)}` : `/identities/${owner}`;
  const pair = await readerOf(folder, file, async () => passphrase).pair(around, purpose);
  return ![pair.key, pair.certificate].some((one) => one && 'problem' in one && one.problem.code === 'key_encrypted');
}

const valueIn = <T>(named: Named<T> | undefined): T | undefined =>
  named && 'value' in named ? named.value : undefined;

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
