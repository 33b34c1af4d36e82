/** The linter keeps text from outside out of what VS Code makes links, icons and commands of, wherever it is not made plain before. */
import { beforeAll, describe, expect, it } from 'vitest';
import { refusedByOwnRules } from '../../support/lint.ts';

const messages = ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'];
const questions = ['showInputBox', 'createInputBox', 'showQuickPick', 'createQuickPick', 'showWorkspaceFolderPick'];
const others = ['withProgress', 'setStatusBarMessage', 'createStatusBarItem', 'createTerminal'];
const made = ['MarkdownString', 'Hover', 'CodeLens', 'InlayHint', 'InlayHintLabelPart', 'CompletionItem', 'Diagnostic'];

/** A file for each way to a sink, by what the way is. */
const files: Record<string, string> = Object.fromEntries([
  ...[...messages, ...questions, ...others].map((name) => [name, `vscode.window.${name}(text);`]),
  ...[...made, 'TestMessage'].map((name) => [name, `new vscode.${name}(text);`]),
  ['createTestController', 'vscode.tests.createTestController(text, text);'],
  ['appendOutput', 'run.appendOutput(text);'],
  ['optional', 'vscode.window?.showErrorMessage(text);'],
  ['another name', 'const screen = vscode.window;\nscreen.showErrorMessage(text);'],
  ['in brackets', "vscode.window['showErrorMessage'](text);"],
  ['in a template', 'vscode.window[`showErrorMessage`](text);'],
  ['taken apart', 'const { showErrorMessage } = vscode.window;'],
  ['taken apart and renamed', 'const { showErrorMessage: say } = vscode.window;'],
  ['assigned', 'let showErrorMessage;\n({ showErrorMessage } = vscode.window);'],
  ['assigned and renamed', 'let say;\n({ showErrorMessage: say } = vscode.window);'],
  ['imported', "import { Hover } from 'vscode';"],
  ['imported and renamed', "import { MarkdownString as Text } from 'vscode';"],
  ['exported', "export { MarkdownString } from 'vscode';"],
  ['extended', 'class Text extends vscode.MarkdownString {}'],
]);

const fileOf = (way: string): string => `${way.replaceAll(' ', '-')}.ts`;

/** The files that the project's own rule refuses, as paths in the tree. */
let refused: ReadonlySet<string>;

beforeAll(async () => {
  const ways = Object.entries(files).flatMap(([way, text]) =>
    ['commands', 'plain'].map((room) => [`src/extension/${room}/${fileOf(way)}`, text]),
  );
  const types =
    "import * as vscode from 'vscode';\nexport const f = (a: vscode.MarkdownString): vscode.Hover[] => [a.hover];";
  refused = await refusedByOwnRules({ ...Object.fromEntries(ways), 'src/extension/commands/types.ts': types });
});

describe('the linter', () => {
  it.each(Object.keys(files))('refuses outside the room: %s', (way) => {
    expect(refused).toContain(`src/extension/commands/${fileOf(way)}`);
  });

  it('lets the room itself reach them all', () => {
    expect([...refused].filter((path) => path.startsWith('src/extension/plain/'))).toEqual([]);
  });

  it('lets anybody name their types', () => {
    expect(refused).not.toContain('src/extension/commands/types.ts');
  });
});
