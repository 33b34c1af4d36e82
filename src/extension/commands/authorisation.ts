/** The customer's authorisation of a consent: the request shown, brought to the customer, and its answer taken. */
import * as vscode from 'vscode';
import type { AcceptedRedirect } from '../../tpp/authorization/accept.ts';
import type { AuthorisationRequest } from '../../tpp/authorization/request.ts';
import { shownConsent } from '../../tpp/consents/shape.ts';
import type { Problem } from '../../tpp/errors.ts';
import type { Session } from '../../tpp/session.ts';
import { mayBeAuthorised } from '../../tpp/workspace/consent-status.ts';
import { type AuthoriseChoices, authorise, copyUrl } from '../authorisation/authorise.ts';
import { bringToCustomer, inFlight } from '../authorisation/bring.ts';
import { tellAuthorised } from '../authorisation/outcome.ts';
import { openAuthorisationPreview } from '../authorisation/preview.ts';
import { runFor } from '../authorisation/run.ts';
import { sessionOf } from '../authorisation/session.ts';
import { redirectOf } from '../authorisation/ways.ts';
import { showInput } from '../plain/inputs.ts';
import { clipboard } from '../questions/clipboard.ts';
import type { ConsentNode } from '../workbench/nodes.ts';
import { pickConsent } from '../workbench/pick.ts';
import type { Handlers, Tpp, Workbench } from '../workbench/workbench.ts';

type Names = 'previewAuthorisationRequest' | 'authoriseConsent' | 'copyAuthorisationUrl' | 'pasteRedirectUrl';

export function authorisationCommands(workbench: Workbench): Handlers<Names> {
  workbench.context.subscriptions.push(
    vscode.window.registerUriHandler({ handleUri: (uri) => takeUnasked(workbench, redirectOf(uri)) }),
  );
  return {
    /** `handler(item)` gives the previewed request. */
    async previewAuthorisationRequest(item) {
      const node = await pickConsent(workbench, item, mayBeAuthorised);
      return node && openAuthorisationPreview(workbench, node);
    },
    /** `handler(item, choices?: AuthoriseChoices)` gives the consent as it then is. */
    async authoriseConsent(item, given) {
      const node = await pickConsent(workbench, item, mayBeAuthorised);
      return node && authorise(workbench, node, (given ?? {}) as AuthoriseChoices);
    },
    /** `handler(item, request?)` gives the URL; `request` is one that was previewed and perhaps edited. */
    async copyAuthorisationUrl(item, given) {
      const node = await pickConsent(workbench, item, mayBeAuthorised);
      return node && copyUrl(workbench, node, given as AuthoriseChoices['request']);
    },
    /** `handler(item, text)` takes the text instead of asking, and gives the consent, or true when another command waits for this answer. */
    async pasteRedirectUrl(item, given) {
      const text = typeof given === 'string' ? given : await textToTake(workbench);
      return text === undefined ? undefined : takeRedirect(workbench, text, item);
    },
  };
}

/**
 * How the journey brings a request to the customer: the registered redirect URI decides how the answer is caught.
 * @param report shows that the customer is waited for, and how to paste
 */
export function authoriseInEditor(
  workbench: Workbench,
  session: Session,
  signal: AbortSignal,
  report?: (message: string) => void,
): (request: AuthorisationRequest) => Promise<string> {
  return (request) => bringToCustomer(workbench, session, request, { signal, report });
}

/** The clipboard's text when it holds an answer to a flow in flight, else what is pasted into a box. */
async function textToTake(workbench: Workbench): Promise<string | undefined> {
  const tpp = await workbench.tpp();
  const held = await clipboard();
  const state = tpp.stateOfAnswer(held);
  if (inFlight.has(state) || (await consentWaitingFor(workbench, state))) return held;
  return showInput({
    title: vscode.l10n.t('Paste the Redirect URL'),
    prompt: vscode.l10n.t('The whole address that the bank sent the browser to, or what stands after its # or ?.'),
    placeHolder: 'https://…#code=…&state=…',
    validateInput: (text) => {
      if (text.trim() === '') return undefined;
      try {
        tpp.readRedirect(text);
        return undefined;
      } catch (thrown) {
        return tpp.problemOf(thrown).message;
      }
    },
  });
}

/** Gives a redirect to the command that waits for it, or, where none does any more, to the consent whose authorisation is pending. */
async function takeRedirect(workbench: Workbench, redirect: string, item?: unknown): Promise<unknown> {
  const tpp = await workbench.tpp();
  const state = tpp.stateOfAnswer(redirect);
  const waiting = await consentWaitingFor(workbench, state);
  const unverified = unverifiedIn(tpp, redirect, waiting);
  if (unverified) {
    void workbench.show(unverified);
    return undefined;
  }
  if (inFlight.deliver(state, redirect)) return true;
  const node = waiting ?? (await pickConsent(workbench, item));
  if (!node) return undefined;
  const session = await sessionOf(workbench, node);
  const title = vscode.l10n.t('Checking the answer of {0}', node.of.bank.name);
  const accepted = await runFor<AcceptedRedirect>(workbench, node, title, () => tpp.acceptRedirect(session, redirect));
  if (accepted) tellAuthorised(workbench, { ...node, consent: accepted.consent }, accepted);
  return accepted && shownConsent(accepted.consent);
}

/** Why a text that was handed over is not taken for the bank's answer; whoever waits for that goes on waiting. */
function unverifiedIn(tpp: Tpp, redirect: string, waiting: ConsentNode | undefined): Problem | undefined {
  try {
    return tpp.unverifiedAnswer(tpp.readRedirect(redirect), waiting?.consent.pending);
  } catch {
    // What cannot be read is explained where the answer is accepted.
    return undefined;
  }
}

/** What the system hands over: any page can open such an address, so one that nobody waits for asks nobody anything. */
async function takeUnasked(workbench: Workbench, redirect: string): Promise<void> {
  const tpp = await workbench.tpp();
  const state = tpp.stateOfAnswer(redirect);
  const waited = inFlight.has(state) || (await consentWaitingFor(workbench, state));
  const stateless = inFlight.size > 0 && unverifiedIn(tpp, redirect, undefined) !== undefined;
  if (waited || stateless) await takeRedirect(workbench, redirect);
  else workbench.log.warn('An address of the editor was opened that belongs to no authorisation in flight.');
}

/** The consent whose request has this state, in any bank of the window: another process may have made it, or this window before a reload. */
async function consentWaitingFor(workbench: Workbench, state: string | undefined): Promise<ConsentNode | undefined> {
  if (state === undefined) return undefined;
  for (const of of await workbench.banks()) {
    const { consents } = await (await workbench.session(of)).state.read();
    const consent = consents.find(({ bank, pending }) => bank === of.bank.name && pending?.state === state);
    if (consent) return { kind: 'consent', of, consent };
  }
  return undefined;
}
