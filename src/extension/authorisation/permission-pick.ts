/** Which permissions to ask for: by group, each with what it reveals; a combination that every bank refuses is not let through. */
import * as vscode from 'vscode';
import type { PermissionGroup } from '../../tpp/consents/permissions.ts';
import { createPick } from '../plain/picks.ts';
import { setUp } from '../questions/ask.ts';
import type { Position, Turn } from '../questions/walk.ts';
import type { Tpp } from '../workbench/workbench.ts';

/** Asks with all of them ticked; while the choice cannot be asked for, the reason stands in title and prompt and Enter does nothing. */
export async function pickPermissions(
  tpp: Tpp,
  title: string,
  selected: readonly string[],
  position: Position,
): Promise<Turn<readonly string[]>> {
  const { pick, setRows } = createPick();
  setUp(pick, { title, position });
  pick.canSelectMany = true;
  pick.matchOnDetail = true;
  setRows(itemsOf(tpp));
  pick.selectedItems = pick.items.filter(({ label }) => selected.includes(label));
  const codes = (): string[] => pick.selectedItems.map(({ label }) => label);
  const judge = (): boolean => {
    const problems = tpp.permissionProblems(codes());
    pick.title = problems.length > 0 ? `⚠ ${problems.join(' ')}` : title;
    pick.placeholder = problems.length > 0 ? problems.join(' ') : vscode.l10n.t('What the customer is asked to share');
    return problems.length === 0;
  };
  judge();
  try {
    return await new Promise((resolve) => {
      pick.onDidChangeSelection(judge);
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

function itemsOf({ permissions }: Tpp): vscode.QuickPickItem[] {
  let group: PermissionGroup | undefined;
  return permissions.flatMap((each) => {
    const item = { label: each.code, detail: each.reveals };
    if (each.group === group) return [item];
    group = each.group;
    return [{ label: groupName(each.group), kind: vscode.QuickPickItemKind.Separator }, item];
  });
}

function groupName(group: PermissionGroup): string {
  switch (group) {
    case 'Accounts':
      return vscode.l10n.t('Accounts');
    case 'Balances':
      return vscode.l10n.t('Balances');
    case 'Transactions':
      return vscode.l10n.t('Transactions');
    case 'Regular payments':
      return vscode.l10n.t('Regular payments');
    case 'Statements':
      return vscode.l10n.t('Statements');
    case 'Products':
      return vscode.l10n.t('Products');
    case 'Parties':
      return vscode.l10n.t('Parties');
  }
}
