/** What the statement's file takes of pdfkit, which comes without types. */
declare module 'pdfkit' {
  interface Options {
    size: 'A4';
    margin: number;
    lang: string;
    displayTitle: boolean;
    info: { Title: string; Author: string; CreationDate: Date };
  }
  // biome-ignore lint/style/noDefaultExport: as the library has it
  export default class PDFDocument {
    constructor(options: Options);
    addPage(): this;
    font(name: 'Helvetica' | 'Helvetica-Bold'): this;
    fontSize(size: number): this;
    widthOfString(text: string): number;
    text(text: string, x: number, y: number, options: { lineBreak: false }): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    lineWidth(width: number): this;
    stroke(): this;
    on(event: 'data', listener: (chunk: Buffer) => void): this;
    on(event: 'end', listener: () => void): this;
    end(): void;
  }
}
