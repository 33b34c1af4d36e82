/** HTTP statuses as the Read/Write API and registration use them (RFC 9110 §15, Read/Write API Profile, HTTP Status Codes). */
import { t } from '../../standard/language.ts';
import type { Meaning } from './meaning.ts';
import { aboutAnyToken, adviceOnToken, type RefusedToken } from './token-refused.ts';

const profile = t('Read/Write API Profile 3.1.11, HTTP Status Codes');

const general: Readonly<Record<number, Meaning>> = {
  400: {
    means: t('The bank does not take the request as it is.'),
    cause: t('A field, a header or a rule; an id that the bank does not know is a 400 here too.'),
    try: t(
      'The bank’s codes or words say which field or rule; correct it and send again. Where it says nothing, ask it with the interaction id.',
    ),
    rule: profile,
  },
  401: {
    means: t('The access token is not accepted.'),
    cause: t(
      'It is expired or revoked, or it is bound to another certificate than the one presented. Banks send no body with it.',
    ),
    try: aboutAnyToken,
    rule: `${profile}; RFC 6750 §3.1; RFC 8705 §3`,
  },
  403: {
    means: t('The token is good, and this is not allowed with it.'),
    cause: t('A permission that the consent does not have, an account that was not shared, a token of another scope.'),
    try: t('The consent does not cover this: check its permissions, its status, and that the account was shared.'),
    rule: profile,
  },
  404: {
    means: t('This bank has nothing at this address.'),
    cause: t('A resource that the bank does not offer, or a wrong base URL or version.'),
    try: t('This bank does not offer this resource.'),
    rule: profile,
  },
  405: {
    means: t('This address does not take this method.'),
    cause: t('An operation that the bank does not offer.'),
    try: t('This bank does not offer this resource.'),
    rule: profile,
  },
  406: {
    means: t('The bank cannot answer in the form that was asked for.'),
    cause: t('The Accept header names another type than the endpoint gives.'),
    try: t('The bank does not answer in JSON here.'),
    rule: profile,
  },
  408: {
    means: t('The request took the bank too long to receive.'),
    cause: t('A slow connection.'),
    try: t('Send it again.'),
    rule: 'RFC 9110 §15.5.9',
  },
  409: {
    means: t('The request is at odds with what is there.'),
    cause: t('The thing exists already, or is being changed.'),
    try: t('Read what there is and go on with it.'),
    rule: profile,
  },
  415: {
    means: t('The bank does not take this Content-Type.'),
    cause: t(
      'The API wants application/json, the token endpoint a form, registration application/jwt or application/jose.',
    ),
    try: t('The bank wants another Content-Type.'),
    rule: profile,
  },
  429: {
    means: t('Too many requests.'),
    cause: t('A limit of the bank: in a short time, or for reads without the customer.'),
    try: t(
      'Too many requests: wait as long as Retry-After says. Unattended reads may be limited to four a day for each consent and resource.',
    ),
    rule: `RFC 6585 §4; ${profile}`,
  },
  500: serverSide(t('The bank failed.'), t('A fault of the bank’s own.')),
  501: serverSide(t('The bank does not do this.'), t('An operation that is not implemented.')),
  502: serverSide(t('Something behind the bank’s gateway failed.'), t('A part of the bank is down.')),
  503: serverSide(t('The bank is not available.'), t('Maintenance, or too much to do.')),
  504: serverSide(
    t('Something behind the bank’s gateway did not answer in time.'),
    t('A part of the bank is slow or down.'),
  ),
};

const registration: Readonly<Record<number, Partial<Meaning>>> = {
  400: {
    try: t(
      'Compare the claims with the software statement and the bank’s discovery document, and ask the bank with the interaction id.',
    ),
    rule: 'Dynamic Client Registration 3.3, Error Structure',
  },
  401: {
    means: t('The bank does not accept certificate or token for this client; an unknown client id is a 401 as well.'),
    try: t(
      'The bank does not accept the certificate or the token: check the transport certificate, or adopt the client again.',
    ),
    rule: 'Dynamic Client Registration 3.3, Error Structure',
  },
  403: {
    means: t('The token belongs to another client.'),
    cause: t('GET, PUT and DELETE need this client’s own client-credentials token.'),
    try: t('This client may not be touched with this token: it belongs to another client.'),
    rule: 'Dynamic Client Registration 3.3, Error Structure',
  },
  404: { try: t('Check the registration endpoint in the bank’s entry.') },
  405: {
    try: t('This bank does not offer that operation on registrations.'),
    rule: 'Dynamic Client Registration 3.3, Endpoints (reading, updating and deleting are optional)',
  },
  415: {
    try: t(
      'The bank wants the other content type: application/jose instead of application/jwt, or the reverse (registration.contentType).',
    ),
    rule: 'Dynamic Client Registration 3.3, Request',
  },
};

const client: Partial<Meaning> = {
  try: t('Compare the request with the client’s registration, and ask the bank with the interaction id.'),
  rule: 'RFC 6749 §5.2',
};
const unproven: Partial<Meaning> = {
  means: t('The bank does not take this client at its token endpoint.'),
  cause: t(
    'A client id that the bank does not know, another way of authentication than the registered one, or a certificate, key or secret that is not this client’s.',
  ),
  ...client,
};
/** No access token goes to the token endpoint: it is the client that is judged there. */
const token: Readonly<Record<number, Partial<Meaning>>> = { 400: client, 401: unproven, 403: unproven };

export type StatusPlace = 'registration' | 'token' | 'api';
const special: Readonly<Record<StatusPlace, Readonly<Record<number, Partial<Meaning>>>>> = {
  registration,
  token,
  api: {},
};

function serverSide(means: string, cause: string): Meaning {
  return { means, cause, try: t('The bank failed. Try again later, and give it the interaction id.'), rule: profile };
}

/** What a status means, at registration, at the token endpoint or elsewhere, and for whose token; nothing for a success or a redirect. */
export function meaningOfStatus(status: number, at: StatusPlace = 'api', token?: RefusedToken): Meaning | undefined {
  if (status < 400) return undefined;
  const known = general[status] ?? general[status >= 500 ? 500 : 400];
  return known && { ...known, ...(special[at][status] ?? (token && status === 401 ? adviceOnToken(token) : {})) };
}

/** As {@link meaningOfStatus}, nothing for a status that has no words of its own. */
export function ownMeaningOfStatus(status: number, at: StatusPlace = 'api', token?: RefusedToken): Meaning | undefined {
  return general[status] === undefined ? undefined : meaningOfStatus(status, at, token);
}
