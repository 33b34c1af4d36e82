/** Check Prerequisites: step 1 of the guide, each lack with its remedy and its place, on a page and in the Problems panel. */
import * as vscode from 'vscode';
import type { Finding } from '../../tpp/finding.ts';
import type { LocatedFinding } from '../../tpp/workspace/located-finding.ts';
import { pointerOfPath } from '../../tpp/workspace/pointers.ts';
import { readText } from '../documents/chosen-file.ts';
import type { BankOf, Workbench } from '../workbench/workbench.ts';
import { inspectWorkspaceFileOf, workspaceFileName } from './diagnostics.ts';
import { openPrerequisitesReport } from './prerequisites-report.ts';

export interface CheckChoices {
  /** True shows no report; the rows of the Problems panel come all the same. */
  quiet?: boolean;
}

/** The findings, as the library gave them; undefined when the check was cancelled. */
export async function checkPrerequisites(
  workbench: Workbench,
  of: BankOf,
  { quiet = false }: CheckChoices,
): Promise<Finding[] | undefined> {
  const tpp = await workbench.tpp();
  // An editor may still show what stood there before.
  const text = await readText(vscode.Uri.joinPath(of.place.folder, workspaceFileName), workspaceFileName);
  await workbench.forgetSessions();
  const session = await workbench.session(of);
  const title = vscode.l10n.t('Checking what {0} needs', of.bank.name);
  const found = await workbench.run(title, async () => {
    const [ready, keys] = await Promise.all([tpp.checkPrerequisites(session), tpp.gitFindings(of.place.workspace)]);
    return [...ready, ...keys];
  });
  if (!found) return undefined;
  const identity = tpp.identityOf(of.place.workspace.file, of.bank);
  const located = found.map(
    (finding): LocatedFinding => ({ ...finding, pointer: pointerOfPath(identity, of.bank, finding.path) }),
  );
  await inspectWorkspaceFileOf(
    of.place.folder,
    located.filter(({ severity }) => severity !== 'information'),
  );
  workbench.changed();
  if (quiet) return found;
  const client = await tpp.findClient(session);
  const consents = client === undefined ? [] : await tpp.consentsOf(session);
  const authorised = tpp.authorisedAmong(consents, Date.now()).length > 0;
  await openPrerequisitesReport(workbench, of, { findings: found, text, client, authorised });
  return found;
}
