/** JWTs in a terminal, also over its wrapped lines, as links into the inspector. */
import * as vscode from 'vscode';
import { tokensIn } from '../tokens/given-text.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { inspect } from './open.ts';

interface TokenLink extends vscode.TerminalLink {
  token: string;
}

export function registerTerminalLinks(workbench: Workbench): void {
  const links: vscode.TerminalLinkProvider<TokenLink> = {
    provideTerminalLinks: ({ line }) =>
      tokensIn(line).map(({ start, end, spelled }) => ({
        startIndex: start,
        length: end - start,
        tooltip: vscode.l10n.t('Inspect JWT'),
        token: spelled,
      })),
    async handleTerminalLink({ token }) {
      await inspect(workbench, { text: token, label: vscode.l10n.t('terminal'), source: { from: 'hand' } });
    },
  };
  workbench.context.subscriptions.push(vscode.window.registerTerminalLinkProvider(links));
}
