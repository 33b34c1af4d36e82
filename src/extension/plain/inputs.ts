/** Input boxes: VS Code makes links and icons of what looks like one in their prompts and in the reasons why a text is refused. */
import * as vscode from 'vscode';
import { plainMessage } from './text.ts';

type Reason = string | vscode.InputBoxValidationMessage;

interface Options extends Omit<vscode.InputBoxOptions, 'validateInput'> {
  /** What is wrong with a text, or what will be made of it. */
  validateInput?(typed: string): Reason | undefined;
}

/** @returns what was typed; undefined when the question was dismissed */
export function showInput({ prompt, validateInput, ...options }: Options): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    ignoreFocusOut: true,
    ...options,
    prompt: prompt && plainMessage(prompt),
    ...(validateInput && { validateInput: (typed) => plainReason(validateInput(typed)) }),
  });
}

/** Asks for a secret or a passphrase, which is not shown. @returns what was typed, never an empty text; undefined when dismissed */
export async function askSecret(title: string, prompt?: string): Promise<string | undefined> {
  const nothing = vscode.l10n.t('Nothing is typed yet. Escape leaves the question.');
  const validateInput = (typed: string) => (typed === '' ? nothing : undefined);
  return (await showInput({ title, prompt, password: true, validateInput })) || undefined;
}

/** An input box that stays with its caller. */
export function createInput(prompt: string): {
  box: Omit<vscode.InputBox, 'prompt' | 'validationMessage'>;
  /** Says why the text is refused, or what will be made of it; nothing when it is not. */
  refuse(reason: Reason | undefined): void;
} {
  const box = vscode.window.createInputBox();
  box.prompt = plainMessage(prompt);
  return {
    box,
    refuse(reason) {
      box.validationMessage = plainReason(reason);
    },
  };
}

function plainReason(reason: Reason | undefined): Reason | undefined {
  if (reason === undefined) return undefined;
  return typeof reason === 'string' ? plainMessage(reason) : { ...reason, message: plainMessage(reason.message) };
}
