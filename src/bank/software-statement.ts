/** A software statement at a bank's directory, asked for and written as files, whether the bank runs or not. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readBrought } from './brought-certificate.ts';
import { refuseExistingFiles, writeStatementFiles } from './directory/files.ts';
import type { SigningAlgorithm } from './directory/issue.ts';
import { folderFailure } from './failures.ts';
import { openFolder } from './folder.ts';
import { lastProfile } from './kept-profile.ts';

export interface StatementOptions {
  /** The bank's folder; it need not run, nor exist. */
  dir: string;
  /** Where the files go. */
  out: string;
  selfSigned?: boolean;
  /** Paths of PEM certificates whose keys the developer keeps. */
  transportCertificate?: string;
  signingCertificate?: string;
  /** Of the signing pair that is made; a certificate that is brought has its own. */
  algorithm?: SigningAlgorithm;
  redirectPort?: number;
  force?: boolean;
}

export interface StatementResult {
  softwareId: string;
  kid: string;
  organisationId: string;
  redirectUris: string[];
  /** Paths written. */
  files: string[];
  /** There was no bank in the folder: it was made, for the one that will be started there. */
  newBank: boolean;
}

/**
 * Makes a software statement at a bank's directory and writes what a TPP needs of it, with an `openbanking.json` that names it.
 *
 * @throws BankError `files_exist`, `certificate_invalid`, and those of {@link openFolder}
 */
export async function issueSoftwareStatement(options: StatementOptions): Promise<StatementResult> {
  const out = resolve(options.out);
  if (!options.force) await refuseExistingFiles(out);
  const [transportCertificate, signingCertificate] = await Promise.all([
    options.transportCertificate === undefined ? undefined : readBrought(options.transportCertificate),
    options.signingCertificate === undefined ? undefined : readBrought(options.signingCertificate),
  ]);
  const dir = resolve(options.dir);
  const newBank = !existsSync(join(dir, 'bank.sqlite'));
  const folder = await openFolder({ dir });
  try {
    const issued = await folder.directory.issue({
      selfSigned: options.selfSigned,
      redirectPort: options.redirectPort,
      transportCertificate,
      signingCertificate,
      algorithm: options.algorithm,
    });
    const profile = await lastProfile(folder.store);
    const files = await writeStatementFiles({
      folder: out,
      issued,
      addresses: folder.addresses,
      profile,
      force: options.force,
    });
    const { softwareId, kid, organisationId, redirectUris } = issued;
    return { softwareId, kid, organisationId, redirectUris, files, newBank };
  } catch (error) {
    throw folderFailure(error, dir);
  } finally {
    await folder.store.close();
  }
}
