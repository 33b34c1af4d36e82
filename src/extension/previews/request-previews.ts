/** A request as JSON in an editor before it is sent: looked over while it is typed, mended by quick fixes, sent from its lenses. */
import * as vscode from 'vscode';
import { withReplacement } from '../../tpp/json-pointer.ts';
import type { ClaimFinding } from '../../tpp/registration/preflight.ts';
import { addressArguments } from '../contributions/arguments.ts';
import { ExaminedDocuments } from '../documents/examined.ts';
import { editTo, quickFixes, rangeOf, reveal } from '../documents/findings.ts';
import { memoryScheme, openMemoryFile } from '../documents/memory-files.ts';
import { type RequestText, readRequestText, withClaims } from '../documents/request-text.ts';
import { inspect } from '../jwt/open.ts';
import { nameOf } from '../jwt/sources.ts';
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

interface Found {
  findings: readonly ClaimFinding[];
  remarks: readonly ClaimFinding[];
}

const told = ({ remarks, findings }: Found): ClaimFinding[] => [...remarks, ...findings];

/** Every fix may bring another finding to light; more rounds than there are checks are never needed. */
const maxRounds = 40;

export class RequestPreviews<About> implements vscode.CodeLensProvider, vscode.CodeActionProvider {
  readonly #workbench: Workbench;
  readonly #kind: RequestKind<About>;
  readonly #previews: ExaminedDocuments<About, RequestText, Found>;

  constructor(workbench: Workbench, kind: RequestKind<About>) {
    this.#workbench = workbench;
    this.#kind = kind;
    this.#previews = new ExaminedDocuments({
      name: kind.name,
      read: readRequestText,
      examine: async (about, request) => ({
        findings: await kind.findings(about, request),
        remarks: kind.remarks(about, request),
      }),
      told,
    });
    const documents = { scheme: memoryScheme, pattern: kind.pattern };
    workbench.context.subscriptions.push(
      this.#previews,
      vscode.languages.registerCodeLensProvider(documents, this),
      vscode.languages.registerCodeActionsProvider(documents, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
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
    );
  }

  /** @param path like `folder/registration request of sandbox.json`, which the kind's pattern matches */
  async open(path: string, text: string, about: About): Promise<vscode.TextDocument> {
    const document = await openMemoryFile(path, text, { languageId: 'json' });
    await this.#previews.add(document, about);
    return document;
  }

  /** All that is said of a preview, what matters first. */
  findings({ uri }: vscode.TextDocument): readonly ClaimFinding[] {
    const found = this.#previews.get(uri)?.found;
    return found ? told(found) : [];
  }

  #command(action: string): string {
    return `_openBanking.${this.#kind.name}.${action}`;
  }

  /** What the text says, looked over anew; where it is no request, the cursor goes to the reason. */
  async #read(uri: vscode.Uri): Promise<ReadPreview<About> | undefined> {
    if (!this.#previews.get(uri)) return undefined;
    const document = await vscode.workspace.openTextDocument(uri);
    const examined = await this.#previews.examine(document);
    if (!examined) return undefined;
    if (!('faults' in examined)) {
      const { about, read: request, found } = examined;
      return { document, about, request, findings: found.findings };
    }
    const [fault] = examined.faults;
    if (fault) await vscode.window.showTextDocument(document, { selection: rangeOf(document, fault), preview: false });
    return undefined;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const preview = this.#previews.get(document.uri);
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
    const preview = this.#previews.get(document.uri);
    if (!preview) return [];
    const { title, claims, mends } = this.#kind.renewal;
    const findings = preview.found?.findings ?? [];
    const fixes = quickFixes(document, findings, range, context);
    const renewable = context.diagnostics.filter(({ code }) => mends.test(String(code)));
    if (renewable.length > 0) {
      const renewal = new vscode.CodeAction(title(), vscode.CodeActionKind.QuickFix);
      renewal.edit = editTo(document, withClaims(document.getText(), claims()));
      renewal.diagnostics = renewable;
      fixes.push(renewal);
    }
    const fixable = findings.filter(({ replacement }) => replacement !== undefined);
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
    const preview = this.#previews.get(document.uri);
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
    if (!this.#previews.get(uri)) return;
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
