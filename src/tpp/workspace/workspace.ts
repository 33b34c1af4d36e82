/** A folder with an `openbanking.json`, opened: its banks, its software statement, its keys. */

import { resolve } from 'node:path';
import { t } from '../../standard/language.ts';
import { fileAllowances } from '../commands/allowances.ts';
import { type AskAllowance, allowedCommands, type RunCommand } from '../commands/allowed-command.ts';
import { fail, OpenBankingError } from '../errors.ts';
import { readBytesWithin, readWithin } from '../files/files.ts';
import type { Finding } from '../finding.ts';
import { decodeJwt } from '../jwt/decode.ts';
import { type AuthorityFile, type Certificate, readAuthorityFile, readCertificate } from '../keys/certificate.ts';
import { keyFileText } from '../keys/key-file.ts';
import { assertFits, readPrivateKey, type SigningKey } from '../keys/private-key.ts';
import type { PairPurpose } from '../keys/purpose.ts';
import { type LocalProxy, localProxy } from '../transport/local-proxy.ts';
import { type SharedClients, sharedClientsIn } from './clients-file.ts';
import { type Identity, identityOf, keyPathsOf, ownerOf } from './identity.ts';
import { permissionFindings } from './key-findings.ts';
import { parseWorkspace, workspaceFileName } from './parse.ts';
import type { BankEntry, WorkspaceFile } from './schema.ts';
import { readSigningKey, withoutKey } from './signing-key.ts';

export interface NamedBank {
  name: string;
  entry: BankEntry;
}

/** PEM for a TLS context. The key comes decrypted, so `passphrase` is there only where a context must decrypt it itself. */
export interface TransportCredentials {
  /** The leaf and its chain; with its key absent where a proxy has them. */
  certificate?: string;
  key?: string;
  passphrase?: string;
  /** Absent where a proxy has the certificate and the file names none. */
  parsed?: Certificate;
  /** What terminates mutual TLS in our place. */
  proxy?: LocalProxy;
}

export interface Workspace {
  /** Absolute path. */
  folder: string;
  file: WorkspaceFile;
  /** The bank of that name, or the only one. Errors: `bank_not_named`, `bank_unknown`, both listing the names. */
  bank(name?: string): NamedBank;
  /** The compact SSA from its file. Errors: `jwt_malformed` and those of files. */
  softwareStatement(of: Whose): Promise<string>;
  /** Errors: `key_invalid`, `key_encrypted`, `certificate_invalid`, `key_certificate_mismatch` and those of files. */
  signingKey(of: Whose): Promise<SigningKey>;
  /** Errors: as {@link signingKey}. */
  transportCredentials(of: Whose): Promise<TransportCredentials>;
  /** PEM of each CA certificate to trust for this bank, besides the system's. */
  certificateAuthorities(bank: NamedBank): Promise<string[]>;
  /** The CA files of this bank, each taken apart. */
  authorityFiles(bank: NamedBank): Promise<(AuthorityFile & { path: string })[]>;
  /** The clients that a team shares, in the file beside it. */
  sharedClients: SharedClients;
  /** Runs a command that the file names, once it is allowed. */
  run: RunCommand;
  /** What is odd without stopping anything: keys that other users of the machine may read. */
  readonly warnings: Finding[];
}

/** Whose files are meant: a bank's, by the identity that it knows, or those of an identity. */
export type Whose = NamedBank | Identity;

/**
 * Asks for the passphrase of an encrypted key or PKCS#12 file; called only for one that is encrypted.
 *
 * @param owner whose pair it is: the name of an identity, or of a bank that has a pair of its own; absent for the one at the top of the file
 */
export type AskPassphrase = (purpose: 'signing' | 'transport', owner?: string) => Promise<string | undefined>;

/** What opening and using a workspace may ask its user. */
export interface WorkspaceQuestions {
  passphrase?: AskPassphrase;
  /** Whether a command that the file names may be run; without it, one that is not allowed yet is an error. */
  allow?: AskAllowance;
}

/**
 * Opens the workspace of a folder: reads and checks its `openbanking.json`. Keys and certificates are read when they are asked
 * for and kept from then on.
 *
 * @throws OpenBankingError `workspace_not_found`, `workspace_invalid`, `file_unreadable`
 */
export async function openWorkspace(folder: string, options: WorkspaceQuestions = {}): Promise<Workspace> {
  const absolute = resolve(folder);
  const file = parseWorkspace(await readWorkspaceFile(absolute), absolute);
  const read = filesIn(absolute, options.passphrase);
  const authorityFiles: Workspace['authorityFiles'] = async (bank) => {
    const paths = new Set([...(identityOf(file, bank).transport.ca ?? []), ...(bank.entry.ca ?? [])]);
    return Promise.all([...paths].map(async (path) => ({ path, ...readAuthorityFile(await read.pem(path), path) })));
  };
  const run = allowedCommands(absolute, fileAllowances(absolute), options.allow);
  const identityFor = (of: Whose) => ('entry' in of ? identityOf(file, of) : of);

  return {
    folder: absolute,
    file,
    sharedClients: sharedClientsIn(absolute),
    run,
    bank: (name) => chooseBank(file.banks, name),
    softwareStatement: onceEach(identityFor, 'softwareStatement', async ({ softwareStatement: { assertion } }) =>
      readSoftwareStatement(await readWithin(absolute, assertion), assertion),
    ),
    signingKey: onceEach(identityFor, 'signing', (identity) => readSigningKey(identity, read, run)),
    transportCredentials: onceEach(identityFor, 'transport', async ({ transport, pointers }) => {
      const owner = ownerOf(pointers.transport);
      const { certificate: path, key: keyPath, proxy } = transport;
      const parsed = path === undefined ? undefined : readCertificate(await read.pem(path, 'transport', owner), path);
      if (proxy !== undefined) return { proxy: localProxy(proxy), ...(parsed && { parsed }) };
      if (!parsed || path === undefined || keyPath === undefined) return withoutKey(pointers.transport);
      const key = await read.key(keyPath, 'transport', owner);
      assertFits(parsed, key, { certificate: path, key: keyPath });
      return {
        certificate: [parsed.pem, ...parsed.chain].join(''),
        key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
        parsed,
      };
    }),
    certificateAuthorities: async (bank) => [
      ...new Set((await authorityFiles(bank)).flatMap(({ authorities }) => authorities)),
    ],
    authorityFiles,
    warnings: await permissionFindings(absolute, keyPathsOf(file)),
  };
}

/** The files of a folder as text, opened with the passphrase of whose they are. */
function filesIn(folder: string, ask: AskPassphrase = async () => undefined) {
  const pem = async (path: string, purpose?: PairPurpose, owner?: string) =>
    keyFileText(await readBytesWithin(folder, path), {
      path,
      ...(purpose && { purpose, passphrase: async () => ask(purpose, owner) }),
    });
  const key = async (path: string, purpose: PairPurpose, owner: string | undefined) => {
    const text = await pem(path, purpose, owner);
    try {
      return readPrivateKey(text, { path });
    } catch (thrown) {
      const passphrase = isEncrypted(thrown) ? await ask(purpose, owner) : undefined;
      if (passphrase === undefined) throw thrown;
      return readPrivateKey(text, { path, passphrase });
    }
  };
  return { pem, key };
}

async function readWorkspaceFile(folder: string): Promise<string> {
  try {
    return await readWithin(folder, workspaceFileName);
  } catch (thrown) {
    if (!(thrown instanceof OpenBankingError) || thrown.code !== 'file_missing') throw thrown;
    return fail(
      {
        code: 'workspace_not_found',
        message: t('There is no {0} in {1}.', workspaceFileName, folder),
        try: t('Go to the folder that has one, or make one.'),
        remedies: [{ do: 'createWorkspaceFile' }, { do: 'chooseWorkspaceFolder' }],
      },
      thrown,
    );
  }
}

function chooseBank(banks: Record<string, BankEntry>, name: string | undefined): NamedBank {
  const names = Object.keys(banks);
  const list = names.length === 0 ? t('{0} has no bank', workspaceFileName) : t('the banks are {0}', names.join(', '));
  const chosen = name ?? (names.length === 1 ? names[0] : undefined);
  if (chosen === undefined) {
    return fail({
      code: 'bank_not_named',
      message: names.length === 0 ? t('{0} has no bank.', workspaceFileName) : t('No bank was named, and {0}.', list),
      ...(names.length === 0
        ? { try: t('Add one under "banks", with its discovery URL.') }
        : { try: t('Say which of them is meant.'), remedies: [{ do: 'chooseBank', banks: names }] }),
    });
  }
  const entry = Object.hasOwn(banks, chosen) ? banks[chosen] : undefined;
  return entry
    ? { name: chosen, entry }
    : fail({
        code: 'bank_unknown',
        message: t('There is no bank {0}; {1}.', JSON.stringify(chosen), list),
        try: t('Name one of them, or add it to {0}.', workspaceFileName),
        ...(names.length > 0 && { remedies: [{ do: 'chooseBank', banks: names }] }),
      });
}

function readSoftwareStatement(text: string, path: string): string {
  try {
    return decodeJwt(text).compact;
  } catch (thrown) {
    if (!(thrown instanceof OpenBankingError)) throw thrown;
    return fail(
      {
        code: thrown.code,
        message: t('{0} holds no software statement assertion: {1}', path, thrown.message),
        try: t('Get the assertion from the Directory again and save it as it came.'),
      },
      thrown,
    );
  }
}

function isEncrypted(thrown: unknown): boolean {
  return thrown instanceof OpenBankingError && thrown.code === 'key_encrypted';
}

/** Keeps what a function gave for each place that the part of an identity has in the file; a failure is not kept, so that the next call tries again. */
function onceEach<T>(
  identityFor: (of: Whose) => Identity,
  part: 'softwareStatement' | 'signing' | 'transport',
  load: (identity: Identity) => Promise<T>,
): (of: Whose) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  return async (of) => {
    const identity = identityFor(of);
    const place = identity.pointers[part];
    const found = kept.get(place);
    if (found) return found;
    const loading = load(identity);
    kept.set(place, loading);
    loading.catch(() => kept.delete(place));
    return loading;
  };
}
