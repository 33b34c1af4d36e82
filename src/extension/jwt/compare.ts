/** Two tokens side by side in VS Code's diff editor, as texts that compare well, held in memory. */
import * as vscode from 'vscode';
import { readText } from '../documents/chosen-file.ts';
import { holdMemoryFile } from '../documents/memory-files.ts';
import { showInformation } from '../plain/messages.ts';
import { askOne, askText, type Choice, turnOf } from '../questions/ask.ts';
import { clipboardUnasked } from '../questions/clipboard.ts';
import { type Question, walk } from '../questions/walk.ts';
import type { GivenToken } from '../tokens/given.ts';
import { tokensIn } from '../tokens/given-text.ts';
import type { Workbench } from '../workbench/workbench.ts';
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

interface Answers {
  from?: 'clipboard' | 'file' | 'pasted';
  text?: string;
}

/** The other token: on the desktop the clipboard's where it has one, else from a file or pasted. */
async function askOther({ text, label }: GivenToken): Promise<GivenToken | undefined> {
  const own = tokensIn(text)[0]?.token ?? text;
  const other = (given: string): string | undefined => tokensIn(given).find(({ token }) => token !== own)?.spelled;
  const copied = other(await clipboardUnasked());
  const title = vscode.l10n.t('Compare {0} With', label);
  const answers = await walk<Answers>({}, ({ from }) => [
    askFrom(title, copied !== undefined),
    ...(from === 'pasted' ? [askPasted(title)] : []),
  ]);
  const given = (token: string | undefined, name: string): GivenToken | undefined =>
    token === undefined ? undefined : { text: token, label: name, source: { from: 'hand' } };
  if (answers?.from === 'clipboard') return given(copied, vscode.l10n.t('clipboard'));
  if (answers?.from === 'pasted') return given(tokensIn(answers.text ?? '')[0]?.spelled, vscode.l10n.t('pasted'));
  if (answers?.from !== 'file') return undefined;
  const [file] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Choose a File with a JWT') })) ?? [];
  if (!file) return undefined;
  const found = other(await readText(file, vscode.l10n.t('a JWT')));
  if (found === undefined) void showInformation(vscode.l10n.t('There is no other JWT in {0}.', nameOf(file)));
  return given(found, nameOf(file));
}

function askFrom(title: string, isCopied: boolean): Question<Answers> {
  const choices: Choice<NonNullable<Answers['from']>>[] = [
    ...(isCopied ? [{ label: vscode.l10n.t('The JWT in the clipboard'), value: 'clipboard' as const }] : []),
    { label: vscode.l10n.t('From a file…'), value: 'file' },
    { label: vscode.l10n.t('Paste one…'), value: 'pasted' },
  ];
  const placeholder = vscode.l10n.t('Where is the other JWT?');
  return async (answers, position) => {
    const selected = answers.from === undefined ? [] : [answers.from];
    return turnOf(await askOne({ title, position, placeholder, choices, selected }), (from) => ({ ...answers, from }));
  };
}

function askPasted(title: string): Question<Answers> {
  return async (answers, position) => {
    const asked = await askText({
      title,
      position,
      prompt: vscode.l10n.t('Paste the Other JWT'),
      value: answers.text,
      validate: (value) => (tokensIn(value).length > 0 ? undefined : vscode.l10n.t('There is no JWT in this text.')),
    });
    return turnOf(asked, ({ text }) => ({ ...answers, text }));
  };
}
