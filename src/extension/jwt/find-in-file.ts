/** Find JWTs in File…: every token of a file of any size, read as a stream, in a list that fills while it is read. */
import * as vscode from 'vscode';
import { readText } from '../documents/chosen-file.ts';
import { showInformation } from '../plain/messages.ts';
import { createPick, type PickRow } from '../plain/picks.ts';
import { oneLine } from '../plain/text.ts';
import type { GivenToken } from '../tokens/given.ts';
import { maxTextLength, tokensByLine } from '../tokens/given-text.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { headerWords } from './ask-token.ts';

import { nameOf } from './sources.ts';

interface TokenRow extends PickRow {
  given: GivenToken;
}

/** A list of more is nobody's to read. */
const maxRows = 10_000;
/** Milliseconds between two looks at the list: each is sent whole. */
const delay = 300;

/**
 * Shows the tokens of a file and gives the one that is chosen. A file with one token gives that without a question.
 * @param choose what stands for the person's choice: given the rows, the index of one
 */
export async function findInFile(
  workbench: Workbench,
  file: vscode.Uri,
  choose: (rows: readonly string[]) => Promise<number | undefined> | undefined = () => undefined,
): Promise<GivenToken | undefined> {
  const name = oneLine(nameOf(file));
  let rows: TokenRow[] = [];
  const tpp = await workbench.tpp();
  const stopping = new AbortController();
  const list = pickList(name, stopping);
  let shown = 0;
  try {
    const source = file.scheme === 'file' ? file.fsPath : once(vscode.workspace.fs.readFile(file));
    const { length } = await tpp.findJwtsInStream(
      source,
      ({ compact, spelled, line, column }) => {
        rows.push({
          label: vscode.l10n.t('Line {0}', line),
          description: headerWords(compact),
          given: {
            text: spelled,
            label: vscode.l10n.t('{0}, line {1}', name, line),
            source: { from: 'text', uri: file.toString(), line: line - 1, character: column - 1 },
          },
        });
        if (rows.length >= maxRows) stopping.abort();
        if (Date.now() - shown > delay && rows.length > 1) {
          shown = Date.now();
          list.show(rows);
        }
      },
      stopping.signal,
    );
    // Those in JSON form show in the whole text only.
    const whole = length <= maxTextLength ? await rowsInText(file, name) : [];
    if (whole.length > rows.length) rows = whole;
  } catch (thrown) {
    const problem = tpp.problemOf(thrown);
    if (problem.code !== 'cancelled') {
      list.dispose();
      await workbench.show(problem);
      return undefined;
    }
  }
  if (list.closed) return list.answer;
  const chosen = await choose(rows.map(({ label, description }) => `${label}: ${description}`));
  if (chosen !== undefined || rows.length < 2) {
    list.dispose();
    if (rows.length === 0) void showInformation(vscode.l10n.t('There is no JWT in {0}.', name));
    return rows[chosen ?? 0]?.given;
  }
  return list.chosen(rows);
}

async function rowsInText(file: vscode.Uri, name: string): Promise<TokenRow[]> {
  const text = await readText(file, vscode.l10n.t('a JWT'));
  return tokensByLine(text).map(({ token, spelled, line, character }) => ({
    label: vscode.l10n.t('Line {0}', line + 1),
    description: headerWords(token),
    given: {
      text: spelled,
      label: vscode.l10n.t('{0}, line {1}', name, line + 1),
      source: { from: 'text', uri: file.toString(), line, character },
    },
  }));
}

async function* once(bytes: Thenable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield await bytes;
}

function pickList(name: string, stopping: AbortController) {
  const { pick: list, setRows } = createPick<TokenRow>();
  list.matchOnDescription = true;
  list.busy = true;
  list.title = vscode.l10n.t('JWTs in {0}', name);
  list.placeholder = vscode.l10n.t('Reading…');
  const { promise, resolve } = Promise.withResolvers<GivenToken | undefined>();
  let closed = false;
  list.onDidAccept(() => {
    resolve(list.selectedItems[0]?.given);
    stopping.abort();
    list.hide();
  });
  list.onDidHide(() => {
    closed = true;
    stopping.abort();
    resolve(undefined);
    list.dispose();
  });
  // Most files are read before anybody could look at a list.
  const soon = setTimeout(() => list.show(), delay);
  const close = (): void => {
    clearTimeout(soon);
    list.dispose();
  };
  return {
    /** What was chosen; undefined when it was dismissed. */
    answer: promise,
    get closed() {
      return closed;
    },
    show(rows: readonly TokenRow[]): void {
      setRows(rows);
    },
    dispose: close,
    async chosen(rows: readonly TokenRow[]): Promise<GivenToken | undefined> {
      clearTimeout(soon);
      list.busy = false;
      setRows(rows);
      list.show();
      list.placeholder =
        rows.length >= maxRows
          ? vscode.l10n.t('The first {0}; choose one to inspect it', rows.length)
          : vscode.l10n.t('{0} found; choose one to inspect it', rows.length);
      return promise;
    },
  };
}
