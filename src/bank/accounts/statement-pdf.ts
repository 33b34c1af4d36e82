/** A statement on paper: an output of its own, as the library that draws it is needed for nothing else. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import PDFDocument from 'pdfkit';

/** All that stands on it, in words. The same words give the same bytes. */
export interface Paper {
  bank: string;
  holder: string;
  /** What the account is called and how it is numbered, e.g. `['Sort code', '10-00-01']`. */
  account: readonly (readonly [label: string, text: string])[];
  /** What the statement is called, of when, and what it comes to. */
  summary: readonly (readonly [label: string, text: string])[];
  currency: string;
  /** Oldest first. */
  entries: readonly Line[];
  /** When it was made: the file says so, whenever it is asked for. */
  createdAt: number;
}

/** An entry, or a balance between them. Amounts without sign but for the balance's. */
export interface Line {
  date: string;
  text: string;
  paidOut?: string;
  paidIn?: string;
  balance: string;
}

const left = 40;
const right = 555;
const bottom = 790;
/** Between two columns. */
const gap = 12;
const lineHeight = 11;
/** Entries after which whoever else waits for the bank gets a turn. */
const entriesAtOnce = 200;

/** Where the description begins and how wide it may be, and where each column of amounts ends. */
interface Columns {
  text: number;
  width: number;
  paidOut: number;
  paidIn: number;
  balance: number;
}

/** An entry whose description is broken into lines. */
interface Laid {
  entry: Line;
  lines: readonly string[];
}

export async function statementPdf(paper: Paper): Promise<Buffer> {
  const { bank, holder, account, summary, createdAt } = paper;
  const pdf = new PDFDocument({
    size: 'A4',
    margin: left,
    lang: 'en-GB',
    displayTitle: true,
    info: { Title: `Statement of ${holder}`, Author: bank, CreationDate: new Date(createdAt) },
  });
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve) => {
    pdf.on('data', (chunk) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
  });
  const write = (text: string, x: number, y: number) => pdf.text(printable(text), x, y, { lineBreak: false });

  pdf.font('Helvetica-Bold').fontSize(15);
  write(bank, left, 50);
  pdf.fontSize(11);
  write(`Statement of ${holder}`, left, 76);
  pdf.fontSize(9);
  let y = 100;
  for (const [label, text] of [...account, ...summary]) {
    pdf.font('Helvetica');
    write(label, left, y);
    pdf.font('Helvetica-Bold');
    write(text, 200, y);
    y += 14;
  }
  await writeEntries(pdf, paper, y + 14);
  pdf.end();
  return whole;
}

async function writeEntries(pdf: PDFDocument, paper: Paper, top: number): Promise<void> {
  const columns = columnsOf(pdf, paper);
  const pages = await paged(pdf, paper.entries, columns, top);
  let written = 0;
  for (const [at, entries] of pages.entries()) {
    if (at > 0) pdf.addPage();
    let y = headed(pdf, paper.currency, columns, at === 0 ? top : topOfNext);
    rightAligned(pdf, `Page ${at + 1} of ${pages.length}`, right, bottom - 10);
    for (const laid of entries) {
      y = writeEntry(pdf, laid, columns, y);
      written += 1;
      if (written % entriesAtOnce === 0) await nextTurn();
    }
  }
}

/** Each column of amounts has room for what stands in it, the description has the rest. */
function columnsOf(pdf: PDFDocument, { currency, entries }: Paper): Columns {
  // Figures are of one width: the longest text is the widest, and it alone is measured.
  const roomFor = (head: string, of: (entry: Line) => string | undefined): number => {
    const longest = entries.reduce(
      (long, entry) => ((of(entry) ?? '').length > long.length ? (of(entry) ?? '') : long),
      '',
    );
    const headWidth = heads(pdf).widthOfString(head);
    return Math.max(headWidth, rows(pdf).widthOfString(longest)) + gap;
  };
  const balance = right;
  const paidIn = balance - roomFor(balanceHead(currency), (entry) => entry.balance);
  const paidOut = paidIn - roomFor('Paid in', (entry) => entry.paidIn);
  const end = paidOut - roomFor('Paid out', (entry) => entry.paidOut);
  const text = left + roomFor('Date', ({ date }) => date);
  return { text, width: end - text, paidOut, paidIn, balance };
}

/** The entries of each page. */
async function paged(pdf: PDFDocument, entries: readonly Line[], { width }: Columns, top: number): Promise<Laid[][]> {
  let page: Laid[] = [];
  const pages = [page];
  let y = top + headHeight;
  rows(pdf);
  for (const [at, entry] of entries.entries()) {
    const lines = wrapped(pdf, printable(entry.text), width);
    if (y + lines.length * lineHeight > bottom - 20) {
      page = [];
      pages.push(page);
      y = topOfNext + headHeight;
    }
    page.push({ entry, lines });
    y += heightOf(lines);
    if ((at + 1) % entriesAtOnce === 0) await nextTurn();
  }
  return pages;
}

/** @returns Where the next one goes */
function writeEntry(pdf: PDFDocument, { entry, lines }: Laid, columns: Columns, y: number): number {
  pdf.text(entry.date, left, y, { lineBreak: false });
  for (const [at, line] of lines.entries()) pdf.text(line, columns.text, y + at * lineHeight, { lineBreak: false });
  rightAligned(pdf, entry.paidOut ?? '', columns.paidOut, y);
  rightAligned(pdf, entry.paidIn ?? '', columns.paidIn, y);
  rightAligned(pdf, entry.balance, columns.balance, y);
  return y + heightOf(lines);
}

const heightOf = (lines: readonly string[]): number => lines.length * lineHeight + 2;
const balanceHead = (currency: string): string => `Balance (${currency})`;
const heads = (pdf: PDFDocument) => pdf.font('Helvetica-Bold').fontSize(8);
const rows = (pdf: PDFDocument) => pdf.font('Helvetica').fontSize(7.5);
/** From the heads of the columns to the first line under them. */
const headHeight = 18;
/** Where the heads stand on a page that is not the first. */
const topOfNext = 50;

/** The heads of the columns, and where the first line under them goes. */
function headed(pdf: PDFDocument, currency: string, columns: Columns, y: number): number {
  heads(pdf);
  pdf.text('Date', left, y, { lineBreak: false });
  pdf.text('Description', columns.text, y, { lineBreak: false });
  rightAligned(pdf, 'Paid out', columns.paidOut, y);
  rightAligned(pdf, 'Paid in', columns.paidIn, y);
  rightAligned(pdf, balanceHead(currency), columns.balance, y);
  pdf
    .lineWidth(0.5)
    .moveTo(left, y + 12)
    .lineTo(right, y + 12)
    .stroke();
  rows(pdf);
  return y + headHeight;
}

function rightAligned(pdf: PDFDocument, text: string, end: number, y: number): void {
  if (text !== '') pdf.text(text, end - pdf.widthOfString(text), y, { lineBreak: false });
}

/** As many lines as a text needs, broken between words. */
function wrapped(pdf: PDFDocument, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && pdf.widthOfString(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** The fonts that every reader has know the letters of Western Europe. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\xa1-\xff€‘’“”–—…]/gu, '?');
}
