/** The context keys that say how far the window has come. */
import * as vscode from 'vscode';
import { contextKeys } from '../contributions/views.ts';
import type { Workbench } from '../workbench.ts';
import { type Reached, reachedBy } from './reached.ts';

/** Changes that come together are one look. */
const settle = 200;

export function registerReached(workbench: Workbench): void {
  const told = new Map<string, boolean>();
  let soon: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    for (const [name, value] of Object.entries(await reachedIn(workbench)) as [keyof Reached, boolean][]) {
      if (told.get(name) === value) continue;
      told.set(name, value);
      await vscode.commands.executeCommand('setContext', contextKeys[name], value);
    }
  };
  const lookSoon = (): void => {
    clearTimeout(soon);
    soon = setTimeout(() => look().catch((thrown: unknown) => workbench.log.error(String(thrown))), settle);
  };
  lookSoon();
  workbench.context.subscriptions.push(
    workbench.onDidChange(lookSoon),
    workbench.exchanges.onDidChange(lookSoon),
    new vscode.Disposable(() => clearTimeout(soon)),
  );
}

/** A file that cannot be read is told by the tree. */
async function reachedIn(workbench: Workbench): Promise<Reached> {
  const known = await Promise.all(
    (await workbench.banks()).map(async ({ place, bank }) => {
      const tpp = await workbench.tpp();
      const state = tpp.fileStateStore(place.folder.fsPath);
      try {
        const clients = await tpp.clientsAt({ workspace: place.workspace, bank, state });
        const { consents } = await state.read();
        return { clients: clients.length, consents: consents.filter((consent) => consent.bank === bank.name) };
      } catch {
        return { clients: 0, consents: [] };
      }
    }),
  );
  const clients = known.reduce((sum, each) => sum + each.clients, 0);
  const consents = known.flatMap((each) => each.consents);
  return reachedBy(clients, consents, workbench.exchanges.all());
}
