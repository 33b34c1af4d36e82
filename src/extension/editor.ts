/** All that the extension is beyond its activation, in an output of its own: views, previews, diagnostics and what each command does. */
import './spoken-language.ts';
import * as vscode from 'vscode';
import { accountCommands, transactionsTools } from './commands/accounts.ts';
import { authorisationCommands } from './commands/authorisation.ts';
import { bothVersionsCommands } from './commands/both-versions.ts';
import { clientCommands } from './commands/clients.ts';
import { consentCommands } from './commands/consents.ts';
import { exchangeCommands } from './commands/exchanges.ts';
import { journeyCommands } from './commands/journey.ts';
import { jwtCommands } from './commands/jwt.ts';
import { keyCommands } from './commands/keys.ts';
import { postmanCommands } from './commands/postman.ts';
import { rehearsalCommands } from './commands/rehearsal.ts';
import { resourceCommands } from './commands/resources.ts';
import { sandboxCommands } from './commands/sandbox.ts';
import { standardCommands } from './commands/standard.ts';
import { urlCommands } from './commands/urls.ts';
import { workspaceFileCommands } from './commands/workspace-file.ts';
import { takenChoices } from './contributions/arguments.ts';
import type { CommandName } from './contributions/commands.ts';
import { registerJwts } from './jwt/register.ts';
import { registerDocuments } from './register-documents.ts';
import { offerCommand } from './terminal-command.ts';
import { registerViews } from './views/register.ts';
import { brokenFileOf, ownItem } from './workbench/own-item.ts';
import { mayRun } from './workbench/trust.ts';
import { type Handler, type Handlers, Workbench } from './workbench/workbench.ts';

/** Registers views and documents, and gives what the commands do. */
export function openEditor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Handlers<CommandName> {
  const workbench = new Workbench(context, log);
  context.subscriptions.push(workbench);
  const handlers: Handlers<CommandName> = {
    ...sandboxCommands(workbench),
    ...workspaceFileCommands(workbench),
    ...clientCommands(workbench),
    ...consentCommands(workbench),
    ...authorisationCommands(workbench),
    ...accountCommands(workbench),
    ...resourceCommands(workbench),
    ...bothVersionsCommands(workbench),
    ...journeyCommands(workbench),
    ...rehearsalCommands(workbench),
    ...keyCommands(workbench),
    ...jwtCommands(workbench),
    ...exchangeCommands(workbench),
    ...standardCommands(workbench),
    ...postmanCommands(workbench),
    ...urlCommands(workbench),
    async refreshViews() {
      await workbench.forgetSessions();
      workbench.changed();
    },
  };
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer('openBanking.transactions', {
      async deserializeWebviewPanel(view, state) {
        const { restoreTransactions } = await import('./panels/index.ts');
        await restoreTransactions(transactionsTools(workbench), view, state);
      },
    }),
  );
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer('openBanking.list', {
      async deserializeWebviewPanel(view, state) {
        const { restoreList } = await import('./panels/index.ts');
        await restoreList(transactionsTools(workbench), view, state);
      },
    }),
  );
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((change) => {
      // A session keeps the way out, the timeout and the memory that it began with.
      const kept = ['http', 'openBanking.requests', 'openBanking.exchanges.recordBodies'];
      if (kept.some((section) => change.affectsConfiguration(section))) void workbench.forgetSessions();
      if (change.affectsConfiguration('openBanking.exchanges.limit')) workbench.exchanges.limit();
    }),
  );
  offerCommand(context, workbench.demoFolder);
  registerViews(workbench);
  registerDocuments(workbench);
  registerJwts(workbench);
  return gated(workbench, handlers);
}

/**
 * The one way in for every command: it works in a folder as trusted as this one, its item is one of this window's, its further argument has
 * its shape and answers no question.
 */
function gated(workbench: Workbench, handlers: Handlers<CommandName>): Handlers<CommandName> {
  const testing = workbench.context.extensionMode === vscode.ExtensionMode.Test;
  const entries = (Object.keys(handlers) as CommandName[]).map((name): [CommandName, Handler] => [
    name,
    async (item, given) => {
      if (!mayRun(name)) return undefined;
      const choices = takenChoices(name, given, testing);
      const own = await ownItem(workbench, item);
      const broken = own === undefined && item !== undefined ? await brokenFileOf(workbench, item) : undefined;
      if (!broken) return handlers[name](own, choices);
      void workbench.show(broken);
      return undefined;
    },
  ]);
  return Object.fromEntries(entries) as Handlers<CommandName>;
}
