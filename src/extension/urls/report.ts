/** The report of Check URLs: buttons to what mends a finding, and the check once more. */
import * as vscode from 'vscode';
import { urlsReport } from '../../tpp/report/urls.ts';
import type { CheckedUrls } from '../../tpp/urls/check-urls.ts';
import { commandId } from '../contributions/commands.ts';
import { leadAtBank } from '../report/lead.ts';
import { showReport } from '../report/show.ts';
import { bankNode } from '../workbench/pick.ts';
import type { BankOf, Workbench } from '../workbench/workbench.ts';

/** @returns the report as a text */
export function openUrlsReport(workbench: Workbench, of: BankOf, checked: CheckedUrls): Promise<string> {
  const again = (): Thenable<unknown> => vscode.commands.executeCommand(commandId('checkUrls'), bankNode(of));
  return showReport(workbench, urlsReport({ ...checked, now: Date.now() }), {
    key: `urls ${of.place.folder.toString()} ${of.bank.name}`,
    tab: vscode.l10n.t('URLs of {0}', of.bank.name),
    folder: of.place.folder,
    actions: [{ title: vscode.l10n.t('Check Again'), run: again }],
    leadOf: (item) => leadAtBank(workbench, of, item, 'checkUrls'),
  });
}
