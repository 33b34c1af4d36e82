/** Messages, questions before something is done, progress: VS Code makes links of what looks like one in their words, and runs commands. */
import * as vscode from 'vscode';
import { manyLines, plainLabel, plainMessage } from './text.ts';

/** @returns the button that was pressed */
export function showInformation<T extends string>(message: string, ...buttons: T[]): Thenable<T | undefined> {
  return vscode.window.showInformationMessage(plainMessage(message), ...buttons);
}

/** @returns the button that was pressed */
export function showWarning<T extends string>(message: string, ...buttons: T[]): Thenable<T | undefined> {
  return vscode.window.showWarningMessage(plainMessage(message), ...buttons);
}

/** @returns the button that was pressed */
export function showError<T extends string>(message: string, ...buttons: T[]): Thenable<T | undefined> {
  return vscode.window.showErrorMessage(plainMessage(message), ...buttons);
}

/** A question that has to be answered first. @returns whether the button was pressed */
export async function confirm(question: string, detail: string | undefined, button: string): Promise<boolean> {
  const options = { modal: true, detail: detail && manyLines(detail) };
  return (await vscode.window.showWarningMessage(plainMessage(question), options, button)) === button;
}

export interface Task {
  signal: AbortSignal;
  report(message: string): void;
}

/** A notification while work is under way, which can be cancelled. */
export function showProgress<T>(title: string, work: (task: Task) => Promise<T>): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: plainMessage(title), cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return work({
      signal: controller.signal,
      report: (message) => progress.report({ message: plainMessage(message) }),
    });
  });
}

/** The moving line over a view while work is under way. */
export function showViewProgress<T>(viewId: string, work: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: { viewId } }, work);
}

/** Words in the status bar that go again by themselves. */
export function flash(words: string, milliseconds: number): void {
  vscode.window.setStatusBarMessage(plainLabel(words), milliseconds);
}
