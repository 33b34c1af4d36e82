/** What a consent needs of a person, so that its row can offer just that. */
import { hasExpired, type KnownConsent } from '../../tpp/consents/clocks.ts';

/**
 * - `authorise`: the customer has not been asked, or has not answered.
 * - `refresh`: the access token ended; the refresh token brings another, at its next use or now.
 * - `reauthorise`: nothing brings another token but the customer, for the same consent.
 * - `recreate`: the consent is at its end, and a new one takes its place.
 */
export type Need = 'authorise' | 'refresh' | 'reauthorise' | 'recreate';

export function needOf({ consent, tokens, lacksTokens }: KnownConsent, now: number): Need | undefined {
  if (hasExpired(consent, now)) return 'recreate';
  switch (consent.status) {
    case 'awaitingAuthorisation':
      return 'authorise';
    case 'rejected':
    case 'revoked':
    case 'expired':
      return 'recreate';
    case 'authorised': {
      if (lacksTokens) return 'reauthorise';
      if (!tokens || tokens.accessToken > now) return undefined;
      const dead = tokens.refreshToken !== undefined && tokens.refreshToken <= now;
      return tokens.renewable && !dead ? 'refresh' : 'reauthorise';
    }
    case 'awaitingUpload':
    case 'consumed':
    case 'unknown':
      return undefined;
  }
}

/** Whether data stopped coming that came before, until a person does something: worth a badge. */
export function isOverdue(known: KnownConsent, now: number): boolean {
  const need = needOf(known, now);
  return need === 'reauthorise' || (need === 'recreate' && known.consent.status === 'authorised');
}
