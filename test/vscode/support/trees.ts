/** The extension's trees as it gave them to VS Code, which offers no way to read them: loaded before the extension, this keeps what it hands over. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';

interface Given {
  provider: vscode.TreeDataProvider<unknown>;
  view: vscode.TreeView<unknown>;
}

const given = new Map<string, Given>();
const create = vscode.window.createTreeView;
Object.assign(vscode.window, {
  createTreeView(id: string, options: vscode.TreeViewOptions<unknown>) {
    const view = create.call(vscode.window, id, options);
    given.set(id, { provider: options.treeDataProvider, view });
    return view;
  },
});

/** An item of a tree and what it was made of, which is what its commands are called on. */
export interface Item {
  node: unknown;
  label: string;
  item: vscode.TreeItem;
}

/** Opens a view of the sidebar, as a click on its title would. */
export async function openView(id: string): Promise<Given> {
  await vscode.commands.executeCommand(`${id}.focus`);
  return eventually(() => {
    const found = given.get(id);
    assert(found?.view.visible, `The view ${id} is not open.`);
    return found;
  });
}

/** What stands below an item, or on the first level. */
export async function itemsOf(id: string, parent?: Item): Promise<Item[]> {
  const { provider } = given.get(id) ?? {};
  assert(provider, `There is no view ${id}.`);
  const nodes = (await provider.getChildren(parent?.node)) ?? [];
  return Promise.all(
    nodes.map(async (node) => {
      const item = await provider.getTreeItem(node);
      return { node, item, label: typeof item.label === 'string' ? item.label : (item.label?.label ?? '') };
    }),
  );
}

/** The text that shows when somebody points at an item. */
export async function tooltipOf(id: string, { item, node }: Item): Promise<string> {
  const { provider } = given.get(id) ?? {};
  const { token } = new vscode.CancellationTokenSource();
  const { tooltip } = (await provider?.resolveTreeItem?.(item, node, token)) ?? item;
  return typeof tooltip === 'string' ? tooltip : (tooltip?.value ?? '');
}
