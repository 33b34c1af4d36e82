/** Items of the status bar, whose text may have icons. */
import * as vscode from 'vscode';
import { plainLabel } from './text.ts';

export interface StatusItem {
  item: Omit<vscode.StatusBarItem, 'text'>;
  /** Sets the text, and shows the item. */
  show(icon: string, words: string): void;
}

export function createStatus(id: string, priority: number): StatusItem {
  const item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left, priority);
  return {
    item,
    show(icon, words) {
      item.text = `$(${icon}) ${plainLabel(words)}`;
      item.show();
    },
  };
}
