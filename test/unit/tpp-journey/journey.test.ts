/** The journey as a transcript: method, path and status of every exchange, with the claims that matter. */
import { expect, test } from 'vitest';
import { runJourney, type StepReport } from '../../../src/tpp/journey.ts';
import { journeySteps } from '../../../src/tpp/journey-steps.ts';
import { clientId, idToken, type Route, type StubOptions, stub, webRedirect } from './stub.ts';

const consentId = 'aac-1';
const rs = 'https://rs.bank.example';
const aisp = `${rs}/open-banking/v3.1/aisp`;
let authorised = false;
const consent: Route = () => ({
  status: 200,
  body: { Data: { ConsentId: consentId, Status: authorised ? 'Authorised' : 'AwaitingAuthorisation' } },
});

const routes: Record<string, Route> = {
  [`POST ${rs}/register`]: () => ({
    status: 201,
    body: { client_id: clientId, client_secret: 's', token_endpoint_auth_method: 'client_secret_basic' },
  }),
  [`GET ${rs}/ozone/v1.0/postman/environment`]: () => ({
    body: { name: clientId, values: [{ key: 'rs', value: rs }] },
  }),
  [`POST ${aisp}/account-access-consents`]: consent,
  [`GET ${aisp}/account-access-consents/${consentId}`]: consent,
  [`GET ${aisp}/accounts`]: () => ({ body: { Data: { Account: [{ AccountId: '500001' }, { AccountId: '500002' }] } } }),
  [`GET ${aisp}/balances`]: () => ({ body: { Data: { Balance: [{ AccountId: '500001' }] } } }),
  [`GET ${aisp}/accounts/500001/transactions`]: ({ url }) => ({
    body: {
      Data: { Transaction: [{ TransactionId: url.slice(-1) }] },
      Links: url.includes('page') ? {} : { Next: `${aisp}/accounts/500001/transactions?page=2` },
    },
  }),
};

async function journey(options: StubOptions = {}, signal?: AbortSignal) {
  authorised = false;
  const reports: StepReport[] = [];
  const made = stub({
    client: null,
    entry: { profile: 'permissive' },
    ...options,
    routes: { ...routes, ...options.routes },
  });
  const result = await runJourney(made.session, {
    customer: { user: 'rora' },
    authorise: async ({ claims, state }) => {
      authorised = true;
      const id_token = await idToken({ nonce: String(claims.nonce), state, consentId, code: 'c' });
      return `${webRedirect}#${new URLSearchParams({ code: 'c', id_token, state })}`;
    },
    onStep: (report) => reports.push(report),
    signal,
  });
  return { ...made, result, reports };
}

test('every step is done, each request once and in the guide’s order', async () => {
  const { result, reports, transcript } = await journey();
  expect(result).toMatchObject({ clientId, consentId, accounts: [{ AccountId: '500001' }, { AccountId: '500002' }] });
  expect(result.transactions).toHaveLength(2);
  expect(result).not.toHaveProperty('problem');
  expect(result.steps).toEqual(reports);
  expect(reports.map(({ name, status }) => `${name} ${status}`)).toEqual(journeySteps.map((name) => `${name} done`));
  expect(transcript()).toEqual([
    'GET https://auth.bank.example/.well-known/openid-configuration',
    `POST ${rs}/register`,
    `GET ${rs}/ozone/v1.0/postman/environment`,
    'POST https://as.bank.example/token',
    `POST ${aisp}/account-access-consents`,
    'GET https://keystore.example/0015800001BankOrg0/0015800001BankOrg0.jwks',
    'POST https://as.bank.example/token',
    `GET ${aisp}/account-access-consents/${consentId}`,
    `GET ${aisp}/accounts`,
    `GET ${aisp}/balances`,
    `GET ${aisp}/accounts/500001/transactions`,
    `GET ${aisp}/accounts/500001/transactions?page=2`,
  ]);
});

test('a second journey uses the client that is there', async () => {
  const { session, sent } = await journey();
  const before = sent.length;
  await runJourney(session, { customer: { user: 'rora' } });
  expect(sent.slice(before).filter(({ url }) => url.endsWith('/register'))).toEqual([]);
});

test('a client without a secret has no environment, and goes on', async () => {
  const { reports } = await journey({
    entry: {},
    routes: { [`POST ${rs}/register`]: () => ({ status: 201, body: { client_id: clientId } }) },
  });
  expect(reports.find(({ name }) => name === 'environment')).toMatchObject({ status: 'skipped' });
  expect(reports.filter(({ status }) => status === 'done')).toHaveLength(journeySteps.length - 1);
});

test('a failure names itself, keeps what there is and skips the rest', async () => {
  const { result, reports } = await journey({ routes: { [`GET ${aisp}/balances`]: () => ({ status: 500 }) } });
  expect(result.problem).toMatchObject({ code: 'api_refused', bank: { status: 500 } });
  expect(result.accounts).toHaveLength(2);
  expect(reports.map(({ status }) => status).slice(-3)).toEqual(['done', 'failed', 'skipped']);
});

test('a cancelled journey fails at its next step', async () => {
  const { result, sent } = await journey({}, AbortSignal.abort());
  expect(result.problem?.code).toBe('cancelled');
  expect(sent).toEqual([]);
  expect(result.steps.map(({ status }) => status)).toEqual(['failed', ...journeySteps.slice(1).map(() => 'skipped')]);
});
