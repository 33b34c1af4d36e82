/** Dates beside the numbers of `iat`, `exp`, `nbf` and `auth_time`, in any text. */
import * as vscode from 'vscode';
import { inlayHint } from '../plain/hints.ts';
import type { Workbench } from '../workbench.ts';
import { datesIn } from './dates.ts';

export function registerDateHints({ context }: Workbench): void {
  const hints: vscode.InlayHintsProvider = {
    provideInlayHints(document, range) {
      const start = document.offsetAt(range.start);
      return datesIn(document.getText(range)).map(({ end, iso }) => inlayHint(document.positionAt(start + end), iso));
    },
  };
  context.subscriptions.push(vscode.languages.registerInlayHintsProvider({ pattern: '**' }, hints));
}
