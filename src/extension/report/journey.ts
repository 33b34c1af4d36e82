/** The page of the journey: its steps are ticked while it goes on, and lead on when it is over. */
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { Problem } from '../../tpp/errors.ts';
import { type JourneyStepName, type JourneyStepReport, journeyReport, sandboxSteps } from '../../tpp/report/journey.ts';
import type { Report } from '../../tpp/report/report.ts';
import { commandId } from '../contributions/commands.ts';
import { walkthrough } from '../contributions/walkthrough.ts';
import { addressIn } from '../documents/address.ts';
import { leadOf } from '../workbench/leads.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { type ReportPage, showReport, widthOfReport } from './show.ts';
import type { ReportAction } from './shown.ts';

/** How far it was: ids, counts and what went wrong are the bank's, and are not written to a disk. */
const keptShape = z.object({
  journey: z.string(),
  folder: z.string(),
  /** A time that a Date can be of. */
  began: z.number().check(z.minimum(0), z.maximum(8.64e15)),
  names: z.array(z.string()),
  steps: z.array(
    z.object({ name: z.string(), status: z.enum(['done', 'failed', 'skipped']), milliseconds: z.number() }),
  ),
});

/** Makes the page anew after the window was loaded again; false where that is no longer known. */
export async function restoreJourney(workbench: Workbench, view: vscode.WebviewPanel, keep: string): Promise<boolean> {
  const kept = readKept(keep);
  const folder = kept && addressIn(kept.folder);
  if (kept === undefined || folder === undefined) return false;
  const known = [...sandboxSteps, ...(await workbench.tpp()).journeySteps];
  const named = <T extends { name: string }>(each: T) =>
    known.flatMap((name) => (name === each.name ? { ...each, name } : []));
  const names = kept.names.flatMap((name) => named({ name }).map((each) => each.name));
  const of = { bank: kept.journey, folder };
  const page = new JourneyPage(workbench, of, names, kept.began);
  await page.restore(view, kept.steps.flatMap(named));
  return true;
}

function readKept(keep: string): z.infer<typeof keptShape> | undefined {
  try {
    return keptShape.safeParse(JSON.parse(keep)).data;
  } catch {
    return undefined;
  }
}

/** Pixels of the page beside which there is room for transactions. */
const roomForTwo = 760;

export class JourneyPage {
  readonly #workbench: Workbench;
  readonly #bank: string;
  readonly #folder: vscode.Uri;
  readonly #names: readonly JourneyStepName[];
  readonly #steps: JourneyStepReport[] = [];
  readonly #began: number;
  #problem: Problem | undefined;

  /** @param of two folders may have a bank of one name */
  constructor(
    workbench: Workbench,
    of: { bank: string; folder: vscode.Uri },
    names: readonly JourneyStepName[],
    began = Date.now(),
  ) {
    this.#began = began;
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

  /** Shows in its tab how far it was. One that was not over ended with the window it was in. */
  async restore(view: vscode.WebviewPanel, steps: readonly JourneyStepReport[]): Promise<void> {
    this.#steps.push(...steps);
    const failed = steps.some(({ status }) => status === 'failed');
    if (failed || steps.length < this.#names.length) {
      this.#problem = {
        code: 'cancelled',
        message: failed
          ? vscode.l10n.t('What went wrong was not kept when the window was loaded again.')
          : vscode.l10n.t('The window was loaded again, and this ended with it.'),
        try: vscode.l10n.t('Run it again to see what comes of it.'),
      };
    }
    await this.#show({ view });
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
    this.#show({ silently: true }).catch((thrown: unknown) => this.#workbench.log.error(String(thrown)));
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

  get #keep(): string {
    const steps = this.#steps.map(({ name, status, milliseconds }) => ({ name, status, milliseconds }));
    const folder = this.#folder.toString();
    return JSON.stringify({
      journey: this.#bank,
      folder,
      began: this.#began,
      names: [...this.#names],
      steps,
    } satisfies z.infer<typeof keptShape>);
  }

  async #show(how: Pick<ReportPage, 'silently' | 'view'> = {}): Promise<void> {
    await showReport(this.#workbench, this.#report, {
      key: this.#key,
      tab: vscode.l10n.t('Journey at {0}', this.#bank),
      actions: this.#actions(),
      leadOf: ({ remedies, state }) =>
        state === 'error' && remedies ? leadOf(this.#workbench, { remedies, about: this.#problem?.about }) : undefined,
      keep: this.#keep,
      ...how,
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
