/** The Sandbox view: whether it runs, its customers and their passwords, its software statements, its addresses. */
import * as vscode from 'vscode';
import { commandId, commands } from '../contributions/commands.ts';
import { md, tooltip } from '../plain/markdown.ts';
import { showInformation } from '../plain/messages.ts';
import { oneLine } from '../plain/text.ts';
import { idOf, rowsOf, type SandboxGroupNode, type SandboxNode } from '../sandbox/info.ts';
import type { AddressName, Statement } from '../sandbox/words.ts';
import { sandboxProfile } from '../settings/settings.ts';
import { timeText } from '../words/moments.ts';
import type { Workbench } from '../workbench/workbench.ts';

function groupLabel({ of }: SandboxGroupNode): string {
  switch (of) {
    case 'addresses':
      return vscode.l10n.t('Addresses');
    case 'customers':
      return vscode.l10n.t('Customers');
    case 'statements':
      return vscode.l10n.t('Software Statements');
  }
}

function addressLabel(name: AddressName): string {
  switch (name) {
    case 'discovery':
      return vscode.l10n.t('Discovery');
    case 'issuer':
      return vscode.l10n.t('Issuer');
    case 'registrationEndpoint':
      return vscode.l10n.t('Registration');
    case 'tokenEndpoint':
      return vscode.l10n.t('Token');
    case 'frontChannel':
      return vscode.l10n.t('Authorisation, for a browser');
    case 'resourceServer':
      return vscode.l10n.t('Read/Write API');
    case 'environment':
      return vscode.l10n.t('Environment file');
    case 'ca':
      return vscode.l10n.t('CA certificates');
  }
}

const icon = (name: string): vscode.ThemeIcon => new vscode.ThemeIcon(name);

const markdown = (...lines: string[]): vscode.MarkdownString => tooltip(lines.map((line) => md`${line}`));

function statementItem({
  clientName,
  softwareId,
  organisationId,
  roles,
  redirectUris,
  createdAt,
}: Statement): vscode.TreeItem {
  const item = new vscode.TreeItem(clientName);
  item.description = softwareId;
  item.iconPath = icon('verified');
  const made = Number.isFinite(createdAt) ? timeText(createdAt) : '';
  item.tooltip = markdown(
    vscode.l10n.t('Software id: {0}', softwareId),
    vscode.l10n.t('Organisation: {0}', organisationId),
    vscode.l10n.t('Roles: {0}', roles.join(', ')),
    vscode.l10n.t('Redirect URIs: {0}', redirectUris.join(', ')),
    vscode.l10n.t('Made: {0}', made),
  );
  return item;
}

function itemOf(node: SandboxNode): vscode.TreeItem {
  switch (node.kind) {
    case 'sandbox': {
      const { ready, holders } = node.running;
      const item = new vscode.TreeItem(vscode.l10n.t('Running'));
      item.description = ready.profile === 'strict' ? vscode.l10n.t('strict') : vscode.l10n.t('permissive');
      item.iconPath = new vscode.ThemeIcon('vm-running', new vscode.ThemeColor('testing.iconPassed'));
      item.tooltip = markdown(
        ready.profile === 'strict'
          ? vscode.l10n.t('Strict: FAPI 1.0 Advanced to the letter.')
          : vscode.l10n.t('Permissive: takes what a bank’s sandbox guide sends.'),
        vscode.l10n.t('Process {0}, listening on this machine only.', ready.pid),
        vscode.l10n.t('In use by: {0}. It ends shortly after the last of them.', holders.join(', ')),
      );
      return item;
    }
    case 'group': {
      const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
      return new vscode.TreeItem(groupLabel(node), node.of === 'addresses' ? Collapsed : Expanded);
    }
    case 'sandboxAddress': {
      const item = new vscode.TreeItem(addressLabel(node.name));
      item.description = node.value;
      item.iconPath = icon(node.name === 'ca' ? 'file' : 'link');
      item.tooltip = markdown(node.value);
      return item;
    }
    case 'customer': {
      const { login, password, name } = node.customer;
      const item = new vscode.TreeItem(login);
      item.description = vscode.l10n.t('password {0}', password);
      item.iconPath = icon('account');
      item.tooltip = markdown(name, vscode.l10n.t('User name {0}, password {1}', login, password));
      return item;
    }
    case 'statement':
      return statementItem(node.statement);
    case 'noStatement': {
      const { title } = commands.createSandboxSoftwareStatement;
      const item = new vscode.TreeItem(title);
      item.iconPath = icon('add');
      item.command = { command: commandId('createSandboxSoftwareStatement'), title };
      return item;
    }
    case 'unread': {
      const item = new vscode.TreeItem(oneLine(node.message));
      item.description = vscode.l10n.t('Retry');
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
      item.command = { command: lookAgainCommand, title: vscode.l10n.t('Retry') };
      return item;
    }
  }
}

/** Looks at the sandbox again. Not for menus. */
const lookAgainCommand = '_openBanking.sandbox.lookAgain';

export function registerSandboxView(workbench: Workbench): void {
  const { sandbox, context, log } = workbench;
  const provider: vscode.TreeDataProvider<SandboxNode> = {
    onDidChangeTreeData: sandbox.onDidChange,
    async getChildren(node) {
      const wantsStatements = node?.kind === 'group' && node.of === 'statements';
      return rowsOf(node, sandbox.running, wantsStatements ? await statementsIn(workbench) : []);
    },
    getTreeItem(node) {
      const item = itemOf(node);
      item.id = idOf(node);
      item.contextValue = node.kind;
      return item;
    },
  };
  const view = vscode.window.createTreeView('openBanking.sandbox', { treeDataProvider: provider });
  const take = (): void => {
    sandbox.take().catch((error: unknown) => log.error(String(error)));
  };
  // A window that has used it takes it again after a reload; one that only looks takes it when it looks.
  setImmediate(() => {
    if (sandbox.isUsedHere || view.visible) take();
  });
  context.subscriptions.push(
    view,
    vscode.commands.registerCommand(lookAgainCommand, () => sandbox.lookAgain()),
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) take();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (sandbox.isUsedHere || view.visible) take();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('openBanking.sandbox.profile')) void offerRestart(workbench);
    }),
  );
}

async function statementsIn(workbench: Workbench): Promise<readonly Statement[] | { unread: string }> {
  try {
    return await workbench.sandbox.statements();
  } catch (thrown) {
    const problem = (await workbench.tpp()).problemOf(thrown);
    workbench.logProblem(problem);
    return { unread: problem.message };
  }
}

/** The profile of a running bank stays what it was at its start. */
async function offerRestart({ sandbox }: Workbench): Promise<void> {
  if (!sandbox.running || sandbox.running.ready.profile === sandboxProfile()) return;
  const restart = vscode.l10n.t('Restart Sandbox');
  const message = vscode.l10n.t('The sandbox stays {0} until it starts again.', sandbox.running.ready.profile);
  if ((await showInformation(message, restart)) !== restart) return;
  await vscode.commands.executeCommand('openBanking.stopSandbox');
  await vscode.commands.executeCommand('openBanking.startSandbox');
}
