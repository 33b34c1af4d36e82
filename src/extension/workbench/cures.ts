/** What a click on a trouble does: what its first remedy that can be followed here leads to, or the same again where that can help. */
import * as vscode from 'vscode';
import type { Problem } from '../../tpp/errors.ts';
import { mayHelpAgain } from './again.ts';
import { type Lead, leadOf } from './leads.ts';
import type { BanksNode } from './nodes.ts';
import type { Workbench } from './workbench.ts';

/** After these what failed is tried again by itself, as nothing else was wanted. */
const mends = new Set(['startSandbox', 'authoriseConsent', 'givePassphrase']);

/** A button, and the remedy that it is where it is one: words beside it need not name its command. */
export type Cure = Omit<Lead, 'remedy'> & Partial<Pick<Lead, 'remedy'>>;

/**
 * @param again what failed, once more
 * @returns undefined where nothing here leads on
 */
export function cureOf(
  workbench: Workbench,
  problem: Problem,
  again: () => Promise<unknown>,
  item?: BanksNode,
): Cure | undefined {
  const lead = leadOf(workbench, problem, item);
  if (!lead) return mayHelpAgain(problem) ? { title: vscode.l10n.t('Retry'), run: again } : undefined;
  const { remedy, title, run } = lead;
  if (!mends.has(remedy.do)) return lead;
  return {
    remedy,
    title,
    async run() {
      const done = await run();
      return done === undefined ? undefined : again();
    },
  };
}
