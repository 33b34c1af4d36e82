/** The collection that the bank gives, run by newman with the environment that the bank gives: from the first token through all of account information. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountFlow } from '../../src/standard/account-flow.ts';
import { type NewmanRun, runNewman } from '../support/newman.ts';
import { agentOf, type Reply, send, startTestBank, type TestBank } from './support/bank.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import { basic } from './support/requests.ts';

let bank: TestBank;
let party: RelyingParty;
let collection: Reply;
let environment: Reply;

beforeAll(async () => {
  bank = await startTestBank();
  const claims = { request_object_signing_alg: 'none' };
  party = await relyingParty(bank, { method: 'client_secret_basic', claims });
  const secret = basic(party.clientId, party.registration.json.client_secret);
  [environment, collection] = await Promise.all([
    send(party.tpp.agent, 'GET', bank.ready.environment, { headers: secret }),
    send(await agentOf(bank.ready), 'GET', bank.ready.environment.replace('environment', 'collection')),
  ]);
});
afterAll(() => bank.stop());

/** Milliseconds; newman is a process that loads for a second on a machine with nothing else to do. */
const timeout = 300_000;

const run = async (changes: Record<string, string> = {}): Promise<NewmanRun> =>
  runNewman({
    collection: collection.json,
    environment: environment.json,
    ...party.tpp.transport,
    ca: await readFile(bank.ready.ca, 'utf8'),
    variables: changes,
  });

it('is a Postman collection v2.1 that names no bank and holds no secret', () => {
  expect(collection).toMatchObject({ status: 200, json: { info: { schema: expect.stringContaining('v2.1.0') } } });
  expect(collection.text).not.toContain('127.0.0.1');
  expect(collection.text).not.toContain(party.clientId);
  expect(collection.text).not.toContain(party.registration.json.client_secret);
});

/** The flow of a version, with what is added to its names; but for the bulk transactions, which the guide's bank does not support. */
const flow = (suffix: string): string[] =>
  [
    '200 Token from client credentials grant',
    '201 Create account access consent',
    '200 Authorisation code URL',
    '200 Begin the authorisation',
    '200 Log the customer in',
    '200 Confirm the accounts',
    '200 Token from auth code grant',
    '200 Account access consent',
    ...accountFlow.filter(({ operation }) => operation !== 'GET /transactions').map(({ name }) => `200 ${name}`),
    '204 Delete the account access consent',
  ].map((request) => request + suffix);

it('runs green, twice over, and leaves the variables that Ozone’s scripts make', { timeout }, async () => {
  for (let time = 0; time < 2; time++) {
    const result = await run();
    expect(result.failures).toEqual([]);
    expect(result.requests.map(([name, status]) => `${status} ${name}`)).toEqual([
      ...flow(''),
      ...flow(' (4.0)'),
      '200 Audit log',
    ]);
    expect(result.assertions).toBeGreaterThan(1.5 * result.requests.length);
    expect(result.environment).toMatchObject({
      'token-from-client-credentials-grant-accounts': expect.any(String),
      'account-access-consent-id': expect.stringMatching(/^aac-/),
      'intent-id': expect.stringMatching(/^aac-/),
      'request-scope': 'accounts',
      authCodeUrl: expect.stringContaining('/auth?'),
      authorizationCode: expect.any(String),
      'token-from-auth-code-grant-accounts': expect.any(String),
      'account-id': expect.stringMatching(/^\d{24}$/),
      'statement-id': expect.any(String),
      interactionId: expect.any(String),
      now: expect.any(String),
    });
  }
  expect(bank.failures).toEqual([]);
});

it('says so when the customer’s password is wrong', { timeout }, async () => {
  const { failures } = await run({ password: 'wrong' });
  expect(failures).toContainEqual(expect.stringMatching(/^Log the customer in: .*401/));
});
