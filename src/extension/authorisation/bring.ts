/** Brings an authorisation request to the customer's browser and the answer back into this window. */
import * as vscode from 'vscode';
import { isLoopback } from '../../standard/loopback.ts';
import type { AuthorisationRequest } from '../../tpp/authorization/request.ts';
import type { Problem } from '../../tpp/errors.ts';
import type { Session } from '../../tpp/session.ts';
import { showInformation } from '../plain/messages.ts';
import { isOfSandbox } from '../sandbox/local.ts';
import { minutesToAuthorise } from '../settings/settings.ts';
import { clockText } from '../words/moments.ts';
import type { Tpp, Workbench } from '../workbench/workbench.ts';
import { InFlight } from './in-flight.ts';
import { pasteBox } from './paste-box.ts';
import { phonePage } from './phone-page.ts';
import { best, type Caught, type PasteReason, sameDoor, waysOf } from './ways.ts';

/** The authorisations that wait in this window. */
export const inFlight = new InFlight();

export interface BringOptions {
  signal: AbortSignal;
  report?: (message: string) => void;
  /** Opens the short address; default: the customer's browser. `false`: it was not opened. */
  open?: (url: string) => Promise<unknown>;
  /** Nothing is opened here: a page shows the address, for the customer's phone. */
  onPhone?: boolean;
}

/** The registered redirect URI whose answers are caught with the least work here, and how. */
export async function catchingFor(workbench: Workbench, session: Session): Promise<Caught | undefined> {
  const tpp = await workbench.tpp();
  const uris = tpp.registeredMetadata(await tpp.currentClient(session)).redirect_uris ?? [];
  return best(await Promise.all(uris.map((uri) => caughtOf(workbench, tpp, uri))));
}

async function caughtOf({ context }: Workbench, tpp: Tpp, redirectUri: string): Promise<Caught> {
  const reachable = tpp.isCatchable(redirectUri) && (await isReachable(redirectUri));
  const desktop = vscode.env.uiKind === vscode.UIKind.Desktop;
  const { uriScheme } = vscode.env;
  return waysOf(redirectUri, { uriScheme, extensionId: context.extension.id, desktop, reachable }, tpp.isCatchable);
}

/** Whether the person's browser finds our listener where the bank sends it: in remote and web windows it may not. */
async function isReachable(redirectUri: string): Promise<boolean> {
  try {
    const external = await vscode.env.asExternalUri(vscode.Uri.parse(redirectUri, true));
    return sameDoor(redirectUri, external.toString(true));
  } catch {
    return false;
  }
}

/**
 * Sends the browser on its way and waits for the answer, caught or pasted. Cancelled or timed out, nothing is left: no listener, no short
 * address, no flow in flight.
 *
 * @returns the redirect URL, or its fragment where that was pasted alone
 * @throws OpenBankingError `port_in_use`, `timed_out`, `cancelled`
 */
export async function bringToCustomer(
  workbench: Workbench,
  session: Session,
  request: AuthorisationRequest,
  { signal, report, open = openExternal, onPhone = false }: BringOptions,
): Promise<string> {
  const tpp = await workbench.tpp();
  const caught = await caughtOf(workbench, tpp, request.redirectUri);
  return tpp.leavingNothing(session, request, async () => {
    const timeout = minutesToAuthorise() * 60_000;
    const waits = [
      inFlight.wait(request.state, {
        consent: `${session.workspace.folder}#${session.bank.name}#${request.consentId}`,
        timeout,
        signal,
        failure: (code) => new tpp.OpenBankingError(ended(code)),
      }),
    ];
    const gone = sandboxGone(workbench, session, tpp);
    const cancelled = () => new tpp.OpenBankingError(ended('cancelled'));
    const box = onPhone
      ? await phonePage(workbench, tpp, session.bank.name, request, cancelled)
      : caught.way === 'paste'
        ? pasteBox(tpp, request, words(caught.reason))
        : undefined;
    try {
      if (tpp.isCatchable(request.redirectUri)) {
        const listening = tpp.expectRedirect(request.redirectUri, request.state, {
          timeout,
          signal,
          responseMode: tpp.responseModeOf(request),
          onUnverified: (problem) => void workbench.show(problem),
        });
        // Where the answer will probably be pasted, a port that cannot be had stops nothing.
        const heard = await (caught.way === 'loopback' && !onPhone ? listening : listening.catch(() => undefined));
        if (heard) waits.push(heard);
      }
      const ends = [...waits.map(({ answer }) => answer), gone.ended, ...(box ? [box.answer] : [])];
      if (onPhone) {
        report?.(vscode.l10n.t('Waiting for the customer’s phone at {0}.', session.bank.name));
        return await Promise.race(ends);
      }
      const short = await tpp.launch(request.url, timeout);
      try {
        report?.(waitingFor(session, caught, Date.now() + timeout));
        const page = await pageOf(request.url);
        const opened = await open(short.url);
        if (opened === false || page === 'elsewhere') void offerAddress(session, request.url, page);
        return await Promise.race(ends);
      } finally {
        short.close();
      }
    } finally {
      gone.dispose();
      box?.dispose();
      for (const wait of waits) wait.cancel();
    }
  });
}

/** Fails when the sandbox ends at which the customer is; at another bank it never does. */
function sandboxGone({ sandbox }: Workbench, { bank }: Session, tpp: Tpp): { ended: Promise<never>; dispose(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  const atSandbox = sandbox.running !== undefined && isOfSandbox({ bank }, sandbox.running.ready);
  const listening = sandbox.onDidChange(() => {
    if (atSandbox && !sandbox.running) reject(new tpp.OpenBankingError(stopped()));
  });
  return { ended: promise, dispose: () => listening.dispose() };
}

function stopped(): Problem {
  return {
    code: 'bank_unreachable',
    message: vscode.l10n.t('The sandbox was stopped while its customer was asked: the authorisation has ended.'),
    try: vscode.l10n.t('Authorise again; that starts the sandbox.'),
    remedies: [{ do: 'authoriseConsent' }],
  };
}

/** `openExternal` says false where the person declined; the address is still good, and there may be another browser. */
async function openExternal(url: string): Promise<boolean> {
  return vscode.env.openExternal(vscode.Uri.parse(url, true));
}

/** Whether the person's browser finds the bank's pages: those of a bank on this machine it may not. */
async function pageOf(url: string): Promise<'found' | 'elsewhere'> {
  const { hostname, origin } = new URL(url);
  return !isLoopback(hostname) || (await isReachable(`${origin}/`)) ? 'found' : 'elsewhere';
}

/** Says what to do where the bank's pages do not open by themselves. */
async function offerAddress({ bank }: Session, url: string, page: 'found' | 'elsewhere'): Promise<void> {
  const copy = vscode.l10n.t('Copy Address');
  const { port } = new URL(url);
  const text =
    page === 'found'
      ? vscode.l10n.t('The pages of {0} were not opened. Copy their address and open it in a browser.', bank.name)
      : vscode.l10n.t(
          'The pages of {0} are on the machine that this window works on, and your browser is on another. Forward the port {1} of that machine to yours under the same number, then copy the address and open it; or authorise as a customer without a browser.',
          bank.name,
          port,
        );
  if ((await showInformation(text, copy)) === copy) await vscode.env.clipboard.writeText(url);
}

function waitingFor(session: Session, { way }: Caught, until: number): string {
  const bank = session.bank.name;
  const end = clockText(until);
  return way === 'paste'
    ? vscode.l10n.t(
        'Waiting for the customer at {0} until {1}, here or approving on another device. Afterwards copy the address of the page the browser ends on and run “Paste Redirect URL…”.',
        bank,
        end,
      )
    : vscode.l10n.t(
        'Waiting for the customer at {0} until {1}, here or approving on another device. If the answer does not arrive by itself, copy the browser’s address and run “Paste Redirect URL…”.',
        bank,
        end,
      );
}

/** Why an answer has to be pasted, in a sentence. */
function words(reason: PasteReason | undefined): string {
  switch (reason) {
    case 'moved_loopback':
      return vscode.l10n.t('This window runs on another machine than the browser, so the redirect cannot be caught.');
    case 'browser_window':
      return vscode.l10n.t('This window is itself in a browser, which the system cannot hand a redirect to.');
    case 'other_editor':
      return vscode.l10n.t('The registered redirect URI belongs to another program.');
    default:
      return vscode.l10n.t('The registered redirect URI is not on this machine, so the redirect cannot be caught.');
  }
}

function ended(code: 'timed_out' | 'cancelled'): { code: 'timed_out' | 'cancelled'; message: string; try: string } {
  return code === 'cancelled'
    ? {
        code,
        message: vscode.l10n.t('The authorisation was cancelled.'),
        try: vscode.l10n.t('Start it again when you are ready.'),
      }
    : {
        code,
        message: vscode.l10n.t('The customer did not come back from the bank in time.'),
        try: vscode.l10n.t(
          'Authorise again; how long to wait is a setting (openBanking.authorisation.timeoutMinutes).',
        ),
      };
}
