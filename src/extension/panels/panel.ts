/** A page in an editor's tab: strict about what it may load, and about what it says. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { infer as Infer, ZodMiniType } from 'zod/mini';
import { cut, oneLine } from '../plain/text.ts';

/** The pages of src/webview, each a script and a style sheet in dist/webview. */
type PageName = 'inspector' | 'list' | 'phone' | 'report' | 'transactions';

export interface PageOf<Incoming extends ZodMiniType> {
  name: PageName;
  /** What the page may say. */
  incoming: Incoming;
  /** Under the extension's folder, e.g. `media/jwt.svg`. */
  icon?: string;
}

/** One page and the tab that it stands in. `Outgoing` is what the extension says to it. */
export class Panel<Incoming extends ZodMiniType, Outgoing> implements vscode.Disposable {
  readonly view: vscode.WebviewPanel;
  readonly #closed = new vscode.EventEmitter<void>();
  readonly onDidClose = this.#closed.event;
  readonly #listening: vscode.Disposable;
  #isClosed = false;

  /**
   * Fills the tab.
   * @param onMessage called with each message that has a shape the page may send; others are dropped
   */
  constructor(
    extension: vscode.Uri,
    { name, incoming, icon }: PageOf<Incoming>,
    view: vscode.WebviewPanel,
    onMessage: (message: Infer<Incoming>) => void,
  ) {
    this.view = view;
    view.webview.options = pageOptions(extension);
    this.#listening = view.webview.onDidReceiveMessage((message: unknown) => {
      const read = incoming.safeParse(message);
      if (read.success) onMessage(read.data);
    });
    view.onDidDispose(() => {
      this.#isClosed = true;
      this.#listening.dispose();
      this.#closed.fire();
      this.#closed.dispose();
    });
    if (icon !== undefined) view.iconPath = vscode.Uri.joinPath(extension, icon);
    view.webview.html = html(view.webview, vscode.Uri.joinPath(extension, 'dist', 'webview'), name, view.title);
  }

  /** @returns false where the page is not there any more */
  async say(message: Outgoing): Promise<boolean> {
    // A closed page throws, in the middle of what was still on its way to it.
    return this.#isClosed ? false : this.view.webview.postMessage(message);
  }

  dispose(): void {
    this.view.dispose();
  }
}

/** The words of a tab: one line, of forty characters at most, as tabs stand beside each other. */
export const titleOfTab = (words: string): string => cut(oneLine(words), 40);

/** What a page of ours may do: run its own script, and load from nowhere but its own folder. */
export function pageOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableForms: false,
    enableCommandUris: false,
    localResourceRoots: [vscode.Uri.joinPath(extension, 'dist', 'webview')],
  };
}

function html(webview: vscode.Webview, folder: vscode.Uri, name: PageName, title: string): string {
  const nonce = randomBytes(18).toString('base64url');
  const file = (extension: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, `${name}.${extension}`));
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const texts = JSON.stringify(vscode.l10n.bundle ?? {}).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="${escaped(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${escaped(String(file('css')))}">
</head>
<body>
<script type="application/json" id="texts" nonce="${nonce}">${texts}</script>
<script nonce="${nonce}" src="${escaped(String(file('js')))}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
