/** What `obw` says of answers that are no bank's: a firewall's page, a redirect, a body cut short, a chain without its intermediate. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { makeRoot } from '../support/certificates.ts';
import { errorOf, resultOf, run } from './support/command.ts';
import { type Raw, startRogueBank } from './support/rogue-bank.ts';

const page =
  '<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Your support ID is: 7712009934</body></html>';
const rejected: Raw = { status: 403, headers: { 'content-type': 'text/html' }, body: page };

describe('a page of a firewall', () => {
  it.each([
    ['registration', ['register'], 'POST /register', 'none', 'registration_refused'],
    ['token', ['consent', 'create'], 'POST /token', 'authorised', 'token_refused'],
    ['consent', ['consent', 'create'], 'POST /aisp/account-access-consents', 'authorised', 'api_refused'],
    ['accounts', ['accounts'], 'GET /aisp/accounts', 'authorised', 'api_refused'],
    ['discovery', ['accounts'], 'GET /.well-known/openid-configuration', 'authorised', 'discovery_invalid'],
  ] as const)('at %s is the gateway’s refusal, in the error and explained', async (_, args, where, known, code) => {
    const { folder } = await startRogueBank({ [where]: rejected }, { known });
    const error = await errorOf([...args], { folder });
    expect(error).toMatchObject({
      code,
      message: expect.stringContaining('a page of HTML (“Request Rejected”, with the ID 7712009934)'),
      try: expect.stringContaining('this machine’s public address and the page’s support ID'),
    });
    expect(JSON.stringify(error)).not.toMatch(/belongs to another client|check its permissions|Compare the request/);
    const { readings } = await resultOf(['exchanges', '--explain'], { folder });
    expect(readings).toEqual([expect.objectContaining({ try: expect.stringContaining('public address') })]);
  });
});

const fault = { fault: { code: 900901, message: 'Invalid Credentials', description: 'Access failure' } };

test('the words of a gateway’s fault are told of the token endpoint and of the API, and --explain advises as the error does', async () => {
  const { folder, answers } = await startRogueBank({ 'POST /token': { status: 401, body: fault } });
  const refused = await errorOf(['consent', 'create'], { folder });
  expect(refused).toMatchObject({
    message: expect.stringContaining('Invalid Credentials: Access failure'),
    try: expect.stringContaining('the client’s registration'),
  });
  const { readings } = await resultOf(['exchanges', '--explain'], { folder });
  expect(readings).toContainEqual(expect.objectContaining({ about: 'HTTP 401', try: refused.try }));
  expect(JSON.stringify(readings)).not.toMatch(/access token/);

  answers['GET /aisp/accounts'] = { status: 400, body: fault };
  expect(await errorOf(['accounts'], { folder })).toMatchObject({
    message: 'The bank answered 400 to accounts: Invalid Credentials: Access failure.',
  });
});

test('a redirect is told with its target, not followed, and what --explain takes', async () => {
  const elsewhere = await startRogueBank();
  const { folder, asked } = await startRogueBank({
    '/aisp/accounts': { status: 307, headers: { location: `${elsewhere.origin}/v4/accounts` } },
    '/aisp/account-access-consents': { status: 400, body: {} },
  });
  await run(['consent', 'create'], { folder });
  expect(await errorOf(['accounts'], { folder })).toMatchObject({
    message: expect.stringContaining(`a redirect to ${elsewhere.origin}/v4/accounts, which was not followed`),
    try: expect.stringContaining('write it into the bank’s entry'),
  });
  const { stdout } = await run(['exchanges', '--explain'], { folder });
  expect(stdout).toContain(`A redirect to ${new URL(elsewhere.origin).host}`);
  expect(elsewhere.asked).toEqual([]);
  expect(asked.at(-1)).toMatchObject({ path: '/aisp/accounts' });
});

test('a redirect at the token endpoint is told with its target, and carries no secret there', async () => {
  const elsewhere = await startRogueBank();
  const { folder } = await startRogueBank({
    'POST /token': { status: 302, headers: { location: `${elsewhere.origin}/login` }, body: '' },
  });
  expect(await errorOf(['consent', 'create'], { folder })).toMatchObject({
    code: 'token_refused',
    message: expect.stringContaining(`a redirect to ${elsewhere.origin}/login, which was not followed`),
    try: expect.stringContaining('never follows a redirect by itself'),
  });
  expect(elsewhere.asked).toEqual([]);
});

test('a body that is not all there keeps its status, headers and beginning', async () => {
  const whole = JSON.stringify({
    Data: { Account: Array.from({ length: 300 }, (_, at) => ({ AccountId: `a-${at}` })) },
  });
  const { folder } = await startRogueBank({
    '/aisp/accounts': {
      headers: { 'content-encoding': 'gzip', 'x-gateway': 'g1' },
      body: gzipSync(whole).subarray(0, -40),
    },
  });
  expect(await errorOf(['accounts'], { folder })).toMatchObject({
    code: 'answer_incomplete',
    message: expect.stringContaining('answered 200, and its compressed body ends before its end'),
    bank: { status: 200, body: expect.stringContaining('a-0') },
  });
  const record = await resultOf(['exchanges', 'last'], { folder });
  expect(record).toMatchObject({
    status: 200,
    failure: 'answer_incomplete',
    responseHeaders: { 'x-gateway': 'g1' },
    responseBody: expect.stringContaining('a-0'),
  });
  const { stdout } = await run(['exchanges', '--explain'], { folder });
  expect(stdout).toContain('compressed body ends before its end');
  expect(stdout).not.toContain('There was no connection');
});

test('a plain body that is called gzip is read', async () => {
  const { folder } = await startRogueBank({
    '/aisp/accounts': { headers: { 'content-encoding': 'gzip' }, body: { Data: { Account: [] } } },
  });
  expect(await run(['accounts'], { folder })).toMatchObject({ status: 0 });
  const { stdout } = await run(['exchanges', 'last'], { folder });
  expect(stdout).toContain('Content-Encoding says gzip, and the body is plain');
});

test('a chain without its intermediate is told from an unknown root', async () => {
  const root = await makeRoot('Unknown Root');
  const issuing = await root.issue([{ CN: ['Issuing CA'] }], { authority: true });
  const leaf = await issuing.issue([{ CN: ['bank'] }], { hosts: ['127.0.0.1'], issuerUrl: 'http://ca.test/i.cer' });
  const alone = await startRogueBank({}, { tls: { key: leaf.key, cert: leaf.certificate } });
  expect(await errorOf(['accounts'], { folder: alone.folder })).toMatchObject({
    code: 'server_certificate_untrusted',
    message: expect.stringMatching(/“CN=Issuing CA”.*does not send.*http:\/\/ca\.test\/i\.cer/),
    try: expect.stringContaining('that issuing authority'),
  });
  const chain = await startRogueBank({}, { tls: { key: leaf.key, cert: leaf.certificate + issuing.certificate } });
  expect(await errorOf(['accounts'], { folder: chain.folder })).toMatchObject({
    message: expect.stringContaining('its chain ends below “CN=Unknown Root'),
    try: expect.stringContaining('root CA certificate'),
  });
});
