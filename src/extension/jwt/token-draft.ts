/** A token edited in an editor of its own: its findings as diagnostics with quick fixes while one types, and signed again with a key of the workspace. */

import * as vscode from 'vscode';
import { truncate } from '../../standard/truncate.ts';
import { addressArguments } from '../contributions/arguments.ts';
import { ExaminedDocuments } from '../documents/examined.ts';
import { editTo, quickFixes, type RequestFinding } from '../documents/findings.ts';
import { memoryScheme, openMemoryFile } from '../documents/memory-files.ts';
import { codeLens } from '../plain/lens.ts';
import { showWarning } from '../plain/messages.ts';
import { oneLine } from '../plain/text.ts';
import type { GivenToken, InspectedToken } from '../tokens/given.ts';
import { pickIdentity, pickPlace } from '../workbench/pick.ts';
import type { OpenedFolder, Workbench } from '../workbench/workbench.ts';
import { type DraftText, draftText, readDraft, renewedDraft } from './draft-text.ts';

/** Commands of this document alone: they stand in its lenses and in no menu. */
const lensCommands = { sign: '_openBanking.tokenDraft.sign', renew: '_openBanking.tokenDraft.renew' } as const;

const documents = { scheme: memoryScheme, pattern: '**/edited JWT*.json' };

class TokenDrafts implements vscode.CodeLensProvider, vscode.CodeActionProvider {
  readonly #workbench: Workbench;
  readonly #inspect: (given: GivenToken) => Promise<InspectedToken | undefined>;
  /** With the token that each was made from. */
  readonly #drafts: ExaminedDocuments<GivenToken, DraftText, RequestFinding[]>;
  #count = 0;

  constructor(workbench: Workbench, inspect: (given: GivenToken) => Promise<InspectedToken | undefined>) {
    this.#workbench = workbench;
    this.#inspect = inspect;
    this.#drafts = new ExaminedDocuments({
      name: 'JWT',
      read: readDraft,
      examine: (given, draft) => this.#examine(given, draft),
      told: (findings) => findings,
    });
    workbench.context.subscriptions.push(
      this.#drafts,
      vscode.languages.registerCodeLensProvider(documents, this),
      vscode.languages.registerCodeActionsProvider(documents, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      vscode.commands.registerCommand(lensCommands.sign, (...given) => this.#sign(...addressArguments.parse(given))),
      vscode.commands.registerCommand(lensCommands.renew, (...given) => this.#renew(...addressArguments.parse(given))),
    );
  }

  async open(given: GivenToken): Promise<vscode.TextDocument> {
    const tpp = await this.#workbench.tpp();
    const { header } = tpp.readJws(given.text);
    this.#count += 1;
    const text = draftText({ header: JSON.stringify(header, undefined, 2), payload: tpp.claimsText(given.text) });
    const label = oneLine(given.label).replaceAll('/', ' ');
    const name = truncate(label.replace(/\.json$/, ''), 60);
    const document = await openMemoryFile(`${this.#count}/edited JWT of ${name}.json`, text, {
      languageId: 'json',
      viewColumn: vscode.ViewColumn.Beside,
    });
    await this.#drafts.add(document, given);
    return document;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!this.#drafts.get(document.uri)) return [];
    const lens = (title: string, command: string, icon?: string): vscode.CodeLens =>
      codeLens(new vscode.Range(0, 0, 0, 0), { icon, title, command, arguments: [document.uri] });
    return [
      lens(vscode.l10n.t('Sign as a New JWT'), lensCommands.sign, 'edit'),
      lens(vscode.l10n.t('Renew Times and jti'), lensCommands.renew),
    ];
  }

  /** What would be said of the token that this text makes. */
  async #examine(given: GivenToken, draft: DraftText): Promise<RequestFinding[]> {
    const tpp = await this.#workbench.tpp();
    const part = (json: string): string => Buffer.from(json).toString('base64url');
    const signature = given.text.split('.').at(-1) || 'AA';
    const token = `${part(draft.header)}.${part(draft.payload)}.${signature}`;
    return tpp
      .inspectToken(token, { ...given.context, now: Date.now() })
      .findings.map(({ severity, try: fix, ...finding }) => ({
        ...finding,
        severity: severity === 'info' ? ('information' as const) : severity,
        fix,
      }));
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return quickFixes(document, this.#drafts.get(document.uri)?.found ?? [], range, context);
  }

  async #sign(uri: vscode.Uri): Promise<InspectedToken | undefined> {
    const given = this.#drafts.get(uri)?.about;
    const document = await vscode.workspace.openTextDocument(uri);
    const read = readDraft(document.getText());
    if (!given || 'faults' in read) return undefined;
    const place = await pickSigner(await this.#workbench.places());
    if (!place?.workspace) return undefined;
    const tpp = await this.#workbench.tpp();
    const identity = await pickIdentity(tpp.pairsOf(place.workspace.file));
    if (!identity) return undefined;
    try {
      const text = await tpp.resign(given.text, read, await place.workspace.signingKey(identity));
      const label = vscode.l10n.t('{0}, signed again', given.label.replace(/, signed again$/, ''));
      return await this.#inspect({ ...given, text, label, source: { from: 'hand' } });
    } catch (thrown) {
      await this.#workbench.show(tpp.problemOf(thrown));
      return undefined;
    }
  }

  async #renew(uri: vscode.Uri): Promise<void> {
    if (!this.#drafts.get(uri)) return;
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.workspace.applyEdit(
      editTo(document, renewedDraft(document.getText(), Date.now(), crypto.randomUUID())),
    );
  }
}

/** The folder whose key signs. */
async function pickSigner(places: readonly OpenedFolder[]): Promise<OpenedFolder | undefined> {
  const able = places.filter(({ workspace }) => workspace !== undefined);
  if (able.length === 0) {
    const message = vscode.l10n.t(
      'A key of the workspace signs it, and there is no openbanking.json here that names one.',
    );
    void showWarning(message);
    return undefined;
  }
  return pickPlace(able);
}

const kept = new WeakMap<Workbench, TokenDrafts>();

/** @param inspect shows the token that was signed */
export function registerTokenDrafts(
  workbench: Workbench,
  inspect: (given: GivenToken) => Promise<InspectedToken | undefined>,
): void {
  kept.set(workbench, new TokenDrafts(workbench, inspect));
}

/** Opens header and payload of a token beside it, to be changed and signed again. */
export async function editToken(workbench: Workbench, given: GivenToken): Promise<void> {
  await kept.get(workbench)?.open(given);
}
