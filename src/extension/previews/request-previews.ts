/** A request as JSON in an editor before it is sent: looked over while it is typed, mended by quick fixes, sent from its lenses. */
import * as vscode from 'vscode';
import { withReplacement } from '../../tpp/json-pointer.ts';
import type { ClaimFinding } from '../../tpp/registration/preflight.ts';
import { addressArguments } from '../contributions/arguments.ts';
import { Debounce } from '../debounce.ts';
import { faultDiagnostic } from '../documents/faults.ts';
import { diagnosticOf, editTo, quickFixes, rangeOf, reveal } from '../documents/findings.ts';
import { memoryScheme, onDidForgetMemoryFile, openMemoryFile } from '../documents/memory-files.ts';
import { type RequestText, readRequestText, withClaims } from '../documents/request-text.ts';
import { inspect } from '../jwt/open.ts';
import { nameOf } from '../jwt/sources.ts';
import { diagnosticSource } from '../plain/diagnostic.ts';
import { codeLens } from '../plain/lens.ts';
import type { GivenToken, InspectedToken } from '../tokens/given.ts';
import type { Workbench } from '../workbench/workbench.ts';

/** What registration and authorisation requests differ in; `About` is what a preview was opened for. */
export interface RequestKind<About> {
  /** In the ids of its commands, `_openBanking.NAME.ACTION`, which stand in its lenses and in no menu. */
  name: string;
  /** Of its documents' paths, as a glob. */
  pattern: string;
  /** What a bank would say against the request. */
  findings(about: About, request: RequestText): Promise<ClaimFinding[]>;
  /** What is told before the findings, and keeps nobody from sending. */
  remarks(about: About, request: RequestText): ClaimFinding[];
  /** By the names that their commands end on, in the order of the lenses. */
  actions: Record<string, Action<About>>;
  /** The request signed as it would be sent; what keeps it from being signed is an `OpenBankingError`. */
  signed(about: About, request: RequestText): Promise<Pick<GivenToken, 'text' | 'context'>>;
  /** A request sent again has to be a new one. */
  renewal: {
    title(): string;
    /** The claims of a request made now. */
    claims(): Record<string, unknown>;
    /** The codes of what it mends. */
    mends: RegExp;
  };
}

interface Action<About> {
  icon?: string;
  title(about: About): string;
  run(preview: ReadPreview<About>): Promise<unknown>;
}

/** A preview whose text is a request. */
export interface ReadPreview<About> {
  document: vscode.TextDocument;
  about: About;
  request: RequestText;
  /** What a bank would say against it as it stands. */
  findings: readonly ClaimFinding[];
}

interface Preview<About> {
  about: About;
  /** Of the text as last looked at. */
  findings: ClaimFinding[];
  remarks: ClaimFinding[];
}

/** Milliseconds without typing after which the claims are looked at. */
const delay = 250;
/** Every fix may bring another finding to light; more rounds than there are checks are never needed. */
const maxRounds = 40;

export class RequestPreviews<About> implements vscode.CodeLensProvider, vscode.CodeActionProvider {
  readonly #workbench: Workbench;
  readonly #kind: RequestKind<About>;
  readonly #diagnostics: vscode.DiagnosticCollection;
  readonly #previews = new Map<string, Preview<About>>();
  readonly #waiting = new Debounce(delay);

  constructor(workbench: Workbench, kind: RequestKind<About>) {
    this.#workbench = workbench;
    this.#kind = kind;
    this.#diagnostics = vscode.languages.createDiagnosticCollection(`${diagnosticSource} ${kind.name}`);
    const documents = { scheme: memoryScheme, pattern: kind.pattern };
    workbench.context.subscriptions.push(
      this.#diagnostics,
      vscode.languages.registerCodeLensProvider(documents, this),
      vscode.languages.registerCodeActionsProvider(documents, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#examineSoon(document)),
      onDidForgetMemoryFile((uri) => this.#forget(uri)),
      ...Object.entries(kind.actions).map(([name, { run }]) =>
        vscode.commands.registerCommand(this.#command(name), async (...given) => {
          const read = await this.#read(...addressArguments.parse(given));
          return read && run(read);
        }),
      ),
      vscode.commands.registerCommand(this.#command('renew'), (...given) =>
        this.#renew(...addressArguments.parse(given)),
      ),
      vscode.commands.registerCommand(this.#command('inspect'), (...given) =>
        this.#inspect(...addressArguments.parse(given)),
      ),
      this.#waiting,
    );
  }

  /** @param path like `folder/registration request of sandbox.json`, which the kind's pattern matches */
  async open(path: string, text: string, about: About): Promise<vscode.TextDocument> {
    const document = await openMemoryFile(path, text, { languageId: 'json' });
    this.#previews.set(document.uri.toString(), { about, findings: [], remarks: [] });
    await this.#examine(document);
    return document;
  }

  /** All that is said of a preview, what matters first. */
  findings({ uri }: vscode.TextDocument): readonly ClaimFinding[] {
    const { remarks = [], findings = [] } = this.#previews.get(uri.toString()) ?? {};
    return [...remarks, ...findings];
  }

  #command(action: string): string {
    return `_openBanking.${this.#kind.name}.${action}`;
  }

  #examineSoon(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (!this.#previews.has(key)) return;
    this.#waiting.run(() => void this.#examine(document), key);
  }

  /** Puts the diagnostics of the text as it stands; a text that changes meanwhile is looked at again by its own change. */
  async #examine(document: vscode.TextDocument): Promise<void> {
    const preview = this.#previews.get(document.uri.toString());
    if (!preview) return;
    const { version } = document;
    const read = readRequestText(document.getText());
    if ('faults' in read) {
      Object.assign(preview, { findings: [], remarks: [] });
      this.#diagnostics.set(
        document.uri,
        read.faults.map((fault) => faultDiagnostic(document, fault)),
      );
      return;
    }
    const findings = await this.#kind.findings(preview.about, read);
    // Closed meanwhile, or opened anew for something else.
    if (document.version !== version || this.#previews.get(document.uri.toString()) !== preview) return;
    Object.assign(preview, { findings, remarks: this.#kind.remarks(preview.about, read) });
    this.#diagnostics.set(
      document.uri,
      this.findings(document).map((finding) => diagnosticOf(document, finding)),
    );
  }

  /** What the text says, looked over anew; where it is no request, the cursor goes to the reason. */
  async #read(uri: vscode.Uri): Promise<ReadPreview<About> | undefined> {
    if (!this.#previews.has(uri.toString())) return undefined;
    const document = await vscode.workspace.openTextDocument(uri);
    await this.#examine(document);
    const preview = this.#previews.get(uri.toString());
    if (!preview) return undefined;
    const request = readRequestText(document.getText());
    if (!('faults' in request)) return { document, about: preview.about, request, findings: preview.findings };
    const [fault] = request.faults;
    if (fault) await vscode.window.showTextDocument(document, { selection: rangeOf(document, fault), preview: false });
    return undefined;
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    this.#waiting.cancel(key);
    this.#previews.delete(key);
    this.#diagnostics.delete(uri);
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const preview = this.#previews.get(document.uri.toString());
    if (!preview) return [];
    const lens = (title: string, action: string, icon?: string): vscode.CodeLens =>
      codeLens(new vscode.Range(0, 0, 0, 0), {
        icon,
        title,
        command: this.#command(action),
        arguments: [document.uri],
      });
    const actions = Object.entries(this.#kind.actions);
    return [
      ...actions.map(([name, { title, icon }]) => lens(title(preview.about), name, icon)),
      lens(this.#kind.renewal.title(), 'renew'),
      lens(vscode.l10n.t('Sign and Inspect as JWT'), 'inspect'),
    ];
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const preview = this.#previews.get(document.uri.toString());
    if (!preview) return [];
    const { title, claims, mends } = this.#kind.renewal;
    const fixes = quickFixes(document, preview.findings, range, context);
    const renewable = context.diagnostics.filter(({ code }) => mends.test(String(code)));
    if (renewable.length > 0) {
      const renewal = new vscode.CodeAction(title(), vscode.CodeActionKind.QuickFix);
      renewal.edit = editTo(document, withClaims(document.getText(), claims()));
      renewal.diagnostics = renewable;
      fixes.push(renewal);
    }
    const fixable = preview.findings.filter(({ replacement }) => replacement !== undefined);
    if (fixes.length > 0 && fixable.length > 1) fixes.push(new FixAll(document));
    return fixes;
  }

  async resolveCodeAction(action: vscode.CodeAction): Promise<vscode.CodeAction> {
    if (action instanceof FixAll) action.edit = editTo(action.document, await this.#mended(action.document));
    return action;
  }

  /** Applies every fix there is; what is left needs a person. */
  async fixAll(document: vscode.TextDocument): Promise<boolean> {
    return vscode.workspace.applyEdit(editTo(document, await this.#mended(document)));
  }

  /** The text with every fix applied, one after the other, because one may make the next unnecessary or bring it to light. */
  async #mended(document: vscode.TextDocument): Promise<string> {
    const preview = this.#previews.get(document.uri.toString());
    const { claims, mends } = this.#kind.renewal;
    let text = document.getText();
    const done = new Set<string>();
    for (let round = 0; preview && round < maxRounds; round += 1) {
      const read = readRequestText(text);
      if ('faults' in read) break;
      const findings = await this.#kind.findings(preview.about, read);
      const next = findings.find(({ code, pointer, replacement }) => replacement && !done.has(`${code} ${pointer}`));
      if (!next?.replacement) return findings.some(({ code }) => mends.test(code)) ? withClaims(text, claims()) : text;
      done.add(`${next.code} ${next.pointer}`);
      text = withReplacement(text, next.pointer, next.replacement);
    }
    return text;
  }

  async #renew(uri: vscode.Uri): Promise<void> {
    if (!this.#previews.has(uri.toString())) return;
    const document = await vscode.workspace.openTextDocument(uri);
    const text = document.getText();
    if ('faults' in readRequestText(text)) return;
    await vscode.workspace.applyEdit(editTo(document, withClaims(text, this.#kind.renewal.claims())));
  }

  /** Signs what the document says and shows it as it would be sent; nothing is sent. */
  async #inspect(uri: vscode.Uri): Promise<InspectedToken | undefined> {
    const read = await this.#read(uri);
    if (!read) return undefined;
    try {
      const signed = await this.#kind.signed(read.about, read.request);
      return await inspect(this.#workbench, { ...signed, label: nameOf(uri), source: { from: 'hand' } });
    } catch (thrown) {
      const { problemOf } = await this.#workbench.tpp();
      await this.#workbench.show(problemOf(thrown));
      return undefined;
    }
  }
}

/** Puts the cursor at what keeps a request from being sent, and gives it. */
export async function revealFirstError<About>({
  document,
  findings,
}: ReadPreview<About>): Promise<ClaimFinding | undefined> {
  const stop = findings.find(({ severity }) => severity === 'error');
  if (stop) await reveal(document, stop.pointer);
  return stop;
}

class FixAll extends vscode.CodeAction {
  readonly document: vscode.TextDocument;

  constructor(document: vscode.TextDocument) {
    super(vscode.l10n.t('Fix all findings'), vscode.CodeActionKind.QuickFix);
    this.document = document;
  }
}
