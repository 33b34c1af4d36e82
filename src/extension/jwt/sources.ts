/** Where tokens come from, and how they are found there again: a place in a text, or what a tree's item stands for. */
import * as vscode from 'vscode';
import type { TokenSource } from '../../messages/inspector.ts';
import { addressIn } from '../documents/address.ts';
import { showWarning } from '../plain/messages.ts';
import { oneLine } from '../plain/text.ts';
import type { GivenToken } from '../tokens/given.ts';
import { cutTokensIn, type TokenInText, tokenAt, tokensIn } from '../tokens/given-text.ts';
import { tokenInside } from '../tokens/inside.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { tokenOfItem } from './item-tokens.ts';

/** A token of an open text, with its place. */
export function givenFrom(document: vscode.TextDocument, { spelled, start }: TokenInText): GivenToken {
  const { line, character } = document.positionAt(start);
  return {
    text: spelled,
    label: oneLine(nameOf(document.uri)),
    source: { from: 'text', uri: document.uri.toString(), line, character },
  };
}

export function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) || uri.toString();
}

/** The token of a source; says so where it is not there any more. */
export async function findToken(workbench: Workbench, source: TokenSource): Promise<GivenToken | undefined> {
  if (source.from === 'hand' || !source.inside) return findOuter(workbench, source);
  const { inside, ...around } = source;
  const outer = await findOuter(workbench, around);
  return outer && tokenInside(await workbench.tpp(), outer, inside);
}

async function findOuter(workbench: Workbench, source: TokenSource): Promise<GivenToken | undefined> {
  switch (source.from) {
    case 'hand':
      return undefined;
    case 'item':
      return tokenOfItem(workbench, source);
    case 'text': {
      const document = await openText(source.uri);
      const found = document && tokenNear(document, source);
      if (document && found) return givenFrom(document, found);
      const message = document
        ? vscode.l10n.t('There is no JWT any more on line {0} of {1}.', source.line + 1, nameOf(document.uri))
        : vscode.l10n.t('{0} cannot be opened any more.', nameAt(source.uri));
      void showWarning(message);
      return undefined;
    }
  }
}

/** Shows the text that a token stands in. */
export async function revealSource(source: TokenSource): Promise<void> {
  if (source.from !== 'text') return;
  const document = await openText(source.uri);
  if (!document) return;
  const at = new vscode.Position(source.line, source.character);
  const found = tokenNear(document, source);
  const end = found ? document.positionAt(found.end) : at;
  const selection = new vscode.Range(found ? document.positionAt(found.start) : at, end);
  await vscode.window.showTextDocument(document, { selection, viewColumn: vscode.ViewColumn.Active });
}

function nameAt(text: string): string {
  const uri = addressIn(text);
  return uri ? nameOf(uri) : text;
}

async function openText(text: string): Promise<vscode.TextDocument | undefined> {
  const uri = addressIn(text);
  try {
    return uri && (await vscode.workspace.openTextDocument(uri));
  } catch {
    return undefined;
  }
}

/** The token at a place; where the text has changed, the one on that line, or the only one there is. */
export function tokenNear(
  document: vscode.TextDocument,
  { line, character }: { line: number; character: number },
): TokenInText | undefined {
  const text = document.getText();
  const whole = tokensIn(text);
  const tokens = [...whole, ...cutTokensIn(text, whole)];
  const offset = document.offsetAt(new vscode.Position(line, character));
  const onLine = tokens.filter(({ start }) => document.positionAt(start).line === line);
  return tokenAt(tokens, offset) ?? onLine[0] ?? (tokens.length === 1 ? tokens[0] : undefined);
}
