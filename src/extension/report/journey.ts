/** The page of the journey: its steps are ticked while it goes on, and lead on when it is over. */
import * as vscode from 'vscode';
import type { Problem } from '../../tpp/errors.ts';
import { type JourneyStepName, type JourneyStepReport, journeyReport } from '../../tpp/report/journey.ts';
import type { Report } from '../../tpp/report/report.ts';
import { commandId } from '../contributions/commands.ts';
import { walkthrough } from '../contributions/walkthrough.ts';
import { leadOf } from '../leads.ts';
import type { Workbench } from '../workbench.ts';
import { showReport, widthOfReport } from './show.ts';
import type { ReportAction } from './shown.ts';

/** Pixels of the page beside which there is room for transactions. */
const roomForTwo = 760;

export class JourneyPage {
  readonly #workbench: Workbench;
  readonly #bank: string;
  readonly #folder: vscode.Uri;
  readonly #names: readonly JourneyStepName[];
  readonly #steps: JourneyStepReport[] = [];
  readonly #began = Date.now();
  #problem: Problem | undefined;

  /** @param of two folders may have a bank of one name */
  constructor(workbench: Workbench, of: { bank: string; folder: vscode.Uri }, names: readonly JourneyStepName[]) {
    this.#workbench = workbench;
    this.#bank = of.bank;
    this.#folder = of.folder;
    this.#names = names;
  }

  get #key(): string {
    return `journey ${this.#folder.toString()}#${this.#bank}`;
  }

  /** How far it is. */
  get words(): string {
    return this.#report.verdict.text;
  }

  get #report(): Report {
    const problem = this.#problem;
    const about = { name: this.#bank, names: this.#names, steps: this.#steps, now: this.#began };
    return journeyReport({ ...about, ...(problem && { problem }) });
  }

  /** Shows the page, and where the user is by then it stays. */
  async open(): Promise<void> {
    await this.#show();
  }

  /** Ticks a step; the page follows. */
  step(step: JourneyStepReport): void {
    this.#steps.push(step);
    this.#follow();
  }

  fail(problem: Problem): void {
    this.#problem = problem;
    this.#follow();
  }

  #follow(): void {
    this.#show(true).catch((thrown: unknown) => this.#workbench.log.error(String(thrown)));
  }

  /** Where the transactions go: beside the steps where there is room, and over them where there is not. */
  async columnBeside(): Promise<vscode.ViewColumn> {
    const width = await widthOfReport(this.#key);
    if (width === undefined || width < roomForTwo) return vscode.ViewColumn.Active;
    if (vscode.window.tabGroups.all.length > 1) return vscode.ViewColumn.Beside;
    // What was read needs more room than how it was.
    await vscode.commands.executeCommand('vscode.setEditorLayout', { groups: [{ size: 0.38 }, { size: 0.62 }] });
    return vscode.ViewColumn.Two;
  }

  async #show(silently = false): Promise<void> {
    await showReport(this.#workbench, this.#report, {
      key: this.#key,
      tab: vscode.l10n.t('Journey at {0}', this.#bank),
      actions: this.#actions(),
      leadOf: ({ remedies, state }) =>
        state === 'error' && remedies ? leadOf(this.#workbench, { remedies, about: this.#problem?.about }) : undefined,
      silently,
    });
  }

  /** Ways on are for when there is something to go on from. */
  #actions(): ReportAction[] {
    const ended = this.#problem !== undefined || this.#steps.some(({ status }) => status === 'failed');
    if (this.#steps.length < this.#names.length && !ended) return [];
    const { id } = this.#workbench.context.extension;
    return [
      {
        title: vscode.l10n.t('See the Requests'),
        run: () => vscode.commands.executeCommand(commandId('showExchanges')),
      },
      {
        title: vscode.l10n.t('Do It Step by Step'),
        run: () => vscode.commands.executeCommand('workbench.action.openWalkthrough', `${id}#${walkthrough.id}`, false),
      },
      ...(ended
        ? [
            {
              title: vscode.l10n.t('Run It Again'),
              run: () => vscode.commands.executeCommand(commandId('runAccountInformationJourney')),
            },
          ]
        : []),
    ];
  }
}
