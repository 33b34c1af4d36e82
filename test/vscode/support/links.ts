/** The links that the extension offers in terminals and the log that it writes, as it gave them to VS Code: kept before the extension is loaded. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const providers: vscode.TerminalLinkProvider[] = [];
const register = vscode.window.registerTerminalLinkProvider;
const create = vscode.window.createOutputChannel;
const lines: string[] = [];
const levels = new Set<string | symbol>(['info', 'warn', 'error']);

Object.assign(vscode.window, {
  registerTerminalLinkProvider(provider: vscode.TerminalLinkProvider) {
    providers.push(provider);
    return register.call(vscode.window, provider);
  },
  createOutputChannel(name: string, options: { log: true }): vscode.LogOutputChannel {
    const channel = create.call(vscode.window, name, options);
    return new Proxy(channel, {
      get(target, member) {
        const value: unknown = Reflect.get(target, member, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]): unknown => {
          if (levels.has(member)) lines.push(`${String(member)} ${String(given[0])}`);
          return value.apply(target, given);
        };
      },
    });
  },
});

/** What was written to the log since the window was opened, a line each, with its level first. */
export const logLines = (): readonly string[] => lines;

/** The links of one line of a terminal, each with what it stands on and what a click does. */
export async function linksOf(line: string): Promise<{ text: string; open(): Promise<void> }[]> {
  const [provider] = providers;
  assert(provider, 'The extension offers no links in terminals.');
  const { token } = new vscode.CancellationTokenSource();
  const terminal = vscode.window.createTerminal({ name: 'links', pty: silent() });
  try {
    const links = (await provider.provideTerminalLinks({ line, terminal }, token)) ?? [];
    return links.map((link) => ({
      text: line.slice(link.startIndex, link.startIndex + link.length),
      open: async () => void (await provider.handleTerminalLink(link)),
    }));
  } finally {
    terminal.dispose();
  }
}

function silent(): vscode.Pseudoterminal {
  return { onDidWrite: new vscode.EventEmitter<string>().event, open: () => undefined, close: () => undefined };
}
