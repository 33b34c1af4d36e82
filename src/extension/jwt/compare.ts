/** Two tokens side by side in VS Code's diff editor, as texts that compare well, held in memory. */
import * as vscode from 'vscode';
import { clipboardUnasked } from '../authorisation/paste-box.ts';
import { readText } from '../chosen-file.ts';
import { holdMemoryFile } from '../documents/memory-files.ts';
import { showInput } from '../plain/inputs.ts';
import { showInformation } from '../plain/messages.ts';
import { showPick } from '../plain/picks.ts';
import type { Workbench } from '../workbench.ts';
import type { GivenToken } from './given.ts';
import { tokensIn } from './given-text.ts';
import { nameOf } from './sources.ts';

let count = 0;

/** Shows what is different between a token and another, which is asked for unless it is given. */
export async function compareTokens(workbench: Workbench, first: GivenToken, other?: GivenToken): Promise<void> {
  const second = other ?? (await askOther(first));
  if (!second) return;
  const tpp = await workbench.tpp();
  try {
    const texts = [first, second].map(({ text }) => tpp.textOfToken(text));
    count += 1;
    const [left, right] = texts.map((text, index) =>
      holdMemoryFile(`compared JWTs ${count}/${index === 0 ? 'left' : 'right'}.jsonc`, text),
    );
    const title = vscode.l10n.t('{0} ↔ {1}', first.label, second.label);
    await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: false });
  } catch (thrown) {
    await workbench.show(tpp.problemOf(thrown));
  }
}

/** The other token: on the desktop the clipboard's where it has one, else from a file or pasted. */
async function askOther({ text, label }: GivenToken): Promise<GivenToken | undefined> {
  const own = tokensIn(text)[0]?.token ?? text;
  const other = (given: string): string | undefined => tokensIn(given).find(({ token }) => token !== own)?.spelled;
  const copied = other(await clipboardUnasked());
  const [fromClipboard, fromFile, pasted] = [
    vscode.l10n.t('The JWT in the clipboard'),
    vscode.l10n.t('From a file…'),
    vscode.l10n.t('Paste one…'),
  ];
  const choices = [...(copied === undefined ? [] : [fromClipboard]), fromFile, pasted];
  const rows = choices.map((choice) => ({ label: choice }));
  const chosen = (await showPick(rows, { title: vscode.l10n.t('Compare {0} With', label) }))?.label;
  const given = (token: string, name: string): GivenToken => ({ text: token, label: name, source: { from: 'hand' } });
  if (chosen === fromClipboard && copied !== undefined) return given(copied, vscode.l10n.t('clipboard'));
  if (chosen === fromFile) {
    const [file] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Choose a File with a JWT') })) ?? [];
    if (!file) return undefined;
    const found = other(await readText(file, vscode.l10n.t('a JWT')));
    if (found !== undefined) return given(found, nameOf(file));
    void showInformation(vscode.l10n.t('There is no other JWT in {0}.', nameOf(file)));
  }
  if (chosen !== pasted) return undefined;
  const typed = await showInput({
    title: vscode.l10n.t('Paste the Other JWT'),
    validateInput: (value) =>
      value === '' || tokensIn(value).length > 0 ? undefined : vscode.l10n.t('There is no JWT in this text.'),
  });
  const token = typed && tokensIn(typed)[0]?.spelled;
  return token ? given(token, vscode.l10n.t('pasted')) : undefined;
}
