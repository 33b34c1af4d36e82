/** Dates beside the numbers of `iat`, `exp`, `nbf` and `auth_time`, in any text. */
import * as vscode from 'vscode';
import { inlayHint } from '../plain/hints.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { datesIn } from './dates.ts';

/** A line of a minified file may have thousands, of which the screen shows a few. */
const maxHints = 500;

export function registerDateHints({ context }: Workbench): void {
  const hints: vscode.InlayHintsProvider = {
    provideInlayHints(document, range) {
      const start = document.offsetAt(range.start);
      const dates = datesIn(document.getText(range)).slice(0, maxHints);
      return dates.map(({ end, iso }) => inlayHint(document.positionAt(start + end), iso));
    },
  };
  context.subscriptions.push(vscode.languages.registerInlayHintsProvider({ pattern: '**' }, hints));
}
