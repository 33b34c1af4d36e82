/** Documents of the scheme `openbanking`, held in memory: previews that are real editors, and of which nothing reaches the disk. */
import * as vscode from 'vscode';
import { Debounce } from '../debounce.ts';

export const memoryScheme = 'openbanking';

/** Milliseconds without typing after which an edited preview counts as saved: before VS Code would keep a backup of it on disk. */
const delay = 400;
/** Milliseconds to wait for an open document to follow a new text. */
const timeout = 2000;

/** Milliseconds after which a document that closed is forgotten, unless it is open again. */
const forgetDelay = 100;

interface MemoryFile {
  contents: Uint8Array;
  created: number;
  modified: number;
  readonly: boolean;
}

class MemoryFiles implements vscode.FileSystemProvider {
  readonly #files = new Map<string, MemoryFile>();
  readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changes.event;
  readonly #forgotten = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidForget = this.#forgotten.event;

  has(uri: vscode.Uri): boolean {
    return this.#files.has(uri.path);
  }

  put(uri: vscode.Uri, text: string, readonly: boolean): void {
    const before = this.#files.get(uri.path);
    // Two changes within one millisecond would look like none.
    const modified = Math.max(Date.now(), (before?.modified ?? 0) + 1);
    const contents = new TextEncoder().encode(text);
    this.#files.set(uri.path, { contents, created: before?.created ?? modified, modified, readonly });
    this.#changes.fire([{ type: before ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created, uri }]);
  }

  forget(uri: vscode.Uri): void {
    if (!this.#files.delete(uri.path)) return;
    this.#changes.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
    this.#forgotten.fire(uri);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { contents, created, modified, readonly } = this.#file(uri);
    return {
      type: vscode.FileType.File,
      ctime: created,
      mtime: modified,
      size: contents.byteLength,
      ...(readonly && { permissions: vscode.FilePermission.Readonly }),
    };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.#file(uri).contents;
  }

  writeFile(uri: vscode.Uri, contents: Uint8Array): void {
    const { readonly } = this.#file(uri);
    if (readonly) throw vscode.FileSystemError.NoPermissions(uri);
    this.put(uri, new TextDecoder().decode(contents), readonly);
  }

  #file(uri: vscode.Uri): MemoryFile {
    const file = this.#files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  delete(uri: vscode.Uri): void {
    this.forget(uri);
  }

  rename(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  dispose(): void {
    this.#files.clear();
    this.#changes.dispose();
    this.#forgotten.dispose();
  }
}

const files = new MemoryFiles();
/** Paths of documents that are on their way into an editor. */
const opening = new Set<string>();

/** A document was closed for good, and its text is gone. */
export const onDidForgetMemoryFile = files.onDidForget;

/** The address of a document in memory; a path is like `sandbox/registration request.json`. */
export function memoryUri(path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: memoryScheme, path: path.startsWith('/') ? path : `/${path}` });
}

export function registerMemoryFiles(context: Pick<vscode.ExtensionContext, 'subscriptions'>): void {
  const saving = new Debounce(delay);
  const saveSoon = (document: vscode.TextDocument): void =>
    saving.run(() => {
      if (!document.isClosed && document.isDirty) void document.save();
    }, document.uri.toString());
  context.subscriptions.push(
    files,
    vscode.workspace.registerFileSystemProvider(memoryScheme, files, { isCaseSensitive: true }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === memoryScheme && document.isDirty) saveSoon(document);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => forgetSoon(uri)),
    // The text itself may live on for minutes after its last editor is closed.
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      for (const uri of closed.flatMap(addressesOf)) forgetSoon(uri);
    }),
    saving,
  );
  void closeLeftovers();
}

/** What a tab shows of ours: one document, or two that are compared. */
function addressesOf({ input }: vscode.Tab): vscode.Uri[] {
  const shown =
    input instanceof vscode.TabInputText
      ? [input.uri]
      : input instanceof vscode.TabInputTextDiff
        ? [input.original, input.modified]
        : [];
  return shown.filter(({ scheme }) => scheme === memoryScheme);
}

const allTabs = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);

/** An editor that moves closes and opens again, and so does a document whose language changes: they are still there then. */
function forgetSoon(uri: vscode.Uri): void {
  if (uri.scheme !== memoryScheme) return;
  setTimeout(() => {
    const shown = allTabs()
      .flatMap(addressesOf)
      .some(({ path }) => path === uri.path);
    if (!shown && !opening.has(uri.path)) files.forget(uri);
  }, forgetDelay);
}

/** After a reload VS Code shows the tabs again, but what they held is gone. */
async function closeLeftovers(): Promise<void> {
  const orphans = allTabs().filter((tab) => {
    return addressesOf(tab).some((uri) => !files.has(uri));
  });
  if (orphans.length > 0) await vscode.window.tabGroups.close(orphans, true);
}

/** Holds a text for an editor that is about to show it, a diff editor for one; it can be read and copied, not edited. */
export function holdMemoryFile(path: string, text: string): vscode.Uri {
  const uri = memoryUri(path);
  files.put(uri, text, true);
  return uri;
}

export interface MemoryFileOptions {
  /** Default: by the name's ending. */
  languageId?: string;
  viewColumn?: vscode.ViewColumn;
  /** The document can be read and copied, not edited. */
  readonly?: boolean;
}

/**
 * Shows a document that exists in memory only. One that is open under the same path takes the new text.
 *
 * @param path like `sandbox/registration request.json`; its last part is the editor's title
 */
export async function openMemoryFile(
  path: string,
  text: string,
  options: MemoryFileOptions = {},
): Promise<vscode.TextDocument> {
  const uri = memoryUri(path);
  opening.add(uri.path);
  try {
    const open = openDocument(uri);
    // A document with unsaved changes does not follow its file.
    if (open?.isDirty) await open.save();
    files.put(uri, text, options.readonly ?? false);
    const document = await vscode.workspace.openTextDocument(uri);
    await follows(document, text);
    const { languageId = document.languageId, viewColumn } = options;
    const shown =
      languageId === document.languageId
        ? document
        : await vscode.languages.setTextDocumentLanguage(document, languageId);
    await vscode.window.showTextDocument(shown, { viewColumn, preview: false });
    return shown;
  } finally {
    opening.delete(uri.path);
  }
}

const openDocument = (uri: vscode.Uri): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());

/** An open document takes a new text of its file a moment later. */
async function follows(document: vscode.TextDocument, text: string): Promise<void> {
  if (document.getText() === text) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    };
    const timer = setTimeout(done, timeout);
    const listening = vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document === document && document.getText() === text) done();
    });
  });
}
