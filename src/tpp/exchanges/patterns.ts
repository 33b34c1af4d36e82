/** What several signs of an exchange mean together: the troubles that TPP developers meet most, each with its remedy. */
import { t } from '../../standard/language.ts';
import { decodeJwt } from '../jwt/decode.ts';
import type { BankWords } from '../meanings/bank-words.ts';
import { saysAlreadyRegistered } from '../meanings/oauth-errors.ts';
import { nameOfCode } from '../meanings/obie-codes.ts';
import { proxyOpensTls } from '../meanings/proxy.ts';
import { adviceOnToken } from '../meanings/token-refused.ts';
import type { ExchangeRecord } from '../transport/exchange.ts';
import { notTheApi } from '../transport/not-the-api.ts';
import { perhapsOpened } from '../transport/proxy-failure.ts';
import type { Reading } from './explain.ts';
import { flowOf } from './flow.ts';
import { outcomeUnknown } from './unknown-outcome.ts';

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
    about: t('No client certificate went'),
    means: t('The certificate stayed here, because {0} is not a host of this bank.', clientCertificate.host),
    cause: t('It goes only to hosts and ports that discovery or the bank’s entry names, so that nobody else sees it.'),
    try: t(
      'Name this host, port included, in the bank’s entry: tokenEndpoint, registration.endpoint or resourceServers.',
    ),
    rule: 'RFC 8705 §2; FAPI 1.0 Part 2 §5.2.2',
  };
};

const behindProxy: Pattern = ({ proxy, failure }) => {
  if (proxy === undefined || !perhapsOpened.some((code) => code === failure)) return undefined;
  return { about: t('Through the proxy {0}', proxy), ...proxyOpensTls };
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
  const advice = adviceOnToken(token);
  return {
    about: t('401 after a new certificate'),
    means: t('The transport certificate is another than before, and the access token is bound to the old one.'),
    cause: t(
      'Access tokens carry the thumbprint of the certificate that they were asked for with; refresh tokens do not.',
    ),
    ...advice,
    try: t('If the certificate’s subject changed too, update the registration first. {0}', advice.try),
    rule: 'RFC 8705 §3, §4',
  };
};

const tokenEnded: Pattern = ({ status, token, responseBody, responseSize }) => {
  if (status !== 401 || token === undefined || (responseBody ?? '') !== '' || (responseSize ?? 0) > 0) return undefined;
  return {
    about: t('401 without a body'),
    means:
      token.of === 'consent'
        ? t('The customer’s token for the consent {0} is no longer good.', token.consentId)
        : t('The client’s own token is no longer good.'),
    cause:
      token.of === 'consent'
        ? t(
            'It has expired, the customer withdrew the consent at the bank, or it is bound to another certificate. The standard has no body here.',
          )
        : t('It has expired, or it is bound to another certificate. The standard has no body here.'),
    ...adviceOnToken(token),
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
  const rule = t('Read/Write API Profile 3.1.11, Filtering');
  const zoned = given.find(({ value }) => /(Z|[+ -]\d\d:?\d\d)$/i.test(value.slice(10)));
  if (zoned) {
    return {
      about: t('A query date with a zone'),
      means: t('{0}={1} has a zone, which a date of a query must not have.', zoned.name, zoned.value),
      cause: t(
        'Dates in bodies have a zone, those in a query have none. The standard has the bank ignore it; this one does not.',
      ),
      try: t('Send it without: {0}={1}.', zoned.name, zoned.value.slice(0, 19)),
      rule,
    };
  }
  const fraction = given.find(({ value }) => /\.\d+$/.test(value));
  if (fraction) {
    return {
      about: t('A query date with milliseconds'),
      means: t('{0} has a fraction of a second.', fraction.name),
      cause: t('Some banks need it, others refuse it.'),
      try: t('Send it without: {0}={1}.', fraction.name, fraction.value.slice(0, 19)),
      rule,
    };
  }
  const [from, to] = ['from', 'to'].map((start) => given.find(({ name }) => name.startsWith(start))?.value);
  if (from !== undefined && to !== undefined && Date.parse(from) > Date.parse(to)) {
    return {
      about: t('A range that ends before it begins'),
      means: t('{0} is later than {1}.', from, to),
      cause: t('The two were exchanged.'),
      try: t('Exchange them.'),
      rule,
    };
  }
  return undefined;
};

const reauthenticate: Pattern = ({ status, token }, { words }) => {
  if (status !== 403 || !words.codes.some((code) => nameOfCode(code) === 'Reauthenticate')) return undefined;
  return {
    about: '403 Reauthenticate',
    means: t('The consent is good; the bank wants the customer to log in again before it gives this.'),
    cause: t('What was asked for, such as entries older than 90 days, needs a recent authentication.'),
    try: t(
      'Authorise {0} again; no new consent is needed. Or ask for the last 90 days only.',
      token?.of === 'consent' ? t('the consent {0}', token.consentId) : t('the same consent'),
    ),
    ...(token?.of === 'consent' && { remedies: [{ do: 'authoriseConsent', consentId: token.consentId }] }),
    rule: 'Account and Transaction API Profile 3.1.11, Consent Re-authentication',
  };
};

const notShared: Pattern = ({ status, token }, { words }) => {
  if (status !== 403 || !words.codes.some((code) => nameOfCode(code) === 'Resource.NotFound')) return undefined;
  return {
    about: t('403 for an account'),
    means: t(
      'This account is not among those that the customer shared{0}.',
      token?.of === 'consent' ? t(' under the consent {0}', token.consentId) : '',
    ),
    cause: t('An account of another customer or consent, or one that the customer did not tick.'),
    try: t('List the accounts and use an id from there, or let the customer share more with another consent.'),
    remedies: [{ do: 'listAccounts' }],
    rule: 'Read/Write API Profile 3.1.11, HTTP Status Codes (403)',
  };
};

const tooMany: Pattern = ({ status, requestHeaders, responseHeaders }) => {
  if (status !== 429) return undefined;
  const wait = responseHeaders?.['retry-after'];
  const unattended = requestHeaders['x-fapi-customer-ip-address'] === undefined;
  return {
    about: t('429 Too Many Requests'),
    means: t(
      'The bank wants you to wait{0}.',
      wait === undefined ? t(', and does not say how long') : t(': Retry-After is {0}', wait),
    ),
    cause: unattended
      ? t(
          'The request went without x-fapi-customer-ip-address, so it counts as unattended; four a day for each consent and resource may be all.',
        )
      : t('Too many requests in a short time.'),
    try: unattended
      ? t('Wait; and send the customer’s address when the customer really is present, never otherwise.')
      : t('Wait as long as it says, and space the requests out.'),
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
  const { said, isRedirect, ...reading } = found;
  return isRedirect ? reading : { ...reading, means: t('{0} It is {1}.', reading.means, said) };
}

const spentGrant: Pattern = (record, { words, others }) => {
  if (words.error !== 'invalid_grant') return undefined;
  const form = new URLSearchParams(record.requestBody ?? '');
  const rule = 'RFC 6749 §4.1.2, §5.2';
  if (form.get('grant_type') === 'refresh_token') {
    return {
      about: t('A refresh token that is no longer good'),
      means: t('The bank does not know this refresh token any more.'),
      cause: t(
        'It has expired or was exchanged for a newer one, whose answer may have been lost; or the customer withdrew the consent.',
      ),
      try: t(
        'Authorise the same consent again. If an earlier refresh ended with a 5xx or no answer, tell the bank its interaction id.',
      ),
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
      about: t('A code that was sent before'),
      means: t('The code seems to be the one that was sent at {0}.', new Date(sent.startedAt).toISOString()),
      cause: t('A code is good once. Used twice, the bank also revokes the tokens of the first time.'),
      try: t('Let the customer authorise again, and use each redirect once.'),
      rule,
    };
  }
  return {
    about: t('A code that is no longer good'),
    means: t('The bank does not take this authorisation code.'),
    cause: t('It is good once and for about a minute, for the redirect URI and the code verifier of its request.'),
    try: t('Let the customer authorise again and send the answer at once.'),
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
    about: late ? t('A client assertion that has expired') : t('A client assertion that the bank does not take'),
    means: late
      ? t('The assertion was good until {0}, before it was sent.', new Date(expires).toISOString())
      : t('The assertion is of {0} for the audience {1}.', String(claims.iss), audience),
    cause: late
      ? t('It was made earlier and sent again, or a clock is wrong.')
      : t(
          'Some banks want the issuer as its aud, some the token endpoint, some either; or the key is not in the JWKS that the bank looks at.',
        ),
    try: late
      ? t('Make a new assertion for each request.')
      : t(
          'Set client.clientAssertionAudience of the bank’s entry to {0}, and check that the kid is in the Directory.',
          audience === record.url ? 'issuer' : 'tokenEndpoint',
        ),
    rule: 'OpenID Connect Core §9; RFC 7523 §3; FAPI 1.0 Part 2 §5.2.2',
  };
};

const registeredBefore: Pattern = (record, { words }) => {
  if (flowOf(record) !== 'registration' || record.method !== 'POST' || record.status !== 400) return undefined;
  if (!saysAlreadyRegistered(words.description)) return undefined;
  return {
    about: t('Registered already'),
    means: t('The bank has a client for this software statement.'),
    cause: t('A software statement has one client at a bank; an earlier answer may have been lost.'),
    try: t('Take the existing client over, or delete it first.'),
    remedies: [{ do: 'adoptClient' }],
    rule: 'Dynamic Client Registration 3.3, POST /register',
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
  outcomeUnknown,
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
