/** `obw` in the window's terminals: there while the folder is trusted, and taken away where it is not. */
import { delimiter } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { offerCommand } from '../../../src/extension/terminal-command.ts';

const window = vi.hoisted(() => ({ isTrusted: false, grant: (): void => {} }));
vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  workspace: {
    get isTrusted() {
      return window.isTrusted;
    },
    onDidGrantWorkspaceTrust: (told: () => void) => {
      window.grant = told;
      return { dispose() {} };
    },
  },
}));

/** What VS Code has kept since the folder was trusted, by an earlier version. */
const kept = new Map<string, string>([['PATH', '/gone/bin']]);
const collection = {
  description: '',
  clear: () => kept.clear(),
  prepend: (name: string, value: string) => kept.set(name, value),
  replace: (name: string, value: string) => kept.set(name, value),
};
const context = {
  environmentVariableCollection: collection,
  asAbsolutePath: (path: string) => `/extension/${path}`,
  subscriptions: [],
} as unknown as vscode.ExtensionContext;

beforeEach(() => {
  window.isTrusted = false;
  offerCommand(context, { fsPath: '/storage/demo' } as vscode.Uri);
});

test('a folder that is not trusted has nothing of it, whatever was kept', () => {
  expect(kept.size).toBe(0);
});

test('a folder that is trusted has the launcher on PATH, the editor’s own Node for it and the folder of the sandbox demo, and says what for', () => {
  window.isTrusted = true;
  window.grant();
  expect(Object.fromEntries(kept)).toEqual({
    PATH: `/extension/bin${delimiter}`,
    OBW_NODE: process.execPath,
    OBW_DEMO_FOLDER: '/storage/demo',
  });
  expect(collection.description).toContain('`obw`');
});
