/** A report as its page shows it: worded for the editor, with a name for everything that can be pressed. */
import * as vscode from 'vscode';
import type { ShownAction, ShownItem } from '../../messages/report.ts';
import { countsOf, type Report, type ReportItem } from '../../tpp/report/report.ts';
import { type ReportWords, reportText } from '../../tpp/report/text.ts';
import type { PreparedReport } from '../panels/report.ts';
import { oneLine } from '../plain/text.ts';
import { inEditorWords } from '../words/editor-words.ts';
import type { Action, Lead } from '../workbench/leads.ts';

/** A button above the report. */
export interface ReportAction extends Action {
  /** One at most: what most people press next. */
  primary?: boolean;
}

/** What the buttons and links of a report do. */
export interface ReportWays {
  actions: readonly ReportAction[];
  /** The button of an item, where there is one. */
  leadOf(item: ReportItem): Action | Lead | undefined;
  /** Where `file` of a place is looked for; without it no place can be opened. */
  folder?: vscode.Uri;
}

const editorReportWords: ReportWords = { advice: (advice) => inEditorWords(advice), line: oneLine };

/** No name is given twice: a page that shows what was before presses nothing of what is now. */
let names = 0;

export function prepareReport(report: Report, { actions, leadOf, folder }: ReportWays): PreparedReport {
  const ways = new Map<string, () => Thenable<unknown>>();
  const named = (run: () => Thenable<unknown>): string => {
    names += 1;
    const id = String(names);
    ways.set(id, oneAtATime(run));
    return id;
  };
  const shownAction = ({ title, run, primary }: ReportAction): ShownAction => ({
    id: named(run),
    title,
    ...(primary && { primary }),
  });
  const shownItem = (item: ReportItem): ShownItem => {
    const { remedies, place, try: advice, ...plain } = item;
    const lead = leadOf(item);
    const pressed = lead && 'remedy' in lead ? [lead.remedy] : [];
    const words = advice === undefined ? '' : inEditorWords({ try: advice, remedies }, ...pressed);
    const file = place?.file;
    return {
      ...plain,
      ...(words !== '' && { try: words }),
      ...(place && {
        place: {
          text: place.text,
          ...(folder && file !== undefined && { id: named(() => openAt(folder, file, place.line)) }),
        },
      }),
      ...(lead && { action: shownAction(lead) }),
    };
  };
  const { title, lead, when, verdict } = report;
  return {
    shown: {
      title,
      ...(lead !== undefined && { lead }),
      when,
      verdict,
      counts: countsOf(report),
      groups: report.groups.map((group) => ({ ...group, items: group.items.map(shownItem) })),
      actions: actions.map(shownAction),
    },
    text: reportText(report, editorReportWords),
    ways,
  };
}

/** Pressed once more while it runs, it does nothing. */
function oneAtATime(run: () => Thenable<unknown>): () => Promise<unknown> {
  let isRunning = false;
  return async () => {
    if (isRunning) return undefined;
    isRunning = true;
    try {
      return await run();
    } finally {
      isRunning = false;
    }
  };
}

function openAt(folder: vscode.Uri, file: string, line = 1): Thenable<unknown> {
  const position = new vscode.Position(line - 1, 0);
  return vscode.window.showTextDocument(vscode.Uri.joinPath(folder, file), {
    selection: new vscode.Range(position, position),
    preview: false,
  });
}
