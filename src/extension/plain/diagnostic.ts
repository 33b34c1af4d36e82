/** Diagnostics. Their codes are words of ours and lead nowhere: VS Code runs a command that stands as a code's target. */
import * as vscode from 'vscode';
import { manyLines } from './text.ts';

export const diagnosticSource = 'Open Banking';

export function diagnostic(
  range: vscode.Range,
  message: string,
  severity: vscode.DiagnosticSeverity,
  code: string,
): vscode.Diagnostic {
  const made = new vscode.Diagnostic(range, manyLines(message), severity);
  made.code = code;
  made.source = diagnosticSource;
  return made;
}
