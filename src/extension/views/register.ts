/** The sidebar's views and the status bar. */
import { registerExchangesView } from '../exchanges/tree.ts';
import type { Workbench } from '../workbench.ts';
import { registerBanksView } from './banks.ts';
import { registerKeysView } from './keys.ts';
import { registerSandboxView } from './sandbox.ts';
import { registerStatusBar } from './status-bar.ts';

export function registerViews(workbench: Workbench): void {
  registerBanksView(workbench);
  registerSandboxView(workbench);
  registerKeysView(workbench);
  registerExchangesView(workbench);
  registerStatusBar(workbench);
}
