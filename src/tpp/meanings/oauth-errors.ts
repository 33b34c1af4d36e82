/** The `error` values of OAuth, OpenID Connect and client registration; the same word has another remedy at another endpoint. */
import { t } from '../../standard/language.ts';
import { type Meaning, meaningIn } from './meaning.ts';
import { aboutAnyToken, adviceOnToken, type RefusedToken } from './token-refused.ts';

/** Where an `error` was said. */
export type ErrorPlace = 'token' | 'authorisation' | 'registration';

/** True when a bank's words on a refused registration say that this software statement has a client already. */
export function saysAlreadyRegistered(description = ''): boolean {
  return /already|exists|duplicate/i.test(description);
}

const busy: Meaning = {
  means: t('The bank is overloaded or down for maintenance.'),
  cause: t('A passing trouble of the bank.'),
  try: t('The bank is busy. Try again in a minute.'),
  rule: 'RFC 6749 §4.1.2.1',
};

const token: Readonly<Record<string, Meaning>> = {
  invalid_client: {
    means: t('The bank does not recognise the client by the way it authenticated.'),
    cause: t(
      'Another method than the registered one, a wrong secret, a client assertion with another aud or key, or a transport certificate with another subject than the registered one.',
    ),
    try: t(
      'The bank does not accept how the client authenticates: compare token_endpoint_auth_method, the secret or key, and the transport certificate with what was registered. Take the client over with what it has now, or register another where the bank has it no more.',
    ),
    // Not a look at the registration, which the bank shows only to a client that it recognises.
    remedies: [{ do: 'adoptClient' }, { do: 'registerAnother' }],
    rule: 'RFC 6749 §5.2; RFC 8705 §2.1; OpenID Connect Core §9',
  },
  invalid_grant: {
    means: t('The code or refresh token is not good any more.'),
    cause: t(
      'A code is good once and for about a minute, and used twice its tokens are revoked too; or the redirect URI or code verifier is not that of the request; or it is another client’s.',
    ),
    try: t('The code or refresh token is spent, expired or another client’s. Let the customer authorise again.'),
    rule: 'RFC 6749 §5.2, §4.1.2',
  },
  invalid_request: {
    means: t('The token request is not complete or not well-formed.'),
    cause: t('A missing, repeated or wrong parameter.'),
    try: t('A parameter is missing or wrong; the bank’s description says which.'),
    rule: 'RFC 6749 §5.2',
  },
  invalid_scope: {
    means: t('The bank does not give this scope to this client.'),
    cause: t('The client is not registered for it, or the grant does not take it.'),
    try: t('Ask for a scope that the client is registered for.'),
    remedies: [{ do: 'showClient' }],
    rule: 'RFC 6749 §5.2, §3.3',
  },
  unauthorized_client: {
    means: t('The client may not use this grant.'),
    cause: t('The grant type is not among the registered grant_types.'),
    try: t('The client is not registered for this grant type; add it to grant_types and update the client.'),
    rule: 'RFC 6749 §5.2',
  },
  unsupported_grant_type: {
    means: t('The bank does not have this grant.'),
    cause: t('Another flow than the bank offers.'),
    try: t('The bank does not offer this grant; see grant_types_supported in its discovery document.'),
    rule: 'RFC 6749 §5.2',
  },
  invalid_token: {
    means: t('The token is expired, revoked or malformed, or its certificate is not the one that was presented.'),
    cause: t('The token has ended, or the transport certificate is another than when it was given.'),
    try: aboutAnyToken,
    rule: 'RFC 6750 §3.1; RFC 8705 §3',
  },
  server_error: {
    means: t('The bank failed.'),
    cause: t('A fault of the bank’s own.'),
    try: t('The bank failed. Try again later, and give the bank the interaction id.'),
    rule: 'RFC 6749 §4.1.2.1',
  },
  temporarily_unavailable: busy,
};

const authorisation: Readonly<Record<string, Meaning>> = {
  invalid_request: {
    means: t('The bank does not take a parameter of the authorisation request.'),
    cause: t(
      'A parameter outside the request object that differs from the one inside, or an intent that is another client’s, of another scope, rejected or deleted.',
    ),
    try: t('A parameter of the request is wrong; the bank’s description says which. Preview the request and compare.'),
    rule: 'RFC 6749 §4.1.2.1; FAPI 1.0 Part 2 §5.2.2',
  },
  invalid_request_object: {
    means: t('The bank does not take the request object.'),
    cause: t(
      'Its alg, kid or signature, an aud that is not the issuer, or nbf and exp that are too far apart or past.',
    ),
    try: t(
      'The bank does not take the request object: check its alg, kid, aud, nbf and exp (preview the authorisation request).',
    ),
    rule: 'OpenID Connect Core §3.1.2.6; FAPI 1.0 Part 2 §5.2.2',
  },
  unauthorized_client: {
    means: t('The client may not ask in this way.'),
    cause: t('The response type is not among the registered ones.'),
    try: t('The client is not registered for this response type; see the registration.'),
    rule: 'RFC 6749 §4.1.2.1',
  },
  unsupported_response_type: {
    means: t('The bank does not have this response type.'),
    cause: t('UK banks take `code id_token`, or `code` with a signed response.'),
    try: t('Set authorizationRequest.responseType to one that the bank supports.'),
    rule: 'RFC 6749 §4.1.2.1; FAPI 1.0 Part 2 §5.2.2',
  },
  invalid_scope: {
    means: t('The bank does not give this scope to this client.'),
    cause: t('The client is not registered for it.'),
    try: t('Ask for a scope that the client is registered for.'),
    rule: 'RFC 6749 §4.1.2.1',
  },
  access_denied: {
    means: t('The customer or the bank said no.'),
    cause: t('The customer refused, or left the pages; or the bank does not let this customer share.'),
    try: t('Read the consent: a refused one stays refused, one that awaits can be asked again.'),
    rule: 'RFC 6749 §4.1.2.1',
  },
  login_required: {
    means: t('The customer has to log in.'),
    cause: t('The request said that no page may be shown.'),
    try: t('The customer has to log in; start the authorisation again.'),
    rule: 'OpenID Connect Core §3.1.2.6',
  },
  consent_required: {
    means: t('The customer has to agree.'),
    cause: t('The request said that no page may be shown.'),
    try: t('The customer has to agree again; start the authorisation again.'),
    rule: 'OpenID Connect Core §3.1.2.6',
  },
  server_error: {
    means: t('The bank failed.'),
    cause: t('A fault of the bank’s own.'),
    try: t('The bank failed. Try again later.'),
    rule: 'RFC 6749 §4.1.2.1',
  },
  temporarily_unavailable: busy,
};

const registration: Readonly<Record<string, Meaning>> = {
  invalid_redirect_uri: {
    means: t('The bank does not take a redirect URI.'),
    cause: t('It is not in the software statement to the letter, is not https, or names localhost.'),
    try: t(
      'Register only redirect URIs that stand in the software statement to the letter, https and not localhost at a real bank.',
    ),
    rule: 'RFC 7591 §3.2.2; Dynamic Client Registration 3.3, redirect_uris',
  },
  invalid_client_metadata: {
    means: t('A claim of the registration is not what the bank wants.'),
    cause: t(
      'A scope without its role, another aud, an algorithm or authentication method that the bank does not offer, a jti used before, a kid that the Directory does not have.',
    ),
    try: t(
      'Compare the claims with the software statement and the bank’s discovery document: scope and roles, algorithms, authentication method, aud, iss, kid.',
    ),
    rule: 'RFC 7591 §3.2.2; Dynamic Client Registration 3.3, Request',
  },
  invalid_software_statement: {
    means: t('The bank does not take the software statement.'),
    cause: t('It is too old, its signature does not verify, or the transport certificate is of another organisation.'),
    try: t(
      'Get a new assertion from the Directory; check that the transport certificate is of the same organisation and software.',
    ),
    rule: 'RFC 7591 §3.2.2',
  },
  unapproved_software_statement: {
    means: t('The bank recognises the software statement and does not approve of it.'),
    cause: t('It is of the other environment, or the organisation or its authorisation is not active.'),
    try: t(
      'The bank does not take this software statement: is it of the right environment (sandbox or production), and the organisation active?',
    ),
    rule: 'RFC 7591 §3.2.2',
  },
};

const places = { token, authorisation, registration };

/** What an `error` means where it was said, and for whose token; a word of another place where that place does not have it. */
export function meaningOfError(
  error: string | undefined,
  place: ErrorPlace,
  bearer?: RefusedToken,
): Meaning | undefined {
  const known =
    meaningIn(places[place], error) ??
    meaningIn(registration, error) ??
    meaningIn(token, error) ??
    meaningIn(authorisation, error);
  return known && bearer && error === 'invalid_token' ? { ...known, ...adviceOnToken(bearer) } : known;
}

/** As {@link meaningOfError}, the place's own words only. */
export function meaningAt(place: ErrorPlace, error: string | undefined): Meaning | undefined {
  return meaningIn(places[place], error);
}
