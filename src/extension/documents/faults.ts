/** What keeps a text from being a request at all, as diagnostics. */
import * as vscode from 'vscode';
import { diagnostic } from '../plain/diagnostic.ts';
import { rangeOf } from './findings.ts';
import type { TextFault } from './json-faults.ts';

export function faultDiagnostic(document: vscode.TextDocument, fault: TextFault): vscode.Diagnostic {
  const message =
    fault.code === 'json_invalid'
      ? vscode.l10n.t('This is not JSON ({0}), so it can be neither looked over nor sent.', fault.about)
      : vscode.l10n.t('The request needs a member “{0}” that is an object.', fault.about);
  return diagnostic(rangeOf(document, fault), message, vscode.DiagnosticSeverity.Error, fault.code);
}
