/** What the first folder keeps of its consents, and a consent as the tree would give it to a command. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Uri } from 'vscode';
import type { ConsentNode } from '../../../src/extension/workbench/nodes.ts';
import { type ConsentRecord, stateSchema } from '../../../src/tpp/workspace/state.ts';
import { dist } from './extension.ts';
import { folder } from './workspace.ts';

export async function readConsents(): Promise<ConsentRecord[]> {
  const text = await readFile(join(folder(), '.openbanking', 'state.json'), 'utf8').catch(() => undefined);
  return text === undefined ? [] : stateSchema.parse(JSON.parse(text)).consents;
}

/** The tree's item of a consent, as kept or with a status that it shall have. */
export async function consentItem(consentId: string, status?: ConsentRecord['status']): Promise<ConsentNode> {
  const consent = (await readConsents()).find((each) => each.consentId === consentId);
  if (!consent) throw new Error(`There is no consent ${consentId}.`);
  const tpp: typeof import('../../../src/tpp/index.ts') = createRequire(join(dist(), 'tpp.js'))('./tpp.js');
  const workspace = await tpp.openWorkspace(folder());
  return {
    kind: 'consent',
    of: {
      place: { folder: Uri.file(folder()), name: 'workspace', workspace },
      bank: workspace.bank(consent.bank),
    },
    consent: status === undefined ? consent : { ...consent, status },
  };
}
