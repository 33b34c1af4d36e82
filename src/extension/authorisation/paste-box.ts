/** The box that a redirect is pasted into; on the desktop the clipboard fills it when it holds the answer that is waited for. */
import * as vscode from 'vscode';
import type { AuthorisationRequest } from '../../tpp/authorization/request.ts';
import { createInput } from '../plain/inputs.ts';
import { clipboardUnasked } from '../questions/clipboard.ts';
import type { Tpp } from '../workbench/workbench.ts';

/** Offers to take the answer of a flow that cannot be caught. Dismissed, the flow waits on for Paste Redirect URL…. */
export function pasteBox(
  tpp: Tpp,
  request: Pick<AuthorisationRequest, 'state' | 'claims'>,
  reason: string,
): { answer: Promise<string>; dispose(): void } {
  const { box, refuse } = createInput(
    `${reason} ${vscode.l10n.t('Copy the whole address that the bank sends the browser to, with everything after #.')}`,
  );
  box.title = vscode.l10n.t('Paste the Redirect URL');
  box.placeholder = 'https://…#code=…&state=…';
  box.ignoreFocusOut = true;
  const { promise, resolve } = Promise.withResolvers<string>();
  const take = (): void => {
    const problem = tpp.problemOfPasted(box.value, request);
    refuse(problem && `${problem.message} ${problem.try}`);
    if (problem === undefined) resolve(box.value);
  };
  const back = vscode.window.onDidChangeWindowState(async ({ focused }) => {
    if (!focused) return;
    const text = await clipboardUnasked();
    if (tpp.problemOfPasted(text, request) === undefined) resolve(text);
  });
  box.onDidChangeValue(() => {
    refuse(undefined);
    if (tpp.stateOfAnswer(box.value) === request.state) take();
  });
  box.onDidAccept(take);
  box.show();
  return {
    answer: promise,
    dispose: () => {
      back.dispose();
      box.dispose();
    },
  };
}
