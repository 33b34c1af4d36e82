/** From a consent to its authorisation, in one call: with the customer's browser, or without for the embedded bank. */

import { t } from '../../standard/language.ts';
import { registeredMetadata } from '../client/client.ts';
import { readConsent } from '../consents/consent.ts';
import { saysGone } from '../consents/gone.ts';
import { updateConsent } from '../consents/kept.ts';
import { fail, OpenBankingError, type Problem } from '../errors.ts';
import { currentClient, type Session } from '../session.ts';
import { type AcceptedRedirect, acceptRedirect } from './accept.ts';
import type { Customer } from './headless.ts';
import { type Launch, launch } from './launch.ts';
import { expectRedirect, isCatchable } from './loopback.ts';
import { type AuthorisationRequest, authorisationRequest, type Forcing, responseModeOf } from './request.ts';
import { explainWait } from './waited.ts';
import { openWaiting } from './waiting.ts';

/**
 * Authorises as a customer of the embedded bank, on the bank's own pages.
 * @throws those of {@link authorisationRequest}, `authoriseAs` and {@link acceptRedirect}
 */
export async function authoriseHeadless(
  session: Session,
  consentId: string,
  customer: Customer,
  options: Forcing & { signal?: AbortSignal } = {},
): Promise<AcceptedRedirect> {
  const [{ authoriseAs }, request] = await Promise.all([
    import('./headless.ts'),
    authorisationRequest(session, consentId, options),
  ]);
  const answer = await leavingNothing(session, request, () => authoriseAs(request.url, customer, options.signal));
  return acceptRedirect(session, answer);
}

interface Waiting {
  /** Ends with a text that {@link problemOfPasted} finds to be this request's answer; never, where nobody pastes any. */
  pasted?(request: AuthorisationRequest): Promise<string>;
}

export interface BrowserOptions extends Forcing, Waiting {
  /** Opens the short loopback address in the customer's browser. */
  open(url: string): Promise<void>;
  /** Which registered loopback redirect URI to catch the answer on; default: the first. */
  redirectUri?: string;
  /** Milliseconds to wait for the customer; default ten minutes. */
  timeout?: number;
  signal?: AbortSignal;
  /** Told of an answer that nothing shows to be the bank's; the wait goes on. */
  onUnverified?(problem: Problem): void;
}

export interface ElsewhereOptions
  extends Forcing,
    Pick<BrowserOptions, 'timeout' | 'signal' | 'onUnverified'>,
    Waiting {
  /** Shows the customer the URL; what it throws ends the authorisation. */
  show(request: AuthorisationRequest): Promise<void> | void;
}

/**
 * Shows the authorisation URL, for the browser of another device, and waits for the answer: pasted, or caught where a loopback redirect URI is
 * registered and the browser was on this machine after all. The URL is as short as the bank allows.
 * @throws OpenBankingError `timed_out`, `cancelled`, those of {@link authorisationRequest} and {@link acceptRedirect}
 */
export async function authoriseElsewhere(
  session: Session,
  consentId: string,
  options: ElsewhereOptions,
): Promise<AcceptedRedirect> {
  const uris = registeredMetadata(await currentClient(session)).redirect_uris ?? [];
  const redirectUri = redirectForElsewhere(uris);
  await lookBefore(session, consentId, options);
  const request = await authorisationRequest(session, consentId, { ...options, redirectUri, short: true });
  const answer = await leavingNothing(session, request, () =>
    waitFor(request, options, { show: () => options.show(request), optional: true }),
  );
  return acceptRedirect(session, answer);
}

/** A web address, which any browser at least keeps in its address bar; what this machine can catch before others. */
export const redirectForElsewhere = (uris: readonly string[]): string | undefined =>
  uris.find(isCatchable) ?? uris.find((uri) => /^https?:/i.test(uri)) ?? uris[0];

/**
 * Waits for the answer of a request that was shown, whichever way it comes first.
 * @param how.optional where the port cannot be had, the answer will be pasted
 */
async function waitFor(
  request: AuthorisationRequest,
  options: Pick<BrowserOptions, 'timeout' | 'signal' | 'onUnverified'> & Waiting,
  how: { show(): Promise<void> | void; optional?: boolean },
): Promise<string> {
  const { redirectUri, state } = request;
  const heard = isCatchable(redirectUri)
    ? await expectRedirect(redirectUri, state, { ...options, responseMode: responseModeOf(request) }).catch(
        (thrown) => {
          if (how.optional) return openWaiting(options);
          throw thrown;
        },
      )
    : openWaiting(options);
  try {
    await how.show();
    const pasted = options.pasted?.(request);
    return await (pasted ? Promise.race([heard.answer, pasted]) : heard.answer);
  } finally {
    heard.cancel();
  }
}

/**
 * Sends the customer's browser to the bank and waits for it on the registered loopback redirect URI. Cancelled or timed out, nothing is left:
 * no listener, no flow in flight; an answer whose checks fail before the code is sent leaves the flow.
 * @throws OpenBankingError `redirect_uri_mismatch` where no loopback URI is registered, `port_in_use`, `timed_out`, `cancelled`
 */
export async function authoriseInBrowser(
  session: Session,
  consentId: string,
  options: BrowserOptions,
): Promise<AcceptedRedirect> {
  const redirectUri = options.redirectUri ?? (await catchableRedirect(session));
  await lookBefore(session, consentId, options);
  const request = await authorisationRequest(session, consentId, { ...options, redirectUri });
  const answer = await leavingNothing(session, request, async () => {
    let short: Launch | undefined;
    const show = async () => {
      short = await launch(request.url, options.timeout);
      await options.open(short.url);
    };
    try {
      return await waitFor(request, options, { show });
    } finally {
      short?.close();
    }
  });
  return acceptRedirect(session, answer);
}

/** What became of it elsewhere is known before a browser opens; that it cannot be read is no reason not to ask. */
async function lookBefore(
  session: Session,
  consentId: string,
  { force, signal }: Pick<BrowserOptions, 'force' | 'signal'>,
): Promise<void> {
  if (force) return;
  try {
    await readConsent(session, consentId, signal === undefined ? {} : { signal });
  } catch (thrown) {
    if (thrown instanceof OpenBankingError && (thrown.code === 'cancelled' || saysGone(thrown.problem))) throw thrown;
  }
}

/** Forgets the flow in flight when it ends without an answer, so that no late one finds it; says how the consent is where its time was over. */
export async function leavingNothing<T>(
  session: Session,
  request: Pick<AuthorisationRequest, 'consentId' | 'state'>,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    await updateConsent(session, request.consentId, ({ pending, ...rest }) =>
      pending === undefined || pending.state === request.state ? rest : { ...rest, pending },
    );
    return explainWait(session, request.consentId, thrown);
  }
}

/** The registered redirect URI that can be caught on this machine. */
async function catchableRedirect(session: Session): Promise<string> {
  const uris = registeredMetadata(await currentClient(session)).redirect_uris ?? [];
  return (
    uris.find(isCatchable) ??
    fail({
      code: 'redirect_uri_mismatch',
      message: t(
        'None of the registered redirect URIs ({0}) is on this machine, so the answer cannot be caught here.',
        uris.join(', '),
      ),
      try: t('Open the authorisation URL yourself and paste the redirect URL.'),
      remedies: [{ do: 'copyAuthorisationUrl' }, { do: 'pasteRedirectUrl' }],
      about: { bank: session.bank.name },
    })
  );
}
