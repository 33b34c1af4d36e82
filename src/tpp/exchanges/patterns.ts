/** What several signs of an exchange mean together: the troubles that TPP developers meet most, each with its remedy. */
import { decodeJwt } from '../jwt/decode.ts';
import type { ExchangeRecord } from '../transport/exchange.ts';
import { perhapsOpened } from '../transport/proxy-failure.ts';
import type { BankWords } from './bank-words.ts';
import type { Reading } from './explain.ts';
import { flowOf } from './flow.ts';
import { nameOfCode } from './meanings/obie-codes.ts';
import { proxyOpensTls } from './meanings/proxy.ts';
import { notTheApi } from './not-the-api.ts';

interface Signs {
  words: BankWords;
  others: readonly ExchangeRecord[];
}

type Pattern = (record: ExchangeRecord, signs: Signs) => Reading | undefined;

/** The readings of every pattern that fits. */
export function patternsIn(record: ExchangeRecord, signs: Signs): Reading[] {
  return patterns.flatMap((pattern) => pattern(record, signs) ?? []);
}

const certificateHeldBack: Pattern = ({ clientCertificate, failure, status, url }) => {
  if (clientCertificate.why !== 'not_a_host_of_the_bank') return undefined;
  if (failure !== 'certificate_not_sent' && !(status === 401 && /\/token/.test(url))) return undefined;
  return {
    about: 'No client certificate went',
    means: `The certificate stayed here, because ${clientCertificate.host} is not a host of this bank.`,
    cause: 'It goes only to hosts and ports that discovery or the bank’s entry names, so that nobody else sees it.',
    try: 'Name this host, port included, in the bank’s entry: tokenEndpoint, registration.endpoint or resourceServers.',
    rule: 'RFC 8705 §2; FAPI 1.0 Part 2 §5.2.2',
  };
};

const behindProxy: Pattern = ({ proxy, failure }) => {
  if (proxy === undefined || !perhapsOpened.some((code) => code === failure)) return undefined;
  return { about: `Through the proxy ${proxy}`, ...proxyOpensTls };
};

const newCertificate: Pattern = (record, { others }) => {
  const { status, clientCertificate, token, bank, startedAt } = record;
  if (status !== 401 || token === undefined || clientCertificate.thumbprint === undefined) return undefined;
  const before = others.find(
    (other) =>
      other.startedAt <= startedAt &&
      other.bank === bank &&
      other.clientCertificate.thumbprint !== undefined &&
      other.clientCertificate.thumbprint !== clientCertificate.thumbprint,
  );
  if (!before) return undefined;
  return {
    about: '401 after a new certificate',
    means: 'The transport certificate is another than before, and the access token is bound to the old one.',
    cause:
      'Access tokens carry the thumbprint of the certificate that they were asked for with; refresh tokens do not.',
    try: 'Refresh the token: it then belongs to the new certificate. If the subject changed too, update the registration first.',
    rule: 'RFC 8705 §3, §4',
  };
};

const tokenEnded: Pattern = ({ status, token, responseBody, responseSize }) => {
  if (status !== 401 || token === undefined || (responseBody ?? '') !== '' || (responseSize ?? 0) > 0) return undefined;
  return {
    about: '401 without a body',
    means:
      token.of === 'consent'
        ? `The customer’s token for the consent ${token.consentId} is no longer good.`
        : 'The client’s own token is no longer good.',
    cause:
      token.of === 'consent'
        ? 'It has expired, the customer withdrew the consent at the bank, or it is bound to another certificate. The standard has no body here.'
        : 'It has expired, or it is bound to another certificate. The standard has no body here.',
    try:
      token.of === 'consent'
        ? 'Refresh it; if that is refused, authorise the same consent again.'
        : 'Ask for another with client credentials.',
    rule: 'Read/Write API Profile 3.1.11, HTTP Status Codes (401); RFC 8705 §3',
  };
};

const dates = ['fromBookingDateTime', 'toBookingDateTime', 'fromStatementDateTime', 'toStatementDateTime'];

const queryDate: Pattern = ({ status, url }) => {
  if ((status !== 400 && status !== 403) || !URL.canParse(url)) return undefined;
  const { searchParams } = new URL(url);
  const given = dates.flatMap((name) => {
    const value = searchParams.get(name);
    return value === null ? [] : [{ name, value }];
  });
  const rule = 'Read/Write API Profile 3.1.11, Filtering';
  const zoned = given.find(({ value }) => /(Z|[+ -]\d\d:?\d\d)$/i.test(value.slice(10)));
  if (zoned) {
    return {
      about: 'A query date with a zone',
      means: `${zoned.name}=${zoned.value} has a zone, which a date of a query must not have.`,
      cause:
        'Dates in bodies have a zone, those in a query have none. The standard has the bank ignore it; this one does not.',
      try: `Send it without: ${zoned.name}=${zoned.value.slice(0, 19)}.`,
      rule,
    };
  }
  const fraction = given.find(({ value }) => /\.\d+$/.test(value));
  if (fraction) {
    return {
      about: 'A query date with milliseconds',
      means: `${fraction.name} has a fraction of a second.`,
      cause: 'Some banks need it, others refuse it.',
      try: `Send it without: ${fraction.name}=${fraction.value.slice(0, 19)}.`,
      rule,
    };
  }
  const [from, to] = ['from', 'to'].map((start) => given.find(({ name }) => name.startsWith(start))?.value);
  if (from !== undefined && to !== undefined && Date.parse(from) > Date.parse(to)) {
    return {
      about: 'A range that ends before it begins',
      means: `${from} is later than ${to}.`,
      cause: 'The two were exchanged.',
      try: 'Exchange them.',
      rule,
    };
  }
  return undefined;
};

const reauthenticate: Pattern = ({ status, token }, { words }) => {
  if (status !== 403 || !words.codes.some((code) => nameOfCode(code) === 'Reauthenticate')) return undefined;
  return {
    about: '403 Reauthenticate',
    means: 'The consent is good; the bank wants the customer to log in again before it gives this.',
    cause: 'What was asked for, such as entries older than 90 days, needs a recent authentication.',
    try: `Authorise ${token?.of === 'consent' ? `the consent ${token.consentId}` : 'the same consent'} again; no new consent is needed. Or ask for the last 90 days only.`,
    rule: 'Account and Transaction API Profile 3.1.11, Consent Re-authentication',
  };
};

const notShared: Pattern = ({ status, token }, { words }) => {
  if (status !== 403 || !words.codes.some((code) => nameOfCode(code) === 'Resource.NotFound')) return undefined;
  return {
    about: '403 for an account',
    means: `This account is not among those that the customer shared${token?.of === 'consent' ? ` under the consent ${token.consentId}` : ''}.`,
    cause: 'An account of another customer or consent, or one that the customer did not tick.',
    try: 'List the accounts and use an id from there, or let the customer share more with a new authorisation.',
    remedies: [{ do: 'listAccounts' }],
    rule: 'Read/Write API Profile 3.1.11, HTTP Status Codes (403)',
  };
};

const tooMany: Pattern = ({ status, requestHeaders, responseHeaders }) => {
  if (status !== 429) return undefined;
  const wait = responseHeaders?.['retry-after'];
  const unattended = requestHeaders['x-fapi-customer-ip-address'] === undefined;
  return {
    about: '429 Too Many Requests',
    means: `The bank wants you to wait${wait === undefined ? ', and does not say how long' : `: Retry-After is ${wait}`}.`,
    cause: unattended
      ? 'The request went without x-fapi-customer-ip-address, so it counts as unattended; four a day for each consent and resource may be all.'
      : 'Too many requests in a short time.',
    try: unattended
      ? 'Wait; and send the customer’s address when the customer really is present, never otherwise.'
      : 'Wait as long as it says, and space the requests out.',
    rule: 'RFC 6585 §4; Read/Write API Profile 3.1.11, Headers (x-fapi-customer-ip-address)',
  };
};

const somebodyElse: Pattern = (record) => notTheApiIn(record);

/** What answered in the API's place; a redirect or a page of the customer's authorisation is how that works. */
export function notTheApiIn(record: ExchangeRecord): Reading | undefined {
  const { responseHeaders = {}, responseBody = '', status, url, proxy, clientCertificate } = record;
  if (status === undefined || flowOf(record) === 'authorisation') return undefined;
  const terminator = clientCertificate.why === 'held_by_proxy' ? proxy : undefined;
  const found = notTheApi({ status, headers: responseHeaders, body: responseBody, terminator }, url);
  if (!found) return undefined;
  const { said, ...reading } = found;
  return reading.about.startsWith('A redirect') ? reading : { ...reading, means: `${reading.means} It is ${said}.` };
}

const spentGrant: Pattern = (record, { words, others }) => {
  if (words.error !== 'invalid_grant') return undefined;
  const form = new URLSearchParams(record.requestBody ?? '');
  const rule = 'RFC 6749 §4.1.2, §5.2';
  if (form.get('grant_type') === 'refresh_token') {
    return {
      about: 'A refresh token that is no longer good',
      means: 'The bank does not know this refresh token any more.',
      cause:
        'It has expired or was exchanged for a newer one, whose answer may have been lost; or the customer withdrew the consent.',
      try: 'Authorise the same consent again. If an earlier refresh ended with a 5xx or no answer, tell the bank its interaction id.',
      rule: 'RFC 6749 §6, §5.2',
    };
  }
  if (form.get('grant_type') !== 'authorization_code') return undefined;
  const code = form.get('code');
  const sent = others.find(
    (other) =>
      other.id !== record.id &&
      other.startedAt <= record.startedAt &&
      other.url === record.url &&
      code !== null &&
      code.length > 1 &&
      new URLSearchParams(other.requestBody ?? '').get('code') === code,
  );
  if (sent) {
    return {
      about: 'A code that was sent before',
      means: `The code seems to be the one that was sent at ${new Date(sent.startedAt).toISOString()}.`,
      cause: 'A code is good once. Used twice, the bank also revokes the tokens of the first time.',
      try: 'Let the customer authorise again, and use each redirect once.',
      rule,
    };
  }
  return {
    about: 'A code that is no longer good',
    means: 'The bank does not take this authorisation code.',
    cause: 'It is good once and for about a minute, for the redirect URI and the code verifier of its request.',
    try: 'Let the customer authorise again and send the answer at once.',
    rule,
  };
};

const clientAssertion: Pattern = (record, { words }) => {
  if (words.error !== 'invalid_client') return undefined;
  const assertion = new URLSearchParams(record.requestBody ?? '').get('client_assertion');
  const claims = assertion === null ? undefined : claimsOf(assertion);
  if (!claims) return undefined;
  const audience = [claims.aud].flat().join(', ');
  // A token may say a time that no date can be.
  const expires = typeof claims.exp === 'number' && claims.exp > 0 ? claims.exp * 1000 : undefined;
  const late = expires !== undefined && expires < record.startedAt;
  return {
    about: late ? 'A client assertion that has expired' : 'A client assertion that the bank does not take',
    means: late
      ? `The assertion was good until ${new Date(expires).toISOString()}, before it was sent.`
      : `The assertion is of ${String(claims.iss)} for the audience ${audience}.`,
    cause: late
      ? 'It was made earlier and sent again, or a clock is wrong.'
      : 'Some banks want the issuer as its aud, some the token endpoint, some either; or the key is not in the JWKS that the bank looks at.',
    try: late
      ? 'Make a new assertion for each request.'
      : `Set client.clientAssertionAudience of the bank’s entry to ${audience === record.url ? 'issuer' : 'tokenEndpoint'}, and check that the kid is in the Directory.`,
    rule: 'OpenID Connect Core §9; RFC 7523 §3; FAPI 1.0 Part 2 §5.2.2',
  };
};

const registeredBefore: Pattern = (record, { words }) => {
  if (flowOf(record) !== 'registration' || record.method !== 'POST' || record.status !== 400) return undefined;
  if (!/already|exists|duplicate/i.test(words.description ?? '')) return undefined;
  return {
    about: 'Registered already',
    means: 'The bank has a client for this software statement.',
    cause: 'Usually a software statement has one client at a bank; an earlier answer may have been lost.',
    try: 'Take the existing client over, or delete it first.',
    remedies: [{ do: 'adoptClient' }],
    rule: 'Dynamic Client Registration 3.3, POST /register',
  };
};

const lostOnFailure: Pattern = ({ method, status, failure, failureKind, purpose }) => {
  // Older records have no kind.
  const lost = failure === 'timed_out' ? (failureKind ?? 'no_answer') === 'no_answer' : failureKind === 'ended_early';
  if (method !== 'POST' || !((status ?? 0) >= 500 || lost)) return undefined;
  return {
    about: 'A POST whose outcome is not known',
    means: `The bank may have carried out ${purpose} all the same.`,
    cause: 'It failed, or was given up, after the request had gone out.',
    try: 'Look what there is (read the client, list the consents) before sending it again.',
    rule: 'RFC 9110 §9.2.2',
  };
};

const patterns: readonly Pattern[] = [
  certificateHeldBack,
  behindProxy,
  newCertificate,
  tokenEnded,
  reauthenticate,
  notShared,
  queryDate,
  tooMany,
  spentGrant,
  clientAssertion,
  registeredBefore,
  somebodyElse,
  lostOnFailure,
];

function claimsOf(jwt: string): Record<string, unknown> | undefined {
  try {
    // The redactor took the signature; what it says is all that counts here.
    const [header = '', payload = ''] = jwt.split('.', 2);
    return decodeJwt(`${header}.${payload}.`).payload;
  } catch {
    return undefined;
  }
}
