/** How the answer comes back from the browser of another device, which ends on the redirect URI. */
import { t } from '../../standard/language.ts';
import { isLoopback } from '../../standard/loopback.ts';

/** What a phone shows there depends on whose address it is; in a sentence or two. */
export function wayBackFrom(redirectUri: string): string {
  const { protocol, hostname, host } = new URL(redirectUri);
  const isWeb = protocol === 'http:' || protocol === 'https:';
  if (isWeb && isLoopback(hostname))
    return t(
      'Afterwards the phone says that it cannot open {0}, as that is the phone itself there. The address of that page is the answer: copy the whole of it on the phone, and bring it here, as by a message to yourself.',
      host,
    );
  if (isWeb)
    return t(
      'Afterwards the phone’s browser ends on a page of {0}. The address of that page is the answer: copy the whole of it on the phone, before that page leads on, and bring it here, as by a message to yourself.',
      host,
    );
  return t(
    'Afterwards the bank sends the phone to {0}, an address of a program that the phone hardly has: its browser may show nothing that can be copied. Register a redirect URI of the web for customers on a phone.',
    protocol,
  );
}
