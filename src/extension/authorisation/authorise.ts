/** A consent's authorisation in the editor: by whom, with which request, and its answer checked; or the URL alone. */
import * as vscode from 'vscode';
import type { Customer } from '../../tpp/authorization/headless.ts';
import type { AuthorisationRequest } from '../../tpp/authorization/request.ts';
import { shownConsent } from '../../tpp/consents/shape.ts';
import type { ClaimFinding } from '../../tpp/registration/preflight.ts';
import type { Session } from '../../tpp/session.ts';
import { isSandbox } from '../../tpp/workspace/profile.ts';
import { showInformation, showWarning } from '../plain/messages.ts';
import { showPick } from '../plain/picks.ts';
import { clockText } from '../words/moments.ts';
import type { ConsentNode } from '../workbench/nodes.ts';
import type { Tpp, Workbench } from '../workbench/workbench.ts';
import { type BringOptions, bringToCustomer, catchingFor } from './bring.ts';
import { showFor, tellAuthorised } from './outcome.ts';
import { AnotherCode } from './phone-page.ts';
import { runFor } from './run.ts';
import { sessionOf } from './session.ts';

/** What replaces the questions of Authorise Consent…, for tests and for the preview of a request. */
export interface AuthoriseChoices {
  /** A customer of the local sandbox, without a browser: `rora`, `mits` or `ivsa`. */
  as?: string;
  /** With `as`: the accounts to share; default all. */
  accounts?: readonly string[];
  /** With `as`: refuses instead. */
  refuse?: boolean;
  /** The bank's own pages, without asking; opens them with this instead of the customer's browser when it is a function. */
  browser?: true | ((url: string) => Promise<unknown>);
  /** A QR code for the customer's phone, without asking; false: it is not offered. */
  onPhone?: boolean;
  /** A request that was previewed and perhaps edited; default: one made now. */
  request?: ReviewedRequest;
}

/** A request as its preview has it. */
export interface ReviewedRequest extends Pick<AuthorisationRequest, 'header' | 'claims' | 'codeVerifier'> {
  /** Sends it although the preflight finds errors in it. */
  force?: boolean;
}

const customers = ['rora', 'mits', 'ivsa'];

/** Lets the customer authorise a consent; gives the consent as it then is, or undefined when it failed, which was shown. */
export async function authorise(workbench: Workbench, node: ConsentNode, choices: AuthoriseChoices): Promise<unknown> {
  const tpp = await workbench.tpp();
  const session = await sessionOf(workbench, node);
  try {
    tpp.assertAuthorisable(session, node.consent);
    await tpp.assertSecret(session, await tpp.currentClient(session));
  } catch (thrown) {
    void showFor(workbench, tpp.problemOf(thrown), node);
    return undefined;
  }
  const how = await wayToAuthorise(node, choices);
  if (!how) return undefined;
  const { consentId } = node.consent;
  const accepted = await runFor(
    workbench,
    node,
    vscode.l10n.t('Authorisation at {0}', node.of.bank.name),
    async (task) => {
      if ('user' in how) return tpp.authoriseHeadless(session, consentId, how, { signal: task.signal });
      const redirect = await answerFor(workbench, session, consentId, choices.request, { ...how, ...task });
      task.report(vscode.l10n.t('Checking the bank’s answer'));
      return tpp.acceptRedirect(session, redirect);
    },
  );
  if (accepted) tellAuthorised(workbench, node, accepted);
  return accepted && shownConsent(accepted.consent);
}

/** The customer's answer; a code for a phone may be made anew meanwhile, and its request with it. */
async function answerFor(
  workbench: Workbench,
  session: Session,
  consentId: string,
  reviewed: ReviewedRequest | undefined,
  how: BringOptions,
): Promise<string> {
  for (;;) {
    const request = await requestFor(workbench, session, consentId, reviewed, how.onPhone);
    try {
      return await bringToCustomer(workbench, session, request, how);
    } catch (thrown) {
      if (!(thrown instanceof AnotherCode)) throw thrown;
    }
  }
}

/** A customer of the local sandbox, or the bank's pages in a browser, asked for where nothing is given; undefined when the question was dismissed. */
export async function wayToAuthorise(
  { of }: ConsentNode,
  { as, accounts, refuse, browser, onPhone, request }: AuthoriseChoices,
): Promise<Customer | Pick<BringOptions, 'open' | 'onPhone'> | undefined> {
  if (as !== undefined) return { user: as, accounts, refuse };
  if (browser !== undefined) return typeof browser === 'function' ? { open: browser } : {};
  if (onPhone) return { onPhone };
  if (request !== undefined) return {};
  const atSandbox = isSandbox(of.bank.entry);
  const pages = {
    label: vscode.l10n.t('Open the bank’s pages'),
    description: vscode.l10n.t('in your browser'),
    user: undefined,
    onPhone: false,
  };
  const phone = {
    label: vscode.l10n.t('Show a QR code'),
    description: vscode.l10n.t('for the customer’s phone'),
    user: undefined,
    onPhone: true,
  };
  const named = customers.map((user) => ({
    label: vscode.l10n.t('Authorise as {0}', user),
    description: vscode.l10n.t('no browser, all accounts'),
    user,
    onPhone: false,
  }));
  const picked = await showPick([...(atSandbox ? named : []), pages, ...(onPhone === false ? [] : [phone])], {
    title: atSandbox
      ? vscode.l10n.t('Who authorises at the sandbox?')
      : vscode.l10n.t('Where does the customer authorise?'),
  });
  if (!picked) return undefined;
  return picked.user === undefined ? { onPhone: picked.onPhone } : { user: picked.user };
}

/** A request to the redirect URI that costs the customer least, or the one that was looked over. */
async function requestFor(
  workbench: Workbench,
  session: Session,
  consentId: string,
  reviewed: ReviewedRequest | undefined,
  onPhone = false,
): Promise<AuthorisationRequest> {
  const tpp = await workbench.tpp();
  const redirectUri = onPhone
    ? await redirectForPhone(tpp, session)
    : (await catchingFor(workbench, session))?.redirectUri;
  const onForced = (errors: ClaimFinding[]): void => tellForced(workbench, errors);
  return tpp.authorisationRequest(session, consentId, { redirectUri, ...reviewed, short: onPhone, onForced });
}

async function redirectForPhone(tpp: Tpp, session: Session): Promise<string | undefined> {
  return tpp.redirectForElsewhere(tpp.registeredMetadata(await tpp.currentClient(session)).redirect_uris ?? []);
}

function tellForced({ log }: Workbench, errors: readonly ClaimFinding[]): void {
  for (const { code, message, fix } of errors) log.warn(`Sent all the same, although ${code}: ${message} ${fix}`);
  const said = errors.map(({ message }) => message).join(' ');
  void showWarning(vscode.l10n.t('The request is sent as it is, although a bank would refuse it: {0}', said));
}

/** Makes a request, puts its URL on the clipboard and gives it. */
export async function copyUrl(
  workbench: Workbench,
  node: ConsentNode,
  reviewed: ReviewedRequest | undefined,
): Promise<unknown> {
  const session = await sessionOf(workbench, node);
  const title = vscode.l10n.t('Making the authorisation request for {0}', node.of.bank.name);
  const request = await runFor(workbench, node, title, () =>
    requestFor(workbench, session, node.consent.consentId, reviewed),
  );
  if (!request) return undefined;
  await vscode.env.clipboard.writeText(request.url);
  const { exp } = request.claims;
  const until = typeof exp === 'number' ? clockText(exp * 1000) : '';
  const paste = vscode.l10n.t('Paste Redirect URL…');
  void showInformation(
    vscode.l10n.t(
      'The authorisation URL is on the clipboard and good until {0}. Nothing listens for its answer here: copy the address that the browser ends on, even if that page cannot be opened, and paste it.',
      until,
    ),
    paste,
  ).then((chosen) =>
    chosen === paste ? vscode.commands.executeCommand('openBanking.pasteRedirectUrl', node) : undefined,
  );
  return request.url;
}
