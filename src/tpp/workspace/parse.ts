/** `openbanking.json` from text to a checked value; what is wrong is said with line and column. */

import { resolve } from 'node:path';
import type { Node } from 'jsonc-parser';
import { type Fault, nodeAt, parseChecked, spell } from './checked-file.ts';
import { isWithin } from './files.ts';
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
    schema: workspaceFile,
    code: 'workspace_invalid',
    further: (file, root) => strayPaths(file, root, folder),
  });
}

function strayPaths(file: WorkspaceFile, root: Node, folder: string): Fault[] {
  const at = (path: (string | number)[], value: string | undefined) =>
    value === undefined || isWithin(folder, resolve(folder, value))
      ? []
      : [{ offset: nodeAt(root, path).offset, what: `${spell(path)} leads outside the workspace folder` }];
  return [
    ...at(['softwareStatement', 'assertion'], file.softwareStatement.assertion),
    ...at(['signing', 'key'], file.signing.key),
    ...at(['signing', 'certificate'], file.signing.certificate),
    ...at(['transport', 'certificate'], file.transport.certificate),
    ...at(['transport', 'key'], file.transport.key),
    ...(file.transport.ca ?? []).flatMap((path, index) => at(['transport', 'ca', index], path)),
    ...Object.entries(file.banks).flatMap(([name, entry]) =>
      (entry.ca ?? []).flatMap((path, index) => at(['banks', name, 'ca', index], path)),
    ),
  ];
}
