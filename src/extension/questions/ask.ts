/** One question of several in a quick pick or an input box, with its number and a way back. */
import * as vscode from 'vscode';
import { createInput } from '../plain/inputs.ts';
import { createPick, type PickRow } from '../plain/picks.ts';
import type { Position, Turn } from './walk.ts';

export interface Choice<T> extends PickRow {
  value: T;
}

interface PickOptions<T> {
  title: string;
  placeholder: string;
  position: Position;
  choices: readonly Choice<T>[];
  /** Chosen already: what Enter takes. */
  selected: readonly T[];
}

/** One of several; the answer is undefined when the question was dismissed. */
export async function askOne<T>(options: PickOptions<T>): Promise<T | 'back' | undefined> {
  const picked = await ask(options, false);
  return picked === 'back' ? picked : picked?.[0];
}

/** Any number of them, those chosen already ticked; none at all is no answer. */
export async function askSome<T>(options: PickOptions<T>): Promise<T[] | 'back' | undefined> {
  return ask(options, true);
}

async function ask<T>(
  { title, placeholder, position, choices, selected }: PickOptions<T>,
  many: boolean,
): Promise<T[] | 'back' | undefined> {
  const { pick, setRows } = createPick<Choice<T>>();
  setUp(pick, { title, placeholder, position });
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.canSelectMany = many;
  setRows(choices);
  const before = pick.items.filter(({ value }) => selected.includes(value));
  if (many) pick.selectedItems = before;
  // No row at all would be active by an empty list, and Enter would do nothing; VS Code takes the first by itself.
  else if (before.length > 0) pick.activeItems = before.slice(0, 1);
  try {
    return await new Promise((resolve) => {
      pick.onDidTriggerButton(() => resolve('back'));
      pick.onDidHide(() => resolve(undefined));
      pick.onDidAccept(() => {
        const picked = (many ? pick.selectedItems : pick.selectedItems.slice(0, 1)).map(({ value }) => value);
        if (picked.length > 0) resolve(picked);
      });
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

/** Gives a question what each of several has: its number among the others and the way back, of which one alone has neither. It stays until it is answered. */
export function setUp(
  question: Omit<vscode.QuickInput, 'buttons'> & {
    placeholder: string | undefined;
    buttons: readonly vscode.QuickInputButton[];
  },
  { title, placeholder, position }: { title: string; placeholder?: string | undefined; position: Position },
): void {
  const { step, of, back } = position;
  question.title = title;
  question.placeholder = placeholder;
  question.ignoreFocusOut = true;
  if (of > 1) Object.assign(question, { step, totalSteps: of });
  if (back) question.buttons = [vscode.QuickInputButtons.Back];
}

interface InputOptions {
  title: string;
  prompt: string;
  placeholder?: string;
  position: Position;
  value?: string;
  password?: boolean;
  /** What is wrong with a value, if anything. */
  validate?(value: string): string | undefined;
  /** What will be made of a value, told while it is typed. */
  note?(value: string): string | undefined;
}

/** A text typed in; undefined when the question was dismissed. */
export async function askText({
  title,
  prompt,
  placeholder,
  position,
  value = '',
  password = false,
  validate,
  note,
}: InputOptions): Promise<{ text: string } | 'back' | undefined> {
  const { box, refuse } = createInput(prompt);
  setUp(box, { title, placeholder, position });
  box.value = value;
  box.password = password;
  const tell = (): void => {
    const message = note?.(box.value.trim());
    refuse(message === undefined ? undefined : { message, severity: vscode.InputBoxValidationSeverity.Info });
  };
  tell();
  try {
    return await new Promise((resolve) => {
      box.onDidTriggerButton(() => resolve('back'));
      box.onDidHide(() => resolve(undefined));
      box.onDidChangeValue(tell);
      box.onDidAccept(() => {
        const wrong = validate?.(box.value.trim());
        refuse(wrong);
        if (wrong === undefined) resolve({ text: box.value.trim() });
      });
      box.show();
    });
  } finally {
    box.dispose();
  }
}

/** The turn of a walk that an answer is. */
export function turnOf<Answer, Answers>(
  answer: Answer | 'back' | undefined,
  take: (answer: Answer) => Answers,
): Turn<Answers> {
  if (answer === undefined) return 'dismissed';
  if (answer === 'back') return 'back';
  return { answers: take(answer as Exclude<Answer, 'back'>) };
}
