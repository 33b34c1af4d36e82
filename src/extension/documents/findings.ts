/** Findings about a request in an editor: as diagnostics where the claim stands, and as quick fixes. */
import * as vscode from 'vscode';
import { type Replacement, type Span, spanOfPointer, withReplacement } from '../../tpp/json-pointer.ts';
import type { Remedy } from '../../tpp/remedies.ts';
import { diagnostic } from '../plain/diagnostic.ts';
import { cut } from '../plain/text.ts';
import { fixInEditorWords } from '../words/editor-words.ts';
import { changeBetween } from './text-change.ts';

/** What registration and authorisation requests have in common of their findings. */
export interface RequestFinding {
  severity: 'error' | 'warning' | 'information';
  code: string;
  message: string;
  fix: string;
  remedies?: readonly Remedy[];
  /** JSON pointer into the document. */
  pointer: string;
  replacement?: Replacement;
  /** Of the standard. */
  rule?: { document: string; section: string };
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
} as const;

export function rangeOf(document: vscode.TextDocument, { start, end }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

export function diagnosticOf(document: vscode.TextDocument, finding: RequestFinding): vscode.Diagnostic {
  const { severity, code, message, pointer, rule } = finding;
  const range = rangeOf(document, spanOfPointer(document.getText(), pointer));
  const place = rule ? ` (${rule.document} ${rule.section})` : '';
  return diagnostic(range, `${message} ${fixInEditorWords(finding)}${place}`, severities[severity], code);
}

/** What a quick fix does, from its replacement: the finding's own words often name several ways out. */
function titleOf({ pointer, replacement }: RequestFinding): string {
  const name = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  if (!replacement) return '';
  if (replacement.pointer !== pointer) {
    return vscode.l10n.t('Rename {0} to {1}', name(pointer), name(replacement.pointer));
  }
  if (replacement.value === undefined) return vscode.l10n.t('Remove {0}', name(pointer));
  const value = typeof replacement.value === 'string' ? replacement.value : JSON.stringify(replacement.value);
  return vscode.l10n.t('Set {0} to {1}', name(pointer), cut(value, 60));
}

/** One quick fix for each finding at the place asked about that tells what would be right. */
export function quickFixes(
  document: vscode.TextDocument,
  findings: readonly RequestFinding[],
  range: vscode.Range,
  { diagnostics }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  return findings.flatMap((finding) => {
    const { pointer, replacement } = finding;
    if (!replacement) return [];
    const ours = diagnosticOf(document, finding).range;
    if (!ours.intersection(range)) return [];
    const action = new vscode.CodeAction(titleOf(finding), vscode.CodeActionKind.QuickFix);
    action.edit = editTo(document, withReplacement(document.getText(), pointer, replacement));
    action.diagnostics = diagnostics.filter((each) => each.code === finding.code && each.range.isEqual(ours));
    action.isPreferred = true;
    return [action];
  });
}

/** The edit after which a document reads so. */
export function editTo(document: vscode.TextDocument, text: string): vscode.WorkspaceEdit {
  const change = changeBetween(document.getText(), text);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, change), change.text);
  return edit;
}

/** Shows the place of a finding and puts the cursor there. */
export async function reveal(document: vscode.TextDocument, pointer: string): Promise<void> {
  const selection = rangeOf(document, spanOfPointer(document.getText(), pointer));
  await vscode.window.showTextDocument(document, { selection, preview: false });
}
