/** What stands above a tree that shows what openbanking.json said before it was broken, as it is while somebody types in it. */
import * as vscode from 'vscode';
import type { OpenedFolder } from '../workbench/workbench.ts';

/** Undefined where every file is as it is shown, or was never good in this window: then its row says what is wrong. */
export function staleMessage(places: readonly OpenedFolder[]): string | undefined {
  const stale = places.filter(({ problem, before }) => problem !== undefined && before !== undefined);
  const several = places.length > 1;
  const said = stale.map(({ name, problem }) => (several ? `${name}: ${problem?.message}` : problem?.message));
  return stale.length === 0
    ? undefined
    : [...said, vscode.l10n.t('Until that is mended, what the file said before is shown.')].join(' ');
}
