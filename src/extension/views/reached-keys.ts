/** The context keys that say how far the window has come. */
import * as vscode from 'vscode';
import { contextKeys } from '../contributions/views.ts';
import { Debounce } from '../debounce.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { type Reached, reachedBy } from './reached.ts';

/** Changes that come together are one look. */
const settle = 200;

export function registerReached(workbench: Workbench): void {
  const known = new Map<string, boolean>();
  const set = (key: string, value: boolean): Thenable<unknown> =>
    vscode.commands.executeCommand('setContext', key, value);
  const soon = new Debounce(settle);
  const look = async (): Promise<void> => {
    for (const [name, value] of Object.entries(await reachedIn(workbench)) as [keyof Reached, boolean][]) {
      if (known.get(name) === value) continue;
      known.set(name, value);
      await set(contextKeys[name], value);
    }
    await set(contextKeys.told, true);
    await set(contextKeys.told, false);
  };
  const lookSoon = (): void => {
    soon.run(() => look().catch((thrown: unknown) => workbench.log.error(String(thrown))));
  };
  lookSoon();
  workbench.context.subscriptions.push(
    workbench.onDidChange(lookSoon),
    workbench.exchanges.onDidChange(lookSoon),
    // The walkthrough may be the tab that opened.
    vscode.window.tabGroups.onDidChangeTabs(lookSoon),
    soon,
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
