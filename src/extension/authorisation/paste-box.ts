/** The box that a redirect is pasted into; on the desktop the clipboard fills it when it holds the answer that is waited for. */
import * as vscode from 'vscode';
import type { AuthorisationRequest } from '../../tpp/authorization/request.ts';
import type { Problem } from '../../tpp/errors.ts';
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
    const problem = problemWith(tpp, box.value, request);
    refuse(problem);
    if (problem === undefined) resolve(box.value);
  };
  const back = vscode.window.onDidChangeWindowState(async ({ focused }) => {
    if (!focused) return;
    const text = await clipboardUnasked();
    if (problemWith(tpp, text, request) === undefined) resolve(text);
  });
  box.onDidChangeValue(() => {
    refuse(undefined);
    if (stateOf(tpp, box.value) === request.state) take();
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

function problemWith(
  tpp: Tpp,
  text: string,
  { state, claims }: Pick<AuthorisationRequest, 'state' | 'claims'>,
): string | undefined {
  const words = ({ message, try: advice }: Problem): string => `${message} ${advice}`;
  try {
    const unverified = tpp.unverifiedAnswer(tpp.readRedirect(text), { responseMode: tpp.responseModeOf({ claims }) });
    if (unverified) return words(unverified);
  } catch (thrown) {
    return words(tpp.problemOf(thrown));
  }
  if (stateOf(tpp, text) === state) return undefined;
  return vscode.l10n.t('This answer belongs to another authorisation: its state is another one.');
}

/** The state in a redirect, also in a JWT secured response (JARM), whose signature is checked when the answer is accepted. */
export function stateOf(tpp: Tpp, text: string): string | undefined {
  try {
    const { state, response } = tpp.readRedirect(text);
    if (state !== undefined || response === undefined) return state;
    const { payload } = tpp.decodeJwt(response);
    return typeof payload.state === 'string' ? payload.state : undefined;
  } catch {
    return undefined;
  }
}
