/** What a bank says again of the secrets that a request carried: in its answer as errors cite it, and in what is remembered of the exchange. */
import { expect, it } from 'vitest';
import { problemOf } from '../../../src/tpp/errors.ts';
import type { ExchangeRecord } from '../../../src/tpp/transport/exchange.ts';
import { jsonOf } from '../../../src/tpp/transport/json.ts';
import { exchange } from '../tpp-exchanges/records.ts';
import { startBank, startTransport } from './server.ts';

const token = '7fDZdWj0xl7YQoNRapkeVJtqwEyZww5o5oAZOZF9X41';
const secret = '3imO/TcF5SGB03IR+rCbDk8g44cQowlt==';
const bearer = { authorization: `Bearer ${token}` };
const basic = { authorization: `Basic ${Buffer.from(`c1:${encodeURIComponent(secret)}`).toString('base64')}` };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** What is cited of an answer, and its record. */
async function asked(said: { status: number; body: string; headers?: Record<string, string> }, sent: object) {
  const bank = await startBank((_, response) => response.writeHead(said.status, said.headers ?? {}).end(said.body));
  const transport = await startTransport();
  const records: ExchangeRecord[] = [];
  transport.onExchange((record) => records.push(record));
  const answer = await transport.send({ method: 'POST', url: bank.url, purpose: 'x', ...sent });
  return { answer, record: JSON.stringify(records) };
}

it.each([
  ['an access token', { headers: bearer }, `The token ${token} is unknown.`, 'The token 7fDZ… is unknown.'],
  ['one in JSON', { headers: bearer }, `{"Message":"${token}"}`, '{"Message":"7fDZ…"}'],
  [
    'one of base64 in a query',
    { headers: { authorization: `Bearer ${secret}` } },
    `?t=${encodeURIComponent(secret)}`,
    '?t=3imO…',
  ],
  ['a secret', { headers: basic }, `c1:${secret} (${encodeURIComponent(secret)})`, 'c1:3imO… (3imO…)'],
  ['a secret in JSON of PHP', { headers: basic }, `c1:${secret.replaceAll('/', '\\/')}`, 'c1:3imO…'],
  ['a refresh token', { headers: form, body: `refresh_token=${token}` }, `Unknown: ${token}`, 'Unknown: 7fDZ…'],
  ['a code', { headers: form, body: `code=${token}&grant_type=authorization_code` }, `No ${token}.`, 'No 7fDZ….'],
])('%s is put out of a refusal and of its record', async (_, sent, said, left) => {
  const { answer, record } = await asked({ status: 400, body: said, headers: { 'x-why': said } }, sent);
  expect(answer.body).toBe(left);
  for (const each of [token, secret, encodeURIComponent(secret), secret.replaceAll('/', '\\\\/')])
    expect(record).not.toContain(each);
  expect(record).toContain(left.replaceAll('"', String.raw`\"`));
});

it('is put out of what is said with a good status in the place of JSON, and of where it is sent on to', async () => {
  const { answer } = await asked({ status: 200, body: `<p>${token}</p>` }, { headers: bearer });
  expect(() => jsonOf(answer, 'accounts')).toThrow();
  try {
    jsonOf(answer, 'accounts');
  } catch (thrown) {
    expect(JSON.stringify(problemOf(thrown))).not.toContain(token);
  }
  const moved = await asked({ status: 302, body: '', headers: { location: `/login?t=${token}` } }, { headers: bearer });
  expect(moved.answer.headers.location).toBe('/login?t=7fDZ…');
  expect(moved.record).not.toContain(token);
});

it('stays in an answer that gives what was asked for, and not in its record', async () => {
  const body = JSON.stringify({ access_token: 'a-new-one-of-the-bank', refresh_token: token, note: token });
  const sent = { headers: form, body: `refresh_token=${token}` };
  const { answer, record } = await asked({ status: 200, body }, sent);
  expect(answer.body).toBe(body);
  expect(record).not.toContain(token);
});

it('is no word of other text: what is short, or stands in the client’s own id', () => {
  const headers = { authorization: `Basic ${Buffer.from('client-of-openid-accounts:accounts').toString('base64')}` };
  const body = JSON.stringify({ error_description: 'client-of-openid-accounts may not ask for accounts' });
  expect(exchange({ status: 400, requestHeaders: headers, body }).responseBody).toBe(body);
  const short = { authorization: 'Bearer openid' };
  expect(exchange({ status: 400, requestHeaders: short, body: '{"scope":"openid"}' }).responseBody).toContain('openid');
});

it('is put out of what is found odd as well', () => {
  const deviations = [
    { of: 'answer' as const, grade: 'breach' as const, rule: 'pattern', path: '/x', times: 1, says: `/x: ${token}` },
  ];
  const answerHeaders = { 'x-fapi-interaction-id': token };
  const {
    responseHeaders,
    findings,
    deviations: said,
  } = exchange({ requestHeaders: bearer, answerHeaders, deviations });
  expect(JSON.stringify([responseHeaders, findings, said])).not.toContain(token);
});
