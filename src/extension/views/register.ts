/** The sidebar's views and the status bar. */
import * as vscode from 'vscode';
import { opensOnStartup } from '../settings/settings.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { registerBanksView } from './banks.ts';
import { registerExchangesView } from './exchanges.ts';
import { registerKeysView } from './keys.ts';
import { registerReached } from './reached-keys.ts';
import { registerSandboxView } from './sandbox.ts';
import { registerStatusBar } from './status-bar.ts';

export function registerViews(workbench: Workbench): void {
  registerBanksView(workbench);
  registerSandboxView(workbench);
  registerKeysView(workbench);
  registerExchangesView(workbench);
  registerStatusBar(workbench);
  // VS Code itself begins each window with its Explorer.
  if (opensOnStartup()) {
    void vscode.commands.executeCommand('openBanking.banks.focus', { preserveFocus: true });
  }
  registerReached(workbench);
}
