/** A token that a command needs: from the selection, the cursor's place or, on the desktop, the clipboard, without a question where one is there. */
import * as vscode from 'vscode';
import { showPick } from '../plain/picks.ts';
import { cut } from '../plain/text.ts';
import { clipboardUnasked } from '../questions/clipboard.ts';
import type { GivenToken } from '../tokens/given.ts';
import { brokenToken, maxTextLength, type TokenInText, tokenAt, tokensIn } from '../tokens/given-text.ts';
import { givenFrom } from './sources.ts';

/** The token that is at hand; undefined where there is none, or the choice among several was dismissed. */
export async function tokenAtHand(): Promise<GivenToken | undefined> {
  return (await tokenInEditor()) ?? (await tokenIn(await clipboardUnasked(), vscode.l10n.t('clipboard')));
}

/** The token that is selected, or that the cursor stands in. */
async function tokenInEditor(): Promise<GivenToken | undefined> {
  const { document, selection } = vscode.window.activeTextEditor ?? {};
  if (!document || !selection) return undefined;
  const end = document.lineAt(document.lineCount - 1).range.end;
  if (!selection.isEmpty) {
    const text = document.getText(selection);
    const broken = brokenToken(text);
    const tokens = tokensIn(text);
    const chosen = tokens.length === 0 && broken !== undefined ? whole(broken) : await pickToken(tokens);
    return chosen && givenFrom(document, { ...chosen, start: document.offsetAt(selection.start) + chosen.start });
  }
  if (document.offsetAt(end) > maxTextLength) return undefined;
  const found = tokenAt(tokensIn(document.getText()), document.offsetAt(selection.active));
  return found && givenFrom(document, found);
}

const whole = (token: string): TokenInText => ({ token, spelled: token, start: 0, end: token.length });

/** The token of a text, picked where there are several. */
export async function tokenIn(text: string, label: string): Promise<GivenToken | undefined> {
  const tokens = tokensIn(text);
  const token = tokens.length === 0 ? brokenToken(text) : (await pickToken(tokens))?.spelled;
  return token === undefined ? undefined : { text: token, label, source: { from: 'hand' } };
}

async function pickToken(tokens: readonly TokenInText[]): Promise<TokenInText | undefined> {
  if (tokens.length < 2) return tokens[0];
  const items = tokens.map((token, index) => ({
    label: vscode.l10n.t('JWT {0}', index + 1),
    description: headerWords(token.token),
    token,
  }));
  const title = vscode.l10n.t('Which of {0} JWTs?', tokens.length);
  return (await showPick(items, { title, matchOnDescription: true }))?.token;
}

/** What tells tokens apart in a list: the beginnings of header and payload. */
export function headerWords(token: string): string {
  const [header = '', payload = ''] = token.split('.', 2);
  const text = (part: string): string => Buffer.from(part.slice(0, 200), 'base64url').toString('utf8');
  return cut(`${text(header)} ${text(payload)}`.replace(/[^\x20-\x7e]+/g, ' '), 120);
}
