/** The linter keeps text from outside out of what VS Code makes links, icons and commands of, wherever it is not made plain before. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');

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

let folder: string;
/** The files that the project's own rule refuses, as paths in the tree. */
const refused = new Set<string>();

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plain-sinks-'));
  await mkdir(join(folder, 'lint'));
  for (const file of ['biome.json', '.gitignore', 'lint/plain-sinks.grit'])
    await copyFile(join(root, file), join(folder, file));
  for (const [way, text] of Object.entries(files)) {
    await put(`src/extension/commands/${fileOf(way)}`, text);
    await put(`src/extension/plain/${fileOf(way)}`, text);
  }
  await put(
    'src/extension/commands/types.ts',
    "import * as vscode from 'vscode';\nexport const f = (a: vscode.MarkdownString): vscode.Hover[] => [a.hover];",
  );
  const biome = join(root, 'node_modules/.bin/biome');
  const lint = promisify(execFile)(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], { cwd: folder });
  const { stdout } = await lint.catch((failure: { stdout: string }) => failure);
  for (const { category, location } of JSON.parse(stdout).diagnostics)
    if (category === 'plugin') refused.add(relative(folder, join(folder, location.path)));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

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
