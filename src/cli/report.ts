/** A report in a terminal: wrapped at its width, the worst last, where people look; for a program that reads it, an item a line. */
import { bySeverity } from '../tpp/finding.ts';
import type { Report, ReportGroup, ReportItem, ReportState } from '../tpp/report/report.ts';
import { reportMarks } from '../tpp/report/text.ts';
import type { Call } from './call.ts';
import { bounded, harmless } from './errors.ts';
import { commandOf, inTerminalWords, type Named } from './remedy-words.ts';
import { bold, dim, green, red, yellow } from './words.ts';

type Paint = (call: Call, text: string) => string;
const asItIs: Paint = (_, text) => text;
const paintOf: Record<ReportState, Paint> = {
  error: red,
  warning: yellow,
  good: green,
  note: dim,
  running: asItIs,
  waiting: dim,
};

/** As a report has it, for findings that are printed without one. */
export const worstLast = <F extends Parameters<typeof bySeverity>[0]>(findings: readonly F[]): F[] =>
  findings.toSorted((one, other) => bySeverity(other, one));

/** Columns below which wrapping would make shreds. */
const minWidth = 40;

interface Paper {
  call: Call;
  named: Named | undefined;
  /** Columns; without it nothing is wrapped. */
  width: number | undefined;
  widthOf: (text: string) => number;
}

/**
 * @param named folder and bank that the user named, for the verbs that are advised
 * @param before stands above the verdict
 * @param next the verb that comes next, where the report itself does not say it
 */
export async function reportInTerminal(
  call: Call,
  report: Report,
  { named, before, next }: { named?: Named; before?: string; next?: string } = {},
): Promise<string> {
  const { default: widthOf } = await import('string-width');
  const width = call.stdout.isTTY ? Math.max(minWidth, call.stdout.columns ?? 80) : undefined;
  const paper: Paper = { call, named, width, widthOf };
  const { groups, lead, verdict } = report;
  const step = report.next === undefined ? (next ?? '') : commandOf(report.next, named);
  const said = `${verdict.text}${step === '' ? '' : ` Next: ${step}`}`;
  return [
    ...(width === undefined ? [] : [wrapped(bounded(report.title), 0, paper, bold)]),
    groupTexts(groups.toReversed(), paper),
    ...(before === undefined ? [] : [before]),
    ...(lead === undefined ? [] : [wrapped(bounded(lead), 0, paper, asItIs)]),
    wrapped(bounded(said), 0, paper, paintOf[verdict.state]),
  ].join('\n\n');
}

/** Groups with a blank line between them; those whose titles are left out are one list. */
function groupTexts(groups: readonly ReportGroup[], paper: Paper): string {
  const isList = (group: ReportGroup | undefined): boolean => group?.layout === 'marked' && paper.width === undefined;
  return groups
    .map((group, index) => {
      const between = index === 0 ? '' : isList(group) && isList(groups[index - 1]) ? '\n' : '\n\n';
      return `${between}${groupText(group, paper)}`;
    })
    .join('');
}

function groupText({ title, layout, items }: ReportGroup, paper: Paper): string {
  const column =
    layout === 'table' ? Math.min(36, Math.max(0, ...items.map(({ text }) => paper.widthOf(oneLine(text))))) : 0;
  const lines = items.map((item) => itemText(item, column, paper));
  const named = layout === 'marked' && paper.width === undefined ? [] : [bold(paper.call, bounded(title))];
  return [...named, ...lines].join('\n');
}

const oneLine = (text: string): string => bounded(text).replaceAll('\n', ' ');

function itemText(item: ReportItem, column: number, paper: Paper): string {
  const { call, named, width, widthOf } = paper;
  const { state, text, detail, figure, place, rule, diff, block, remedies } = item;
  const advice = item.try === undefined ? '' : inTerminalWords({ try: item.try, remedies }, named);
  const mark = `${paintOf[state](call, reportMarks[state])} `;
  const name = oneLine(text);
  const first =
    column > 0 ? `${name}${' '.repeat(Math.max(0, column - widthOf(name)))}  ${oneLine(detail ?? '')}` : name;
  const below = column > 0 || detail === undefined ? [] : [oneLine(detail)];
  const about = [place?.text, rule?.text].flatMap((one) => (one === undefined ? [] : [oneLine(one)]));
  const said = `${first.trimEnd()}${figure === undefined ? '' : ` (${oneLine(figure)})`}`;
  const compared = diff ? [`- ${oneLine(diff.expected)}`, `+ ${oneLine(diff.actual)}`] : [];
  const lines = block === undefined ? [] : harmless(block).split('\n');
  if (width === undefined) {
    const rest = [...below, ...compared].map((one) => `  ${one}`).join('');
    const remedy = advice === '' ? '' : ` ${dim(call, `→ ${bounded(advice)}`)}`;
    const where = about.length === 0 ? '' : ` ${dim(call, `(${about.join(', ')})`)}`;
    return [`${mark}${said}${rest}${remedy}${where}`, ...lines.map((line) => `    ${line}`)].join('\n');
  }
  // Below its column where the longest word of it has room there.
  const words = column > 0 ? oneLine(detail ?? '').split(' ') : [];
  const hang = words.length > 0 && words.every((word) => column + 4 + widthOf(word) <= width) ? column + 4 : 2;
  return [
    `${mark}${wrapped(said, hang, paper, asItIs, 2)}`,
    ...[...below, ...compared].map((one) => `  ${wrapped(one, 2, paper, asItIs, 2)}`),
    ...(advice === '' ? [] : [`  ${wrapped(`→ ${oneLine(advice)}`, 4, paper, dim, 2)}`]),
    ...about.map((one) => `  ${wrapped(one, 2, paper, dim, 2)}`),
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
}

/**
 * A text in lines that fit, broken between words; a word that is longer than a line stays whole, so that it can be copied.
 * @param hang blanks before every line but the first
 * @param used columns of the first line that are taken
 */
function wrapped(text: string, hang: number, { call, width, widthOf }: Paper, paint: Paint, used = 0): string {
  if (width === undefined) return paint(call, text);
  const lines: string[] = [];
  let line = '';
  let room = width - used;
  // Blanks within a table's first line keep its columns.
  let blanks = '';
  for (const [word] of text.matchAll(/\S+|\s+/g)) {
    if (word.trim() === '') {
      blanks = word;
      continue;
    }
    const longer = `${line}${blanks}${word}`;
    if (line !== '' && widthOf(longer) > room) {
      lines.push(line);
      line = word;
      room = width - hang;
    } else line = longer;
    blanks = '';
  }
  lines.push(line);
  return lines.map((one, index) => `${index === 0 ? '' : ' '.repeat(hang)}${paint(call, one)}`).join('\n');
}
