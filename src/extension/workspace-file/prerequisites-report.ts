/** The report of Check Prerequisites: places lead to openbanking.json, buttons to what mends a finding, and on to the registration. */
import * as vscode from 'vscode';
import type { Finding } from '../../tpp/finding.ts';
import { prerequisitesReport } from '../../tpp/report/prerequisites.ts';
import type { ReportItem } from '../../tpp/report/report.ts';
import type { QuickFix } from '../../tpp/workspace/located-finding.ts';
import type { ClientRecord } from '../../tpp/workspace/state.ts';
import { type CommandName, commandId } from '../contributions/commands.ts';
import { leadAtBank } from '../report/lead.ts';
import { showReport } from '../report/show.ts';
import type { ReportAction } from '../report/shown.ts';
import { titleOfCommand } from '../words/command-title.ts';
import { commandFor } from '../words/editor-words.ts';
import type { Action } from '../workbench/leads.ts';
import { bankNode } from '../workbench/pick.ts';
import type { BankOf, Workbench } from '../workbench/workbench.ts';
import { applyQuickFix, titleOfQuickFix } from './quick-fixes.ts';

export interface Checked {
  findings: readonly Finding[];
  /** openbanking.json as it stood when it was checked. */
  text: string;
  client?: ClientRecord;
  /** Whether a customer has authorised a consent of it. */
  authorised: boolean;
}

/** Shows the findings; the report that is open for this bank takes the new ones. */
export async function openPrerequisitesReport(
  workbench: Workbench,
  of: BankOf,
  { findings, ...checked }: Checked,
): Promise<void> {
  const { bank, place } = of;
  const { file } = place.workspace;
  const report = prerequisitesReport({ ...checked, bank, file, findings, now: Date.now() });
  const call = (command: CommandName): Thenable<unknown> =>
    vscode.commands.executeCommand(commandId(command), bankNode(of));
  const again = (): Thenable<unknown> => call('checkPrerequisites');
  const nextCommand = report.next && commandFor(report.next);
  const next: ReportAction[] = nextCommand
    ? [{ title: titleOfCommand(nextCommand), run: () => call(nextCommand), primary: true }]
    : [];
  await showReport(workbench, report, {
    key: `prerequisites ${place.folder.toString()} ${bank.name}`,
    tab: vscode.l10n.t('Prerequisites of {0}', bank.name),
    folder: place.folder,
    actions: [...next, { title: vscode.l10n.t('Check Again'), run: again }],
    leadOf: (item) =>
      fixOf(workbench, of, findings, item, again) ?? leadAtBank(workbench, of, item, 'checkPrerequisites'),
  });
}

/** What the quick fix of the same finding in openbanking.json does. */
function fixOf(
  workbench: Workbench,
  { place }: BankOf,
  findings: readonly Finding[],
  { text, state }: ReportItem,
  again: () => Thenable<unknown>,
): Action | undefined {
  const finding = state === 'good' ? undefined : findings.find(({ message }) => message === text);
  const fix = finding && quickFixOf(finding);
  return (
    fix && {
      title: titleOfQuickFix(fix),
      run: async () => {
        await applyQuickFix(workbench, place.folder, fix);
        await again();
      },
    }
  );
}

function quickFixOf({ code, path }: Finding): QuickFix | undefined {
  if (path === undefined) return undefined;
  if (code === 'key_readable_by_others') return { kind: 'chmod', path };
  if (code === 'key_tracked_by_git' || code === 'state_tracked_by_git') return { kind: 'untrack', path };
  return code === 'key_not_ignored_by_git' ? { kind: 'ignore', path } : undefined;
}
