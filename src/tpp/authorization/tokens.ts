/** The customer's tokens of a consent: how they are kept. */
import { t } from '../../standard/language.ts';
import { keptTokens, readTokens, type TokenSet } from '../client/token-set.ts';
import { updateConsent } from '../consents/kept.ts';
import { fail } from '../errors.ts';
import { every, keep } from '../keeping.ts';
import type { Advice } from '../remedies.ts';
import type { Session } from '../session.ts';
import { isAuthorisable } from '../workspace/consent-status.ts';
import { consentTokensName } from '../workspace/secrets.ts';
import type { ConsentRecord } from '../workspace/state.ts';

/**
 * The customer's tokens of a consent, as kept.
 * @param fresh where a refresh token is about to be used
 * @throws OpenBankingError `token_missing`
 */
export async function consentTokens(session: Session, consent: ConsentRecord, fresh = false): Promise<TokenSet> {
  return (
    (await readTokens(session, consentTokensName(session.bank.name, consent.consentId), fresh)) ??
    fail({
      code: 'token_missing',
      message: t('There is no access token for the consent {0}.', consent.consentId),
      ...withoutTokens(consent, session.surroundings.now()),
      about: { bank: session.bank.name, consentId: consent.consentId },
    })
  );
}

function withoutTokens(consent: ConsentRecord, now: number): Advice {
  if (!isAuthorisable(consent, now)) {
    return { try: t('The consent is over, too: create another.'), remedies: [{ do: 'createConsent' }] };
  }
  return {
    try: t('Let the customer authorise the consent.'),
    remedies: [
      { do: 'authoriseConsent', consentId: consent.consentId },
      // Authorised from here once.
      ...(consent.authorisedAt === undefined ? [] : [{ do: 'shareSecrets' } as const]),
    ],
  };
}

/** Keeps what a customer's authorisation gave: the code is spent, and nobody gives it again. */
export async function keepAuthorisation(session: Session, consent: ConsentRecord, tokens: TokenSet): Promise<void> {
  const { consentId } = consent;
  const name = consentTokensName(session.bank.name, consentId);
  const authorisedAt = new Date(session.surroundings.now()).toISOString();
  const value = JSON.stringify(tokens);
  const done = t('The customer has authorised the consent {0}, and its code is spent', consentId);
  const advice = t('put it back.');
  await keep(session, { done, consent: { ...consent, authorisedAt }, secrets: [{ name, value }], advice }, () =>
    every([session.secrets.set(name, value), updateConsent(session, consentId, (each) => ({ ...each, authorisedAt }))]),
  );
}

/** The customer's tokens of a consent as far as they can be had without running a command: for views, which nobody asked to run one. */
export async function knownTokens(
  { secrets, bank }: Session,
  { consentId }: ConsentRecord,
): Promise<TokenSet | undefined> {
  const name = consentTokensName(bank.name, consentId);
  return keptTokens(await (secrets.known ?? secrets.get)(name));
}
