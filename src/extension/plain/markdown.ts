/** Markdown of tooltips and hovers, in which whatever comes from outside is shown as it stands. */
import * as vscode from 'vscode';
import { inMarkdown } from './text.ts';

/** Words of ours, which may have markup and icons, with words from anywhere in between, which have none. */
export class Markdown {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

/**
 * @example
 * md`**${bank.name}**`
 */
export function md(ours: TemplateStringsArray, ...theirs: readonly (string | Markdown)[]): Markdown {
  const shown = theirs.map((each) => (each instanceof Markdown ? each.source : inMarkdown(each)));
  return new Markdown(String.raw({ raw: ours }, ...shown));
}

/** A tooltip of paragraphs. Nothing in it is trusted. */
export function tooltip(paragraphs: readonly Markdown[]): vscode.MarkdownString {
  return new vscode.MarkdownString(paragraphs.map(({ source }) => source).join('\n\n'));
}

/** A hover of paragraphs, and below them a link to a command of ours: in a text of its own, as commands are trusted there. */
export function hover(
  range: vscode.Range,
  paragraphs: readonly Markdown[],
  { title, command, given }: { title: string; command: string; given: readonly unknown[] },
): vscode.Hover {
  const facts = new vscode.MarkdownString(paragraphs.map(({ source }) => source).join('\n\n'), true);
  const place = encodeURIComponent(JSON.stringify(given)).replaceAll(/[()]/g, (each) => (each === '(' ? '%28' : '%29'));
  const link = new vscode.MarkdownString(`[${inMarkdown(title)}](command:${command}?${place})`);
  link.isTrusted = { enabledCommands: [command] };
  return new vscode.Hover([facts, link], range);
}
