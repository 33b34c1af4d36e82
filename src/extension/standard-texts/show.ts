/** An operation of the standard, as a document to read beside an exchange. */
import * as vscode from 'vscode';
import { openMemoryFile } from '../documents/memory-files.ts';
import { showPick } from '../plain/picks.ts';
import type { Workbench } from '../workbench/workbench.ts';

const standardLanguage = 'openbanking-standard';

/** Lets the person choose an operation. */
export async function askOperation(workbench: Workbench): Promise<string | undefined> {
  const { operationsByName } = await workbench.tpp();
  const rows = operationsByName().map(({ name, apis }) => ({ label: name, description: apis.join(' · ') }));
  const title = vscode.l10n.t('Show Which Operation of the Standard?');
  return (await showPick(rows, { title, matchOnDescription: true }))?.label;
}

/** Opens what the standard says of an operation, in one version or in each that has it. */
export async function openInStandard(
  workbench: Workbench,
  name: string,
  version?: string,
): Promise<vscode.TextDocument> {
  const { standardText } = await workbench.tpp();
  const shown = version === undefined ? name : `${name} (${version})`;
  const path = `standard/${shown.replace(/[\s\\:*"<>|?#%/]+/g, ' ')}.txt`;
  return openMemoryFile(path, standardText(name, version), { languageId: standardLanguage, readonly: true });
}
