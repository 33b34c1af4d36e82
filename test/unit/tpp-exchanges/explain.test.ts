import { describe, expect, it } from 'vitest';
import { refusedBy } from '../../../src/tpp/api/refusal.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import { explainExchange, explanationText } from '../../../src/tpp/exchanges/explain.ts';
import { unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { meaningOfFailure } from '../../../src/tpp/meanings/network.ts';
import { meaningOfCode } from '../../../src/tpp/meanings/obie-codes.ts';
import type { Deviation, TokenOwner } from '../../../src/tpp/transport/exchange.ts';
import { exchange, startedAt, type Told } from './records.ts';

/** What a call says of a 401. */
function refusedToken(token: TokenOwner) {
  try {
    return refusedBy({ status: 401, headers: {}, body: '', interactionId: 'i' }, 'accounts', {
      operation: 'GET /accounts',
      token,
    });
  } catch (thrown) {
    return problemOf(thrown);
  }
}

const consent = { of: 'consent', consentId: 'aac-1' } as const;
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const tokenRequest: Told = {
  purpose: 'token',
  method: 'POST',
  url: 'https://as1.bank.test/token',
  requestHeaders: form,
};
const errors = (...codes: string[]) =>
  JSON.stringify({ Code: '400', Message: 'm', Errors: codes.map((ErrorCode) => ({ ErrorCode, Message: 'Wrong.' })) });
const transactions = 'https://rs1.bank.test/open-banking/v3.1/aisp/accounts/1/transactions';
const heldBack = { offered: false, why: 'not_a_host_of_the_bank', host: 'new.bank.test:443' } as const;

const cases: [name: string, told: Told, about: string, words: RegExp][] = [
  [
    'a 401 without a body on a customer’s token',
    { status: 401, token: consent },
    '401 without a body',
    /aac-1.*If a refreshed token.*or there is no refresh token, let the customer authorise the same consent again/s,
  ],
  [
    'a 401 without a body on the client’s token',
    { status: 401, token: { of: 'client', scope: 'accounts' } },
    '401 without a body',
    /client credentials/,
  ],
  [
    'a bare 401',
    { status: 401 },
    'HTTP 401',
    /bound to another certificate.*by its refresh token, or where there is none/s,
  ],
  [
    'a challenge that names the error',
    { status: 401, answerHeaders: { 'www-authenticate': 'Bearer realm="b", error="invalid_token"' } },
    'invalid_token',
    /where there is none.*RFC 6750/s,
  ],
  [
    '403 Reauthenticate in version 3',
    { status: 403, token: consent, body: errors('UK.OBIE.Reauthenticate') },
    '403 Reauthenticate',
    /Authorise the consent aac-1 again; no new consent/,
  ],
  ['403 Reauthenticate in version 4', { status: 403, body: errors('U028') }, '403 Reauthenticate', /no new consent/],
  [
    '403 for an account that was not shared',
    { status: 403, token: consent, body: errors('UK.OBIE.Resource.NotFound') },
    '403 for an account',
    /aac-1.*let the customer share more with another consent/s,
  ],
  [
    'a query date with Z',
    {
      status: 400,
      url: `${transactions}?fromBookingDateTime=2026-01-31T00:00:00Z`,
      body: errors('UK.OBIE.Field.InvalidDate'),
    },
    'A query date with a zone',
    /Send it without: fromBookingDateTime=2026-01-31T00:00:00\./,
  ],
  [
    'a query date with an offset',
    { status: 400, url: `${transactions}?toBookingDateTime=2026-01-31T00:00:00%2B01:00` },
    'A query date with a zone',
    /has a zone/,
  ],
  [
    'a query date with an offset whose plus became a space',
    { status: 400, url: `${transactions}?toBookingDateTime=2026-01-31T00:00:00+01:00` },
    'A query date with a zone',
    /has a zone/,
  ],
  [
    'a query date with milliseconds',
    { status: 400, url: `${transactions}?toBookingDateTime=2026-01-31T00:00:00.000` },
    'A query date with milliseconds',
    /fraction/,
  ],
  [
    'a range the wrong way round',
    {
      status: 400,
      url: `${transactions}?fromBookingDateTime=2026-02-01T00:00:00&toBookingDateTime=2026-01-01T00:00:00`,
    },
    'A range that ends before it begins',
    /later than/,
  ],
  [
    'an unattended read too many',
    { status: 429, answerHeaders: { 'retry-after': '3600' } },
    '429 Too Many Requests',
    /3600.*unattended; four a day/s,
  ],
  [
    'an attended read too many',
    { status: 429, requestHeaders: { 'x-fapi-customer-ip-address': '192.0.2.1' } },
    '429 Too Many Requests',
    /does not say how long/,
  ],
  [
    'a page of HTML with a success',
    { status: 200, answerHeaders: { 'content-type': 'text/html' }, body: '<html><title>Maintenance</title></html>' },
    'A page of HTML from an API',
    /Maintenance/,
  ],
  [
    'a page of HTML that is called JSON',
    { status: 503, body: '<!DOCTYPE html><p>Sorry' },
    'A page of HTML from an API',
    /gateway/,
  ],
  [
    'a code that is no longer good',
    {
      ...tokenRequest,
      status: 400,
      requestBody: 'grant_type=authorization_code&code=abc',
      body: '{"error":"invalid_grant"}',
    },
    'A code that is no longer good',
    /about a minute/,
  ],
  [
    'a dead refresh token',
    {
      ...tokenRequest,
      status: 400,
      requestBody: 'grant_type=refresh_token&refresh_token=x',
      body: '{"error":"invalid_grant"}',
    },
    'A refresh token that is no longer good',
    /withdrew the consent/,
  ],
  [
    'a client assertion that has expired',
    {
      ...tokenRequest,
      status: 401,
      requestBody: `client_assertion=${unsecuredJwt({ iss: 'c1', aud: 'https://as1.bank.test/token', exp: startedAt / 1000 - 60 })}`,
      body: '{"error":"invalid_client"}',
    },
    'A client assertion that has expired',
    /until 2026-11-22T09:59:00/,
  ],
  [
    'a client assertion until a time that no date can be',
    {
      ...tokenRequest,
      status: 401,
      requestBody: `client_assertion=${unsecuredJwt({ iss: 'c1', aud: 'https://as1.bank.test/token', exp: -1e300 })}`,
      body: '{"error":"invalid_client"}',
    },
    'A client assertion that the bank does not take',
    /Set client\.clientAssertionAudience/,
  ],
  [
    'a client assertion for the issuer',
    {
      ...tokenRequest,
      status: 401,
      requestBody: `client_assertion=${unsecuredJwt({ iss: 'c1', aud: 'https://auth1.bank.test', exp: startedAt / 1000 + 60 })}`,
      body: '{"error":"invalid_client"}',
    },
    'A client assertion that the bank does not take',
    /to tokenEndpoint/,
  ],
  [
    'a certificate that stayed here',
    {
      status: 0,
      failure: 'certificate_not_sent',
      failureMessage: 'new.bank.test wants one.',
      clientCertificate: heldBack,
    },
    'No client certificate went',
    /new\.bank\.test:443 is not a host of this bank/,
  ],
  [
    'a certificate that stayed here at a token endpoint that answers all the same',
    { ...tokenRequest, status: 401, clientCertificate: heldBack, body: '{"error":"invalid_client"}' },
    'No client certificate went',
    /tokenEndpoint/,
  ],
  [
    'a second registration',
    {
      purpose: 'register',
      method: 'POST',
      url: 'https://as1.bank.test/register',
      status: 400,
      body: '{"error":"invalid_client_metadata","error_description":"The software statement is already registered."}',
    },
    'Registered already',
    /take the existing client over/i,
  ],
  [
    'a redirect',
    { status: 302, answerHeaders: { location: 'https://evil.test/x' } },
    'A redirect to evil.test',
    /not followed/,
  ],
  [
    'a POST that ended with a 5xx',
    { ...tokenRequest, status: 502 },
    'A POST whose outcome is not known',
    /Look what there is/,
  ],
  [
    'another POST that ended with a 5xx',
    { ...tokenRequest, purpose: 'consent', status: 500 },
    'A POST whose outcome is not known',
    /may have carried out the request \(consent\) all the same/,
  ],
  [
    'a refresh that ended with a 5xx',
    { ...tokenRequest, requestBody: 'grant_type=refresh_token&refresh_token=x', status: 500 },
    'A POST whose outcome is not known',
    /used up the refresh token.*authorise the same consent again/s,
  ],
  [
    'a code that was sent and whose answer was lost',
    { ...tokenRequest, requestBody: 'grant_type=authorization_code&code=x', status: 500 },
    'A POST whose outcome is not known',
    /used up the code.*authorise the same consent again/s,
  ],
  [
    'client credentials that ended with a 5xx',
    { ...tokenRequest, requestBody: 'grant_type=client_credentials', status: 500 },
    'A POST whose outcome is not known',
    /Send it again/,
  ],
  [
    'a POST without an answer in time',
    { ...tokenRequest, status: 0, failure: 'timed_out', failureMessage: 'No answer within 30 s.' },
    'A POST whose outcome is not known',
    /given up/,
  ],
  [
    'a TLS alert in a failure',
    {
      status: 0,
      failure: 'certificate_refused',
      failureMessage: 'rs1 closed the connection (ERR_SSL_TLSV13_ALERT_CERTIFICATE_EXPIRED).',
    },
    'TLS alert',
    /certificate_expired \(45\)/,
  ],
  ['a status that nobody has', { status: 418 }, 'HTTP 418', /does not take the request/],
];

describe('a failed exchange is explained:', () => {
  it.each(cases)('%s', (_, told, about, words) => {
    const explanation = explainExchange(exchange(told));
    expect(explanation.readings[0]?.about).toBe(about);
    expect(explanationText(explanation)).toMatch(words);
    for (const { means, cause, try: advice } of explanation.readings) {
      for (const sentence of [means, cause, advice]) expect(sentence).toMatch(/^\S.*\S\.$/s);
    }
    expect(explanationText(explanation)).not.toContain('Usually: Usually');
  });

  it('names a new certificate by what went before', () => {
    const before = exchange({ startedAt: startedAt - 1000 });
    const now = exchange({
      status: 401,
      token: consent,
      clientCertificate: { ...before.clientCertificate, thumbprint: 'T2' },
    });
    const { readings } = explainExchange(now, { others: [now, before] });
    expect(readings[0]).toMatchObject({ about: '401 after a new certificate', rule: 'RFC 8705 §3, §4' });
    expect(explainExchange(now, { others: [now] }).readings[0]?.about).toBe('401 without a body');
  });

  const challenge = { 'www-authenticate': 'Bearer error="invalid_token"' };

  it.each([
    ['the client’s own', { of: 'client', scope: 'accounts' }, /client credentials/, /refresh|customer|authorise/],
    [
      'the customer’s',
      consent,
      /refreshed token.*authorise the same consent/,
      /client credentials|transport certificate/,
    ],
  ] as const)(
    'a 401 of %s token has one advice, whatever it is read from and wherever it is asked for',
    (_, token, holds, lacks) => {
      const before = exchange({ startedAt: startedAt - 1000 });
      const clientCertificate = { ...before.clientCertificate, thumbprint: 'T2' };
      const now = exchange({ status: 401, token, clientCertificate, answerHeaders: challenge });
      const { readings } = explainExchange(now, { others: [before] });
      const { try: advice = '', remedies } = refusedToken(token);
      expect(advice).toMatch(holds);
      expect(advice).not.toMatch(lacks);
      expect(readings.map((each) => each.about)).toEqual([
        '401 after a new certificate',
        '401 without a body',
        'invalid_token',
        'HTTP 401',
      ]);
      const update = 'If the certificate’s subject changed too, update the registration first. ';
      expect(readings.map((each) => each.try)).toEqual([`${update}${advice}`, advice, advice, advice]);
      expect(readings.map((each) => each.remedies)).toEqual(Array(4).fill(remedies));
    },
  );

  it('tells a code that was sent before', () => {
    const requestBody = 'grant_type=authorization_code&code=abcdefghijklmnopqrstuvwxyz';
    const first = exchange({ ...tokenRequest, requestBody });
    const second = exchange({
      ...tokenRequest,
      requestBody,
      startedAt: startedAt + 5000,
      status: 400,
      body: '{"error":"invalid_grant"}',
    });
    expect(explainExchange(second, { others: [second, first] }).readings[0]).toMatchObject({
      about: 'A code that was sent before',
      means: expect.stringContaining('2026-11-22T10:00:00.000Z'),
    });
  });

  it('says that nothing is amiss with a success', () => {
    expect(explainExchange(exchange())).toEqual({
      summary: 'GET rs1.bank.test/open-banking/v3.1/aisp/accounts was answered with 200. Nothing is amiss.',
      readings: [],
    });
  });

  it('says nothing of the kind of a page that came with a success', () => {
    const answerHeaders = { 'content-type': 'text/html' };
    const page = exchange({ status: 200, answerHeaders, body: '<html><title>Maintenance</title></html>' });
    const { summary, readings } = explainExchange(page);
    expect(summary).toMatch(/was answered with 200\.$/);
    expect(readings[0]?.about).toBe('A page of HTML from an API');
  });

  describe('against the standard', () => {
    const odd = (says: string, more: Partial<Deviation> = {}): Deviation => ({
      ...{ of: 'answer', grade: 'breach', rule: 'pattern', path: '/Data', times: 1, says },
      ...more,
    });
    const held = (...deviations: Deviation[]) =>
      explainExchange({
        ...exchange(),
        id: 'f00dcafe',
        operation: { name: 'GET /accounts', version: '3.1.11', file: 'v3.1.11/account-info-openapi.json' },
        deviations,
      });

    it('a success that breaks it says so, and each breach is a reading with the file that has the rule', () => {
      const { summary, readings } = held(odd('One.'), odd('Other.'));
      expect(summary).toMatch(
        /with 200\. It breaks the standard twice: it is not as Read\/Write 3\.1\.11 has GET \/accounts\.$/,
      );
      expect(readings.map(({ about, means, rule }) => [about, means, rule])).toEqual(
        ['One.', 'Other.'].map((says) => [
          'Standard (pattern)',
          says,
          'Read/Write 3.1.11, v3.1.11/account-info-openapi.json',
        ]),
      );
      expect(readings.map(({ cause }) => cause).join()).toContain('another version');
      expect(readings.map((each) => each.try).join()).toMatch(/Report it to the bank.*`quirks`.*`answers`/);
    });

    it('what a page of the standard demands and its file does not is said to stand on the page', () => {
      const lacks = odd('Links is missing.', { rule: 'required', path: '/Links' });
      const others: Partial<Deviation>[] = [{ path: '/Meta' }, { path: '/Data' }, { of: 'request' }, { rule: 'type' }];
      const page = 'Read/Write 3.1.11, profile page, Links and Meta';
      const file = 'Read/Write 3.1.11, v3.1.11/account-info-openapi.json';
      const { readings } = held(lacks, ...others.map((other) => ({ ...lacks, ...other })));
      expect(readings.map(({ rule }) => rule)).toEqual([page, page, file, file, file]);
    });

    it('what the files of VRP demand themselves is said to stand there', () => {
      const operation = { name: 'GET /domestic-vrps/{DomesticVRPId}', version: '4.0', file: 'v4.0/vrp-openapi.json' };
      const deviations = [odd('Meta is missing.', { rule: 'required', path: '/Meta' })];
      const [reading] = explainExchange({ ...exchange(), operation, deviations }).readings;
      expect(reading?.rule).toBe('Read/Write 4.0, v4.0/vrp-openapi.json');
    });

    it('the report is led to once, by a breach of the answer', () => {
      expect(held(odd('Ours.', { of: 'request' }), odd('One.'), odd('Other.')).readings).toEqual([
        expect.objectContaining({
          about: 'Standard (pattern, request)',
          try: expect.stringContaining('Correct the request'),
        }),
        expect.not.objectContaining({ remedies: expect.anything() }),
        expect.objectContaining({ means: 'Other.', remedies: [{ do: 'reportExchange', id: 'f00dcafe' }] }),
      ]);
      expect(held(odd('Ours.', { of: 'request' })).readings[0]).not.toHaveProperty('remedies');
    });

    it('hints come after the breaches, and are nothing amiss by themselves', () => {
      const hint = odd('Nickame?', { grade: 'hint', rule: 'unknown' });
      expect(held(hint, odd('One.')).readings.map(({ means }) => means)).toEqual(['One.', 'Nickame?']);
      expect(held(hint).summary).toMatch(/ Nothing is amiss\.$/);
      expect(held(hint).readings[0]?.try).toContain('Nothing has to be done');
      expect(held(hint).readings[0]).not.toHaveProperty('remedies');
    });

    it('a refusal has the breaches and no hints among its readings', () => {
      const deviations = [odd('One.', { of: 'request' }), odd('Nickame?', { grade: 'hint' })];
      const { readings } = explainExchange({
        ...exchange({ status: 400 }),
        operation: { name: 'GET /accounts', version: '3.1.11' },
        deviations,
      });
      expect(readings.map(({ about }) => about)).toEqual(['HTTP 400', 'Standard (pattern, request)']);
    });

    it('what to try stands once below those that it is for', () => {
      const explanation = held(odd('One.'), odd('Other.'), odd('Nickame?', { grade: 'hint' }));
      const worded = explanation.readings.map((each) => ({
        ...each,
        try: each.remedies ? `${each.try} So.` : each.try,
      }));
      const lines = explanationText({ ...explanation, readings: worded }).split('\n');
      expect(lines.map((line) => line.slice(0, 25).trimEnd())).toEqual([
        'GET rs1.bank.test/open-ba',
        '',
        'Standard (pattern): One.',
        '',
        'Standard (pattern): Other',
        '  Usually: A bank that do',
        '  Try: Report it to the b',
        '  Rule: Read/Write 3.1.11',
        '',
        'Standard (pattern): Nicka',
        '  Usually: A spelling or',
        '  Try: Nothing has to be',
        '  Rule: Read/Write 3.1.11',
      ]);
      expect(lines[6]).toMatch(/such checks\. So\.$/);
    });

    it.each(['cause', 'rule'] as const)(
      'cause and rule stand with each where its %s is another, and what to try once with the last',
      (member) => {
        const { summary, readings } = held(odd('One.'), odd('Other.'));
        const [one, other] = readings.map((each, index) => ({ ...each, [member]: `Of ${index}.` }));
        const text = explanationText({ summary, readings: [one, other].filter((each) => each !== undefined) });
        const heads = [...text.matchAll(/^ {2}(\w+): /gm)].map(([, head]) => head);
        expect(heads).toEqual(['Usually', 'Rule', 'Usually', 'Try', 'Rule']);
      },
    );

    it('of many no more than eight are read, and the last of its kind says how many more there are', () => {
      const many = Array.from({ length: 20 }, (_, index) => odd(`${index}`));
      const hints = many.map((each): Deviation => ({ ...each, grade: 'hint' }));
      const { summary, readings } = held(...many, ...hints);
      expect(summary).toContain('20 times');
      expect(readings).toHaveLength(8);
      const means = readings.map((each) => each.means);
      expect(means[4]).toBe('4 (and 15 more breaches, which the exchange itself shows)');
      expect(means[7]).toBe('2 (and 17 more remarks, which the exchange itself shows)');
      expect(held(...many.slice(0, 5)).readings[4]?.means).toBe('4');
      expect(held(...many.slice(0, 6)).readings[4]?.means).toContain('(and 1 more breach, ');
    });
  });

  it.each([200, 400, 404, 410])(
    'an operation without an id in its path is not explained by an id, when it is %i',
    (status) => {
      const told = exchange({ status, body: errors('UK.OBIE.Resource.NotFound') });
      const of = (name: string) => explainExchange({ ...told, operation: { name, version: '3.1.11' } }).readings;
      const code = 'UK.OBIE.Resource.NotFound';
      expect(of('GET /party').map(({ about }) => about)).not.toContain(code);
      expect(of('GET /accounts/{AccountId}/party')[0]?.about).toBe(code);
      expect(explainExchange(told).readings[0]?.about).toBe(code);
    },
  );

  it('a 401 is of the token, whatever code it has', () => {
    const told = exchange({ status: 401, body: errors('UK.OBIE.Resource.NotFound') });
    const operation = { name: 'GET /accounts/{AccountId}', version: '3.1.11' } as const;
    expect(explainExchange({ ...told, operation }).readings.map(({ about }) => about)).not.toContain(
      'UK.OBIE.Resource.NotFound',
    );
  });

  it('says what the bank said', () => {
    const { summary } = explainExchange(exchange({ status: 400, body: errors('UK.OBIE.Field.Missing', 'Own.Code') }));
    expect(summary).toMatch(/answered with 400: UK\.OBIE\.Field\.Missing · Own\.Code · Wrong\./);
  });

  it.each(['{', '[]', 'null', '{"Errors":7}', '{"Errors":[null]}', '{"error":{}}', '\u0000'])(
    'whatever the body is: %j',
    (body) => {
      expect(explainExchange(exchange({ status: 400, body })).readings.at(-1)?.about).toBe('HTTP 400');
    },
  );
});

describe('the tables', () => {
  it('know every code of the standard by its name in version 3 and by its number in version 4', () => {
    for (let number = 0; number <= 29; number += 1) {
      expect(meaningOfCode(`U${String(number).padStart(3, '0')}`), `U${number}`).toBeDefined();
    }
    expect(meaningOfCode('U003')).toBe(meaningOfCode('UK.OBIE.Field.InvalidDate'));
    expect(meaningOfCode('U028')).toBe(meaningOfCode('UK.OBIE.Reauthenticate'));
    expect(meaningOfCode('U011')).toBe(meaningOfCode('UK.OBIE.Resource.NotFound'));
  });

  it.each(['U030', 'U999', 'constructor', 'UK.OBIE.__proto__', ''])('know nothing of %j', (code) => {
    expect(meaningOfCode(code)).toBeUndefined();
    expect(meaningOfFailure(code)).toBeUndefined();
  });
});
