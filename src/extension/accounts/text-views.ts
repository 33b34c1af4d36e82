/** Read-only texts with a bank's data: they live in memory while an editor shows them, and never on a disk. */
import * as vscode from 'vscode';

export const viewScheme = 'openbanking-view';

export class TextViews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registrations: vscode.Disposable[];

  constructor() {
    this.#registrations = [
      vscode.workspace.registerTextDocumentContentProvider(viewScheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === viewScheme) this.#texts.delete(uri.toString());
      }),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ??
      vscode.l10n.t('A bank’s data is not kept when a window closes. Run the command again to read it anew.')
    );
  }

  /** Puts a text under an address; an editor that shows it follows. */
  set(uri: vscode.Uri, text: string): void {
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
  }

  async open(uri: vscode.Uri): Promise<void> {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
  }

  dispose(): void {
    this.#changed.dispose();
    for (const registration of this.#registrations) registration.dispose();
  }
}

/**
 * The address of a text: `title` is what the tab says, `about` tells apart what has the same title.
 * @param about never shown
 */
export function viewUri(title: string, ...about: readonly string[]): vscode.Uri {
  const name = title.replace(/[/\\?#:*"<>|]+/g, ' ').trim();
  return vscode.Uri.from({ scheme: viewScheme, path: `/${name}.txt`, query: about.join('&') });
}
