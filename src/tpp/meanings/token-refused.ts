/** What to do about an access token that a bank does not accept: one advice for the error, and for each reading of the exchange. */
import { t } from '../../standard/language.ts';
import type { Advice } from '../remedies.ts';

/** Whose token it is, of what a request says of it. */
export type RefusedToken = { of: 'client' } | { of: 'consent'; consentId: string };

/** Where nobody knows whose it is. */
export const aboutAnyToken = t(
  'Get a new token: the client’s own with client credentials; the customer’s by its refresh token, or where there is none by another authorisation.',
);

/** By whose it is; it holds whether the token was new already or not. */
export function adviceOnToken(token: RefusedToken): Advice {
  if (token.of === 'client') {
    return {
      try: t(
        'If a new token of client credentials is not accepted either, check the transport certificate, or ask the bank, with the interaction id.',
      ),
    };
  }
  return {
    try: t(
      'If a refreshed token is not accepted either, or there is no refresh token, let the customer authorise the same consent again.',
    ),
    remedies: [{ do: 'authoriseConsent', consentId: token.consentId }],
  };
}
