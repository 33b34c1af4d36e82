/** A report as a plain text: to be copied into a ticket, a mail, a file. */
import type { Advice } from '../remedies.ts';
import type { Report, ReportGroup, ReportItem, ReportState } from './report.ts';

export const reportMarks: Record<ReportState, string> = {
  error: '✗',
  warning: '!',
  good: '✓',
  note: '·',
  running: '…',
  waiting: '○',
};

/** How a surface words what is in a report. */
export interface ReportWords {
  /** Advice with what leads on there. */
  advice(advice: Advice): string;
  /** A text of strangers on one line, and harmless. */
  line(text: string): string;
}

/** Title and verdict, then every group: its items marked, with place and advice below. */
export function reportText(report: Report, words: ReportWords): string {
  const { title, lead, verdict, groups } = report;
  const head = [title, verdict.text, ...(lead === undefined ? [] : [lead])].map(words.line);
  // Groups whose titles are left out are one list.
  const blocks = groups.flatMap(({ layout, ...group }) => [
    ...(layout === 'marked' ? [] : ['', words.line(group.title), '']),
    ...groupLines({ layout, ...group }, words),
  ]);
  const between = groups[0]?.layout === 'marked' ? [''] : [];
  return [...head, ...between, ...blocks, ''].join('\n');
}

const indent = '    ';

function groupLines({ layout, items }: ReportGroup, words: ReportWords): string[] {
  if (layout !== 'table') return items.flatMap((item) => itemLines(item, words));
  const width = Math.min(40, Math.max(0, ...items.map(({ text }) => words.line(text).length)));
  return items.flatMap((item) => {
    const { text, detail = '', state } = item;
    const first = `${reportMarks[state]} ${words.line(text).padEnd(width)}  ${words.line(detail)}`.trimEnd();
    return [first, ...belowLines({ ...item, detail: undefined }, words)];
  });
}

function itemLines(item: ReportItem, words: ReportWords): string[] {
  const { state, text, figure } = item;
  const said = `${reportMarks[state]} ${words.line(text)}`;
  return [figure === undefined ? said : `${said} (${words.line(figure)})`, ...belowLines(item, words)];
}

function belowLines(item: ReportItem, words: ReportWords): string[] {
  const { detail, place, rule, diff, block, remedies } = item;
  const advice = item.try === undefined ? '' : words.advice({ try: item.try, remedies });
  return [
    ...(detail === undefined ? [] : [words.line(detail)]),
    ...(place === undefined ? [] : [words.line(place.text)]),
    ...(rule === undefined ? [] : [words.line(rule.text)]),
    ...(diff === undefined ? [] : [`- ${words.line(diff.expected)}`, `+ ${words.line(diff.actual)}`]),
    ...(block === undefined ? [] : block.split('\n').map(words.line)),
    ...(advice === '' ? [] : [`→ ${words.line(advice)}`]),
  ].map((line) => `${indent}${line}`);
}
