/** What a verb is about when it names nothing: the client registered last, the consent created or authorised last. */

import { fail } from '../tpp/errors.ts';
import type { ConsentMeant } from '../tpp/postman/session-variables.ts';
import { isEnded, mayBeAuthorised, statusWord } from '../tpp/workspace/consent-status.ts';
import type { ConsentRecord } from '../tpp/workspace/state.ts';
import type { Opened } from './terminal.ts';

export const last = <T>(known: readonly T[]): T | undefined => known.at(-1);

/**
 * The consent named, or the one created last.
 * @throws OpenBankingError `consent_not_found`; `client_not_found` where there is no client that could have one
 */
export async function consentIdOf({ tpp, session }: Opened, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const found = last(await tpp.consentsOf(session));
  if (found !== undefined) return found.consentId;
  await tpp.currentClient(session);
  return fail({
    code: 'consent_not_found',
    message: `There is no account access consent at the bank "${session.bank.name}" yet.`,
    try: 'Create a consent, or look which there are.',
    remedies: [{ do: 'createConsent' }, { do: 'listConsents' }],
    about: { bank: session.bank.name },
  });
}

/**
 * The consent named, or of those that have not ended the one that the customer authorised last.
 * @throws OpenBankingError `consent_not_authorised`; `client_not_found` where there is no client that could have one
 */
export async function authorisedConsentIdOf({ tpp, session }: Opened, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const { name } = session.bank;
  const consents = await tpp.consentsOf(session);
  const found = last(tpp.authorisedAmong(consents, session.surroundings.now()));
  const newest = last(consents);
  if (found === undefined) {
    if (newest === undefined) await tpp.currentClient(session);
    return fail({
      code: 'consent_not_authorised',
      message: `No consent at the bank "${name}" has been authorised by a customer.`,
      ...(newest && mayBeAuthorised(newest)
        ? { try: 'Let the customer authorise the consent first.', remedies: [{ do: 'authoriseConsent' }] }
        : { try: 'Create a consent, and let the customer authorise it.', remedies: [{ do: 'createConsent' }] }),
      about: { bank: name },
    });
  }
  if (!isEnded(found)) return found.consentId;
  return fail({
    code: 'consent_not_authorised',
    message: `The consent ${found.consentId} at the bank "${name}" is ${statusWord(found)}, and there is no other that a customer authorised.`,
    ...(mayBeAuthorised(found)
      ? {
          try: 'Let the customer authorise it once more: no new consent is needed.',
          remedies: [{ do: 'authoriseConsent' }],
        }
      : { try: 'Create a new consent and let the customer authorise it.', remedies: [{ do: 'createConsent' }] }),
    about: { bank: name, consentId: found.consentId },
  });
}

/** What variables of saved requests mean. */
export function consentsMeant({ tpp, session }: Opened): ConsentMeant {
  return {
    intent: last<ConsentRecord>,
    data: (known) => last(tpp.authorisedAmong(known, session.surroundings.now())),
  };
}
