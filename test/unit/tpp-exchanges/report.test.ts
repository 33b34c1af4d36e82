import { expect, it } from 'vitest';
import { bankReport } from '../../../src/tpp/exchanges/report.ts';
import { exchange } from './records.ts';

const secret = 'pl4nted-S3cret_value.Zz9-long-enough';
const reporter = { clientId: 'client-1', softwareId: 'software-1', organisationId: '0015800001041RHAAY' };

it('a report has what a support desk asks for', () => {
  const record = exchange({
    status: 403,
    token: { of: 'consent', consentId: 'aac-1' },
    url: 'https://rs1.bank.test/open-banking/v3.1/aisp/accounts/1/transactions?page=2',
    body: '{"Errors":[{"ErrorCode":"UK.OBIE.Reauthenticate","Message":"Log in."}]}',
  });
  const report = bankReport(record, reporter);
  for (const part of [
    '93bac548-d2de-4546-b106-880a5018460d',
    '2026-11-22T10:00:00.000Z',
    'rs1.bank.test',
    'GET /open-banking/v3.1/aisp/accounts/1/transactions?page=2',
    'client-1',
    'software-1',
    'aac-1',
    '| Status | 403 |',
    'x5t#S256 T1',
    'UK.OBIE.Reauthenticate',
    'Account and Transaction API Profile 3.1.11',
  ]) {
    expect(report).toContain(part);
  }
});

it('a report has no secret and nothing of the customer', () => {
  const record = exchange({
    requestHeaders: {
      authorization: `Bearer ${secret}`,
      'x-fapi-customer-ip-address': '192.0.2.77',
      'x-customer-user-agent': 'Rora’s browser',
    },
    requestBody: `client_secret=${secret}`,
    body: `{"Data":{"Account":[{"Name":"Rowan Rahmani"}]},"access_token":"${secret}"}`,
  });
  const report = bankReport(record, reporter);
  expect(report).not.toContain(secret);
  expect(report).not.toMatch(/192\.0\.2\.77|Rora|Rowan/);
  expect(report).toContain('(sent, left out)');
});

it('a report on an exchange without an answer says why', () => {
  const record = exchange({ status: 0, failure: 'certificate_refused', failureMessage: 'rs1.bank.test refused it.' });
  expect(bankReport(record)).toMatch(/\| Status \| none: rs1\.bank\.test refused it\. \|[\s\S]*No answer: rs1/);
});

it.each([
  ['a fence', '```\n# Not a heading'],
  ['longer fences', '`````\n# Not a heading'],
])('a body with %s stays in its fence', (_, body) => {
  const lines = bankReport(exchange({ status: 400, body })).split('\n');
  const opened = lines.findLastIndex(
    (line, index) => /^`+$/.test(line) && lines.indexOf('# Not a heading') > index && line !== body.split('\n')[0],
  );
  expect(lines[opened]?.length).toBeGreaterThan((body.split('\n')[0] ?? '').length);
});

it('a cell of the table stays one cell', () => {
  const record = exchange({ answerHeaders: { 'x-fapi-interaction-id': 'a|b\nc' } });
  expect(bankReport(record)).toContain('| Interaction id in the answer | a\\|b c |');
});

it('a report leaves out by where a reading comes from, and not by its words', () => {
  const reading = { about: 'Standard (theirs)', means: 'Something.', cause: '', try: '', rule: '' };
  const report = bankReport(exchange({ status: 400 }), {}, { summary: 'It failed.', readings: [reading] });
  expect(report).toContain('**Standard (theirs)**: Something.');
});

it('a report tells a breach of the standard once, with the file that has the rule', () => {
  const report = bankReport({
    ...exchange(),
    operation: { name: 'GET /accounts', version: '3.1.11', file: 'v3.1.11/account-info-openapi.json' },
    deviations: [{ of: 'answer', grade: 'breach', rule: 'pattern', path: '/Data', times: 1, says: '"gbp" is none.' }],
  });
  expect(report.split('"gbp" is none.')).toHaveLength(2);
  expect(report).toContain('It breaks the standard once');
  expect(report).toContain('(v3.1.11/account-info-openapi.json):');
});
