/** Check Prerequisites: step 1 of the guide, each lack with its remedy and its place, in a list and in the Problems panel. */
import * as vscode from 'vscode';
import type { Finding } from '../../tpp/workspace/finding.ts';
import type { LocatedFinding } from '../../tpp/workspace/located-finding.ts';
import { commandId } from '../contributions.ts';
import { reveal } from '../documents/findings.ts';
import { inspectWorkspaceFileOf } from '../documents/workspace-file-diagnostics.ts';
import { bankNode } from '../pick.ts';
import type { BankOf, Workbench } from '../workbench.ts';
import { pointerOfPath } from './pointers.ts';

export interface CheckChoices {
  /** True shows no list; the rows of the Problems panel come all the same. */
  quiet?: boolean;
}

/** The findings, as the library gave them; undefined when the check was cancelled. */
export async function checkPrerequisites(
  workbench: Workbench,
  of: BankOf,
  { quiet = false }: CheckChoices,
): Promise<Finding[] | undefined> {
  const tpp = await workbench.tpp();
  await workbench.forgetSessions();
  const session = await workbench.session(of);
  const title = vscode.l10n.t('Checking what {0} needs', of.bank.name);
  const found = await workbench.run(title, async () => {
    const [ready, keys] = await Promise.all([tpp.checkPrerequisites(session), tpp.gitFindings(of.place.workspace)]);
    return [...ready, ...keys];
  });
  if (!found) return undefined;
  const { file } = of.place.workspace;
  const located = found.map(
    (finding): LocatedFinding => ({ ...finding, pointer: pointerOfPath(file, finding.path, of.bank.name) }),
  );
  const document = await inspectWorkspaceFileOf(
    of.place.folder,
    located.filter(({ severity }) => severity !== 'information'),
  );
  workbench.changed();
  if (!quiet)
    void showList(of, located, document).then(undefined, (error: unknown) => workbench.log.error(String(error)));
  return found;
}

type Row = vscode.QuickPickItem & { finding?: LocatedFinding; next?: true };

async function showList(of: BankOf, findings: readonly LocatedFinding[], document: vscode.TextDocument): Promise<void> {
  const rank = { error: 0, warning: 1, information: 2 } as const;
  const icons = { error: '$(error)', warning: '$(warning)', information: '$(pass)' } as const;
  const broken = findings.filter(({ severity }) => severity === 'error').length;
  const rows: Row[] = [...findings]
    .sort((a, b) => rank[a.severity] - rank[b.severity])
    .map((finding) => ({
      label: `${icons[finding.severity]} ${finding.message}`,
      detail: finding.severity === 'information' ? undefined : finding.fix,
      finding,
    }));
  const next: Row = { label: `$(add) ${vscode.l10n.t('Ready. Register the client…')}`, next: true };
  const picked = await vscode.window.showQuickPick(broken === 0 ? [next, ...rows] : rows, {
    title:
      broken === 0
        ? vscode.l10n.t('Prerequisites of {0}: ready', of.bank.name)
        : broken === 1
          ? vscode.l10n.t('Prerequisites of {0}: one thing to mend', of.bank.name)
          : vscode.l10n.t('Prerequisites of {0}: {1} things to mend', of.bank.name, broken),
    placeHolder: vscode.l10n.t('Pick one to see where it stands in openbanking.json'),
    matchOnDetail: true,
  });
  if (picked?.next) await vscode.commands.executeCommand(commandId('registerClient'), bankNode(of));
  else if (picked?.finding) await reveal(document, picked.finding.pointer);
}
