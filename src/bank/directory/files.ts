/** A software statement as files: what a developer would have collected at the Directory, and a workspace file that names them. */
import { access, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addresses } from '../addresses.ts';
import { BankError } from '../errors.ts';
import { makeFolders } from '../make-folder.ts';
import { bankOrganisationId } from '../options.ts';
import type { Profile } from '../profile/profile.ts';
import type { IssuedStatement } from './issue.ts';

export interface StatementFiles {
  folder: string;
  issued: IssuedStatement;
  addresses: Addresses;
  profile: Profile;
  /** Takes the place of files that are there. */
  force?: boolean;
}

const secret = 0o600;
const open = 0o644;

/** Names of the files that {@link writeStatementFiles} may write. */
const statementFileNames = [
  'signing.key',
  'signing.pem',
  'transport.key',
  'transport.pem',
  'ssa.jwt',
  'ca.pem',
  'openbanking.json',
] as const;

/**
 * Refuses a folder in which one of the files stands, before a statement is made for it in vain.
 *
 * @throws BankError `files_exist`
 */
export async function refuseExistingFiles(
  folder: string,
  names: readonly string[] = statementFileNames,
): Promise<void> {
  const there: string[] = [];
  for (const name of names) if (await exists(join(folder, name))) there.push(name);
  if (there.length === 0) return;
  const files = there.join(', ');
  throw new BankError(
    'files_exist',
    `${folder} holds ${files} already.`,
    'Choose another folder, or overwrite with --force.',
  );
}

/**
 * Writes a software statement's files; keys that the developer kept are not among them. All are written beside their names first, so that a full disk leaves none half-written.
 *
 * @returns The paths written.
 * @throws BankError `files_exist`, `folder_not_writable`
 */
export async function writeStatementFiles({
  folder,
  issued,
  addresses,
  profile,
  force,
}: StatementFiles): Promise<string[]> {
  const { signing, transport } = issued;
  const files: { name: string; text: string; mode: number }[] = [
    ...(signing.key === undefined ? [] : [{ name: 'signing.key', text: signing.key, mode: secret }]),
    { name: 'signing.pem', text: signing.certificate, mode: open },
    ...(transport.key === undefined ? [] : [{ name: 'transport.key', text: transport.key, mode: secret }]),
    { name: 'transport.pem', text: transport.certificate, mode: open },
    { name: 'ssa.jwt', text: `${issued.ssa}\n`, mode: open },
    { name: 'ca.pem', text: issued.ca, mode: open },
    { name: 'openbanking.json', text: workspaceFile(issued, addresses, profile), mode: open },
  ];
  if (!force) {
    await refuseExistingFiles(
      folder,
      files.map(({ name }) => name),
    );
  }
  const draft = (name: string) => join(folder, `.${name}.new-${process.pid}`);
  try {
    await makeFolders(folder);
    for (const { name, text, mode } of files) await writeFile(draft(name), text, { mode });
    for (const { name } of files) await rename(draft(name), join(folder, name));
  } catch (cause) {
    await Promise.all(files.map(({ name }) => rm(draft(name), { force: true }).catch(() => undefined)));
    const advice = 'Choose a folder that you may write to, on a disk with room.';
    throw new BankError('folder_not_writable', `The files cannot be written to ${folder}.`, advice, { cause });
  }
  return files.map(({ name }) => join(folder, name));
}

/** `openbanking.json`, its paths relative to itself. Where the bank registers no loopback address and no custom scheme, only the https ones stand in it. */
function workspaceFile(issued: IssuedStatement, addresses: Addresses, profile: Profile): string {
  const { redirectUris } = issued;
  const file = {
    softwareStatement: {
      assertion: 'ssa.jwt',
      redirectUris: profile.takes.nativeRedirects
        ? redirectUris
        : redirectUris.filter((uri) => uri.startsWith('https:')),
    },
    signing: { key: 'signing.key', certificate: 'signing.pem', algorithm: issued.algorithm },
    transport: { certificate: 'transport.pem', key: 'transport.key', ca: ['ca.pem'] },
    banks: {
      sandbox: {
        discovery: addresses.discovery,
        version: 'v3.1',
        profile: profile.workspaceProfile,
        authorizationEndpoint: addresses.frontChannel,
        resourceServers: { aisp: addresses.accountInformation['3.1'] },
        financialId: bankOrganisationId,
        registration: { audience: bankOrganisationId },
      },
    },
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
