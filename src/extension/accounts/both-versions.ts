/** One resource in 3.1 and in 4.0 side by side in VS Code's diff editor: two texts in memory, and beside each line that is not alike what the other version has there. */
import * as vscode from 'vscode';
import type { WordsVersion } from '../../standard/versions.ts';
import type { BothVersions } from '../../tpp/accounts/both-versions.ts';
import type { ChangeNote, MemberChange } from '../../tpp/accounts/version-comparison.ts';
import { holdMemoryFile, memoryScheme, onDidForgetMemoryFile } from '../documents/memory-files.ts';
import { inlayHint } from '../plain/hints.ts';
import { showInformation } from '../plain/messages.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { printed } from './printed-json.ts';

const folderName = 'both versions';
/** What is said at the end of lines, by the text's path. */
const hints = new Map<string, Map<number, string>>();
let count = 0;

export function registerBothVersions({ context }: Pick<Workbench, 'context'>): void {
  const selector = { scheme: memoryScheme, pattern: `**/${folderName} */**` };
  context.subscriptions.push(
    vscode.languages.registerInlayHintsProvider(selector, {
      provideInlayHints(document, range) {
        const said = [...(hints.get(document.uri.path) ?? [])];
        return said
          .filter(([line]) => line >= range.start.line && line <= range.end.line && line < document.lineCount)
          .map(([line, words]) => inlayHint(document.lineAt(line).range.end, words));
      },
    }),
    onDidForgetMemoryFile(({ path }) => hints.delete(path)),
  );
}

/**
 * Opens both, and says in a message what changed.
 * @param what Whose resource it is: `standing orders of Current`
 */
export async function openBothVersions(what: string, both: BothVersions): Promise<void> {
  count += 1;
  const [left, right] = [hold(what, both, '3.1'), hold(what, both, '4.0')];
  await vscode.commands.executeCommand('vscode.diff', left, right, `${what} 3.1 ↔ 4.0`, { preview: false });
  void showInformation(summary(what, both));
}

function hold(what: string, { documents, notes }: BothVersions, version: WordsVersion): vscode.Uri {
  const { text, lines } = printed(documents[version]);
  const uri = holdMemoryFile(`${folderName} ${count}/${what.replaceAll(/[\\/]/g, ' ')} ${version}.json`, text);
  const said = new Map<number, string>();
  for (const note of notes[version]) {
    const line = lines.get(note.pointer);
    if (line !== undefined) said.set(line, words(note, version === '3.1' ? '4.0' : '3.1'));
  }
  hints.set(uri.path, said);
  return uri;
}

function words({ change, other }: ChangeNote, version: WordsVersion): string {
  if (other !== '') return vscode.l10n.t('{0}: {1}', version, other);
  return change.isKnown ? vscode.l10n.t('{0}: not given', version) : vscode.l10n.t('{0}: has no such member', version);
}

/** So many changes are told in the message; the others stand beside their lines. */
const told = 5;

function summary(what: string, { changes, counts, pairs, isPart }: BothVersions): string {
  const first = changes.slice(0, told).map(changeText).join(', ');
  const rest = changes.length - told;
  const changed =
    changes.length === 0
      ? vscode.l10n.t('3.1 and 4.0 write {0} alike.', what)
      : rest > 0
        ? vscode.l10n.t('From 3.1 to 4.0: {0}, and {1} more; each stands beside its line.', first, rest)
        : vscode.l10n.t('From 3.1 to 4.0: {0}.', first);
  const lonely = counts['3.1'] + counts['4.0'] - 2 * pairs;
  return [
    changed,
    ...(lonely > 0
      ? [
          vscode.l10n.t(
            '3.1 has {0} and 4.0 has {1} of them; what only one has stands alone.',
            counts['3.1'],
            counts['4.0'],
          ),
        ]
      : []),
    ...(isPart ? [vscode.l10n.t('These are the first of each answer.')] : []),
  ].join(' ');
}

function changeText({ kind, three = '', four = '', words: said }: MemberChange): string {
  const [before, after] = [said?.three, said?.four];
  const values = before !== undefined && after !== undefined && before !== after ? `${before} → ${after}` : undefined;
  switch (kind) {
    case 'renamed':
      return `${three} → ${four}${values === undefined ? '' : ` (${values})`}`;
    case 'code':
    case 'value':
      return `${three} (${values ?? ''})`;
    case 'only-3.1':
      return `− ${three}`;
    case 'only-4.0':
      return `+ ${four}`;
  }
}
