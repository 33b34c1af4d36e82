/**
 * The seam for what a person sees and answers. VS Code's API cannot click, so a test says beforehand what the person would do; a question
 * that nobody foresaw is cancelled, as by Escape, and told in `asked`. Real clicks belong to test/e2e.
 */
import * as vscode from 'vscode';

export interface Answers {
  /** For each message in turn, the title of the button pressed; or by what the message is. */
  messages?: readonly (string | undefined)[] | ((shown: Shown) => string | undefined | Promise<string | undefined>);
  /** For each quick pick in turn, the label of the row chosen, or the labels where several may be; or by what the question is. */
  picks?: readonly (string | readonly string[] | undefined)[] | ((shown: Shown) => string | undefined);
  /** For each input box in turn, what is typed; it passes the box's own validation or is refused as the person would see it. */
  inputs?: readonly (string | undefined)[];
  /**
   * For each question that has a number and a way back, the label of the row chosen, the labels where several may be, or what is typed;
   * {@link back} goes back. Absent: such questions are shown as they are.
   */
  steps?: readonly Step[];
  /** For each dialog that opens files or folders in turn, the paths chosen. */
  opened?: readonly (readonly string[] | undefined)[];
  /** For each dialog that saves in turn, the path chosen. */
  saved?: readonly (string | undefined)[];
}

/** The button that leads to the question before. */
export const back: unique symbol = Symbol('back');
export type Step = string | readonly string[] | typeof back | undefined;

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
  /** Of a question that is one of several, which: `1/2`, and `← 2/2` where there is a way back. */
  step?: string;
  /** Of a question that is one of several, what is chosen or typed already. */
  given?: string[];
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
  const input = queue(answers.inputs);
  const pick = typeof answers.picks === 'function' ? answers.picks : queue(answers.picks);
  const button = typeof answers.messages === 'function' ? answers.messages : queue(answers.messages);
  const [opened, saved] = [queue(answers.opened), queue(answers.saved)];
  const message =
    (kind: Shown['kind']) =>
    async (text: string, ...rest: (string | vscode.MessageOptions | vscode.MessageItem)[]): Promise<unknown> => {
      const choices = rest.filter((item) => typeof item === 'string' || 'title' in item);
      const titled = (item: unknown): string => labelOf(item, 'title');
      const detail = rest.map((item) => labelOf(item, 'detail')).find((words) => words !== '');
      const seen: Shown = { kind, text, choices: choices.map(titled), ...(detail === undefined ? {} : { detail }) };
      shown.push(seen);
      const title = await button(seen);
      return choices.find((item) => titled(item) === title);
    };
  const step = answers.steps && queue(answers.steps);
  return {
    ...(step && {
      createQuickPick: () => standIn('pick', step, shown),
      createInputBox: () => standIn('input', step, shown),
    }),
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
      const text = options.title ?? options.placeHolder ?? '';
      const seen: Shown = { kind: 'pick', text, choices: labels, described };
      shown.push(seen);
      const chosen = pick(seen);
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

/** What stands in for a question that its command made itself: the answer comes when it is shown. */
function standIn(kind: 'pick' | 'input', step: () => Step, shown: Shown[]): unknown {
  const heard: Record<string, (given?: unknown) => void> = {};
  const on = (name: string) => (listener: (given?: unknown) => void) => {
    heard[name] = listener;
  };
  const question = {
    items: [] as readonly unknown[],
    selectedItems: [] as readonly unknown[],
    activeItems: [] as readonly unknown[],
    buttons: [] as readonly unknown[],
    title: '',
    placeholder: '',
    prompt: '',
    value: '',
    validationMessage: undefined as unknown,
    step: undefined as number | undefined,
    totalSteps: undefined as number | undefined,
    onDidTriggerButton: on('button'),
    onDidHide: on('hide'),
    onDidAccept: on('accept'),
    onDidChangeSelection: on('selection'),
    onDidChangeValue: on('value'),
    dispose: () => undefined,
    show() {
      const { items, buttons, prompt, placeholder, value } = question;
      const labels = items.map((item) => labelOf(item, 'label'));
      const ticked = question.selectedItems.length > 0 ? question.selectedItems : question.activeItems;
      const number = question.step === undefined ? '' : `${question.step}/${question.totalSteps}`;
      const seen: Shown = {
        kind,
        text: kind === 'input' ? prompt : placeholder,
        choices: labels,
        step: buttons.includes(vscode.QuickInputButtons.Back) ? `← ${number}` : number,
        given: kind === 'input' ? [value] : ticked.map((item) => labelOf(item, 'label')),
      };
      shown.push(seen);
      const answer = step();
      if (answer === undefined) return heard.hide?.();
      if (answer === back) return heard.button?.(vscode.QuickInputButtons.Back);
      if (kind === 'input' && typeof answer === 'string') question.value = answer;
      else {
        const chosen = typeof answer === 'string' ? [answer] : answer;
        question.selectedItems = chosen.map((label) => chosenFrom(items, labels, label));
      }
      heard.accept?.();
      if (kind === 'input' && question.validationMessage) heard.hide?.();
    },
  };
  return question;
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
