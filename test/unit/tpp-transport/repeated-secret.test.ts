/** A client's secret that its bank says again elsewhere in its answer, in what is remembered of the exchange. */
import { expect, it } from 'vitest';
import { redactedRecord } from '../../../src/tpp/transport/record.ts';

const secret = 'a-secret-of-the-client';
const remembered = (answer: object) =>
  redactedRecord({
    id: 'x1',
    startedAt: 0,
    milliseconds: 1,
    times: { reused: true },
    interactionId: 'i1',
    clientCertificate: { offered: false, why: 'none_configured', host: 'bank.example:443' },
    tls: 'verified',
    bank: 'sandbox',
    purpose: 'the registration',
    method: 'POST',
    url: 'https://bank.example/register',
    requestHeaders: {},
    requestSize: 0,
    findings: [],
    status: 201,
    responseBody: JSON.stringify(answer),
  }).responseBody;

it('is put out of all of the answer, as it is and as credentials', () => {
  const basic = Buffer.from(`c1:${secret}`).toString('base64');
  const answer = { client_id: 'c1', client_secret: secret, note: `Keep ${secret} to yourself.`, basic };
  expect(JSON.parse(remembered(answer) ?? '')).toMatchObject({
    client_id: 'c1',
    note: 'Keep … to yourself.',
    basic: '…',
  });
});

it('leaves a client’s id where the secret is a part of it, and what is too short to be told from other text', () => {
  for (const short of ['c1234567890', '1234567890', 'open']) {
    const answer = { client_id: 'c1234567890', client_secret: short, scope: 'openid', uri: '/register/c1234567890' };
    const { client_id, scope, uri } = answer;
    expect(JSON.parse(remembered(answer) ?? '')).toMatchObject({ client_id, scope, uri });
  }
});
