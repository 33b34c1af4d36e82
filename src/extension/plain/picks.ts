/** Quick picks, whose rows may have icons; a question stays while its answer is looked up elsewhere. */
import * as vscode from 'vscode';
import { plainLabel } from './text.ts';

export interface PickRow extends vscode.QuickPickItem {
  /** The name of an icon before the label. */
  icon?: string;
}

/** Titles and placeholders show what they are given as it stands. */
type Options = Omit<vscode.QuickPickOptions, 'canPickMany'>;

/** @returns the row chosen; undefined when the question was dismissed */
export async function showPick<T extends PickRow>(rows: readonly T[], options: Options): Promise<T | undefined> {
  const shown = rows.map(plainRow);
  const chosen = await vscode.window.showQuickPick(shown, { ignoreFocusOut: true, ...options });
  return chosen && rows[shown.indexOf(chosen)];
}

/** @returns the rows chosen; undefined when the question was dismissed */
export async function showPicks<T extends PickRow>(rows: readonly T[], options: Options): Promise<T[] | undefined> {
  const shown = rows.map(plainRow);
  const chosen = await vscode.window.showQuickPick(shown, { ignoreFocusOut: true, ...options, canPickMany: true });
  return chosen && rows.filter((_row, index) => chosen.some((each) => each === shown[index]));
}

/** A quick pick that stays with its caller; rows go into it by `setRows` alone. */
export function createPick<T extends PickRow>(): {
  pick: Omit<vscode.QuickPick<T>, 'items'> & { readonly items: readonly T[] };
  setRows(rows: readonly T[]): void;
} {
  const pick = vscode.window.createQuickPick<T>();
  return {
    pick,
    setRows(rows) {
      pick.items = rows.map(plainRow);
    },
  };
}

function plainRow<T extends PickRow>(row: T): T {
  const label = plainLabel(row.label);
  return {
    ...row,
    label: row.icon === undefined ? label : `$(${row.icon}) ${label}`,
    description: row.description && plainLabel(row.description),
    detail: row.detail && plainLabel(row.detail),
  };
}
