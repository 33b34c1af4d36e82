/** The tabs with reports: what a check, an import or a run came to, with the way on at each of its items. */
import * as vscode from 'vscode';
import { type FromReport, fromReport, type ShownReport, type ToReport } from '../../messages/report.ts';
import { flash } from '../plain/messages.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { Panel, pageOptions, titleOfTab } from './panel.ts';

export interface ReportTab {
  /** A report with the same key takes the place of the one that is open. */
  key: string;
  /** The tab's title. */
  tab: string;
  /** A page that is open takes the report where it stands; one that was closed stays closed. */
  silently?: boolean;
  /** What the page is made anew of when the window was loaded again; without it the page is gone then. Nothing of a bank's. */
  keep?: string;
  /** The tab that came back. */
  view?: vscode.WebviewPanel;
}

export interface PreparedReport {
  shown: ShownReport;
  /** Copied by Copy as Text. */
  text: string;
  /** By the names that the page knows. */
  ways: ReadonlyMap<string, () => Thenable<unknown>>;
}

/** Pages that are open, by their keys. */
const pages = new Map<string, ReportPanel>();

/** Opens the page, or gives the one that is open the new report. */
export function openReport(workbench: Workbench, page: ReportTab, report: PreparedReport): void {
  const open = pages.get(page.key);
  if (open && page.view) {
    // VS Code gives a tab back when somebody looks at it; what was opened since is newer.
    page.view.dispose();
    open.reveal();
    return;
  }
  open?.take(report, page.keep);
  if (page.silently) return;
  if (open) {
    open.reveal();
    return;
  }
  const view = page.view ?? newTab(workbench, page);
  new ReportPanel(workbench, view, page.key).take(report, page.keep);
}

const newTab = ({ context }: Workbench, { tab }: ReportTab): vscode.WebviewPanel =>
  vscode.window.createWebviewPanel(
    'openBanking.report',
    titleOfTab(tab),
    vscode.ViewColumn.Active,
    pageOptions(context.extensionUri),
  );

export function widthOfReportTab(key: string): number | undefined {
  return pages.get(key)?.width;
}

export function closeReportTab(key: string): void {
  pages.get(key)?.close();
}

class ReportPanel {
  readonly #workbench: Workbench;
  readonly #panel: Panel<typeof fromReport, ToReport>;
  #report: PreparedReport | undefined;
  #keep: string | undefined;
  /** The page is there and listens. */
  #ready = false;
  /** Pixels across, once the page said so. */
  width: number | undefined;

  constructor(workbench: Workbench, view: vscode.WebviewPanel, key: string) {
    this.#workbench = workbench;
    this.#panel = new Panel(
      workbench.context.extensionUri,
      { name: 'report', incoming: fromReport, icon: 'media/report.svg' },
      view,
      (message) => void this.#answer(message),
    );
    pages.set(key, this);
    this.#panel.onDidClose(() => {
      if (pages.get(key) === this) pages.delete(key);
    });
  }

  take(report: PreparedReport, keep: string | undefined): void {
    this.#report = report;
    this.#keep = keep;
    if (this.#ready) this.#show();
  }

  reveal(): void {
    this.#panel.view.reveal();
  }

  close(): void {
    this.#panel.dispose();
  }

  #show(): void {
    const keep = this.#keep;
    if (!this.#report) return;
    void this.#panel.say({ type: 'report', report: this.#report.shown, ...(keep !== undefined && { keep }) });
  }

  async #answer(message: FromReport): Promise<void> {
    const report = this.#report;
    if (message.type === 'ready') {
      this.#ready = true;
      this.width = message.width;
      this.#show();
    } else if (message.type === 'copy') {
      await vscode.env.clipboard.writeText(report?.text ?? '');
      flash(vscode.l10n.t('The report is on the clipboard, as text.'), 4000);
    } else {
      // A report that came meanwhile has other names.
      const run = report?.ways.get(message.id);
      if (!run) return;
      try {
        await run();
      } catch (thrown) {
        const { problemOf } = await this.#workbench.tpp();
        await this.#workbench.show(problemOf(thrown));
      }
    }
  }
}
