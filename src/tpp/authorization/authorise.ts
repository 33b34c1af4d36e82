/** From a consent to its authorisation, in one call: with the customer's browser, or without for the embedded bank. */

import { t } from '../../standard/language.ts';
import { registeredMetadata } from '../client/client.ts';
import { updateConsent } from '../consents/kept.ts';
import { fail, type Problem } from '../errors.ts';
import { currentClient, type Session } from '../session.ts';
import { type AcceptedRedirect, acceptRedirect } from './accept.ts';
import type { Customer } from './headless.ts';
import { launch } from './launch.ts';
import { expectRedirect, isCatchable } from './loopback.ts';
import { type AuthorisationRequest, authorisationRequest, type Forcing, responseModeOf } from './request.ts';

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

export interface BrowserOptions extends Forcing {
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
  const request = await authorisationRequest(session, consentId, { ...options, redirectUri });
  const answer = await leavingNothing(session, request, async () => {
    const responseMode = responseModeOf(request);
    const expected = await expectRedirect(redirectUri, request.state, { ...options, responseMode });
    try {
      const short = await launch(request.url, options.timeout);
      try {
        await options.open(short.url);
        return await expected.answer;
      } finally {
        short.close();
      }
    } finally {
      expected.cancel();
    }
  });
  return acceptRedirect(session, answer);
}

/** Forgets the flow in flight when it ends without an answer, so that no late one finds it. */
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
    throw thrown;
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
