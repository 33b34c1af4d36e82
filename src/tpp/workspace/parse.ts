/** `openbanking.json` from text to a checked value; what is wrong is said with line and column. */

import { join, resolve } from 'node:path';
import type { Node } from 'jsonc-parser';
import { t } from '../../standard/language.ts';
import { isWithin } from '../files/files.ts';
import { type FileFault, nodeAt, parseChecked } from './checked-file.ts';
import { spell } from './fault-words.ts';
import { type Identity, identitiesOf } from './identity.ts';
import { identityFaults } from './identity-faults.ts';
import { type WorkspaceFile, workspaceFile } from './schema.ts';

export const workspaceFileName = 'openbanking.json';

/**
 * Parses and checks the workspace file. Comments and trailing commas are put up with.
 *
 * @param folder absolute; paths that lead out of it are faults.
 * @throws OpenBankingError `workspace_invalid`, with each fault as `line:column what`
 */
export function parseWorkspace(text: string, folder: string): WorkspaceFile {
  return parseChecked(text, {
    name: workspaceFileName,
    path: join(folder, workspaceFileName),
    schema: workspaceFile,
    code: 'workspace_invalid',
    whatever: identityFaults,
    further: (file, root) => strayPaths(file, root, folder),
  });
}

function strayPaths(file: WorkspaceFile, root: Node, folder: string): FileFault[] {
  const at = (path: (string | number)[], value: string | undefined) =>
    value === undefined || isWithin(folder, resolve(folder, value))
      ? []
      : [{ offset: nodeAt(root, path).offset, what: t('{0} leads outside the workspace folder', spell(path)) }];
  const pairs = (around: string[], { signing, transport }: Partial<Pick<Identity, 'signing' | 'transport'>>) => [
    ...at([...around, 'signing', 'key'], signing?.key),
    ...at([...around, 'signing', 'certificate'], signing?.certificate),
    ...at([...around, 'transport', 'certificate'], transport?.certificate),
    ...at([...around, 'transport', 'key'], transport?.key),
  ];
  return [
    ...identitiesOf(file).flatMap((identity) => {
      const around = identity.name === undefined ? [] : ['identities', identity.name];
      return [
        ...at([...around, 'softwareStatement', 'assertion'], identity.softwareStatement.assertion),
        ...pairs(around, identity),
        ...(identity.transport.ca ?? []).flatMap((path, index) => at([...around, 'transport', 'ca', index], path)),
      ];
    }),
    ...Object.entries(file.banks).flatMap(([name, entry]) => [
      ...pairs(['banks', name], entry),
      ...(entry.ca ?? []).flatMap((path, index) => at(['banks', name, 'ca', index], path)),
    ]),
  ];
}
