/** What is wrong in an openbanking.clients.json beyond its shape: secrets, banks that the folder has not, clients of another software statement. */

import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { t } from '../../standard/language.ts';
import { readIfThere, readWithin } from '../files/files.ts';
import { isJsoncTooDeep } from '../jsonc.ts';
import { decodeJwt } from '../jwt/decode.ts';
import { secretsIn } from './clients-schema.ts';
import { identityOf } from './identity.ts';
import type { LocatedFinding } from './located-finding.ts';
import { parseWorkspace, workspaceFileName } from './parse.ts';
import { memberOf, namesIn, pointerOf } from './pointer.ts';
import type { WorkspaceFile } from './schema.ts';

/**
 * Looks at the file as it stands in an editor, valid or not, and at the openbanking.json beside it. Reads, never asks and never dials out.
 *
 * @param text of the document, saved or not
 */
export async function inspectClientsFile(text: string, folder: string): Promise<LocatedFinding[]> {
  if (isJsoncTooDeep(text)) return [];
  const value: unknown = parse(text, [], { allowTrailingComma: true });
  const file = await workspaceFileOf(folder);
  const findings = await Promise.all(
    namesIn(value, '/clients').map((bank) => clientFindings(value, pointerOf('clients', bank), bank, { folder, file })),
  );
  return findings.flat();
}

interface Around {
  folder: string;
  /** Undefined where it cannot be read, which is its own findings' matter. */
  file: WorkspaceFile | undefined;
}

async function clientFindings(
  value: unknown,
  pointer: string,
  bank: string,
  { folder, file }: Around,
): Promise<LocatedFinding[]> {
  const metadata = `${pointer}/metadata`;
  const findings = secretsIn(memberOf(value, metadata)).map((path): LocatedFinding => {
    const at = metadata + pointerOf(...path);
    return {
      severity: 'error',
      code: 'secret_in_clients_file',
      message: t('{0} is a secret, and openbanking.clients.json is made to be committed.', path.join('.')),
      fix: t('Take it out; where it was pushed already, have the bank replace it.'),
      pointer: at,
      quickFixes: [{ kind: 'replace', pointer: at, value: undefined }],
    };
  });
  const [clientId, registered] = [memberOf(value, `${pointer}/clientId`), memberOf(value, `${metadata}/client_id`)];
  if (typeof clientId === 'string' && typeof registered === 'string' && clientId !== registered) {
    findings.push({
      severity: 'warning',
      code: 'client_id_contradicts',
      message: t('clientId is {0}, but the bank registered {1}.', clientId, registered),
      fix: t('Share the client again; the file was changed by hand, or merged badly.'),
      pointer: `${pointer}/clientId`,
    });
  }
  if (file === undefined) return findings;
  const entry = Object.hasOwn(file.banks, bank) ? file.banks[bank] : undefined;
  if (entry === undefined) {
    findings.push({
      severity: 'warning',
      code: 'bank_of_client_unknown',
      message: t('openbanking.json has no bank {0}.', JSON.stringify(bank)),
      fix: t('Rename it to the name that the bank has there, or take the client out.'),
      pointer,
    });
    return findings;
  }
  const softwareId = memberOf(value, `${pointer}/softwareId`);
  const own = await softwareIdOf(folder, () => identityOf(file, { name: bank, entry }).softwareStatement.assertion);
  if (typeof own === 'string' && typeof softwareId === 'string' && softwareId !== own) {
    findings.push({
      severity: 'warning',
      code: 'client_of_other_software',
      message: t('The client was registered with the software statement {0}; this folder has {1}.', softwareId, own),
      fix: t('Use the software statement that the team registered with, or share a client of this one.'),
      pointer: `${pointer}/softwareId`,
    });
  }
  return findings;
}

async function workspaceFileOf(folder: string): Promise<WorkspaceFile | undefined> {
  try {
    const text = await readIfThere(join(folder, workspaceFileName), workspaceFileName);
    return text === undefined ? undefined : parseWorkspace(text.replace(/^\ufeff/, ''), folder);
  } catch {
    return undefined;
  }
}

async function softwareIdOf(folder: string, path: () => string): Promise<unknown> {
  try {
    return decodeJwt((await readWithin(folder, path())).trim()).payload.software_id;
  } catch {
    return undefined;
  }
}
