/** HTTP statuses as the Read/Write API and registration use them (RFC 9110 §15, Read/Write API Profile, HTTP Status Codes). */
import type { Meaning } from './meaning.ts';

const profile = 'Read/Write API Profile 3.1.11, HTTP Status Codes';

const general: Readonly<Record<number, Meaning>> = {
  400: {
    means: 'The bank does not take the request as it is.',
    cause: 'A field, a header or a rule; an id that the bank does not know is a 400 here too.',
    try: 'The bank’s codes or words say which field or rule; correct it and send again. Where it says nothing, ask it with the interaction id.',
    rule: profile,
  },
  401: {
    means: 'The access token is not accepted.',
    cause:
      'It is expired or revoked, or it is bound to another certificate than the one presented. Banks send no body with it.',
    try: 'The token is expired, revoked, or bound to another certificate: refresh it, or let the customer authorise again.',
    rule: `${profile}; RFC 6750 §3.1; RFC 8705 §3`,
  },
  403: {
    means: 'The token is good, and this is not allowed with it.',
    cause: 'A permission that the consent does not have, an account that was not shared, a token of another scope.',
    try: 'The consent does not cover this: check its permissions, its status, and that the account was shared.',
    rule: profile,
  },
  404: {
    means: 'This bank has nothing at this address.',
    cause: 'A resource that the bank does not offer, or a wrong base URL or version.',
    try: 'This bank does not offer this resource.',
    rule: profile,
  },
  405: {
    means: 'This address does not take this method.',
    cause: 'An operation that the bank does not offer.',
    try: 'This bank does not offer this resource.',
    rule: profile,
  },
  406: {
    means: 'The bank cannot answer in the form that was asked for.',
    cause: 'The Accept header names another type than the endpoint gives.',
    try: 'The bank does not answer in JSON here.',
    rule: profile,
  },
  408: {
    means: 'The request took the bank too long to receive.',
    cause: 'A slow connection.',
    try: 'Send it again.',
    rule: 'RFC 9110 §15.5.9',
  },
  409: {
    means: 'The request is at odds with what is there.',
    cause: 'The thing exists already, or is being changed.',
    try: 'Read what there is and go on with it.',
    rule: profile,
  },
  415: {
    means: 'The bank does not take this Content-Type.',
    cause:
      'The API wants application/json, the token endpoint a form, registration application/jwt or application/jose.',
    try: 'The bank wants another Content-Type.',
    rule: profile,
  },
  429: {
    means: 'Too many requests.',
    cause: 'A limit of the bank: in a short time, or for reads without the customer.',
    try: 'Too many requests: wait as long as Retry-After says. Unattended reads may be limited to four a day for each consent and resource.',
    rule: `RFC 6585 §4; ${profile}`,
  },
  500: serverSide('The bank failed.', 'A fault of the bank’s own.'),
  501: serverSide('The bank does not do this.', 'An operation that is not implemented.'),
  502: serverSide('Something behind the bank’s gateway failed.', 'A part of the bank is down.'),
  503: serverSide('The bank is not available.', 'Maintenance, or too much to do.'),
  504: serverSide('Something behind the bank’s gateway did not answer in time.', 'A part of the bank is slow or down.'),
};

const registration: Readonly<Record<number, Partial<Meaning>>> = {
  400: {
    try: 'Compare the claims with the software statement and the bank’s discovery document, and ask the bank with the interaction id.',
    rule: 'Dynamic Client Registration 3.3, Error Structure',
  },
  401: {
    means: 'The bank does not accept certificate or token for this client; an unknown client id is a 401 as well.',
    try: 'The bank does not accept the certificate or the token: check the transport certificate, or adopt the client again.',
    rule: 'Dynamic Client Registration 3.3, Error Structure',
  },
  403: {
    means: 'The token belongs to another client.',
    cause: 'GET, PUT and DELETE need this client’s own client-credentials token.',
    try: 'This client may not be touched with this token: it belongs to another client.',
    rule: 'Dynamic Client Registration 3.3, Error Structure',
  },
  404: { try: 'Check the registration endpoint in the bank’s entry.' },
  405: {
    try: 'This bank does not offer that operation on registrations.',
    rule: 'Dynamic Client Registration 3.3, Endpoints (reading, updating and deleting are optional)',
  },
  415: {
    try: 'The bank wants the other content type: application/jose instead of application/jwt, or the reverse (registration.contentType).',
    rule: 'Dynamic Client Registration 3.3, Request',
  },
};

const client: Partial<Meaning> = {
  try: 'Compare the request with the client’s registration, and ask the bank with the interaction id.',
  rule: 'RFC 6749 §5.2',
};
const unproven: Partial<Meaning> = {
  means: 'The bank does not take this client at its token endpoint.',
  cause:
    'A client id that the bank does not know, another way of authentication than the registered one, or a certificate, key or secret that is not this client’s.',
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
  return { means, cause, try: 'The bank failed. Try again later, and give it the interaction id.', rule: profile };
}

/** What a status means, at registration, at the token endpoint or elsewhere; nothing for a success or a redirect. */
export function meaningOfStatus(status: number, at: StatusPlace = 'api'): Meaning | undefined {
  if (status < 400) return undefined;
  const known = general[status] ?? general[status >= 500 ? 500 : 400];
  return known && { ...known, ...special[at][status] };
}

/** As {@link meaningOfStatus}, nothing for a status that has no words of its own. */
export function ownMeaningOfStatus(status: number, at: StatusPlace = 'api'): Meaning | undefined {
  return general[status] === undefined ? undefined : meaningOfStatus(status, at);
}
