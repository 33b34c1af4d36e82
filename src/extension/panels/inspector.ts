/** The JWT inspector: a token taken apart, explained and verified, in a tab of its own. */
import * as vscode from 'vscode';
import {
  type FromInspector,
  fromInspector,
  type InspectorState,
  inspectorState,
  type SignatureCheck,
  type ToInspector,
} from '../../messages/inspector.ts';
import type { Inspection, InspectionContext } from '../../tpp/inspect/inspection.ts';
import type { Verification } from '../../tpp/jwt/verification.ts';
import type { VerificationKey } from '../../tpp/keys/verification-key.ts';
import { readFile } from '../documents/chosen-file.ts';
import { flash, showInformation } from '../plain/messages.ts';
import { oneLine } from '../plain/text.ts';
import type { GivenToken, InspectedToken, InspectorHost } from '../tokens/given.ts';
import { brokenToken, tokensIn } from '../tokens/given-text.ts';
import { tokenInside } from '../tokens/inside.ts';
import { titleOfKind } from '../tokens/kind-title.ts';
import type { Tpp, Workbench } from '../workbench/workbench.ts';
import { addressKeys, bankKeys, fileKeys, keysIn, mayAsk, workspaceKeys } from './keys-at-hand.ts';
import { Panel, pageOptions, titleOfTab } from './panel.ts';
import { type AtHand, shownToken } from './shown-token.ts';
import { checkOf, firstCheckOf, noCheck } from './signature-check.ts';

const inspectorType = 'openBanking.inspector';

type Verify = Extract<FromInspector, { type: 'verify' }>['by'];

/** The tabs that are open, by their token, so that one that is looked at again is the same tab. */
const open = new Map<string, Inspector>();
/** In the place of a token: the one tab that waits for one. */
const waiting = '';

/** Opens the inspector on a token, or on its page for pasting one. */
export async function openInspector(
  workbench: Workbench,
  host: InspectorHost,
  given: GivenToken | undefined,
): Promise<InspectedToken | undefined> {
  const known = open.get(given?.text ?? waiting);
  if (known) {
    known.reveal();
    return known.shown;
  }
  const view = vscode.window.createWebviewPanel(
    inspectorType,
    vscode.l10n.t('JWT Inspector'),
    vscode.ViewColumn.Active,
    pageOptions(workbench.context.extensionUri),
  );
  const inspector = new Inspector(workbench, host, view);
  if (!given) open.set(waiting, inspector);
  return given && inspector.take(given);
}

/** Fills a tab that comes back after a reload: with what it showed, but not with the token. */
export function restoreInspector(
  workbench: Workbench,
  host: InspectorHost,
  view: vscode.WebviewPanel,
  state: unknown,
): void {
  const read = inspectorState.safeParse(state);
  const restored = new Inspector(workbench, host, view, read.success ? read.data : undefined);
  if (!read.success && !open.has(waiting)) open.set(waiting, restored);
}

class Inspector {
  readonly #workbench: Workbench;
  readonly #host: InspectorHost;
  readonly #panel: Panel<typeof fromInspector, ToInspector>;
  /** What the tab showed before the window was loaded again. */
  #before: InspectorState | undefined;
  #given: GivenToken | undefined;
  #inspection: Inspection | undefined;
  /** The token in compact form, once for each of its signatures. */
  #compacts: readonly string[] = [];
  /** Which of several signatures is shown: the one that is good, or the first. */
  #signature = 0;
  #atHand: AtHand = { keys: [], certificates: [] };
  /** What was last said of the signature: a page that was hidden is made anew when it shows again. */
  #check: SignatureCheck | undefined;
  /** Of a detached signature. */
  #body: { name: string; bytes: Uint8Array } | undefined;
  /** The page is there and listens. */
  #ready = false;

  constructor(workbench: Workbench, host: InspectorHost, view: vscode.WebviewPanel, before?: InspectorState) {
    this.#workbench = workbench;
    this.#host = host;
    this.#before = before;
    const page = { name: 'inspector', incoming: fromInspector, icon: 'media/jwt.svg' } as const;
    this.#panel = new Panel(workbench.context.extensionUri, page, view, (message) => {
      this.#hear(message).catch(async (thrown: unknown) => {
        const { problemOf } = await workbench.tpp();
        await workbench.show(problemOf(thrown));
      });
    });
    this.#panel.onDidClose(() => this.#forget());
    const trusted = vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (this.#given) void this.take(this.#given);
    });
    this.#panel.onDidClose(() => trusted.dispose());
  }

  get shown(): InspectedToken | undefined {
    if (!this.#inspection || !this.#given) return undefined;
    const { kind, form, findings } = this.#inspection;
    return { label: this.#given.label, kind, form, findings: findings.map(({ code }) => code) };
  }

  reveal(): void {
    this.#panel.view.reveal();
  }

  /** Shows a token in this tab. */
  async take(given: GivenToken): Promise<InspectedToken | undefined> {
    const tpp = await this.#workbench.tpp();
    this.#forget();
    open.set(given.text, this);
    this.#given = given;
    this.#body = undefined;
    this.#check = undefined;
    this.#signature = 0;
    this.#inspection = tpp.inspectToken(given.text, this.#context);
    const { form, kindTitle, compact, otherSignatures = [] } = this.#inspection;
    this.#compacts = [compact, ...otherSignatures];
    const kind = form === 'unreadable' ? vscode.l10n.t('JWT') : titleOfKind(kindTitle);
    this.#panel.view.title = titleOfTab(vscode.l10n.t('{0}: {1}', kind, given.label));
    this.#atHand = await workspaceKeys(this.#workbench);
    this.#check = this.#firstCheck(tpp, this.#inspection);
    await this.#showToken();
    return this.shown;
  }

  get #context(): InspectionContext {
    return { ...this.#given?.context, now: Date.now(), signature: this.#signature };
  }

  #forget(): void {
    const key = this.#given?.text ?? waiting;
    if (open.get(key) === this) open.delete(key);
  }

  async #hear(message: FromInspector): Promise<void> {
    const given = this.#given;
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        return this.#given ? this.#showToken() : this.#showNothing();
      case 'inspect':
        return this.#inspectText(message.text, message.name);
      case 'inspectFile': {
        const found = await this.#host.fromFile(message.uri);
        if (found) await this.take(found);
        return;
      }
      case 'reopen': {
        const found = this.#before && (await this.#host.find(this.#before.source));
        if (found) await this.take(found);
        return;
      }
      case 'verify':
        return this.#verify(message.by);
      case 'body':
        return this.#chooseBody();
      case 'compareHashes':
        return this.#compareHashes(message);
      case 'copyText':
        return this.#copy(message.text, vscode.l10n.t('Copied.'));
      case 'openNested':
        return this.#openNested(message.path);
      case 'source':
        if (given) await this.#host.reveal(given.source);
        return;
      case 'edit':
        if (given) await this.#host.edit(given);
        return;
      case 'compare':
        if (given) await this.#host.compare(given);
        return;
      case 'copy':
        return this.#copyToken(message.what);
    }
  }

  async #showNothing(problem?: string): Promise<void> {
    if (!this.#ready) return;
    const { source, label, kindTitle } = this.#before ?? {};
    const shown = label !== undefined &&
      kindTitle !== undefined && { label, kindTitle, canReopen: source?.from !== 'hand' };
    await this.#panel.say({ type: 'nothing', ...(shown && { shown }), ...(problem !== undefined && { problem }) });
  }

  async #showToken(): Promise<void> {
    const [given, inspection] = [this.#given, this.#inspection];
    if (!this.#ready || !given || !inspection) return;
    const tpp = await this.#workbench.tpp();
    const { isTrusted } = vscode.workspace;
    await this.#panel.say({
      type: 'token',
      token: shownToken(tpp, inspection, this.#context, this.#atHand),
      source: given.source,
      label: given.label,
      canSign: isTrusted && (inspection.form === 'signed' || inspection.form === 'unsecured'),
      hasSource: given.source.from === 'text',
      restricted: !isTrusted,
    });
    await this.#showCheck(this.#check ?? this.#firstCheck(tpp, inspection));
  }

  #firstCheck(tpp: Tpp, inspection: Inspection): SignatureCheck {
    const { form, kind } = inspection;
    if (form === 'unreadable') return noCheck('');
    if (form === 'encrypted')
      return noCheck(vscode.l10n.t('It is encrypted, not signed: there is no signature to verify.'));
    return firstCheckOf(this.#explain(tpp, inspection, this.#atHand.keys), tpp.signerOf(kind));
  }

  /** Holds the signatures against the keys. The token is shown from then on as the signature has it that is good. */
  #explain(tpp: Tpp, { untoldSignatures: untold = 0 }: Inspection, keys: readonly VerificationKey[]): Verification {
    const body = this.#body && { detachedBody: this.#body.bytes };
    const outcome = tpp.explainSignatures(this.#compacts, keys, { untold, ...body });
    if (this.#given && outcome.signature !== this.#signature) {
      this.#signature = outcome.signature;
      this.#inspection = tpp.inspectToken(this.#given.text, this.#context);
    }
    return outcome;
  }

  /** Says what came of a check, and shows the token anew where another of its signatures is spoken of than before. */
  async #say(check: SignatureCheck, before: number): Promise<void> {
    if (this.#signature === before) return this.#showCheck(check);
    this.#check = check;
    return this.#showToken();
  }

  async #showCheck(check: SignatureCheck): Promise<void> {
    const inspection = this.#inspection;
    if (!inspection) return;
    this.#check = check;
    const { isTrusted } = vscode.workspace;
    const banks = isTrusted ? await this.#workbench.banks() : [];
    const name = this.#body?.name;
    await this.#panel.say({
      type: 'signature',
      check,
      offers: {
        workspace: this.#atHand.keys.length > 0,
        banks: [...new Set(banks.map(({ bank }) => bank.name))],
        addresses: isTrusted ? (await this.#addresses()).map(({ member, host }) => ({ pointer: member, host })) : [],
        ...(inspection.form === 'detached' && { body: name === undefined ? {} : { name } }),
      },
    });
  }

  /** Key sets that the token names and that may be asked, one for each address. */
  async #addresses(): Promise<{ url: string; host: string; member: string }[]> {
    const { header, payload } = this.#inspection ?? {};
    if (!header) return [];
    const tpp = await this.#workbench.tpp();
    const found = tpp
      .urlsOfKeys({ header, ...(payload && { payload }) })
      .filter(({ refused, revoked }) => refused === undefined && !revoked);
    return found.filter(({ host }, index) => found.findIndex((each) => each.host === host) === index);
  }

  async #verify(by: Verify): Promise<void> {
    const inspection = this.#inspection;
    if (!inspection) return;
    const tpp = await this.#workbench.tpp();
    const keys = await this.#keysOf(by);
    if (!keys || inspection.compact !== this.#inspection?.compact) return;
    const before = this.#signature;
    await this.#say(checkOf(this.#explain(tpp, inspection, keys), tpp.signerOf(inspection.kind)), before);
  }

  /** The keys asked for; undefined where a question was dismissed or they could not be had, of which the user knows. */
  async #keysOf(by: Verify): Promise<readonly VerificationKey[] | undefined> {
    const tpp = await this.#workbench.tpp();
    const { isTrusted } = vscode.workspace;
    switch (by.keys) {
      case 'file':
        return fileKeys(tpp);
      case 'pasted':
        return keysIn(tpp, by.text, vscode.l10n.t('the key that you pasted'));
      case 'workspace':
        return this.#atHand.keys;
      case 'bank': {
        const of = isTrusted && (await this.#workbench.banks()).find(({ bank }) => bank.name === by.name);
        if (!of || !(await this.#workbench.sandbox.wake(of))) return undefined;
        const title = vscode.l10n.t('Fetching the keys of {0}', by.name);
        return this.#workbench.run(title, () => bankKeys(this.#workbench, of, this.#inspection?.header?.kid));
      }
      case 'address': {
        const address = isTrusted && (await this.#addresses()).find(({ member }) => member === by.pointer);
        if (!address || !(await mayAsk(address))) return undefined;
        const title = vscode.l10n.t('Fetching the key set from {0}', address.host);
        return this.#workbench.run(title, ({ signal }) => addressKeys(this.#workbench, address, signal));
      }
    }
  }

  /** What is given here is secret: it is compared, and neither kept nor said. */
  async #compareHashes({ code, state, accessToken }: Extract<FromInspector, { type: 'compareHashes' }>): Promise<void> {
    const inspection = this.#inspection;
    const { header = {}, payload = {} } = inspection ?? {};
    const tpp = await this.#workbench.tpp();
    if (inspection?.compact !== this.#inspection?.compact) return;
    const values = { ...(code && { code }), ...(state && { state }), ...(accessToken && { accessToken }) };
    const hashes = tpp
      .compareHashes({ header, payload }, values)
      .map(({ claim, outcome, message }) => ({ claim, fits: outcome === 'fits', message }));
    await this.#panel.say({ type: 'hashes', hashes });
  }

  async #chooseBody(): Promise<void> {
    const title = vscode.l10n.t('Choose the Body That Was Signed, Byte for Byte');
    const [file] = (await vscode.window.showOpenDialog({ title })) ?? [];
    if (!file || !this.#inspection) return;
    const bytes = await readFile(file, vscode.l10n.t('the body of a request'));
    this.#body = { name: vscode.workspace.asRelativePath(file, false), bytes };
    const before = this.#signature;
    await this.#say(this.#firstCheck(await this.#workbench.tpp(), this.#inspection), before);
  }

  async #inspectText(text: string, name: string | undefined): Promise<void> {
    const label = oneLine(name ?? vscode.l10n.t('pasted'));
    const [first, ...others] = tokensIn(text);
    const token = first?.spelled ?? brokenToken(text);
    if (token === undefined) {
      return this.#showNothing(
        vscode.l10n.t(
          'There is no JWT in this text: none of its words is three parts in base64url with dots between them, beginning with eyJ.',
        ),
      );
    }
    if (others.length > 0) {
      const message = vscode.l10n.t('There are {0} JWTs in this text; this is the first.', others.length + 1);
      void showInformation(message);
    }
    await this.take({ text: token, label, source: { from: 'hand' } });
  }

  async #openNested(path: readonly string[]): Promise<void> {
    const inner = this.#given && tokenInside(await this.#workbench.tpp(), this.#given, path);
    if (inner) await openInspector(this.#workbench, this.#host, inner);
  }

  async #copyToken(what: 'claims' | 'compact' | 'fixture'): Promise<void> {
    const tpp = await this.#workbench.tpp();
    const { compact } = this.#inspection ?? {};
    if (compact === undefined) return;
    switch (what) {
      case 'claims':
        return this.#copy(tpp.claimsText(compact), vscode.l10n.t('Claims copied.'));
      case 'compact':
        return this.#copy(compact, vscode.l10n.t('Token copied.'));
      case 'fixture':
        return this.#copy(tpp.maskedFixture(compact), vscode.l10n.t('Copied with its secrets masked.'));
    }
  }

  async #copy(text: string, words: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
    flash(words, 3000);
  }
}
