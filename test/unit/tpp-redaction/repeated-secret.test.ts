/** A client's secret that its bank says again elsewhere in its answer, in what is remembered of the exchange. */
import { expect, it } from 'vitest';
import { redactedRecord } from '../../../src/tpp/transport/record.ts';
import { exchange } from '../tpp-exchanges/records.ts';

const secret = 'a-secret-of-the-client';
const remembered = (answer: object) => rememberedText(JSON.stringify(answer));
const rememberedText = (responseBody: string) =>
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
    responseBody,
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

it('is put out where JSON spells it by escapes, as the writers of PHP, .NET and Gson do, and where it is a number', () => {
  const said = 'ab/cd+efgh==';
  const spellings: [RegExp, (character: string) => string][] = [
    [/\//g, () => '\\/'],
    [/\+/g, () => '\\u002B'],
    [/=/g, () => '\\u003d'],
  ];
  for (const [character, spelled] of spellings) {
    const body = JSON.stringify({ client_id: 'c1', client_secret: said, note: `It is ${said}, here.` });
    const text = rememberedText(body.replace(character, spelled)) ?? '';
    expect(JSON.parse(text)).toEqual({ client_id: 'c1', client_secret: '…', note: 'It is …, here.' });
  }
  const quoted = rememberedText(
    '{"client_secret":"it\\u0027s mine \\u0026 only","note":"it\\u0027s mine \\u0026 only"}',
  );
  expect(JSON.parse(quoted ?? '')).toEqual({ client_secret: '…', note: '…' });
  const basic = Buffer.from(`c1:${said}???`).toString('base64');
  const asPhp = JSON.stringify({ client_id: 'c1', client_secret: `${said}???`, basic }).replaceAll('/', '\\/');
  expect(JSON.parse(rememberedText(asPhp) ?? '')).toMatchObject({ basic: '…' });
  expect(rememberedText('{"client_id":12,"client_secret":1234567890,"note":"1234567890"}')).not.toContain('1234567890');
});

it('is put out of an exchange that was made here as of one that was read', () => {
  const body = JSON.stringify({ client_id: 'c1', client_secret: secret, note: `Keep ${secret} to yourself.` });
  const { responseBody = '' } = exchange({ status: 201, body });
  expect(JSON.parse(responseBody)).toMatchObject({ note: 'Keep … to yourself.' });
});

it('is put out where another stands before it, as an old one beside the new', () => {
  const answer = {
    before: { client_id: 'c1', client_secret: 'the-one-of-before' },
    client_id: 'c1',
    client_secret: secret,
    notes: [`Now ${secret}.`, 'No more the-one-of-before.'],
  };
  expect(JSON.parse(remembered(answer) ?? '')).toMatchObject({ notes: ['Now ….', 'No more ….'] });
});

it('is put out as the credentials of the client that it is of, where there are two', () => {
  const basic = Buffer.from(`c2:${secret}`).toString('base64');
  const clients = [
    { client_id: 'c1', client_secret: 'the-first-of-two' },
    { client_id: 'c2', client_secret: secret },
  ];
  expect(remembered({ clients, basic })).not.toContain(basic);
});
