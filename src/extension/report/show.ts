/** The way to a report's page for everything in the editor; the pages themselves are an output that is loaded with the first. */
import * as vscode from 'vscode';
import { reportPageState } from '../../messages/report.ts';
import type { Report } from '../../tpp/report/report.ts';
import type { PreparedReport, ReportTab } from '../panels/report.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { prepareReport, type ReportWays } from './shown.ts';

export type ReportPage = ReportTab & ReportWays;

/** What a test of the editor may see of the page that was shown last: its own document is out of an extension's reach. */
const shownReportCommand = '_openBanking.report.shown';

let last: PreparedReport | undefined;

/** Shows a report on a page of its own, or on the page that is open for the same. @returns what is copied of it */
export async function showReport(workbench: Workbench, report: Report, page: ReportPage): Promise<string> {
  const { openReport } = await import('../panels/index.ts');
  const prepared = prepareReport(report, page);
  last = prepared;
  openReport(workbench, page, prepared);
  return prepared.text;
}

/** Pixels that an open page has across; undefined where it is closed, or not there yet. */
export async function widthOfReport(key: string): Promise<number | undefined> {
  const { widthOfReportTab } = await import('../panels/index.ts');
  return widthOfReportTab(key);
}

/** Closes the page of a report that is of no use any more. */
export async function closeReport(key: string): Promise<void> {
  const { closeReportTab } = await import('../panels/index.ts');
  closeReportTab(key);
}

/** @param restore makes the page anew of what it kept; false where it cannot */
export function registerReports(
  { context }: Workbench,
  restore: (view: vscode.WebviewPanel, keep: string) => Promise<boolean>,
): void {
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer('openBanking.report', {
      async deserializeWebviewPanel(view, state: unknown) {
        const { data } = reportPageState.safeParse(state);
        if (data?.keep === undefined || !(await restore(view, data.keep))) view.dispose();
      },
    }),
  );
  if (context.extensionMode !== vscode.ExtensionMode.Test) return;
  context.subscriptions.push(vscode.commands.registerCommand(shownReportCommand, () => last));
}
