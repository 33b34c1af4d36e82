/** What a person does with tokens: inspect one from the selection, the clipboard, or pasted. */
import * as vscode from 'vscode';
import type { Handlers, Workbench } from '../workbench.ts';

export function jwtCommands(workbench: Workbench): Handlers<'inspectJwt'> {
  return {
    /** `handler(token)` asks nothing. */
    async inspectJwt(given) {
      const token =
        typeof given === 'string' ? given : await vscode.window.showInputBox({ title: vscode.l10n.t('Inspect JWT') });
      if (!token) return undefined;
      const { openInspector } = await import('../panels/index.ts');
      await openInspector(workbench, token);
      return token;
    },
  };
}
