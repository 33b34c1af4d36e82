/** The registration request before it is sent: its header and claims in an editor, what a bank would say against them, and how to mend it. */
import * as vscode from 'vscode';
import type { Problem } from '../../tpp/errors.ts';
import type { ClaimFinding } from '../../tpp/registration/preflight.ts';
import type { RegisterOptions } from '../../tpp/registration/register.ts';
import { commandId } from '../contributions.ts';
import type { Shown } from '../jwt/given.ts';
import { contextOf } from '../jwt/item-tokens.ts';
import { inspect } from '../jwt/open.ts';
import { nameOf } from '../jwt/sources.ts';
import { bankNode } from '../pick.ts';
import type { BankOf, Workbench } from '../workbench.ts';
import { faultDiagnostic } from './faults.ts';
import { diagnosticOf, diagnosticSource, editTo, quickFixes, rangeOf, reveal } from './findings.ts';
import { withReplacement } from './json-pointer.ts';
import { memoryScheme, onDidForgetMemoryFile, openMemoryFile } from './memory-files.ts';
import { type RefusalFinding, refusalFinding, stillRefused } from './refusal-finding.ts';
import { type RequestText, readRequestText, renewed, renewedClaims, textOf } from './registration-text.ts';

/** What the request is for: a new client, or another shape of the one there is. */
export type Purpose = 'register' | 'update';

interface PreviewDetails {
  purpose: Purpose;
  contentType?: RegisterOptions['contentType'];
  /** What the bank said against this request; it stands until the claim reads otherwise. */
  refusal?: RefusalFinding;
}

interface Preview extends PreviewDetails {
  of: BankOf;
  /** Of the text as last looked at. */
  findings: ClaimFinding[];
}

/** Milliseconds without typing after which the claims are looked at. */
const pause = 250;
/** Every fix may bring another finding to light; more rounds than there are checks are never needed. */
const mostRounds = 40;

/** Commands of this document alone: they stand in its lenses and in no menu. */
const lensCommands = {
  send: '_openBanking.registrationPreview.send',
  copy: '_openBanking.registrationPreview.copyClaims',
  renew: '_openBanking.registrationPreview.renew',
  inspect: '_openBanking.registrationPreview.inspect',
} as const;

class RegistrationPreviews implements vscode.CodeLensProvider, vscode.CodeActionProvider {
  readonly #workbench: Workbench;
  readonly #diagnostics = vscode.languages.createDiagnosticCollection(diagnosticSource);
  readonly #previews = new Map<string, Preview>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    const documents = { scheme: memoryScheme, pattern: '**/registration *.json' };
    workbench.context.subscriptions.push(
      this.#diagnostics,
      vscode.languages.registerCodeLensProvider(documents, this),
      vscode.languages.registerCodeActionsProvider(documents, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#examineSoon(document)),
      onDidForgetMemoryFile((uri) => this.#forget(uri)),
      vscode.commands.registerCommand(lensCommands.send, (uri: vscode.Uri) => this.#send(uri)),
      vscode.commands.registerCommand(lensCommands.copy, (uri: vscode.Uri) => this.#copyClaims(uri)),
      vscode.commands.registerCommand(lensCommands.renew, (uri: vscode.Uri) => this.#renew(uri)),
      vscode.commands.registerCommand(lensCommands.inspect, (uri: vscode.Uri) => this.#inspect(uri)),
      new vscode.Disposable(() => {
        for (const timer of this.#waiting.values()) clearTimeout(timer);
      }),
    );
  }

  async open(of: BankOf, request: RequestText, details: PreviewDetails): Promise<vscode.TextDocument> {
    const what = details.purpose === 'register' ? 'request' : 'update';
    const document = await openMemoryFile(
      `${of.place.name}/registration ${what} of ${of.bank.name}.json`,
      textOf(request),
      { languageId: 'json' },
    );
    this.#previews.set(document.uri.toString(), { ...details, of, findings: [] });
    await this.#examine(document);
    return document;
  }

  findings(uri: vscode.Uri): readonly ClaimFinding[] {
    const preview = this.#previews.get(uri.toString());
    return [...(preview?.refusal ? [preview.refusal.finding] : []), ...(preview?.findings ?? [])];
  }

  #examineSoon(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (!this.#previews.has(key)) return;
    clearTimeout(this.#waiting.get(key));
    this.#waiting.set(
      key,
      setTimeout(() => void this.#examine(document), pause),
    );
  }

  /** Puts the diagnostics of the text as it stands; a text that changes meanwhile is looked at again by its own change. */
  async #examine(document: vscode.TextDocument): Promise<void> {
    const preview = this.#previews.get(document.uri.toString());
    if (!preview) return;
    const { version } = document;
    const read = readRequestText(document.getText());
    if ('faults' in read) {
      preview.findings = [];
      this.#diagnostics.set(
        document.uri,
        read.faults.map((fault) => faultDiagnostic(document, fault)),
      );
      return;
    }
    const findings = await this.#findingsFor(preview, read);
    if (document.version !== version || !this.#previews.has(document.uri.toString())) return;
    preview.findings = findings;
    if (preview.refusal && !stillRefused(preview.refusal, read)) preview.refusal = undefined;
    this.#diagnostics.set(
      document.uri,
      this.findings(document.uri).map((finding) => diagnosticOf(document, finding)),
    );
  }

  /** What cannot be looked at (a key that is gone, a bank that does not answer) is one finding, not a message while typing. */
  async #findingsFor({ of }: Preview, { header, claims }: RequestText): Promise<ClaimFinding[]> {
    const tpp = await this.#workbench.tpp();
    try {
      return await tpp.findingsFor(await this.#workbench.session(of), header, claims);
    } catch (thrown) {
      const { code, message, try: fix } = tpp.problemOf(thrown);
      return [{ severity: 'warning', code, message, fix, pointer: '/claims' }];
    }
  }

  #forget(uri: vscode.Uri): void {
    clearTimeout(this.#waiting.get(uri.toString()));
    this.#waiting.delete(uri.toString());
    this.#previews.delete(uri.toString());
    this.#diagnostics.delete(uri);
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const preview = this.#previews.get(document.uri.toString());
    if (!preview) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string): vscode.CodeLens =>
      new vscode.CodeLens(top, { title, command, arguments: [document.uri] });
    return [
      preview.purpose === 'register'
        ? lens(`$(send) ${vscode.l10n.t('Sign and Register')}`, lensCommands.send)
        : lens(`$(send) ${vscode.l10n.t('Sign and Update')}`, lensCommands.send),
      lens(vscode.l10n.t('Copy Claims'), lensCommands.copy),
      lens(vscode.l10n.t('Renew iat, exp and jti'), lensCommands.renew),
      lens(vscode.l10n.t('Sign and Inspect as JWT'), lensCommands.inspect),
    ];
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const preview = this.#previews.get(document.uri.toString());
    if (!preview) return [];
    const fixes = quickFixes(document, preview.findings, range, context);
    const renewable = context.diagnostics.filter(({ code }) => /^(iat|exp|jti)_/.test(String(code)));
    if (renewable.length > 0) {
      const renewal = new vscode.CodeAction(vscode.l10n.t('Renew iat, exp and jti'), vscode.CodeActionKind.QuickFix);
      renewal.edit = editTo(document, renewed(document.getText()));
      renewal.diagnostics = renewable;
      fixes.push(renewal);
    }
    const fixable = preview.findings.filter(({ replacement }) => replacement !== undefined);
    if (fixes.length > 0 && fixable.length > 1) fixes.push(new FixAll(document));
    return fixes;
  }

  async resolveCodeAction(action: vscode.CodeAction): Promise<vscode.CodeAction> {
    if (action instanceof FixAll) action.edit = editTo(action.document, await this.mended(action.document));
    return action;
  }

  /** The text with every fix applied, one after the other, because one may make the next unnecessary or bring it to light. */
  async mended(document: vscode.TextDocument): Promise<string> {
    const preview = this.#previews.get(document.uri.toString());
    let text = document.getText();
    const done = new Set<string>();
    for (let round = 0; preview && round < mostRounds; round += 1) {
      const read = readRequestText(text);
      if ('faults' in read) break;
      const findings = await this.#findingsFor(preview, read);
      const next = findings.find(({ code, pointer, replacement }) => replacement && !done.has(`${code} ${pointer}`));
      if (!next?.replacement) {
        const late = findings.some(({ code }) => /^(iat|exp|jti)_/.test(code));
        return late ? renewed(text) : text;
      }
      done.add(`${next.code} ${next.pointer}`);
      text = withReplacement(text, next.pointer, next.replacement);
    }
    return text;
  }

  /** Registers or updates with exactly what the document says; with what no bank takes, the cursor goes there instead. */
  async #send(uri: vscode.Uri): Promise<unknown> {
    const document = await vscode.workspace.openTextDocument(uri);
    await this.#examine(document);
    const preview = this.#previews.get(uri.toString());
    const read = readRequestText(document.getText());
    if (!preview) return undefined;
    if ('faults' in read) {
      const [fault] = read.faults;
      if (fault)
        await vscode.window.showTextDocument(document, { selection: rangeOf(document, fault), preview: false });
      return undefined;
    }
    const stop = preview.findings.find(({ severity }) => severity === 'error');
    if (stop) {
      await reveal(document, stop.pointer);
      await vscode.commands.executeCommand('editor.action.marker.next');
      return undefined;
    }
    const { of, purpose, contentType } = preview;
    const options: RegisterOptions = { header: read.header, claims: read.claims, ...(contentType && { contentType }) };
    const command = purpose === 'register' ? 'registerClient' : 'updateClientRegistration';
    return vscode.commands.executeCommand(commandId(command), bankNode(of), options);
  }

  /** Signs what the document says and shows it as it would be sent; nothing is sent. */
  async #inspect(uri: vscode.Uri): Promise<Shown | undefined> {
    const preview = this.#previews.get(uri.toString());
    const read = readRequestText((await vscode.workspace.openTextDocument(uri)).getText());
    if (!preview || 'faults' in read) return undefined;
    const { of } = preview;
    const tpp = await this.#workbench.tpp();
    try {
      const session = await this.#workbench.session(of);
      const request = await tpp.prepareRegistration(session, { header: read.header, claims: read.claims });
      return await inspect(this.#workbench, {
        text: await tpp.signRegistration(session, request),
        label: nameOf(uri),
        source: { from: 'hand' },
        context: { origin: 'registration', ...contextOf(of) },
      });
    } catch (thrown) {
      await this.#workbench.show(tpp.problemOf(thrown));
      return undefined;
    }
  }

  async #copyClaims(uri: vscode.Uri): Promise<void> {
    const read = readRequestText((await vscode.workspace.openTextDocument(uri)).getText());
    if ('faults' in read) return;
    await vscode.env.clipboard.writeText(JSON.stringify(read.claims, undefined, 2));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Claims copied.'), 3000);
  }

  async #renew(uri: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    if ('faults' in readRequestText(document.getText())) return;
    await vscode.workspace.applyEdit(editTo(document, renewed(document.getText())));
  }
}

class FixAll extends vscode.CodeAction {
  readonly document: vscode.TextDocument;

  constructor(document: vscode.TextDocument) {
    super(vscode.l10n.t('Fix all findings'), vscode.CodeActionKind.QuickFix);
    this.document = document;
  }
}

const kept = new WeakMap<Workbench, RegistrationPreviews>();

function previewsOf(workbench: Workbench): RegistrationPreviews {
  const known = kept.get(workbench);
  if (known) return known;
  const made = new RegistrationPreviews(workbench);
  kept.set(workbench, made);
  return made;
}

export function registerRegistrationPreview(workbench: Workbench): void {
  previewsOf(workbench);
}

export interface PreviewOptions {
  /** Default: `register`. */
  purpose?: Purpose;
  /** What the bank said when it refused this request: shown at the claim that it names. */
  refusal?: Problem;
}

/**
 * Opens the request of these choices (or with the claims and header that they bring) in an editor, with its findings as diagnostics.
 *
 * @throws OpenBankingError those of `prepareRegistration`: nothing is opened then
 */
export async function openRegistrationPreview(
  workbench: Workbench,
  of: BankOf,
  options: RegisterOptions = {},
  { purpose = 'register', refusal }: PreviewOptions = {},
): Promise<vscode.TextDocument> {
  const tpp = await workbench.tpp();
  const { header, claims } = await tpp.prepareRegistration(await workbench.session(of), options);
  const request: RequestText = { header: { ...header }, claims: refusal ? renewedClaims(claims) : { ...claims } };
  return previewsOf(workbench).open(of, request, {
    purpose,
    ...(options.contentType && { contentType: options.contentType }),
    ...(refusal && { refusal: refusalFinding(refusal, request) }),
  });
}

/** Opens the preview with the cursor at what the bank refused, or at the first finding that no bank takes. */
export async function openPreviewAtFinding(
  workbench: Workbench,
  of: BankOf,
  options: RegisterOptions = {},
  more: PreviewOptions = {},
): Promise<vscode.TextDocument> {
  const document = await openRegistrationPreview(workbench, of, options, more);
  const findings = previewsOf(workbench).findings(document.uri);
  const first = findings.find(({ severity }) => severity === 'error') ?? findings[0];
  if (first) await reveal(document, first.pointer);
  return document;
}

/** Applies every fix there is to an open preview; what is left needs a person. */
export async function fixPreview(workbench: Workbench, document: vscode.TextDocument): Promise<boolean> {
  return vscode.workspace.applyEdit(editTo(document, await previewsOf(workbench).mended(document)));
}
