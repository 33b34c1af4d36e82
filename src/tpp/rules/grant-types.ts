/** The grant types that a client may be registered for, by the Dynamic Client Registration specification 3.4. */

/** The client vouches for the customer of a consent that stands (RFC 7523 §2.1): re-authentication without a redirect. */
export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export const grantTypes: readonly string[] = [
  'client_credentials',
  'authorization_code',
  'refresh_token',
  'urn:openid:params:grant-type:ciba',
  jwtBearer,
];

/** A grant type by the last word of its URN, as people say it. */
export function grantTypeNamed(word: string): string {
  return grantTypes.find((each) => each === word || each.endsWith(`:${word}`)) ?? word;
}
