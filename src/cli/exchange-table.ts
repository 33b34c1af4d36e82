/** Exchanges as a table that fits its terminal: long cells give way, and a breach of the standard has its mark. */
import { truncate } from '../standard/truncate.ts';
import type { ExchangeRecord } from '../tpp/transport/exchange.ts';
import type { Call } from './call.ts';
import { harmless } from './errors.ts';
import type { Tpp } from './terminal.ts';
import { dim, moment, table } from './words.ts';

/** Characters of a line, at least. */
const minTableWidth = 80;
/** Of a request where no terminal says how long a line may be. */
const maxRequestLength = 70;
/** Between two columns. */
const gap = 2;

interface Column {
  head: string;
  right?: boolean;
}

const columns: readonly Column[] = [
  { head: 'Id' },
  { head: 'Time (UTC)' },
  { head: 'Bank' },
  { head: 'For' },
  { head: 'Request' },
  { head: 'Status' },
  { head: 'ms', right: true },
];
/** How far each column gives way: the first first, and further only where all of them did. */
const steps: readonly (readonly [head: string, width: number])[] = [
  ['Request', 34],
  ['For', 18],
  ['Bank', 12],
  ['Status', 12],
  ['Request', 14],
  ['For', 10],
  ['Bank', 6],
  ['Status', 6],
];

const request = columns.findIndex(({ head }) => head === 'Request');

const mark = '!';

export async function exchangeTable(call: Call, tpp: Tpp, records: readonly ExchangeRecord[]): Promise<string> {
  const breached = records.map((record) => tpp.breachesOf(record).length > 0);
  const rows = records.map((record, index) =>
    [
      record.id,
      moment(record.startedAt)?.replace(/ UTC$/, '') ?? '',
      record.bank ?? '',
      record.purpose,
      `${record.method} ${shortUrl(record.url)}`,
      [record.status, record.failure, breached[index] ? mark : undefined]
        .filter((part) => part !== undefined)
        .join(' '),
      String(Math.round(record.milliseconds)),
    ].map((cell) => harmless(cell).replaceAll('\n', ' ')),
  );
  const widths = widthsFor(rows, call.stdout.columns);
  const made = await table(
    call,
    columns,
    rows.map((row) =>
      row.map((cell, index) => (index === request ? shortRequest : shortened)(cell, widths[index] ?? cell.length)),
    ),
  );
  if (!breached.includes(true)) return made;
  return `${made}${dim(call, `${mark} is not as the standard has it: obw exchanges ID says what.`)}\n`;
}

/** @param line Characters of the terminal's line, where there is a terminal */
function widthsFor(rows: readonly (readonly string[])[], line: number | undefined): number[] {
  const widths = columns.map(({ head }, index) =>
    rows.reduce((width, row) => Math.max(width, row[index]?.length ?? 0), head.length),
  );
  if (line === undefined) return widths.with(request, Math.min(widths[request] ?? 0, maxRequestLength));
  let over = widths.reduce((sum, each) => sum + each + gap, -gap) - Math.max(line, minTableWidth);
  for (const [name, minWidth] of steps) {
    const index = columns.findIndex(({ head }) => head === name);
    const own = widths[index] ?? 0;
    const less = Math.min(Math.max(over, 0), Math.max(own - minWidth, 0));
    widths[index] = own - less;
    over -= less;
  }
  return widths;
}

/** The method and the end of the path: the query gives way first, then the host, which is the same in most rows. */
function shortRequest(text: string, width: number): string {
  if (text.length <= width) return text;
  const [before = '', query] = text.split(/(\?.*)/s);
  if (before.length < width) return truncate(text, width);
  const [method = '', place = ''] = before.split(/ (.*)/s);
  const asked = query === undefined ? '' : '?…';
  const left = width - method.length - 2 - asked.length;
  return `${method} …${left > 0 ? place.slice(-left) : ''}${asked}`.toWellFormed();
}

/** Its beginning and its end, with no half of a character beside the gap. */
function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  const before = Math.floor((width - 1) / 2);
  const whole = `${text.slice(0, before)}…${text.slice(text.length - (width - 1 - before))}`;
  return whole.toWellFormed();
}

function shortUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname, search } = new URL(url);
  return `${host}${pathname}${search}`;
}
