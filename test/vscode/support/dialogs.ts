/**
 * The seam for what a person sees and answers. VS Code's API cannot click, so a test says beforehand what the person would do; a question
 * that nobody foresaw is cancelled, as by Escape, and told in `asked`. Real clicks belong to test/e2e.
 */
import * as vscode from 'vscode';

export interface Answers {
  /** For each message in turn, the title of the button pressed. */
  messages?: readonly (string | undefined)[];
  /** For each quick pick in turn, the label of the row chosen, or the labels where several may be. */
  picks?: readonly (string | readonly string[] | undefined)[];
  /** For each input box in turn, what is typed; it passes the box's own validation or is refused as the person would see it. */
  inputs?: readonly (string | undefined)[];
  /** For each dialog that opens files or folders in turn, the paths chosen. */
  opened?: readonly (readonly string[] | undefined)[];
  /** For each dialog that saves in turn, the path chosen. */
  saved?: readonly (string | undefined)[];
}

export interface Shown {
  kind: 'information' | 'warning' | 'error' | 'pick' | 'input' | 'open' | 'save';
  /** The message, or the title or placeholder of a question. */
  text: string;
  /** Of a message its buttons, of a quick pick its labels. */
  choices: string[];
  /** Of a quick pick, what stands beside the labels. */
  described?: string[];
  /** What a modal message says below it. */
  detail?: string;
  /** Of an input box, why what was typed is refused. */
  refusal?: string;
}

const window: Record<string, unknown> & typeof vscode.window = vscode.window;

/**
 * Runs what may ask, answering as told; it is given what was shown so far, for what is shown after it returns.
 *
 * @returns what it returned, and what the person saw, in order
 * @example
 * const { shown } = await answering({ picks: ['sandbox'] }, () => commands.executeCommand('openBanking.showLog'));
 */
export async function answering<T>(
  answers: Answers,
  run: (shown: readonly Shown[]) => PromiseLike<T>,
): Promise<{ result: T; shown: Shown[] }> {
  const shown: Shown[] = [];
  const replacements = replacementsFor(answers, shown);
  const originals = Object.keys(replacements).map((name) => [name, window[name]] as const);
  Object.assign(window, replacements);
  try {
    return { result: await run(shown), shown };
  } finally {
    Object.assign(window, Object.fromEntries(originals));
  }
}

/** A queue that is empty answers as Escape does. */
function queue<T>(values: readonly (T | undefined)[] = []): () => T | undefined {
  const left = [...values];
  return () => left.shift();
}

function replacementsFor(answers: Answers, shown: Shown[]): Record<string, unknown> {
  const [button, pick, input] = [queue(answers.messages), queue(answers.picks), queue(answers.inputs)];
  const [opened, saved] = [queue(answers.opened), queue(answers.saved)];
  const message =
    (kind: Shown['kind']) =>
    async (text: string, ...rest: (string | vscode.MessageOptions | vscode.MessageItem)[]): Promise<unknown> => {
      const choices = rest.filter((item) => typeof item === 'string' || 'title' in item);
      const titled = (item: unknown): string => labelOf(item, 'title');
      const detail = rest.map((item) => labelOf(item, 'detail')).find((words) => words !== '');
      shown.push({ kind, text, choices: choices.map(titled), ...(detail === undefined ? {} : { detail }) });
      const title = button();
      return choices.find((item) => titled(item) === title);
    };
  return {
    showInformationMessage: message('information'),
    showWarningMessage: message('warning'),
    showErrorMessage: message('error'),
    async showQuickPick(
      given: readonly unknown[] | PromiseLike<readonly unknown[]>,
      options: vscode.QuickPickOptions = {},
    ) {
      const items = await given;
      const labels = items.map((item) => labelOf(item, 'label'));
      const described = items.map((item) => labelOf(item, 'description'));
      shown.push({ kind: 'pick', text: options.title ?? options.placeHolder ?? '', choices: labels, described });
      const chosen = pick();
      if (chosen === undefined) return undefined;
      if (typeof chosen === 'string') return chosenFrom(items, labels, chosen);
      return chosen.map((label) => chosenFrom(items, labels, label));
    },
    async showInputBox(options: vscode.InputBoxOptions = {}) {
      const typed = input();
      const verdict = typed === undefined ? undefined : await options.validateInput?.(typed);
      const refusal = typeof verdict === 'object' ? verdict?.message : verdict;
      const text = options.title ?? options.prompt ?? options.placeHolder ?? '';
      shown.push({ kind: 'input', text, choices: [], ...(refusal ? { refusal } : {}) });
      return refusal ? undefined : typed;
    },
    async showOpenDialog(options: vscode.OpenDialogOptions = {}) {
      shown.push({ kind: 'open', text: options.title ?? '', choices: [] });
      return opened()?.map((path) => vscode.Uri.file(path));
    },
    async showSaveDialog(options: vscode.SaveDialogOptions = {}) {
      shown.push({ kind: 'save', text: options.title ?? '', choices: [] });
      const path = saved();
      return path === undefined ? undefined : vscode.Uri.file(path);
    },
  };
}

function chosenFrom(items: readonly unknown[], labels: readonly string[], label: string): unknown {
  const index = labels.indexOf(label);
  if (index < 0) throw new Error(`There is no row "${label}" to choose: ${labels.join(', ')}`);
  return items[index];
}

/** The words on a button or a row, which are themselves or a member of an object; a message's detail and a row's description are members alone. */
function labelOf(item: unknown, member: 'title' | 'label' | 'description' | 'detail'): string {
  if (typeof item === 'string') return member === 'detail' || member === 'description' ? '' : item;
  const words: unknown = typeof item === 'object' && item !== null ? Reflect.get(item, member) : undefined;
  return typeof words === 'string' ? words : '';
}
