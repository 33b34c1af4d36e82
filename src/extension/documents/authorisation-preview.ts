/** The authorisation request before the browser opens: its URL, header and claims in an editor, what a bank would say against them, and how to mend it. */
import * as vscode from 'vscode';
import type { RequestContext } from '../../tpp/authorization/preflight-request.ts';
import type { AuthorisationPreview } from '../../tpp/authorization/request.ts';
import type { ClaimFinding } from '../../tpp/registration/preflight.ts';
import type { Session } from '../../tpp/session.ts';
import { catchingFor } from '../authorisation/bring.ts';
import { runFor } from '../authorisation/run.ts';
import { sessionOf } from '../authorisation/session.ts';
import { type CommandName, commandId } from '../contributions.ts';
import type { Shown } from '../jwt/given.ts';
import { contextOf } from '../jwt/item-tokens.ts';
import { inspect } from '../jwt/open.ts';
import { nameOf } from '../jwt/sources.ts';
import type { ConsentNode } from '../nodes.ts';
import type { Workbench } from '../workbench.ts';
import { faultDiagnostic } from './faults.ts';
import { diagnosticOf, diagnosticSource, editTo, quickFixes, reveal } from './findings.ts';
import { withReplacement } from './json-pointer.ts';
import { memoryScheme, onDidForgetMemoryFile, openMemoryFile } from './memory-files.ts';
import { type RequestText, readRequestText } from './registration-text.ts';

interface Preview {
  node: ConsentNode;
  session: Session;
  made: AuthorisationPreview;
  context: RequestContext;
  /** Of the text as last looked at. */
  findings: ClaimFinding[];
}

/** Milliseconds without typing after which the claims are looked at. */
const pause = 250;
/** Seconds that a renewed request is good for, and that `nbf` lies in the past for a bank whose clock is behind. */
const lifetime = 290;
const clockAllowance = 10;

/** Commands of this document alone: they stand in its lenses and in no menu. */
const lensCommands = {
  open: '_openBanking.authorisationPreview.open',
  copy: '_openBanking.authorisationPreview.copyUrl',
  renew: '_openBanking.authorisationPreview.renew',
  inspect: '_openBanking.authorisationPreview.inspect',
} as const;

class AuthorisationPreviews implements vscode.CodeLensProvider, vscode.CodeActionProvider {
  readonly #workbench: Workbench;
  readonly #diagnostics = vscode.languages.createDiagnosticCollection(`${diagnosticSource} authorisation`);
  readonly #previews = new Map<string, Preview>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    const documents = { scheme: memoryScheme, pattern: '**/authorisation request *.json' };
    workbench.context.subscriptions.push(
      this.#diagnostics,
      vscode.languages.registerCodeLensProvider(documents, this),
      vscode.languages.registerCodeActionsProvider(documents, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#examineSoon(document)),
      onDidForgetMemoryFile((uri) => this.#forget(uri)),
      vscode.commands.registerCommand(lensCommands.open, (uri: vscode.Uri) => this.#send(uri, 'authoriseConsent')),
      vscode.commands.registerCommand(lensCommands.copy, (uri: vscode.Uri) => this.#send(uri, 'copyAuthorisationUrl')),
      vscode.commands.registerCommand(lensCommands.renew, (uri: vscode.Uri) => this.#renew(uri)),
      vscode.commands.registerCommand(lensCommands.inspect, (uri: vscode.Uri) => this.#inspect(uri)),
      new vscode.Disposable(() => {
        for (const timer of this.#waiting.values()) clearTimeout(timer);
      }),
    );
  }

  async open(preview: Omit<Preview, 'findings'>): Promise<vscode.TextDocument> {
    const { of, consent } = preview.node;
    const path = `${of.place.name}/authorisation request ${consent.consentId} at ${of.bank.name}.json`;
    const document = await openMemoryFile(path, textOf(preview.made), { languageId: 'json' });
    this.#previews.set(document.uri.toString(), { ...preview, findings: [] });
    await this.#examine(document);
    return document;
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

  /** Puts the diagnostics of the text as it stands, and gives what it says when that can be read. */
  async #examine(document: vscode.TextDocument): Promise<RequestText | undefined> {
    const preview = this.#previews.get(document.uri.toString());
    if (!preview) return undefined;
    const tpp = await this.#workbench.tpp();
    const read = readRequestText(document.getText());
    if ('faults' in read) {
      preview.findings = [];
      this.#diagnostics.set(
        document.uri,
        read.faults.map((fault) => faultDiagnostic(document, fault)),
      );
      return undefined;
    }
    const { context, session, made } = preview;
    const findings = tpp.preflightRequest(read.claims, read.header, { ...context, now: session.surroundings.now() });
    preview.findings = isChanged(read, made) ? [...findings, urlIsOld()] : findings;
    this.#diagnostics.set(
      document.uri,
      preview.findings.map((finding) => diagnosticOf(document, finding)),
    );
    return read;
  }

  #forget(uri: vscode.Uri): void {
    // A change of language closes a document and opens it again.
    setTimeout(() => {
      const key = uri.toString();
      if (vscode.workspace.textDocuments.some((each) => each.uri.toString() === key)) return;
      this.#previews.delete(key);
      this.#diagnostics.delete(uri);
    }, 0);
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!this.#previews.has(document.uri.toString())) return [];
    const lens = (title: string, command: string): vscode.CodeLens =>
      new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command, arguments: [document.uri] });
    return [
      lens(`$(link-external) ${vscode.l10n.t('Open in Browser')}`, lensCommands.open),
      lens(vscode.l10n.t('Copy URL'), lensCommands.copy),
      lens(vscode.l10n.t('Renew nbf, exp and jti'), lensCommands.renew),
      lens(vscode.l10n.t('Sign and Inspect as JWT'), lensCommands.inspect),
    ];
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const preview = this.#previews.get(document.uri.toString());
    return preview ? quickFixes(document, preview.findings, range, context) : [];
  }

  /** Signs and sends exactly what the document says. What no bank takes is shown first; sending it all the same is how one learns. */
  async #send(uri: vscode.Uri, command: CommandName): Promise<unknown> {
    const document = await vscode.workspace.openTextDocument(uri);
    const read = await this.#examine(document);
    const preview = this.#previews.get(uri.toString());
    if (!read || !preview) return undefined;
    const stop = preview.findings.find(({ severity }) => severity === 'error');
    if (stop) {
      await reveal(document, stop.pointer);
      const anyway = vscode.l10n.t('Send Anyway');
      const chosen = await vscode.window.showWarningMessage(`${stop.message} ${stop.fix}`, anyway);
      if (chosen !== anyway) return undefined;
    }
    const { node, made } = preview;
    const request = { ...read, codeVerifier: made.codeVerifier };
    const given = command === 'authoriseConsent' ? { request } : request;
    return vscode.commands.executeCommand(commandId(command), node, given);
  }

  /** Signs what the document says and shows it as it would be sent; nothing is sent. */
  async #inspect(uri: vscode.Uri): Promise<Shown | undefined> {
    const preview = this.#previews.get(uri.toString());
    const read = readRequestText((await vscode.workspace.openTextDocument(uri)).getText());
    if (!preview || 'faults' in read) return undefined;
    const { node, session, made } = preview;
    const { consentId, clientId } = node.consent;
    const tpp = await this.#workbench.tpp();
    try {
      const request = { claims: read.claims, header: read.header, codeVerifier: made.codeVerifier };
      const { requestObject } = await tpp.previewAuthorisationRequest(session, consentId, request);
      return await inspect(this.#workbench, {
        text: requestObject,
        label: nameOf(uri),
        source: { from: 'hand' },
        context: { origin: 'authorisation-request', ...contextOf(node.of, { clientId, consentId }) },
      });
    } catch (thrown) {
      await this.#workbench.show(tpp.problemOf(thrown));
      return undefined;
    }
  }

  async #renew(uri: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    if ('faults' in readRequestText(document.getText())) return;
    await vscode.workspace.applyEdit(editTo(document, renewed(document.getText())));
  }
}

function textOf({ url, header, claims }: AuthorisationPreview): string {
  const shown = url ?? vscode.l10n.t('Made when it is sent: this bank has the request pushed to it first (RFC 9126).');
  return `${JSON.stringify({ url: shown, header, claims }, undefined, 2)}\n`;
}

function isChanged({ header, claims }: RequestText, made: AuthorisationPreview): boolean {
  return JSON.stringify([header, claims]) !== JSON.stringify([made.header, made.claims]);
}

function urlIsOld(): ClaimFinding {
  return {
    severity: 'information',
    code: 'url_before_changes',
    pointer: '/url',
    message: vscode.l10n.t('This URL carries the request as it was before your changes.'),
    fix: vscode.l10n.t('Open in Browser and Copy URL above sign it anew.'),
  };
}

/** A request sent again is a new one: banks remember each `jti`. */
function renewed(text: string): string {
  const now = Math.floor(Date.now() / 1000);
  const fresh = { nbf: now - clockAllowance, iat: now, exp: now + lifetime, jti: crypto.randomUUID() };
  return Object.entries(fresh).reduce((written, [name, value]) => {
    const pointer = `/claims/${name}`;
    return withReplacement(written, pointer, { pointer, value });
  }, text);
}

const kept = new WeakMap<Workbench, AuthorisationPreviews>();

function previewsOf(workbench: Workbench): AuthorisationPreviews {
  const known = kept.get(workbench);
  if (known) return known;
  const made = new AuthorisationPreviews(workbench);
  kept.set(workbench, made);
  return made;
}

export function registerAuthorisationPreview(workbench: Workbench): void {
  previewsOf(workbench);
}

/** Opens the request for a consent in an editor, with its findings as diagnostics; nothing is sent or remembered. */
export async function openAuthorisationPreview(
  workbench: Workbench,
  node: ConsentNode,
): Promise<vscode.TextDocument | undefined> {
  const tpp = await workbench.tpp();
  const { consentId } = node.consent;
  const title = vscode.l10n.t('Making the authorisation request for {0}', node.of.bank.name);
  const preview = await runFor(workbench, node, title, async () => {
    const session = await sessionOf(workbench, node);
    const redirectUri = (await catchingFor(workbench, session))?.redirectUri;
    const made = await tpp.previewAuthorisationRequest(session, consentId, { redirectUri });
    return { node, session, made, context: await tpp.requestContext(session, consentId, made.claims) };
  });
  return preview && previewsOf(workbench).open(preview);
}
