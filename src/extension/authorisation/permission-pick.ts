/** Permission by permission, in their groups, each with what it reveals: what a ticked one needs is ticked too and told, and no combination that every bank refuses is let through. */
import * as vscode from 'vscode';
import { createPick } from '../plain/picks.ts';
import { setUp } from '../questions/ask.ts';
import type { Position, Turn } from '../questions/walk.ts';
import type { Tpp } from '../workbench/workbench.ts';

/** Asks with these ticked; while the choice cannot be asked for, the reason stands in title and prompt and Enter does nothing. */
export async function pickPermissions(
  tpp: Tpp,
  title: string,
  selected: readonly string[],
  position: Position,
): Promise<Turn<readonly string[]>> {
  const { pick, setRows } = createPick();
  const ask = vscode.l10n.t('What the customer is asked to share');
  setUp(pick, { title, position });
  pick.canSelectMany = true;
  pick.matchOnDetail = true;
  setRows(itemsOf(tpp));
  const tick = (codes: readonly string[]): void => {
    pick.selectedItems = pick.items.filter(({ label }) => codes.includes(label));
  };
  tick(selected);
  let ticked = selected;
  const codes = (): string[] => pick.selectedItems.map(({ label }) => label);
  const say = (words: string | undefined): void => {
    pick.title = words ?? title;
    pick.placeholder = words ?? ask;
  };
  const judge = (): boolean => {
    const problems = tpp.permissionProblems(codes());
    say(problems.length > 0 ? `⚠ ${problems.join(' ')}` : undefined);
    return problems.length === 0;
  };
  /** One more tick brings along what it needs; whoever unticks knows what, and is told what is lacking. */
  const follow = (): void => {
    const now = codes();
    const isMore = now.some((code) => !ticked.includes(code));
    const { permissions, added } = tpp.withNeeded(now);
    ticked = now;
    if (!isMore || added.length === 0) {
      judge();
      return;
    }
    ticked = permissions;
    tick(permissions);
    say(added.map(({ why }) => why).join(' '));
  };
  judge();
  try {
    return await new Promise((resolve) => {
      pick.onDidChangeSelection(follow);
      pick.onDidTriggerButton(() => resolve('back'));
      pick.onDidHide(() => resolve('dismissed'));
      pick.onDidAccept(() => {
        if (judge()) resolve({ answers: codes() });
      });
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

function itemsOf({ permissionGroups }: Tpp): vscode.QuickPickItem[] {
  return permissionGroups.flatMap(({ title, permissions }) => [
    { label: title, kind: vscode.QuickPickItemKind.Separator },
    ...permissions.map(({ code, reveals }) => ({ label: code, detail: reveals })),
  ]);
}
