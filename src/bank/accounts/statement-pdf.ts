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

const left = 50;
const right = 545;
const bottom = 790;
/** Where the text begins, and where each column of amounts ends. */
const columns = { date: left, text: 108, paidOut: 415, paidIn: 480, balance: right };
const lineHeight = 11;
/** Lines after which whoever else waits for the bank gets a turn. */
const linesAtOnce = 200;

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

async function writeEntries(pdf: PDFDocument, { currency, entries }: Paper, top: number): Promise<void> {
  let y = headed(pdf, currency, top);
  let page = 1;
  let written = 0;
  pageNumber(pdf, page);
  for (const { date, text, paidOut = '', paidIn = '', balance } of entries) {
    const lines = wrapped(pdf, printable(text), columns.paidOut - columns.text - 60);
    if (y + lines.length * lineHeight > bottom - 20) {
      pdf.addPage();
      page += 1;
      y = headed(pdf, currency, 50);
      pageNumber(pdf, page);
    }
    pdf.text(date, columns.date, y, { lineBreak: false });
    for (const [at, line] of lines.entries()) pdf.text(line, columns.text, y + at * lineHeight, { lineBreak: false });
    rightAligned(pdf, paidOut, columns.paidOut, y);
    rightAligned(pdf, paidIn, columns.paidIn, y);
    rightAligned(pdf, balance, columns.balance, y);
    y += lines.length * lineHeight + 2;
    written += 1;
    if (written % linesAtOnce === 0) await nextTurn();
  }
}

/** The heads of the columns, and where the first line under them goes. */
function headed(pdf: PDFDocument, currency: string, y: number): number {
  pdf.font('Helvetica-Bold').fontSize(8);
  pdf.text('Date', columns.date, y, { lineBreak: false });
  pdf.text('Description', columns.text, y, { lineBreak: false });
  rightAligned(pdf, 'Paid out', columns.paidOut, y);
  rightAligned(pdf, 'Paid in', columns.paidIn, y);
  rightAligned(pdf, `Balance (${currency})`, columns.balance, y);
  pdf
    .lineWidth(0.5)
    .moveTo(left, y + 12)
    .lineTo(right, y + 12)
    .stroke();
  pdf.font('Helvetica').fontSize(7.5);
  return y + 18;
}

function pageNumber(pdf: PDFDocument, page: number): void {
  rightAligned(pdf, `Page ${page}`, right, bottom - 10);
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
